import ChatDomain
import ChatLedgerTesting
import FoundationEssentials
import Testing

/// Random histories: the domain against a model that works everything out the slow way.
///
/// `CHAT_LEDGER_SOAK=1` makes the run ten times as long, and checks after every command.
@Suite struct HistoryTests {
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
      try #require(history.chat.entries.count > Self.commandCount / 3, "seed \(seed): most commands are acceptable")
      try expectSameDecisions(history.chat, seed: seed)
      try expectSoundTallies(history.chat, seed: seed)
    }
  }

  /// Deciding each recorded command again, on the state before it, decides the recorded events; folding them alone
  /// gives the same state.
  private func expectSameDecisions(_ chat: InMemoryChat, seed: UInt64) throws {
    let copy = InMemoryChat()
    for entry in chat.entries {
      let request = Request(command: entry.command, time: entry.time, position: entry.position)
      let events = try Command.decide(request, in: copy)
      try #require(events == entry.events, "seed \(seed), position \(entry.position)")
      try copy.record(entry)
    }
    #expect(copy.tables == chat.tables, "seed \(seed)")
  }

  private func expectSoundTallies(_ chat: InMemoryChat, seed: UInt64) throws {
    for conversation in chat.tables.conversations.values {
      var counted = conversation
      try counted.recount(in: chat)
      #expect(counted == conversation, "seed \(seed)")
    }
    for (position, removal) in chat.tables.removals {
      #expect(removal.itemCount == UInt64(chat.tables.removalItems[position]?.count ?? 0), "seed \(seed)")
    }
  }

  @Test func reachEveryActionEventAndRejection() throws {
    var seen: Set<String> = []
    var rejections: Set<Rejection.Code> = []
    for seed in UInt64(0)..<60 {
      let run = try HistoryRun(seed: seed, commandCount: 300, checkInterval: .max)
      for entry in run.chat.entries {
        for event in entry.events { seen.insert("\(Mirror(reflecting: event).children.first?.label ?? "")") }
      }
      rejections.formUnion(run.rejections)
    }
    #expect(seen.count == 35, "of 35 events: \(seen.sorted())")
    // Sizes and the number of clears are what no random history runs into.
    #expect(Set(Rejection.Code.allCases).subtracting(rejections) == [.tooLarge, .limitReached])
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
  let chat = InMemoryChat()
  var differences: [String] = []
  var rejections: Set<Rejection.Code> = []

  init(seed: UInt64, commandCount: Int, checkInterval: Int) throws {
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
      differences = model.differences(from: chat)
      if !differences.isEmpty {
        differences.append("after command \(step), position \(chat.position): \(next.command)")
        return
      }
    }
  }
}
