import ChatDomain
import ChatLedgerTesting
import FoundationEssentials
import TestSupport
import Testing

/// Random histories: the domain against a model that works everything out the slow way.
///
/// `CHAT_LEDGER_SOAK=1` makes the run ten times as long, and checks after every command.
@Suite(.ownThread) struct HistoryTests {
  private static let isSoak = ProcessInfo.processInfo.environment["CHAT_LEDGER_SOAK"] == "1"
  private static let seedsPerBatch: UInt64 = isSoak ? 200 : 20
  private static let commandCount = 300
  private static let checkInterval = isSoak ? 1 : 10

  @Test(arguments: UInt64(0)..<10)
  func agreesWithTheReferenceModel(batch: UInt64) throws {
    for seed in batch * Self.seedsPerBatch..<(batch + 1) * Self.seedsPerBatch {
      let history = try HistoryRun(seed: seed, commandCount: Self.commandCount, checkInterval: Self.checkInterval)
      guard history.differences.isEmpty else {
        Issue.record("seed \(seed): \(history.differences.prefix(5).joined(separator: "\n"))")
        return
      }
      try #require(history.chat.entries.count > Self.commandCount / 4, "seed \(seed): many commands are acceptable")
      try expectSameDecisions(history.chat, seed: seed)
    }
  }

  /// Deciding each recorded command again, on the state before it, decides the recorded events; folding them alone
  /// gives the same state.
  private func expectSameDecisions(_ chat: InMemoryChat, seed: UInt64) throws {
    let copy = InMemoryChat()
    for entry in chat.entries {
      let request = CommandRequest(command: entry.command, time: entry.time, position: entry.position)
      let events = try Command.decide(request, in: copy)
      try #require(events == entry.events, "seed \(seed), position \(entry.position)")
      try copy.record(entry)
    }
    #expect(copy.tables == chat.tables, "seed \(seed)")
  }

  @Test func reachEveryActionEventAndRejection() throws {
    var seen: Set<String> = []
    var rejections: Set<Rejection.Code> = []
    for seed in UInt64(0)..<100 {
      let run = try HistoryRun(seed: seed, commandCount: 300, checkInterval: .max)
      for entry in run.chat.entries {
        for event in entry.events { seen.insert("\(Mirror(reflecting: event).children.first?.label ?? "")") }
      }
      rejections.formUnion(run.rejections)
    }
    #expect(seen == Set(Event.names), "missing: \(Set(Event.names).subtracting(seen).sorted())")
    // Sizes and the number of clears are what no random history runs into.
    #expect(Set(Rejection.Code.allCases).subtracting(rejections) == [.tooLarge, .limitReached])
  }

  /// Whatever was taken away: undone at once all is as before; redone it is as it was after; and so on.
  @Test(arguments: UInt64(0)..<6)
  func undoAndRedoGiveTheSameStates(batch: UInt64) throws {
    var checked: Set<String> = []
    for seed in batch * Self.seedsPerBatch / 2..<(batch + 1) * Self.seedsPerBatch / 2 {
      let run = try HistoryRun(seed: seed &+ 50_000, commandCount: 260, checkInterval: .max)
      var random = SplitMix64(seed: seed)
      for entry in run.chat.entries where run.chat.tables.removals[entry.position] != nil && random.oneIn(4) {
        let name = try undoAndRedo(entry, of: run.chat, seed: run.seed)
        if let name { checked.insert(name) }
      }
    }
    #expect(checked.isSuperset(of: ["clear", "deleteMessage", "remove", "revert"]), "batch \(batch)")
  }

  private func undoAndRedo(_ entry: RecordedCommand, of chat: InMemoryChat, seed: UInt64) throws -> String? {
    let copy = try chat.replayed(to: entry.position)
    let isRevert = if case .revert = entry.command.action { true } else { false }
    let isReversal = if case .reversal = chat.removal(entry.position)?.kind { true } else { false }
    // Whoever was registered on first use stays.
    if entry.events.contains(where: { if case .accountRegistered = $0 { true } else { false } }) { return nil }
    let before = try essence(of: chat.replayed(to: Position(entry.position.rawValue - 1)), isReversal)
    let after = essence(of: copy, isReversal)
    var latest = entry.command.id
    for turn in 1...4 {
      let command = Command(
        id: CommandID(rawValue: 0x4ED0_0000 + UInt128(turn)), actor: .operator("test"), origin: "tests",
        reason: "a test", action: .revert(Revert(command: latest)))
      do { try copy.execute(command, at: copy.clock) } catch let rejection as Rejection {
        // What a revert brought back may be protected by now, or have got something that hangs on it.
        let isExcused = isRevert && [.protected, .restricted, .alreadyReverted].contains(rejection.code)
        #expect(isExcused, "seed \(seed), position \(entry.position), turn \(turn): \(rejection)")
        return nil
      }
      latest = command.id
      #expect(try copy.faults() == [], "seed \(seed), position \(entry.position), turn \(turn)")
      let found = essence(of: copy, isReversal)
      let isSame = found == (turn.isMultiple(of: 2) ? after : before)
      // A revert may find some of what it brings back there already; taking all of it away again takes that, too.
      if isReversal && !turn.isMultiple(of: 2) { continue }
      #expect(
        isSame,
        """
        seed \(seed), position \(entry.position), turn \(turn): \
        \(tables(of: found, unlike: turn.isMultiple(of: 2) ? after : before)) after \(entry.command.action)
        """)
    }
    return Mirror(reflecting: entry.command.action).children.first?.label
  }

  /// A pin or a reaction that was given anew between an undo and a redo comes back with its first time.
  private func essence(of chat: InMemoryChat, _ isReversal: Bool) -> InMemoryChat.Tables {
    var essence = chat.essence()
    guard isReversal else { return essence }
    for key in essence.pins.keys { essence.pins[key]?.pinnedAt = .earliest }
    for key in essence.reactions.keys { essence.reactions[key]?.reactedAt = .earliest }
    return essence
  }

  /// The names of the tables in which two states differ.
  private func tables(of one: InMemoryChat.Tables, unlike other: InMemoryChat.Tables) -> [String] {
    zip(Mirror(reflecting: one).children, Mirror(reflecting: other).children).compactMap { one, other in
      guard let left = one.value as? AnyHashable, let right = other.value as? AnyHashable, left != right
      else { return nil }
      return one.label
    }
  }

  @Test func followFromTheirSeed() throws {
    let one = try HistoryGenerator.history(seed: 42, count: 200)
    let other = try HistoryGenerator.history(seed: 42, count: 200)
    let another = try HistoryGenerator.history(seed: 43, count: 200)
    #expect(one.commands == other.commands)
    #expect(one.chat.tables == other.chat.tables)
    #expect(one.commands != another.commands)
  }
}

/// A history with what came of it.
private struct HistoryRun {
  let seed: UInt64
  let chat = InMemoryChat()
  var differences: [String] = []
  var rejections: Set<Rejection.Code> = []

  init(seed: UInt64, commandCount: Int, checkInterval: Int) throws {
    self.seed = seed
    var generator = HistoryGenerator(seed: seed)
    var model = ReferenceModel()
    for step in 1...commandCount {
      let next = generator.next(for: chat)
      let before = chat.position
      do {
        try chat.execute(next.command, at: next.time)
      } catch let rejection as Rejection {
        rejections.insert(rejection.code)
      }
      if chat.position > before, let entry = chat.entries.last { model.apply(entry) }
      guard step.isMultiple(of: checkInterval) || step == commandCount else { continue }
      differences = try model.differences(from: chat) + chat.faults()
      if !differences.isEmpty {
        differences.append("after command \(step), position \(chat.position): \(next.command)")
        return
      }
    }
  }
}
