import ChatLedger
import LedgerJSON

/// The way of `clear --everything`: count, show, ask, clear, count again, and say how to take it back.
struct ClearEverythingFlow {
  var flow: RemovalFlow

  /// The tables that are not touched.
  static let kept: Set<String> = ["accounts", "chatSettings", "twoStepVerifications", "resources"]

  func run(_ command: Command) throws {
    if try flow.wasAccepted(command.id) { return try flow.answerKnown(command).printDuplicate(flow.output) }
    let preview = try flow.ledger.preview(command)
    let before = try flow.ledger.read(.latest) { try RemovalTable.Counts($0) }
    let removed = RemovalTable.Counts(preview.removed, [:])
    var table = RemovalTable(before: before, removed: removed, kept: Self.kept, listsEmptyTables: true)
    // Clearing what is empty would put a command into the log that did nothing.
    if flow.removal.dryRun || preview.events.isEmpty {
      printForeseen(table, preview)
      return
    }
    try flow.ledger.read(.latest) { try RemovalQuestion(flow, preview, in: $0) }.ask(flow.removal)
    let receipt = try flow.ledger.execute(command)
    let after = try flow.ledger.read(.latest) { try RemovalTable.Counts($0) }
    table.after = after
    printDone(table, receipt, after)
    guard table.isAsForeseen else {
      throw CommandFailure(
        .found, "DIFFERS", "A table is not as it was foreseen.",
        hint: "`chat-ledger verify` finds out more; `\(RevertLine(receipt.commandID))` brings it all back.")
    }
  }

  private func printForeseen(_ table: RemovalTable, _ preview: Preview) {
    if flow.output.json {
      let json: JSON = [
        "dryRun": .flag(flow.removal.dryRun), "recorded": flow.removal.dryRun ? .null : .bool(false),
        "before": preview.before.json, "removed": preview.removed.json, "after": preview.after.json,
        "resources": table.before.resourcesJSON, "kept": .array(Self.kept.sorted().map { .string($0) }),
        "events": .integer(Int64(preview.events.count)),
      ]
      return OutputChannel.output.line(json.compact)
    }
    table.print()
    if preview.events.isEmpty {
      flow.options.note("There is nothing to clear, and nothing was recorded.")
    } else {
      flow.options.note("Nothing was recorded: this was a dry run.")
    }
  }

  private func printDone(_ table: RemovalTable, _ receipt: Receipt, _ after: RemovalTable.Counts) {
    if flow.output.json {
      let more: JSON = ["after": after.totals.json, "resources": after.resourcesJSON]
      return OutputChannel.output.line(JSON.object(receipt.json.members + more.members))
    }
    table.print()
    receipt.printFacts()
    flow.options.note("\nTo bring it all back: \(RevertLine(receipt.commandID))")
  }
}
