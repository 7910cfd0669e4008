import ChatDomain
import TestSupport
import Testing

/// Signatures and captures by which Swift 6.3.1 on x86-64 jumps to a null pointer when an identifier stores a
/// `UInt128`. So identifiers store two words. `make test-scripts` runs the same in a release build.
@Suite(.ownThread) struct AsyncSignatureTests {
  @Test(arguments: [1, 2, 3])
  func anAsyncFunctionTakesSeveralIdentifiersBesideAnOddNumberOfWords(limit: Int) async throws {
    let chat = Chat()
    let answer = try await chat.move(
      opaque(1), from: opaque(2), to: opaque(3), by: opaque(4), limit: limit)
    #expect(answer == [1, 2, 3, 4, UInt128(limit)])
  }

  @Test func anAsyncFunctionTakesIdentifiersBesideTextAndDefaults() async throws {
    let answer = try await Chat().send("hello", to: opaque(2), from: opaque(3), replyTo: opaque(4))
    #expect(answer.rawValue == 14)
  }

  @Test func anAsyncFunctionTakesAKeyAndATraceBesideIdentifiers() async throws {
    let trace = TraceContext(traceID: 7, spanID: 8, flags: 1)
    let answer = try await Chat().note(
      opaque(1), key: opaque(2), trace: trace, session: opaque(3), count: 4, flag: true)
    #expect(answer == [1, 2, 7, 8, 3, 4])
  }

  @Test func closuresOfATaskGroupCaptureIdentifiers() async throws {
    let chat = Chat()
    let room: ConversationID = opaque(2)
    let anna: AccountID = opaque(3)
    let bert: AccountID = opaque(4)
    let answers = try await withThrowingTaskGroup(of: UInt128.self) { group in
      for number in 0..<8 {
        group.addTask {
          let id: CommandID = opaque(number + 10)
          var sum: UInt128 = 0
          for author in [anna, bert] {
            sum += try await chat.send("\(number)", to: room, from: author, replyTo: id.message).rawValue
          }
          return sum
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    // Each sends as anna and as bert: two rooms (4), both authors (7), two defaults (10) and two commands (2n + 20).
    #expect(answers.sorted() == stride(from: 41, to: 57, by: 2).map { UInt128($0) })
  }

  @Test func aTaskCapturesManyIdentifiersAndAWord() async throws {
    let ids: [MessageID] = (1...5).map { opaque($0) }
    let (first, second, third, fourth, fifth) = (ids[0], ids[1], ids[2], ids[3], ids[4])
    let limit = 9
    let sum = await Task.detached {
      await Task.yield()
      return first.rawValue + second.rawValue + third.rawValue + fourth.rawValue + fifth.rawValue + UInt128(limit)
    }.value
    #expect(sum == 24)
  }
}

/// What an embedder writes first.
private struct Chat {
  @inline(never)
  func move(
    _ message: MessageID, from: ConversationID, to: ConversationID, by account: AccountID, limit: Int
  ) async throws -> [UInt128] {
    await Task.yield()
    return [message.rawValue, from.rawValue, to.rawValue, account.rawValue, UInt128(limit)]
  }

  @inline(never)
  func send(
    _ body: String, to room: ConversationID, from account: AccountID, replyTo: MessageID? = nil,
    id: CommandID = opaque(5)
  ) async throws -> MessageID {
    await Task.yield()
    let answered = try #require(replyTo)
    return MessageID(rawValue: room.rawValue + account.rawValue + answered.rawValue + id.rawValue)
  }

  @inline(never)
  func note(
    _ account: AccountID, key: DigestKey, trace: TraceContext, session: SessionID, count: Int, flag: Bool
  ) async throws -> [UInt128] {
    await Task.yield()
    return [
      account.rawValue, key.rawValue, trace.traceID, UInt128(trace.spanID), session.rawValue, UInt128(count),
    ]
  }
}

/// An identifier that the compiler does not know.
@inline(never) @_optimize(none)
private func opaque<ID: Identifier>(_ number: Int) -> ID { ID(rawValue: UInt128(number)) }
