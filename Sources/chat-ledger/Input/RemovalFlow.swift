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
    if try wasAccepted(command.id) {
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

  /// A command that was accepted before is answered with its receipt; there is nothing to look at first.
  func wasAccepted(_ id: CommandID) throws -> Bool {
    try removal.id != nil && ledger.read(.latest) { try $0.position(of: id) } != nil
  }

  // MARK: Looking

  private func printPreview(_ preview: Preview, _ personal: Int64?) {
    if output.json {
      let json: JSON = [
        "dryRun": .bool(true), "before": preview.before.json, "removed": preview.removed.json,
        "after": preview.after.json, "hiddenForAccount": personal.map { .integer($0) } ?? .null,
        "events": .integer(Int64(preview.events.count)),
      ]
      Channel.output.line(json.compact)
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
    if let personal {
      if personal > 0 { try confirm("\(Format.count(personal, "message")) from one account's view", number: personal) }
      return
    }
    try confirm(preview.removed, number: preview.removed.messages)
  }

  /// Asks before what is counted goes; nothing is asked where nothing goes, or with `--force`.
  func confirm(_ removed: Totals, number: Int64) throws {
    if let words = removed.words { try confirm(words, number: number) }
  }

  /// Refuses where somebody would have to be asked and nobody is there; before anything is printed.
  func requireAnswers(before removed: Totals) throws {
    if let words = removed.words { try requireAnswers(words) }
  }

  private func requireAnswers(_ what: String) throws {
    guard !removal.force, !System.isTerminal(0) || !Channel.errors.isTerminal else { return }
    throw CommandFailure.usage(
      "This takes away \(what), and there is nobody to ask.", hint: "Look with --dry-run, then say --force.")
  }

  /// Asks for the number, or for “yes”.
  private func confirm(_ what: String, number: Int64) throws {
    if removal.force { return }
    try requireAnswers(what)
    let question: ScreenText = "This takes away \(what). Type \(number > 0 ? "\(number) or yes" : "yes") to go on: "
    let answer = try Channel.ask(question).filter { $0 != "," && $0 != " " }
    guard answer == "yes" || (number > 0 && answer == String(number)) else {
      throw CommandFailure(.usage, "CANCELLED", "Nothing was done.", hint: "Type what is asked for to go on.")
    }
  }

  // MARK: Telling

  private func printReceipt(_ receipt: Receipt, preview: Preview?, verb: String) throws {
    if output.json {
      Channel.output.line(receipt.json)
      return
    }
    if receipt.isDuplicate { return try printDuplicate(of: receipt) }
    if let preview { Self.table(before: preview.before, after: preview.after).print() }
    Self.printFacts(receipt)
    if let preview, preview.events.isEmpty { return options.note("\nThere was nothing to do.") }
    // Taking away again what came back needs a reason; bringing back does not.
    let bringsBack = preview.map { $0.removed == Totals() } ?? false
    let reason = verb == Self.undoing && bringsBack ? " --reason TEXT" : ""
    let hint = "chat-ledger revert \(receipt.commandID)\(reason)"
    options.note("\nTo \(verb): \(hint)")
  }

  func printDuplicate(of receipt: Receipt) throws {
    if output.json {
      Channel.output.line(receipt.json)
    } else {
      Channel.output.line("Command \(receipt.commandID) was accepted before, at position \(receipt.position).")
    }
  }

  static func printFacts(_ receipt: Receipt) {
    var sheet = FactSheet()
    sheet.add("command", receipt.commandID.description)
    sheet.add("position", Format.count(receipt.position.rawValue))
    sheet.add("time", Format.time(receipt.time))
    Channel.output.line()
    sheet.print()
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
  var removed: Totals {
    let change = before - after
    var removed = Totals()
    removed.accounts = max(0, change.accounts)
    removed.conversations = max(0, change.conversations)
    removed.participants = max(0, change.participants)
    removed.messages = max(0, change.messages)
    removed.reactions = max(0, change.reactions)
    removed.readMarkers = max(0, change.readMarkers)
    removed.pins = max(0, change.pins)
    removed.whiteboardMessages = max(0, change.whiteboardMessages)
    removed.blocks = max(0, change.blocks)
    removed.sessions = max(0, change.sessions)
    removed.reports = max(0, change.reports)
    removed.chatSettings = max(0, change.chatSettings)
    removed.twoStepVerifications = max(0, change.twoStepVerifications)
    removed.resources = max(0, change.resources)
    return removed
  }
}
