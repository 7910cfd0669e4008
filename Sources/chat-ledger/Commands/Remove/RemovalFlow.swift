import ArgumentParser
import ChatLedger
import LedgerJSON

/// What verbs take that remove something.
struct RemovalOptions: ParsableArguments {
  @Flag(help: "Only show what would go, table by table; record nothing.")
  var dryRun = false

  /// A dry run only reads, so that it can be done beside the service that writes, and where nothing may be written.
  var mode: Ledger.Mode { dryRun ? .readOnly : .readWrite }

  @Flag(help: "Do not ask for confirmation; required without a terminal.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "The identifier of the command; sending it again changes nothing twice. The default is a new one.",
      valueName: "command"))
  var id: String?
}

/// The way of every verb that removes something: look, show, ask, do, and say how to take it back.
struct RemovalFlow {
  var ledger: Ledger
  var removal: RemovalOptions
  var output: OutputOptions
  var options: LedgerOptions
  /// The bounds of it that somebody should see before agreeing, as names with values.
  var bounds: [(name: String, value: String)] = []
  /// The account from whose view alone it takes away.
  var viewer: Viewer?

  /// An account, and how many messages go from its view, which no table counts.
  struct Viewer {
    var name: String
    var count: (Preview) throws -> Int64
  }

  func run(_ command: Command) throws {
    if try wasAccepted(command.id) { return try answerKnown(command).printDuplicate(output) }
    let preview = try ledger.preview(command)
    let personal = try viewer?.count(preview)
    if removal.dryRun {
      printPreview(preview, personal)
      return
    }
    try ledger.read(.latest) { try RemovalQuestion(self, preview, personal: personal, in: $0) }.ask(removal)
    try printReceipt(try ledger.execute(command), preview)
  }

  /// A command that was accepted before is answered with its receipt; there is nothing to look at first.
  func wasAccepted(_ id: CommandID) throws -> Bool {
    try removal.id != nil && ledger.read(.latest) { try $0.position(of: id) } != nil
  }

  func answerKnown(_ command: Command) throws -> Receipt {
    try removal.dryRun ? ledger.receiptAgain(of: command.id) : ledger.execute(command)
  }

  // MARK: Looking

  private func printPreview(_ preview: Preview, _ personal: Int64?) {
    if output.json {
      let json: JSON = [
        "dryRun": .bool(true), "before": preview.before.json, "removed": preview.removed.json,
        "after": preview.after.json, "hiddenForAccount": personal.map { .integer($0) } ?? .null,
        "events": .integer(Int64(preview.events.count)),
      ]
      OutputChannel.output.line(json.compact)
      return
    }
    Self.printTable(before: preview.before, after: preview.after)
    if let personal, let viewer {
      OutputChannel.output.line(
        "Hidden from \(SafeText.line(viewer.name)) alone: \(Format.count(personal, "message")).")
    }
    for bound in bounds { OutputChannel.output.line(SafeText.line("\(bound.name): \(bound.value)")) }
    options.note("Nothing was recorded: this was a dry run.")
  }

  /// The tables whose counts change.
  static func printTable(before: Totals, after: Totals) {
    var table = TextTable([
      .init("TABLE"), .init("BEFORE", isNumber: true), .init("CHANGE", isNumber: true), .init("AFTER", isNumber: true),
    ])
    for (old, new) in zip(before.counts, after.counts) where old.count != new.count {
      let change = new.count - old.count
      table.append([
        old.name, Format.count(old.count), (change > 0 ? "+" : "") + Format.count(change), Format.count(new.count),
      ])
    }
    if table.rows.isEmpty { OutputChannel.output.line("No table changes.") } else { table.print() }
  }

  // MARK: Telling

  private func printReceipt(_ receipt: Receipt, _ preview: Preview) throws {
    if output.json { return OutputChannel.output.line(receipt.json) }
    Self.printTable(before: preview.before, after: preview.after)
    receipt.printFacts()
    if preview.events.isEmpty { return options.note("\nThere was nothing to do.") }
    options.note("\nTo bring it back: \(RevertLine(receipt.commandID))")
  }
}

extension Totals {
  /// What there is of each table, in words: `1 read marker, 12 messages`; nil where there is nothing.
  var words: String? {
    let parts = counts.filter { $0.count > 0 }.map { name, count in
      // `readMarkers` is two words.
      let words = name.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : String($1) }
      return "\(Format.count(count)) \(count == 1 ? String(words.dropLast()) : words)"
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension Preview {
  /// What goes, table by table; nothing where something comes back.
  var removed: Totals { (before - after).positive }

  /// What comes back, table by table.
  var restored: Totals { (after - before).positive }
}

extension Totals {
  /// With nothing where there is less than nothing.
  var positive: Totals {
    var totals = Totals()
    for counter in Counter.allCases { totals[counter] = max(0, self[counter]) }
    return totals
  }
}

extension Ledger {
  /// The receipt of a command that was accepted, from its entry.
  func receiptAgain(of id: CommandID) throws -> Receipt {
    let entry = try read(.latest) { view in try view.position(of: id).flatMap { try view.entry(at: $0) } }
    guard let entry else {
      throw LedgerError(
        .usage, "Command \(id) is not known.", remedy: "List the entries to find it.", steps: [.list(.entries)])
    }
    return Receipt(
      commandID: id, position: entry.firstPosition,
      lastPosition: Position(entry.firstPosition.rawValue + UInt64(entry.parts) - 1), time: entry.time,
      isDuplicate: true, change: nil)
  }
}
