import ChatLedger
import ChatOperations
import ChatWire
import LedgerJSON

extension SheetMaker {
  func entry(_ entry: LedgerEntry) throws -> EntitySheet {
    let found = try details.facts(of: entry, itemsAtMost: showsAll ? Int.max : Listing.linesShown)
    let summary = found.summary
    var thing = EntitySheet(title: "Entry \(entry.position)", json: ["entry": try found.json(names)])
    thing.facts.add("command", entry.command.id.description)
    thing.facts.add("time", Format.time(entry.time))
    thing.facts.add("who", summary.who)
    thing.facts.add("program", entry.command.origin)
    thing.facts.add("what", summary.what)
    thing.facts.add("message", message(of: entry.command.action)?.description)
    thing.facts.add("why", summary.why.isEmpty ? nil : summary.why)
    thing.facts.add("effect", summary.effect)
    if found.standing?.takesBack == nil, let correlation = entry.command.correlation, correlation != entry.command.id {
      thing.facts.add("belongs to", try names.command(correlation))
    }
    try addCleanup(of: entry, to: &thing)
    if let standing = found.standing { try add(standing, of: entry, to: &thing) }
    thing.facts.add("rules", entry.rules == .first ? nil : "version \(entry.rules)")
    thing.facts.add("size", Format.bytes(UInt64(entry.sizeBytes)))
    if let removal = found.removal {
      for fact in try facts(of: removal) { thing.facts.add(fact.name, fact.value) }
      if removal.state.itemCount > 0 {
        thing.tables = [items(of: removal).titled("Took away \(Format.count(removal.state.itemCount, "thing"))")]
      }
    }
    if let chain = found.chain { try add(chain, to: &thing) }
    return thing
  }

  /// Whether an edit stands, and the way to change that.
  private func add(_ standing: EditStanding, of entry: LedgerEntry, to thing: inout EntitySheet) throws {
    thing.facts.add("takes back", try standing.takesBack.map { try names.command(at: $0) })
    if let undo = standing.takenBackBy {
      thing.facts.add("state", "taken back by \(try details.author(of: undo))")
      thing.facts.add("bring back", RevertLine(undo).description)
      return
    }
    let later = try standing.editedAgainBy.map { "edited again since by \(try details.author(of: $0))" }
    thing.facts.add("state", later ?? "applies")
    thing.facts.add("take it back", RevertLine(entry.position).description)
  }

  /// That a removal was a cleanup, by which rules, and the way to do it again without somebody.
  private func addCleanup(of entry: LedgerEntry, to thing: inout EntitySheet) throws {
    guard case .remove(let action) = entry.command.action, let cleanup = action.cleanup else { return }
    thing.facts.add("cleanup by", cleanup.words)
    thing.facts.add(
      "left alone", cleanup.excluded.isEmpty ? nil : try EntrySummary.list(cleanup.excluded) { try names.account($0) })
    thing.facts.add("did again", try cleanup.again.map { try names.command($0) })
    thing.facts.add("do it again", "chat-ledger cleanup --again \(entry.position) --exclude ACCOUNT")
  }

  /// The message that the command is about, which `what` describes without naming it.
  private func message(of action: Action) -> MessageID? {
    switch action {
    case .editMessage(let it): it.message
    case .deleteMessage(let it): it.message
    case .pinMessage(let it): it.message
    case .unpinMessage(let it): it.message
    case .fileReport(let it): it.message
    default: nil
    }
  }

  // MARK: Imports and backfills

  /// How far it came, what it made, and the way back.
  private func add(_ chain: EntryFacts.Chain, to thing: inout EntitySheet) throws {
    let batch = chain.state
    let takenBack = try batch.withdrawnBy.map { "taken back by \(try names.command(at: $0))" }
    thing.facts.add(
      batch.kind == .backfill ? "backfill" : "import", takenBack ?? (batch.isFinished ? "finished" : "not finished"))
    let isHere = batch.withdrawnBy == nil
    thing.facts.add("take it back", isHere ? RevertLine(batch.position).description : nil)
    thing.facts.add("bring back", batch.withdrawnBy.map { RevertLine($0).description })
    for (name, count) in chain.made {
      thing.facts.add(name == "messages" ? "brought messages" : "made or touched \(name)", Format.count(count))
    }
  }

  // MARK: Removals

  private func facts(of found: EntryFacts.Removal) throws -> [(name: String, value: String)] {
    let removal = found.state
    switch removal.kind {
    case .original(isApplied: true):
      let isFirst = removal.lastChange == removal.position
      let again = isFirst ? "" : " again, by \(try details.author(of: removal.lastChange))"
      return [("state", "applies\(again)"), ("bring back", RevertLine(removal.position).description)]
    case .original(isApplied: false):
      return [("state", "taken back by \(try details.author(of: removal.lastChange))")]
    case .reversal(let target):
      guard let original = found.original, case .original(let isApplied) = original.kind else { return [] }
      guard original.lastChange == removal.position else {
        return [("state", "changed since by \(try details.author(of: original.lastChange))")]
      }
      let back = RevertLine(removal.position).description
      return isApplied
        ? [("state", "took away again what \(target) took away"), ("bring back", back)]
        : [("state", "brought back what \(target) took away"), ("undo", back)]
    }
  }

  /// What a command took away, with the number of messages where a thing has several.
  private func items(of removal: EntryFacts.Removal) -> Listing {
    var list = Listing(
      [.init("WHAT"), .init("WHICH", givesWay: true), .init("MESSAGES", isNumber: true)], showsAll: showsAll,
      count: Int(clamping: removal.state.itemCount))
    for item in removal.items {
      list.show([item.what, SafeText.excerpt(item.which), item.messages.map { Format.count($0) } ?? ""])
    }
    return list
  }
}
