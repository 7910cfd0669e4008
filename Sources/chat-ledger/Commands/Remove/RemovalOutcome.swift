import ChatLedger
import LedgerJSON

/// What a removal with a blast radius came to: compared with what was foreseen, and told.
struct RemovalOutcome {
  var flow: RemovalFlow
  var radius: RemovalForecast

  /// - Parameters:
  ///   - receipts: Of the commands that did it, in their order.
  ///   - more: What the verb adds to the JSON.
  func conclude(with receipts: [Receipt], more: [JSON.Member] = []) throws {
    var table = radius.table
    let after = try flow.ledger.read(.latest) { try RemovalTable.Counts($0) }
    table.after = after
    if flow.output.json {
      printJSON(receipts, after, more)
    } else {
      table.print()
      for receipt in receipts { receipt.printFacts() }
      flow.options.note("\nTo bring it all back:")
      // What went last comes back first.
      for receipt in receipts.reversed() { flow.options.note("  \(RevertLine(receipt.commandID))") }
    }
    guard table.isAsForeseen else {
      throw CommandFailure(
        .found, "DIFFERS", "The removal did not do what was foreseen.",
        hint: "`chat-ledger verify` finds out more; the lines above bring it all back.")
    }
  }

  private func printJSON(_ receipts: [Receipt], _ after: RemovalTable.Counts, _ more: [JSON.Member]) {
    let before = radius.before
    let facts: JSON = [
      "before": before.totals.json, "removed": (before - after).totals.json, "after": after.totals.json,
      "resources": (before - after).resourcesJSON,
    ]
    // One command reads like every other receipt.
    let head =
      receipts.count == 1
      ? receipts[0].json.members : [JSON.Member(name: "commands", value: .array(receipts.map(\.json)))]
    OutputChannel.output.line(JSON.object(head + facts.members + more))
  }
}
