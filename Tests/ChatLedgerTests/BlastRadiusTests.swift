import ChatLedger
import ChatLedgerTesting
import ChatOperations
import LedgerTestSupport
import TestSupport
import Testing

/// What a removal says on disk that it will do, against what it then does there, for random resources.
@Suite(.ownThread) struct BlastRadiusTests {
  static let seeds: [UInt64] = isSoak ? Array(1...40) : Array(1...6)

  @Test(arguments: seeds) func equalsWhatTheRemovalDoesOnDisk(seed: UInt64) throws {
    let drive = try ModelDrive(seed: seed, weights: HistoryGenerator.Intent.resourceWeights)
    var acceptedCount = 0
    try drive.run(150)
    for round in 0..<12 {
      try drive.run(20)
      let number = UInt128(seed) << 32 | UInt128(round) << 8
      if try remove(drive.removal(), number, drive) { acceptedCount += 1 }
    }
    try drive.compareEverything()
    #expect(drive.differences.prefix(5) == [])
    let faults = try drive.ledger.verify().faultTexts
    #expect(faults == [], "seed \(seed)")
    #expect(acceptedCount > 0, "seed \(seed)")
    try drive.close()
  }

  /// Plans, does, undoes, redoes, and undoes again every other time.
  private func remove(_ remove: Remove, _ number: UInt128, _ drive: ModelDrive) throws -> Bool {
    let plan: RemovalPlan
    let before: Count
    do {
      (plan, before) = try drive.ledger.read { (try $0.blastRadius(of: remove), try Count(of: $0)) }
    } catch is Rejection { return false }
    let radius = BlastRadius(of: remove, in: drive.chat)
    for difference in radius.differences(from: plan) { drive.note(difference) }
    guard plan.blockers.isEmpty else {
      let refused = try drive.execute(command(number, .remove(remove)))
      // As below: what is asked before anything is planned.
      #expect(refused == .rejected(.restricted) || refused == .rejected(.invalid), "seed \(drive.seed): \(refused)")
      return false
    }
    let done = try drive.execute(command(number, .remove(remove)))
    guard case .accepted(let position, _) = done else {
      // Named twice, or in production; planning looks at neither.
      #expect(done == .rejected(.invalid), "seed \(drive.seed)")
      return false
    }
    let after = try drive.ledger.read { try Count(of: $0) }
    #expect(before.totals - after.totals == plan.removed, "seed \(drive.seed), position \(position)")
    #expect(before.lost(to: after) == plan.resources, "seed \(drive.seed), position \(position)")
    #expect(before.emptied(in: after) == plan.emptied, "seed \(drive.seed), position \(position)")
    for turn in UInt128(1)...3 {
      _ = try drive.execute(revert(number + turn, number + turn - 1))
      let count = try drive.ledger.read { try Count(of: $0) }
      let isAsExpected = count == (turn == 2 ? after : before)
      #expect(isAsExpected, "seed \(drive.seed), position \(position), revert \(turn)")
    }
    if number & 0x100 != 0 { _ = try drive.execute(revert(number + 4, number + 3)) }
    return true
  }

  private func command(_ number: UInt128, _ action: Action) -> Command {
    Command(
      id: identifier(number), actor: .operator("test"), origin: "tests", reason: "a test", action: action)
  }

  private func revert(_ number: UInt128, _ target: UInt128) -> Command {
    command(number, .revert(Revert(command: identifier(target))))
  }

  private func identifier(_ number: UInt128) -> CommandID { CommandID(rawValue: 0xB1A5 << 64 | number) }

  /// What is on disk, counted row by row.
  private struct Count: Equatable {
    var totals: Totals
    var kinds: [String: Int64] = [:]
    var references: [ResourceID: [String: String]] = [:]
    var attachments: [ConversationID: ResourceID] = [:]
    /// The conversations that are there.
    var conversations: Set<ConversationID> = []

    init(of view: LedgerView) throws {
      totals = try view.totals()
      var kinds: [String: Int64] = [:]
      var references: [ResourceID: [String: String]] = [:]
      try view.forEachResourceState { resource in
        kinds[resource.kind, default: 0] += 1
        let pairs = resource.references.map { ($0.name, "resource:\(resource.kind).\($0.name)") }
        references[resource.id] = Dictionary(pairs, uniquingKeysWith: { $1 })
        return true
      }
      var attachments: [ConversationID: ResourceID] = [:]
      var conversations: Set<ConversationID> = []
      try view.forEachConversation { conversation in
        attachments[conversation.id] = conversation.state.resource
        conversations.insert(conversation.id)
        return true
      }
      (self.kinds, self.references) = (kinds, references)
      (self.attachments, self.conversations) = (attachments, conversations)
      let recounted = try Self.recount(view)
      #expect(totals == recounted)
    }

    /// The totals from rows alone, as far as one can list them.
    private static func recount(_ view: LedgerView) throws -> Totals {
      var totals = try view.totals()
      (totals.accounts, totals.conversations, totals.participants, totals.messages) = (0, 0, 0, 0)
      (totals.whiteboardMessages, totals.reactions, totals.pins, totals.resources) = (0, 0, 0, 0)
      try view.forEachAccount { _ in
        totals.accounts += 1
        return true
      }
      try view.forEachResourceState { _ in
        totals.resources += 1
        return true
      }
      for table in RecordTable.allCases {
        totals[table] = 0
        try view.forEachRecord(in: table) { entry in
          if try entry.state.isCounted && view.isVisible(entry.state) { totals[table] += 1 }
          return true
        }
      }
      try view.forEachConversation { conversation in
        let isBoard = conversation.state.kind == .whiteboard
        if !isBoard {
          totals.conversations += 1
          totals.participants += Int64(try view.participants(in: conversation.id).count { $0.isActive })
        }
        totals.pins += Int64(try view.pins(in: conversation.id).count)
        try view.forEachMessage(in: conversation.id) { message in
          if isBoard { totals.whiteboardMessages += 1 } else { totals.messages += 1 }
          totals.reactions += Int64(try view.reactions(to: message.state).count)
          return true
        }
        return true
      }
      return totals
    }

    func lost(to after: Count) -> [String: Int64] {
      kinds.reduce(into: [:]) { lost, kind in
        let count = kind.value - after.kinds[kind.key, default: 0]
        if count != 0 { lost[kind.key] = count }
      }
    }

    func emptied(in after: Count) -> [String: Int64] {
      var emptied: [String: Int64] = [:]
      for (id, names) in references {
        guard let now = after.references[id] else { continue }
        for (name, relation) in names where now[name] == nil { emptied[relation, default: 0] += 1 }
      }
      for (id, _) in attachments where after.attachments[id] == nil && after.conversations.contains(id) {
        emptied["conversation.resource", default: 0] += 1
      }
      return emptied
    }
  }
}
