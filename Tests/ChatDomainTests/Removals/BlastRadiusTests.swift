import ChatDomain
import ChatLedgerTesting
import FoundationEssentials
import TestSupport
import Testing

/// What a removal says that it will do, against what it then does, for random resources with references of all four
/// actions, in circles and to themselves.
///
/// `CHAT_LEDGER_SOAK=1` makes the run ten times as long.
@Suite(.ownThread) struct BlastRadiusTests {
  private static let isSoak = ProcessInfo.processInfo.environment["CHAT_LEDGER_SOAK"] == "1"
  private static let seedsPerBatch: UInt64 = isSoak ? 100 : 10

  @Test(arguments: UInt64(0)..<8)
  func equalsWhatTheRemovalDoes(batch: UInt64) throws {
    for seed in batch * Self.seedsPerBatch..<(batch + 1) * Self.seedsPerBatch {
      var run = BlastRadiusRun(seed: seed)
      try run.run(commandCount: 400)
      guard run.differences.isEmpty else {
        Issue.record("seed \(seed): \(run.differences.prefix(5).joined(separator: "\n"))")
        return
      }
    }
  }

  /// The property means little where nothing hangs on anything.
  @Test func reachesEveryActionAndEveryTable() throws {
    var reached = Totals()
    var kinds: Set<String> = []
    var accepted = 0
    for seed in UInt64(0)..<32 {
      var run = BlastRadiusRun(seed: seed)
      try run.run(commandCount: 400)
      reached = reached + run.removed
      kinds.formUnion(run.kinds)
      accepted += run.acceptedCount
    }
    #expect(accepted > 32 * 8)
    for counter in Totals.Counter.allCases {
      // Reports keep what they refer to as evidence; nothing takes them along.
      #expect((reached[counter] > 0) == (counter != .reports), "\(counter)")
    }
    let all: Set = [
      "accountRemoved", "conversationRemoved", "resourceRemoved", "referenceEmptied", "conversationDetached",
      "participantLeft", "recordRemoved", "blocked", "accepted", "orphaned reply", "circle",
    ]
    #expect(kinds == all)
  }
}

/// A random history in which removals are planned, done, undone and redone.
private struct BlastRadiusRun {
  let seed: UInt64
  private(set) var differences: [String] = []
  /// All that was removed, and in which ways.
  private(set) var removed = Totals()
  private(set) var kinds: Set<String> = []
  private(set) var acceptedCount = 0
  private let chat = InMemoryChat()
  private var generator: HistoryGenerator
  private var number: UInt128 = 0xB1A5_0000_0000

  init(seed: UInt64) {
    self.seed = seed
    generator = HistoryGenerator(seed: seed, weights: HistoryGenerator.Intent.resourceWeights)
  }

  mutating func run(commandCount: Int) throws {
    for step in 1...commandCount {
      let next = generator.next(for: chat)
      do { try chat.execute(next.command, at: next.time) } catch is Rejection { continue }
      if step > 60, step.isMultiple(of: 10) { try check(generator.removal(in: chat)) }
      if !differences.isEmpty { return }
    }
  }

  private mutating func expect<Value: Equatable>(_ what: String, _ expected: Value, _ actual: Value) {
    if expected != actual { differences.append("\(what): expected \(expected), found \(actual)") }
  }

  private mutating func check(_ remove: Remove) throws {
    let plan: RemovalPlan
    do { plan = try remove.plan(in: chat) } catch is Rejection { return }
    let radius = BlastRadius(of: remove, in: chat)
    differences += radius.differences(from: plan) + radius.disorder(of: plan, in: chat)
    let before = chat.tables
    do {
      try execute(.remove(remove))
      expect("blockers of what was done", [], plan.blockers)
      expect("what is noted of it", plan.items, chat.tables.removalItems[chat.position] ?? [])
    } catch let rejection as Rejection where rejection.code == .restricted {
      if plan.blockers.isEmpty { differences.append("refused without a blocker: \(rejection)") }
      if chat.tables != before { differences.append("a refused removal left a trace") }
      kinds.insert("blocked")
      return
    } catch let rejection as Rejection where rejection.code == .invalid {
      return
    }
    kinds.formUnion(plan.items.map { Mirror(reflecting: $0).children.first?.label ?? "" } + ["accepted"])
    removed = removed + plan.removed
    acceptedCount += 1
    try compareEffect(of: plan, before)
    try compareReverts()
  }

  /// A count before and after says the same as the plan.
  private mutating func compareEffect(of plan: RemovalPlan, _ before: InMemoryChat.Tables) throws {
    let earlier = InMemoryChat(tables: before)
    expect("what no longer counts", earlier.countedTotals() - chat.countedTotals(), plan.removed)
    expect("resources by kind", lost(from: earlier), plan.resources)
    expect("emptied references", emptied(since: before), plan.emptied)
    let orphans = chat.orphanedReplies().subtracting(earlier.orphanedReplies())
    expect("orphaned replies", Int64(orphans.count), plan.orphanedReplies)
    if !orphans.isEmpty { kinds.insert("orphaned reply") }
    if plan.items.contains(where: { isInCircle($0, before) }) { kinds.insert("circle") }
    differences += try chat.faults()
  }

  private func lost(from earlier: InMemoryChat) -> [String: Int64] {
    let after = chat.countedResources()
    return earlier.countedResources().reduce(into: [:]) { lost, kind in
      let count = kind.value - after[kind.key, default: 0]
      if count != 0 { lost[kind.key] = count }
    }
  }

  /// The references of what is still there that have gone, by relation.
  private func emptied(since before: InMemoryChat.Tables) -> [String: Int64] {
    var emptied: [String: Int64] = [:]
    for (id, earlier) in before.resources where !earlier.isRemoved {
      guard let now = chat.resource(id), !now.isRemoved else { continue }
      for reference in earlier.references where now.target(of: reference.name) == nil {
        emptied["resource:\(earlier.kind).\(reference.name)", default: 0] += 1
      }
    }
    for (id, earlier) in before.conversations where !earlier.isRemoved && earlier.resource != nil {
      guard let now = chat.conversation(id), !now.isRemoved, now.resource == nil else { continue }
      emptied["conversation.resource", default: 0] += 1
    }
    return emptied
  }

  /// Whether the resource refers to itself, over others or not, by references that take it along.
  private func isInCircle(_ item: RemovalItem, _ before: InMemoryChat.Tables) -> Bool {
    guard case .resourceRemoved(let start) = item else { return false }
    var seen: Set<ResourceID> = []
    var pending = [start]
    while let id = pending.popLast() {
      guard let resource = before.resources[id] else { continue }
      for reference in resource.references {
        guard before.schema.kind(resource.kind)?.reference(reference.name)?.onRemoval == .cascade,
          case .resource(let parent) = reference.target
        else { continue }
        if parent == start { return true }
        if seen.insert(parent).inserted { pending.append(parent) }
      }
    }
    return false
  }

  /// Undone, everything is as before; redone, as after; and undone again as before.
  private mutating func compareReverts() throws {
    let done = chat.essence()
    let removal = chat.entries[chat.entries.count - 1].command.id
    let before = try chat.replayed(to: Position(chat.position.rawValue - 1)).essence()
    var last = removal
    for (turn, expected) in [before, done, before].enumerated() {
      last = try execute(.revert(Revert(command: last)))
      if chat.essence() != expected { differences.append("revert \(turn + 1) of \(removal) does not give the state") }
      differences += try chat.faults()
    }
    // Half of the removals stay, so that later ones overlap them.
    if number.isMultiple(of: 8) { try execute(.revert(Revert(command: last))) }
  }

  @discardableResult
  private mutating func execute(_ action: Action) throws -> CommandID {
    number += 1
    let command = Command(
      id: CommandID(rawValue: number), actor: .operator("test"), origin: "tests", reason: "a test", action: action)
    try chat.execute(command, at: chat.clock)
    return command.id
  }
}
