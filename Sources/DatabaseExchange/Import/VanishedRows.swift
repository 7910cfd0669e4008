internal import ChatExchange
internal import ChatLedger

/// Rows that an earlier import of this source brought and that the source does not have any more.
///
/// They are counted by every import, from what the ledger has of each kind, without a look at the texts. Only where
/// they are to be followed, they are looked for one by one.
struct VanishedRows {
  let engine: ImportEngine
  let source: String
  let plan: ImportPlan
  /// Whether rows are there that could not be read, by table.
  let hasUnread: [Bool]

  func follow() throws {
    try engine.countVanished()
    guard engine.options.deletesVanished else { return }
    for (index, table) in plan.tables.enumerated() {
      // What is known by what it joins has no identifier to tell a row that was not read by.
      guard !hasUnread[index] || table.mapping.target.identifierKind != .row else { continue }
      let inventory = LedgerInventory(engine: engine, source: source, table: table)
      try inventory.visitUnmet { thing, key, isGone in
        guard !isGone else { return }
        var gone = DescribedEntity(
          thing, at: ImportLocation(table: table.name, key: key), item: "row", bucket: index,
          command: engine.importCommand)
        gone.reason = "gone from the source"
        try engine.delete(gone)
      }
    }
  }
}
