// Async signatures and captures by which Swift 6.3.1 on x86-64 jumps to a null pointer when an identifier stores a
// `UInt128`: as `AsyncSignatureTests`, from another package and in a release build.

import ChatLedger

@inline(never)
func move(
  _ message: MessageID, from: ConversationID, to: ConversationID, by account: AccountID, limit: Int
) async throws -> Int {
  await Task.yield()
  precondition(message.rawValue == 1 && from.rawValue == 2 && to.rawValue == 3 && account.rawValue == 4)
  return limit
}

@inline(never)
func send(
  _ body: String, to room: ConversationID, from account: AccountID, sender: Sender = .user, replyTo: MessageID? = nil,
  id: CommandID = opaque(5)
) async throws -> MessageID {
  await Task.yield()
  return MessageID(rawValue: room.rawValue + account.rawValue + (replyTo?.rawValue ?? 0) + id.rawValue)
}

/// An identifier that the compiler does not know.
@inline(never) @_optimize(none)
func opaque<ID: Identifier>(_ number: Int) -> ID { ID(rawValue: UInt128(number)) }

/// Eight tasks that capture identifiers, and send as two accounts each.
func sumOfTasks(_ room: ConversationID, _ anna: AccountID, _ bert: AccountID) async throws -> UInt128 {
  try await withThrowingTaskGroup(of: UInt128.self) { group in
    for number in 0..<8 {
      group.addTask {
        let id: CommandID = opaque(number)
        var sum: UInt128 = 0
        for author in [anna, bert] {
          sum += try await send("\(number)", to: room, from: author, replyTo: id.message).rawValue
        }
        return sum
      }
    }
    var sum: UInt128 = 0
    for try await one in group { sum += one }
    return sum
  }
}

@main
struct Signatures {
  static func main() async throws {
    let limit = try await move(opaque(1), from: opaque(2), to: opaque(3), by: opaque(4), limit: 7)
    precondition(limit == 7)
    let sum = try await sumOfTasks(opaque(2), opaque(3), opaque(4))
    // For each of the eight: two rooms (4), both authors (7), two defaults (10) and its number twice.
    precondition(sum == 8 * 21 + 2 * 28)
    print("ok")
  }
}
