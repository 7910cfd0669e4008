import ChatExchange
import ChatLedger
import TestSupport
import Testing

@Suite("Sabotage of what archives are made of", .ownThread)
struct StructureSabotageTests {
  private static let seed: UInt64 = 20_261_201
  private static var tries: UInt64 { SabotageCounts.tries ?? 150 }

  private static let options = ImportOptions(source: "archive", actor: .operator("tests"), origin: "tests")

  @Test("Whatever is taken out of a Mattermost archive, doubled or renamed is told, or is listed as not compared")
  func mattermost() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text, source: "archive")
    let importer = MattermostImporter(ledger: scene.ledger, options: Self.options)
    let pristine = try importer.compare(MemorySource(Archive.text))
    try #require(pristine.isSame)
    var counts = SabotageCounts()
    for seed in Self.seed..<Self.seed + Self.tries {
      var dice = Dice(seed)
      var tree = JSONTree.array(Archive.lines.map { JSONTree($0) })
      let change = StructureSabotage.make(in: &tree, &dice)
      guard case .array(let lines) = tree else { continue }
      // What was said there names the same members, and the line says no more.
      if !lines.contains(where: { $0.text == JSONTree(Archive.group).text }), change?.path == [] {
        counts.skipped += 1
        continue
      }
      guard let change else {
        counts.skipped += 1
        continue
      }
      try counts.count(change.what, seed, importer.compare(MemorySource(lines.map(\.text).joined(separator: "\n")))) {
        change.isListed(in: $0, besides: pristine)
      }
    }
    print("Sabotage of the lines of a Mattermost archive: \(counts.text)")
    #expect(counts.silent == [])
  }

  @Test("Whatever is taken out of a Slack export, doubled or renamed is told, or is listed as not compared")
  func slack() throws {
    let scene = try TemporaryLedger()
    var export = SlackExport.sample
    export["dms.json"] = #"[{"id":"D1","created":1355517000,"members":["U1","U3"]}]"#
    try scene.load(export, source: "archive")
    let importer = SlackImporter(ledger: scene.ledger, options: Self.options)
    let pristine = try importer.compare(export)
    try #require(pristine.isSame)
    var counts = SabotageCounts()
    for seed in Self.seed..<Self.seed + Self.tries {
      var dice = Dice(seed)
      let path = dice.pick(export.files.map(\.path))
      var changed = export
      var change: StructureSabotage?
      if dice.below(25) == 0 {
        changed.remove(path)
        change = StructureSabotage(path: [path], what: "\(path) is not there")
      } else {
        var tree = JSONTree(export[path])
        change = StructureSabotage.make(in: &tree, &dice)
        changed[path] = tree.text
      }
      change?.path.insert(path, at: 0)
      guard let change else {
        counts.skipped += 1
        continue
      }
      try counts.count(change.what, seed, importer.compare(changed)) {
        change.isListed(in: $0, besides: pristine)
      }
    }
    print("Sabotage of the elements of a Slack export: \(counts.text)")
    #expect(counts.silent == [])
  }

  @Test("Every change of what came into a ledger from an archive is told")
  func ledger() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text, source: "archive")
    let importer = MattermostImporter(ledger: scene.ledger, options: Self.options)
    var silent: [String] = []
    for action in try Self.actions(scene) {
      let receipt = try scene.execute(action, reason: "tests")
      if try importer.compare(MemorySource(Archive.text)).isSame { silent.append("\(action)") }
      // An edit is undone by the archive itself, everything else by a revert.
      if (try? scene.execute(.revert(Revert(command: receipt.commandID)), reason: "tests")) == nil {
        try scene.load(Archive.text, source: "archive")
      }
      if try !importer.compare(MemorySource(Archive.text)).isSame {
        try scene.load(Archive.text, source: "archive")
      }
      try #require(try importer.compare(MemorySource(Archive.text)).isSame, "\(action)")
    }
    #expect(silent == [])
  }

  private static func actions(_ scene: TemporaryLedger) throws -> [Action] {
    try scene.ledger.read { view in
      var actions: [Action] = []
      try view.forEachAccount { account in
        var profile = account.profile ?? Profile()
        profile.email += "!"
        actions.append(.updateAccount(UpdateAccount(account: account.id, profile: profile)))
        actions.append(.deactivateAccount(DeactivateAccount(account: account.id)))
        return true
      }
      try view.forEachConversation { room in
        var details = room.details ?? ConversationDetails()
        details.topic += "!"
        actions.append(.updateConversation(UpdateConversation(conversation: room.id, details: details)))
        actions.append(.removeConversation(RemoveConversation(conversation: room.id)))
        let members = try view.participants(in: room.id).filter(\.isActive)
        if room.state.pair == nil {
          actions += members.map {
            .removeParticipant(RemoveParticipant(conversation: room.id, account: $0.account))
          }
        }
        try view.forEachMessage(in: room.id) { message in
          actions.append(.deleteMessage(DeleteMessage(message: message.id)))
          actions.append(
            .editMessage(EditMessage(message: message.id, content: MessageContent(body: "other"))))
          if message.state.isPinned { actions.append(.unpinMessage(UnpinMessage(message: message.id))) }
          actions += try view.reactions(to: message.state).map {
            .removeReaction(RemoveReaction(message: message.id, account: $0.account, emoji: $0.emoji))
          }
          return true
        }
        return true
      }
      return actions
    }
  }
}

extension StructureSabotage {
  fileprivate func isListed(in report: ComparisonReport, besides pristine: ComparisonReport) -> Bool {
    report.warnings != pristine.warnings || report.notCompared != pristine.notCompared
      || path.last.map(report.lists) == true
  }
}
