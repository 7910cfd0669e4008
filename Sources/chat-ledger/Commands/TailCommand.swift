import ArgumentParser
import ChatLedger

struct TailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Show the latest entries of the log: who did what, when, why, to what effect.",
    discussion: """
      `chat-ledger show POSITION` tells all of one entry; `chat-ledger revert POSITION` takes one back. People and \
      rooms are named as they were called then, with their present name beside it where that is another. On a \
      terminal with less than 120 columns an entry takes two lines or more.

      Examples:
        chat-ledger tail
        chat-ledger tail --removals      (what was taken away or brought back)
        chat-ledger tail --from 1 -n 100
        chat-ledger tail --follow --json | jq .command
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: [.customShort("n"), .customLong("lines")], parsing: .unconditional,
    help: ArgumentHelp("How many entries.", valueName: "n"))
  var lines = 20

  @Option(help: ArgumentHelp("Begin at this position instead of at the end.", valueName: "position"))
  var from: UInt64?

  @Flag(help: "Only what took something away or brought it back.")
  var removals = false

  @Flag(name: [.short, .long], help: "Go on with entries as they come, until interrupted.")
  var follow = false

  func validate() throws {
    guard lines >= 0 else { throw ValidationError("-n takes a number from 0: how many entries, counted from the end.") }
    guard from != 0 else { throw ValidationError("Positions count from 1.") }
  }

  func run() throws {
    try options.withLedger(.readOnly, leavesNoTrace: !follow) { ledger in
      var last = try ledger.read(.latest) { view in try printFirst(view) }
      while follow {
        // Outside of the transaction: whoever reads this may have stopped.
        Channel.flush()
        try Channel.check()
        System.sleep(milliseconds: 200)
        last = try ledger.read(.latest) { view in try printEntries(view, from: last.next, limit: Int.max) }
      }
    }
  }

  private func printFirst(_ view: LedgerView) throws -> Position {
    let end = view.position.rawValue
    let first = try from ?? (removals ? firstRemoval(view) : end > UInt64(lines) ? end - UInt64(lines) + 1 : 1)
    let last = try printEntries(view, from: Position(first), limit: from == nil && follow ? Int.max : lines)
    if removals, !output.json, !follow, first > end, lines > 0 {
      options.note("Nothing has been taken away; `chat-ledger tail` shows the other entries.")
    }
    return max(last, follow && from == nil ? view.position : last)
  }

  /// Where the last removals begin that are to be shown; past the end where there are none.
  private func firstRemoval(_ view: LedgerView) throws -> UInt64 {
    var first = view.position.next.rawValue
    var left = lines
    try view.forEachRemoval { removal in
      guard left > 0 else { return false }
      first = removal.position.rawValue
      left -= 1
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
    var printer = EntryPrinter(columns: Channel.output.columns, isTable: !follow)
    try forEachEntry(view, from: from) { entry in
      try Channel.check()
      if output.json {
        Channel.output.line(try entry.json(names))
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
    var positions: [Position] = []
    try view.forEachRemoval { removal in
      guard removal.position >= from else { return false }
      positions.append(removal.position)
      return true
    }
    for position in positions.reversed() {
      guard let entry = try view.entry(at: position), try body(entry) else { return }
    }
  }
}
