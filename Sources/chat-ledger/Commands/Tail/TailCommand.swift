import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct TailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Show the latest entries of the log: who did what, when, why, to what effect.",
    discussion: """
      `chat-ledger show POSITION` shows everything about one entry; `\(RevertLine.ofPosition)` reverts \
      it. People and rooms have their names of that time, with the current name beside it if that differs. If a table \
      would cut off one of these names, and on a terminal with less than 120 columns, an entry takes two or more lines.

      Examples:
        chat-ledger tail
        chat-ledger tail --removals      (what was taken away or brought back)
        chat-ledger tail --from 1 -n 100
        chat-ledger tail --follow --json | jq .command
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("lines")], parsing: .unconditional,
    help: ArgumentHelp("How many entries.", valueName: "n"))
  var lines = 20

  @Option(
    help: ArgumentHelp("Begin at this position instead of at the end.", valueName: "position"),
    transform: Position.option)
  var from: Position?

  @Flag(help: "Only entries that removed or restored something.")
  var removals = false

  @Flag(name: [.short, .long], help: "Go on with entries as they come, until interrupted.")
  var follow = false

  func validate() throws {
    guard lines >= 0 else { throw ValidationError("-n takes a number from 0: how many entries, counted from the end.") }
  }

  func run() throws {
    try options.withLedger(.readOnly, leavesNoTrace: !follow) { ledger in
      var last = try ledger.read(.latest) { view in try printFirst(view) }
      while follow {
        // Outside of the transaction: whoever reads this may have stopped.
        OutputChannel.flush()
        try OutputChannel.check()
        System.sleep(milliseconds: 200)
        last = try ledger.read(.latest) { view in try printEntries(view, from: last.next, limit: Int.max) }
      }
    }
  }

  private func printFirst(_ view: LedgerView) throws -> Position {
    let end = view.position.rawValue
    let ofAll = end > UInt64(lines) ? end - UInt64(lines) + 1 : 1
    let first = try from?.rawValue ?? (removals ? firstRemoval(view) : ofAll)
    let last = try printEntries(view, from: Position(first), limit: from == nil && follow ? Int.max : lines)
    if removals, !output.json, !follow, first > end, lines > 0 {
      options.note("Nothing has been taken away; `chat-ledger tail` shows the other entries.")
    }
    return max(last, follow && from == nil ? view.position : last)
  }

  /// Where the last removals begin that are to be shown; past the end where there are none.
  private func firstRemoval(_ view: LedgerView) throws -> UInt64 {
    var first = view.position.next.rawValue
    var left = UInt64(lines)
    try view.forEachRemoval { removal in
      guard left > 0 else { return false }
      let parts = try view.parts(of: removal)
      let shown = min(left, parts)
      first = removal.position.rawValue + parts - shown
      left -= shown
      return true
    }
    return first
  }

  /// Prints at most `limit` entries and says which was the last.
  private func printEntries(_ view: LedgerView, from: Position, limit: Int) throws -> Position {
    var last = Position(from.rawValue - 1)
    var left = limit
    guard left > 0, from <= view.position else { return last }
    let names = Names(view)
    var printer = EntryPrinter(columns: OutputChannel.output.columns, isTable: !follow)
    try forEachEntry(view, from: from) { entry in
      try OutputChannel.check()
      if output.json {
        OutputChannel.output.line(try entry.json(names))
      } else {
        printer.print(entry, try EntrySummary(entry, names))
      }
      last = entry.position
      left -= 1
      return left > 0
    }
    if !output.json { printer.finish() }
    // What was passed over need not be looked at again.
    return removals && left > 0 ? view.position : last
  }

  private func forEachEntry(_ view: LedgerView, from: Position, _ body: (LedgerEntry) throws -> Bool) throws {
    guard removals else { return try view.forEachEntry(from: from, body) }
    // A command that took away much has several entries, and each of them says what it took.
    var positions: [Position] = []
    try view.forEachRemoval { removal in
      let first = removal.position.rawValue
      let end = first + (try view.parts(of: removal))
      for position in (max(first, from.rawValue)..<max(end, from.rawValue)).reversed() {
        positions.append(Position(position))
      }
      return first >= from.rawValue
    }
    for position in positions.reversed() {
      guard let entry = try view.entry(at: position), try body(entry) else { return }
    }
  }
}

extension LedgerView {
  /// How many entries a command that took something away has.
  fileprivate func parts(of removal: RemovalState) throws -> UInt64 {
    UInt64(max(1, try entry(at: removal.position)?.parts ?? 1))
  }
}
