import ChatLedger
import ChatOperations
import ChatWire
import LedgerJSON

extension EntityDetails {
  func entry(_ entry: LedgerEntry) throws -> EntitySheet {
    let summary = try EntrySummary(entry, names)
    var thing = EntitySheet(title: "Entry \(entry.position)", json: .null)
    thing.facts.add("command", entry.command.id.description)
    thing.facts.add("time", Format.time(entry.time))
    thing.facts.add("who", summary.who)
    thing.facts.add("program", entry.command.origin)
    thing.facts.add("what", summary.what)
    thing.facts.add("message", message(of: entry.command.action)?.description)
    thing.facts.add("why", summary.why.isEmpty ? nil : summary.why)
    thing.facts.add("effect", summary.effect)
    let standing = try view.standing(ofEdit: entry)
    if standing?.takesBack == nil, let correlation = entry.command.correlation, correlation != entry.command.id {
      thing.facts.add("belongs to", try names.command(correlation))
    }
    try addCleanup(of: entry, to: &thing)
    if let standing { try add(standing, of: entry, to: &thing) }
    thing.facts.add("size", Format.bytes(UInt64(entry.sizeBytes)))
    var members = try entry.json(names).members
    if let standing { members.append(.init(name: "edit", value: standing.json)) }
    if let removal = try view.removal(entry.firstPosition) {
      for fact in try facts(of: removal) { thing.facts.add(fact.name, fact.value) }
      if removal.itemCount > 0 {
        thing.tables = [
          try items(of: removal, entry.parts).titled("Took away \(Format.count(removal.itemCount, "thing"))")
        ]
      }
      members.append(.init(name: "removal", value: try json(of: removal)))
    }
    if let batch = try view.importState(entry.firstPosition) {
      members.append(.init(name: "import", value: try add(batch, to: &thing)))
    }
    thing.json = ["entry": .object(members)]
    return thing
  }

  /// Whether an edit stands, and the way to change that.
  private func add(_ standing: EditStanding, of entry: LedgerEntry, to thing: inout EntitySheet) throws {
    thing.facts.add("takes back", try standing.takesBack.map { try names.command(at: $0) })
    if let undo = standing.takenBackBy {
      thing.facts.add("state", "taken back by \(try author(of: undo))")
      thing.facts.add("bring back", RevertLine(undo).description)
      return
    }
    let later = try standing.editedAgainBy.map { "edited again since by \(try author(of: $0))" }
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
  private func add(_ batch: ImportState, to thing: inout EntitySheet) throws -> JSON {
    let takenBack = try batch.withdrawnBy.map { "taken back by \(try names.command(at: $0))" }
    thing.facts.add(
      batch.kind == .backfill ? "backfill" : "import", takenBack ?? (batch.isFinished ? "finished" : "not finished"))
    let isHere = batch.withdrawnBy == nil
    thing.facts.add("take it back", isHere ? RevertLine(batch.position).description : nil)
    thing.facts.add("bring back", batch.withdrawnBy.map { RevertLine($0).description })
    let made = try counts(of: batch)
    for (name, count) in made {
      thing.facts.add(name == "messages" ? "brought messages" : "made or touched \(name)", Format.count(count))
    }
    return
      ([
        "kind": .string(batch.kind.rawValue), "finished": .bool(batch.isFinished),
        "withdrawnBy": .position(batch.withdrawnBy),
        "items": .object(made.map { .init(name: $0.name, value: .integer($0.count)) }),
      ] as JSON).compact
  }

  /// What an import brought, by kind. Messages are counted one by one in the rooms that it touched.
  private func counts(of batch: ImportState) throws -> [(name: String, count: Int64)] {
    let kinds = ["messages", "accounts", "conversations", "resources", "records"]
    var counts = [Int64](repeating: 0, count: kinds.count)
    try view.forEachImportItem(batch.position) { item in
      switch item {
      case .account: counts[1] += 1
      case .conversation(let id):
        counts[2] += 1
        try view.forEachMessageState(in: id) { message in
          if message.importedBy == batch.position { counts[0] += 1 }
          return true
        }
      case .resource: counts[3] += 1
      case .record: counts[4] += 1
      }
      return true
    }
    return zip(kinds, counts).filter { $0.1 > 0 }.map { ($0, $1) }
  }

  // MARK: Removals

  private func facts(of removal: RemovalState) throws -> [(name: String, value: String)] {
    switch removal.kind {
    case .original(isApplied: true):
      let isFirst = removal.lastChange == removal.position
      let again = isFirst ? "" : " again, by \(try author(of: removal.lastChange))"
      return [("state", "applies\(again)"), ("bring back", RevertLine(removal.position).description)]
    case .original(isApplied: false):
      return [("state", "taken back by \(try author(of: removal.lastChange))")]
    case .reversal(let target):
      guard let original = try view.removal(target), case .original(let isApplied) = original.kind else { return [] }
      guard original.lastChange == removal.position else {
        return [("state", "changed since by \(try author(of: original.lastChange))")]
      }
      let back = RevertLine(removal.position).description
      return isApplied
        ? [("state", "took away again what \(target) took away"), ("bring back", back)]
        : [("state", "brought back what \(target) took away"), ("undo", back)]
    }
  }

  private func author(of position: Position) throws -> String {
    guard let entry = try view.entry(at: position) else { return "position \(position)" }
    let who = try names.at(position).actor(entry.command.actor)
    return "\(who) at \(Format.time(entry.time)): \(try names.command(at: position))"
  }

  /// What a command took away, with the number of messages where a thing has several.
  private func items(of removal: RemovalState, _ parts: some BinaryInteger) throws -> Listing {
    var counts: [ConversationID: Int64] = [:]
    let end = removal.position.rawValue + UInt64(max(1, parts))
    try view.forEachEntry(from: removal.position) { entry in
      guard entry.position.rawValue < end else { return false }
      for event in entry.events {
        switch event {
        case .conversationCleared(let it): counts[it.conversation, default: 0] += it.cleared.messages
        case .conversationRemoved(let it): counts[it.conversation, default: 0] += it.removed.allMessages
        default: break
        }
      }
      return true
    }
    var list = Listing(
      [.init("WHAT"), .init("WHICH", givesWay: true), .init("MESSAGES", isNumber: true)], showsAll: showsAll)
    let names = names.at(removal.position)
    try view.forEachRemovalItem(removal.position) { item in
      try list.add {
        let (what, which, conversation) = try description(of: item, names)
        let count = conversation.flatMap { counts[$0] }.map { Format.count($0) } ?? ""
        return [what, SafeText.excerpt(which), count]
      }
      return true
    }
    return list
  }

  private func description(
    of item: RemovalItem, _ names: Names
  ) throws -> (what: String, which: String, conversation: ConversationID?) {
    switch item {
    case .accountDeactivated(let id): ("account deactivated", try names.account(id), nil)
    case .accountRemoved(let id): ("account", try names.account(id), nil)
    case .conversationRemoved(let id): ("conversation", try names.conversation(id), id)
    case .conversationCleared(let id, _): ("messages", "in \(try names.conversation(id))", id)
    case .historyCleared(let id, let account, _):
      ("view", "of \(try names.account(account)) in \(try names.conversation(id))", nil)
    case .participantLeft(let id, let account):
      ("participant", "\(try names.account(account)) in \(try names.conversation(id))", nil)
    case .messageDeleted(_, let id): ("message", "\(try names.message(id)): \(try names.text(of: id))", nil)
    case .reactionRemoved(let id, let account, let emoji, _):
      ("reaction", "\(emoji) of \(try names.account(account)) to the message \(try names.message(id))", nil)
    case .messageUnpinned(let id, _): ("pin", "of the message \(try names.message(id))", nil)
    case .importWithdrawn(let position): ("import", try names.command(at: position), nil)
    case .resourceRemoved(let id): ("resource", try names.resource(id), nil)
    case .referenceEmptied(let id, let reference):
      ("reference", "\(reference.name) of \(try names.resource(id)) to \(try names.target(reference.target))", nil)
    case .conversationDetached(let id, let resource):
      ("attachment", "of \(try names.conversation(id)) to \(try names.resource(resource))", nil)
    case .recordRemoved(let record): (record.table.noun, try names.record(record), nil)
    case .recordsCleared(let table): (table.words, "all there were", nil)
    }
  }

  private func json(of removal: RemovalState) throws -> JSON {
    var json: [JSON.Member] = [.init(name: "items", value: .unsigned(removal.itemCount))]
    switch removal.kind {
    case .original(let isApplied): json.append(.init(name: "applied", value: .bool(isApplied)))
    case .reversal(let target): json.append(.init(name: "reverses", value: .position(target)))
    }
    let names = names.at(removal.position)
    var things: [JSON] = []
    try view.forEachRemovalItem(removal.position) { item in
      let (what, which, _) = try description(of: item, names)
      things.append([
        "what": .string(what), "which": .string(which), "item": .encoded(try RemovalItemJSON.encode(item)),
      ])
      return showsAll || things.count < Listing.linesShown
    }
    json.append(.init(name: "things", value: .nonEmpty(things)))
    return JSON.object(json).compact
  }
}
