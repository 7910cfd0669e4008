import ArgumentParser
import ChatLedger

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What verbs take that remove something.
struct RemovalOptions: ParsableArguments {
  @Flag(help: "Only show what would go, table by table; record nothing.")
  var dryRun = false

  @Flag(help: "Do not ask; needed where nobody is there to be asked.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "The identifier of the command; the same one again changes nothing twice. A new one otherwise.",
      valueName: "command"))
  var id: String?
}

/// The way of every verb that removes something: look, show, ask, do, and say how to take it back.
struct RemovalFlow {
  var ledger: Ledger
  var removal: RemovalOptions
  var output: OutputOptions
  var options: LedgerOptions
  /// Messages that go from one account's view only, which no table counts.
  var personalCount: (Preview) throws -> Int64? = { _ in nil }

  /// What taking back a revert is called.
  static let undoing = "take this back"

  func run(_ command: Command, verb: String) throws {
    // A command that was accepted before is answered with its receipt; there is nothing to look at first.
    if removal.id != nil, try ledger.read(.latest, { try $0.position(of: command.id) }) != nil {
      try printReceipt(try ledger.execute(command), preview: nil, verb: verb)
      return
    }
    let preview = try ledger.preview(command)
    let personal = try personalCount(preview)
    if removal.dryRun {
      printPreview(preview, personal)
      return
    }
    try confirm(preview, personal)
    try printReceipt(try ledger.execute(command), preview: preview, verb: verb)
  }

  // MARK: Looking

  private func printPreview(_ preview: Preview, _ personal: Int64?) {
    if output.json {
      let json: JSON = [
        "dryRun": .bool(true), "before": preview.before.json, "removed": preview.removed.json,
        "after": preview.after.json, "hiddenForAccount": personal.map { .integer($0) } ?? .null,
        "events": .integer(Int64(preview.events.count)),
      ]
      Channel.output.line(json.compact.text)
      return
    }
    Self.table(before: preview.before, after: preview.after).print()
    if let personal {
      Channel.output.line("Hidden from the account alone: \(Format.count(personal, "message")).")
    }
    options.note("Nothing was recorded: this was a dry run.")
  }

  static func table(before: Totals, after: Totals) -> Table {
    var table = Table([
      .init("TABLE"), .init("BEFORE", isNumber: true), .init("CHANGE", isNumber: true), .init("AFTER", isNumber: true),
    ])
    for (old, new) in zip(before.counts, after.counts) {
      let change = new.count - old.count
      table.append([
        old.name, Format.count(old.count), (change > 0 ? "+" : "") + Format.count(change), Format.count(new.count),
      ])
    }
    return table
  }

  // MARK: Asking

  private func confirm(_ preview: Preview, _ personal: Int64?) throws {
    let goes = preview.removed.counts.filter { $0.count > 0 }
    guard !removal.force, !goes.isEmpty || personal.map({ $0 > 0 }) ?? false else { return }
    let amount = goes.map { "\(Format.count($0.count)) \($0.name)" }.joined(separator: ", ")
    let what = personal.map { "\(Format.count($0, "message")) from one account's view" } ?? amount
    guard System.isTerminal(0), Channel.errors.isTerminal else {
      throw CommandFailure.usage(
        "This takes away \(what), and there is nobody to ask.",
        hint: "Look with --dry-run, then say --force.")
    }
    let messages = personal ?? preview.removed.messages
    Channel.errors.write("This takes away \(what). Type \(messages > 0 ? "\(messages) or yes" : "yes") to go on: ")
    let answer = (readLine() ?? "").filter { $0 != "," && $0 != " " }
    guard answer == "yes" || (messages > 0 && answer == String(messages)) else {
      throw CommandFailure(.usage, "CANCELLED", "Nothing was done.", hint: "Type what is asked for to go on.")
    }
  }

  // MARK: Telling

  private func printReceipt(_ receipt: Receipt, preview: Preview?, verb: String) throws {
    if output.json {
      Channel.output.line(receipt.json.text)
      return
    }
    if receipt.isDuplicate {
      Channel.output.line("Command \(receipt.commandID) was accepted before, at position \(receipt.position).")
      return
    }
    if let preview { Self.table(before: preview.before, after: preview.after).print() }
    var sheet = FactSheet()
    sheet.add("command", receipt.commandID.description)
    sheet.add("position", Format.count(receipt.position.rawValue))
    sheet.add("time", Format.time(receipt.time))
    Channel.output.line()
    sheet.print()
    // Taking away again what came back needs a reason; bringing back does not.
    let bringsBack = preview.map { $0.removed == Totals() } ?? false
    let reason = verb == Self.undoing && bringsBack ? " --reason TEXT" : ""
    let hint = "chat-ledger revert \(receipt.commandID)\(reason)"
    options.note("\nTo \(verb): \(hint)")
  }
}

extension Preview {
  /// What goes, table by table; nothing where something comes back.
  var removed: Totals {
    var removed = Totals()
    removed.accounts = max(0, before.accounts - after.accounts)
    removed.conversations = max(0, before.conversations - after.conversations)
    removed.participants = max(0, before.participants - after.participants)
    removed.messages = max(0, before.messages - after.messages)
    removed.reactions = max(0, before.reactions - after.reactions)
    removed.readMarkers = max(0, before.readMarkers - after.readMarkers)
    removed.pins = max(0, before.pins - after.pins)
    return removed
  }
}
