import ChatLedger
internal import Dispatch
internal import Logging

/// ChatLedger as a service embeds it, with its default options (but for the logger, which is told to be quiet).
final class LedgerContestant: Contestant {
  static let name = "ChatLedger"

  let ledger: Ledger
  /// Where the messages begin, after the accounts and conversations.
  private let firstMessage: Position

  private init(_ ledger: Ledger) throws {
    self.ledger = ledger
    firstMessage = try ledger.read { $0.position.next }
  }

  static func make(at path: String, workload: Workload) throws -> LedgerContestant {
    let settings = LedgerSettings(digestKey: DigestKey(rawValue: 0x0123_4567_89ab_cdef))
    var options = Ledger.Options()
    options.logger.logLevel = .warning
    let ledger = try Ledger.create(
      at: path, settings: settings, actor: .operator("bench"), origin: "bench", options: options)
    let accounts = workload.accounts.map { id in
      command(.registerAccount(RegisterAccount(account: id, profile: Profile(userName: "\(id)"))))
    }
    let conversations = workload.conversations.indices.map { index in
      command(
        .createConversation(
          CreateConversation(
            conversation: workload.conversations[index], kind: .group, participants: workload.participants(of: index))))
    }
    for chunk in (accounts + conversations).chunks(of: 1_000) {
      for result in try ledger.execute(each: Array(chunk)) { _ = try result.get() }
    }
    return try LedgerContestant(ledger)
  }

  static func command(_ action: Action, reason: String? = nil) -> Command {
    Command(id: Ledger.newCommandID(), actor: .operator("bench"), origin: "bench", reason: reason, action: action)
  }

  private static func command(_ message: BenchMessage) -> Command {
    Command(
      id: CommandID(rawValue: message.id), actor: .account(message.author), origin: "bench",
      action: .sendMessage(
        SendMessage(
          conversation: message.conversation, author: message.author, content: MessageContent(body: message.body))))
  }

  func sendConcurrently(senders: Int, seconds: Double, first: Int, workload: Workload) throws -> SendResult {
    try blocking { [ledger] in
      try await withThrowingTaskGroup(of: [Double].self) { group in
        let watch = Stopwatch()
        for sender in 0..<senders {
          group.addTask {
            var latencies: [Double] = []
            var number = first + sender
            while watch.seconds < seconds {
              let command = Self.command(workload.message(number))
              let began = Stopwatch()
              _ = try await ledger.execute(command)
              latencies.append(began.microseconds)
              number += senders
            }
            return latencies
          }
        }
        var all: [Double] = []
        for try await latencies in group { all += latencies }
        return SendResult(seconds: watch.seconds, latenciesMicroseconds: all)
      }
    }
  }

  func store(_ messages: [BenchMessage], batch: Int) throws {
    for chunk in messages.chunks(of: batch) {
      for result in try ledger.execute(each: chunk.map(Self.command)) { _ = try result.get() }
    }
    try ledger.read { _ in }
  }

  func page(of conversation: ConversationID, limit: Int) throws -> PageSummary {
    let page = try ledger.read { try $0.messages(in: conversation, limit: limit) }
    return page.reduce(into: PageSummary()) { summary, message in
      summary.add(message.id.rawValue, bodyBytes: message.content?.body.utf8.count ?? 0)
    }
  }

  func messageCount() throws -> Int { try Int(ledger.read { try $0.totals().messages }) }

  func scan() throws -> Int {
    var count = 0
    try ledger.read { view in
      try view.forEachEntry(from: firstMessage) { entry in
        if case .sendMessage(let action) = entry.command.action, action.content.body.utf8.count > 0 { count += 1 }
        return true
      }
    }
    return count
  }

  func diskBytes() throws -> Int {
    let statistics = try ledger.statistics()
    return Int(statistics.logBytes + statistics.projectionBytes)
  }

  func logBytes() throws -> Int { Int(try ledger.statistics().logBytes) }

  func close() throws { try ledger.close() }
}

/// Runs asynchronous work on the concurrency pool while this thread waits.
private func blocking<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) throws -> R {
  let result = Box<Result<R, any Error>>()
  let done = DispatchSemaphore(value: 0)
  Task.detached {
    do { result.value = .success(try await body()) } catch { result.value = .failure(error) }
    done.signal()
  }
  done.wait()
  guard let value = result.value else { throw BenchFailure("The senders ended without a result.") }
  return try value.get()
}

/// Written before the semaphore is signalled, read after it was waited for.
private final class Box<Value>: @unchecked Sendable {
  var value: Value?
}
