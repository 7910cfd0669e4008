import ChatLedger
import ChatLedgerTesting
import LedgerTestSupport

/// Drives a ledger on disk and the model in memory with one generated history.
final class ModelDrive {
  let directory = TemporaryDirectory()
  let seed: UInt64
  let clock = TestClock(InMemoryChat.fixtureTime)
  private(set) var ledger: Ledger
  private(set) var chat = InMemoryChat()
  var random: SplitMix64
  private var generator: HistoryGenerator
  /// Where engine and model disagreed, in words; each begins with the seed.
  private(set) var differences: [String] = []

  init(seed: UInt64, weights: [HistoryGenerator.Intent: Int] = HistoryGenerator.Intent.standardWeights) throws {
    self.seed = seed
    random = SplitMix64(seed: seed ^ 0xD21E)
    generator = HistoryGenerator(seed: seed, weights: weights)
    let creation = generator.next(for: chat).command
    guard case .createLedger(let action) = creation.action else { throw TestFailure("a history begins with a ledger") }
    ledger = try Ledger.create(
      at: directory.ledger, settings: action.settings, actor: creation.actor, origin: creation.origin,
      options: Self.options(clock))
    let entry = try ledger.read { try $0.entry(at: Position(1)) }
    guard let entry else { throw TestFailure("a new ledger has no first entry") }
    try chat.execute(entry.command, at: entry.time)
  }

  private static func options(_ clock: TestClock) -> Ledger.Options {
    var options = Ledger.Options()
    options.clock = { clock.now }
    return options
  }

  func note(_ difference: String) { differences.append("seed \(seed), position \(chat.position): \(difference)") }

  func close() throws { try ledger.close() }

  func reopen() throws {
    try ledger.close()
    ledger = try Ledger.open(at: directory.ledger, options: Self.options(clock))
  }

  // MARK: Steps

  /// Executes about so many commands, alone, each in a group, and all or none of a group.
  func run(_ count: Int) throws {
    var done = 0
    while done < count {
      switch random.below(10) {
      case 0..<6: done += try runOne()
      case 6..<9: done += try runEach(2 + random.below(8))
      default: done += try runAtomically(2 + random.below(4))
      }
    }
  }

  /// One given command, in both.
  func execute(_ command: Command) throws -> Outcome {
    let expected = outcome(of: command, at: clock.now, in: chat)
    let found = actual(Result { try ledger.execute(command) })
    compare(expected, found, command)
    return found
  }

  /// A removal of something that is there.
  func removal() -> Remove { generator.removal(in: chat) }

  private func runOne() throws -> Int {
    let next = generator.next(for: chat)
    clock.now = next.time
    let expected = outcome(of: next.command, at: next.time, in: chat)
    compare(expected, actual(Result { try ledger.execute(next.command) }), next.command)
    return 1
  }

  private func runEach(_ count: Int) throws -> Int {
    let time = generator.next(for: chat).time
    clock.now = time
    var commands: [Command] = []
    var expected: [Outcome] = []
    for _ in 0..<count {
      let command = generator.next(for: chat).command
      commands.append(command)
      expected.append(outcome(of: command, at: time, in: chat))
    }
    let results = try ledger.execute(each: commands)
    for (index, result) in results.enumerated() {
      compare(expected[index], actual(result.mapError { $0 as any Error }), commands[index])
    }
    return count
  }

  private func runAtomically(_ count: Int) throws -> Int {
    let time = generator.next(for: chat).time
    clock.now = time
    let commands = (0..<count).map { _ in generator.next(for: chat).command }
    let copy = try chat.replayed()
    var expected: [Outcome] = []
    for command in commands {
      expected.append(outcome(of: command, at: time, in: copy))
      if case .rejected = expected[expected.count - 1] { break }
    }
    let before = try ledger.stateRoot()
    do {
      let receipts = try ledger.execute(batch: commands)
      for (index, receipt) in receipts.enumerated() {
        compare(
          index < expected.count ? expected[index] : nil, .accepted(receipt.position, receipt.time), commands[index])
      }
      chat = copy
    } catch let rejection as Rejection {
      compare(expected.last, .rejected(rejection.code), commands[expected.count - 1])
      if try ledger.stateRoot() != before { note("a rejected batch left a trace") }
    }
    return count
  }

  // MARK: Outcomes

  enum Outcome: Equatable {
    case accepted(Position, Timestamp)
    case rejected(Rejection.Code)
    case failed(String)
  }

  private func outcome(of command: Command, at time: Timestamp, in chat: InMemoryChat) -> Outcome {
    do {
      try chat.execute(command, at: time)
      guard let position = chat.command(command.id) else { return .failed("it is accepted and not there") }
      return .accepted(position, chat.entries[Int(position.rawValue) - 1].time)
    } catch let rejection as Rejection {
      return .rejected(rejection.code)
    } catch { return .failed("\(error)") }
  }

  private func actual(_ result: Result<Receipt, any Error>) -> Outcome {
    switch result {
    case .success(let receipt): .accepted(receipt.position, receipt.time)
    case .failure(let rejection as Rejection): .rejected(rejection.code)
    case .failure(let error): .failed("\(error)")
    }
  }

  private func compare(_ expected: Outcome?, _ actual: Outcome, _ command: Command) {
    if expected != actual { note("\(command) gave \(actual), expected \(String(describing: expected))") }
  }
}
