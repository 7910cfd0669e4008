import ChatLedger
import Synchronization

/// Standard output did not take what was printed.
struct OutputFailure: Error {
  /// The system's error code.
  var code: Int32
  /// What the one who called should know besides.
  var details: [String] = []
  var hint = "What was printed so far is not whole. Check the free space and where output goes."

  /// Nothing can be printed, so that nothing was begun.
  static func closed(_ code: Int32) -> OutputFailure {
    OutputFailure(
      code: code, details: ["Nothing was done."], hint: "Run it again with standard output open, as in `… > FILE`.")
  }

  /// The failure to tell, with what was recorded before: its receipt may be among what nobody got.
  var failure: CommandFailure {
    let recorded = Recorded.all
    return CommandFailure(
      .damaged, "IO", "Standard output could not be written: \(System.errorText(code)).",
      hint: recorded.hint ?? hint,
      details: details + recorded.facts)
  }
}

/// What this run has recorded or made: to be told where the receipt for it could not be printed.
struct Recorded: Sendable {
  private(set) var facts: [String] = []
  private(set) var hint: String?

  private static let current = Mutex(Recorded())
  static var all: Recorded { current.withLock { $0 } }

  /// Notes something that was made, in a sentence.
  static func note(_ fact: String) {
    current.withLock {
      $0.facts.append(fact)
      $0.hint = $0.hint ?? "It was done all the same; check the free space and where output goes."
    }
  }

  /// Notes what came into the log since a position.
  static func note(since start: Position, in view: LedgerView) throws {
    guard view.position > start, let first = try view.entry(at: start.next) else { return }
    let isOne = view.position == entryEnd(first)
    let fact =
      isOne
      ? "The command WAS recorded: \(first.command.id), position \(first.position)."
      : "Commands WERE recorded: positions \(start.next) to \(view.position), the first is \(first.command.id)."
    let isRemoval = try isOne && view.removal(first.position) != nil
    current.withLock {
      $0.facts.append(fact)
      $0.hint =
        isRemoval
        ? "To take it back: \(RevertLine(first.command.id))"
        : isOne
          ? "`chat-ledger show \(first.position)` tells of it."
          : "`chat-ledger tail --from \(start.next)` shows them, `\(RevertLine.ofPosition)` takes one back."
    }
  }

  /// A command that did much takes several entries.
  private static func entryEnd(_ first: LedgerEntry) -> Position {
    Position(first.position.rawValue + UInt64(max(1, first.parts)) - 1)
  }
}
