import ChatDomain
import EventLog

/// What one commit comes to: the entries that it adds to the log, and what their senders will be told.
///
/// A value that is there before anything of it is written: `Docs/Decisions/0015-a-batch-is-a-value.md`.
struct Batch: Sendable {
  /// The end of the log that it was decided on.
  let start: LogEnd
  private(set) var entries: EntryBatch
  /// One for each command, in order; to be told when the entries are on disk.
  private(set) var answers: [Result<Receipt, Rejection>] = []

  /// - Parameter commandCount: How many commands it is to be made of.
  init(after start: LogEnd, commandCount: Int) {
    self.start = start
    entries = EntryBatch(after: start.position.rawValue, capacity: commandCount)
    answers.reserveCapacity(commandCount)
  }

  /// The end of the log once it is written.
  var end: LogEnd {
    LogEnd(
      position: Position(entries.last), time: entries.lastTime.map { Timestamp(microseconds: $0) } ?? start.time)
  }

  /// What is left to be told of a batch that is written.
  struct Outcome: Sendable {
    let end: LogEnd
    let answers: [Result<Receipt, Rejection>]
  }

  var outcome: Outcome { Outcome(end: end, answers: answers) }

  /// The receipts of all commands.
  ///
  /// - Throws: The ``Rejection`` of the first that has none, with its `index`.
  func receipts() throws(Rejection) -> [Receipt] {
    var receipts: [Receipt] = []
    receipts.reserveCapacity(answers.count)
    for answer in answers {
      switch answer {
      case .success(let receipt): receipts.append(receipt)
      case .failure(var rejection):
        rejection.index = receipts.count
        throw rejection
      }
    }
    return receipts
  }

  mutating func append(_ draft: EntryDraft) throws -> Position { Position(try entries.append(draft)) }

  mutating func answer(_ answer: Result<Receipt, Rejection>) { answers.append(answer) }
}
