public import ChatDomain

/// Makes up the history of a busy chat: commands of every kind, most of them acceptable, some deliberately not.
///
/// The same seed and the same chat give the same commands. Each command is made for the state that a chat is in, so
/// pass the chat in which the earlier ones were executed.
public struct HistoryGenerator: Sendable {
  /// A command with the time that the clock says when it is sent. That may be behind the last one's, or years off.
  public struct TimedCommand: Hashable, Sendable {
    public var command: Command
    public var time: Timestamp

    public init(command: Command, time: Timestamp) {
      self.command = command
      self.time = time
    }
  }

  public let seed: UInt64
  var random: SplitMix64
  private let intents: [Intent]
  private let bounds: [Int]
  var catalogue = Catalogue()
  /// The true time; nil before the first command.
  private(set) var now: Timestamp?
  /// By how much the clock is wrong.
  private var skewMicroseconds: Int64 = 0

  /// - Precondition: some weight is positive, and none is negative.
  public init(seed: UInt64, weights: [Intent: Int] = Intent.standardWeights) {
    self.seed = seed
    random = SplitMix64(seed: seed)
    // In the order of declaration: a dictionary's own order differs from run to run.
    intents = Intent.allCases.filter { weights[$0, default: 0] > 0 }
    var sum = 0
    bounds = intents.map { intent in
      sum += weights[intent, default: 0]
      return sum
    }
    precondition(sum > 0, "no intent has a weight")
  }

  /// A whole history from `createLedger` on, with the commands that are rejected, too.
  ///
  /// - Returns: `count` commands, and the chat that executed them.
  public static func history(
    seed: UInt64, count: Int, weights: [Intent: Int] = Intent.standardWeights
  ) throws -> (commands: [TimedCommand], chat: InMemoryChat) {
    let chat = InMemoryChat()
    var generator = HistoryGenerator(seed: seed, weights: weights)
    var commands: [TimedCommand] = []
    for _ in 0..<count {
      let next = generator.next(for: chat)
      commands.append(next)
      do { try chat.execute(next.command, at: next.time) } catch is Rejection { continue }
    }
    return (commands, chat)
  }

  /// The next command for a chat, with its time.
  public mutating func next(for chat: InMemoryChat) -> TimedCommand {
    catalogue.learn(from: chat)
    guard !chat.entries.isEmpty else {
      now = InMemoryChat.fixtureTime
      return TimedCommand(command: creation(), time: InMemoryChat.fixtureTime)
    }
    let before = now ?? chat.entries.map(\.time).max() ?? InMemoryChat.fixtureTime
    now = Timestamp(microseconds: before.microseconds + Int64(random.below(20_000_000)))
    let command = command(for: intent(for: chat), in: chat)
    return TimedCommand(command: command, time: readClock())
  }

  /// The clock's time: a little behind now and then, and now and then ten years ahead or behind for a while.
  private mutating func readClock() -> Timestamp {
    let tenYears: Int64 = 3_652 * 86_400_000_000
    if random.oneIn(60) { skewMicroseconds = [0, 0, tenYears, -tenYears][random.below(4)] }
    let delay = Int64(random.below(2_000_000))
    return Timestamp(microseconds: (now ?? InMemoryChat.fixtureTime).microseconds + skewMicroseconds - delay)
  }

  /// By weight, once there are people and places to talk about.
  private mutating func intent(for chat: InMemoryChat) -> Intent {
    if catalogue.accounts.count < 4 { return .registerAccount }
    // Nobody is left who could do anything.
    if chat.totals.accounts < 2, random.oneIn(4) { return .registerAccount }
    if catalogue.conversations.count < 3 || random.oneIn(4) && chat.totals.conversations < 3 {
      return .createConversation
    }
    // A schema comes early, or there is nothing to make resources of.
    if chat.tables.schema.kinds.isEmpty, intents.contains(.declareSchema), random.oneIn(4) { return .declareSchema }
    let ticket = random.below(bounds[bounds.count - 1])
    return intents[bounds.firstIndex { ticket < $0 } ?? 0]
  }

  private mutating func creation() -> Command {
    let settings = LedgerSettings(
      maximumBodyBytes: 4_096, registersUnknownAccounts: random.oneIn(2),
      authorization: random.oneIn(2) ? .members : .trusted, digestKey: DigestKey(rawValue: random.wide()))
    return Command(
      id: CommandID(rawValue: random.wide()), actor: .operator("generator"), origin: "history",
      action: .createLedger(CreateLedger(settings: settings)))
  }

  private mutating func command(for intent: Intent, in chat: InMemoryChat) -> Command {
    let earlier = random.pick(chat.entries)?.command
    if intent == .repeatCommand, let earlier { return earlier }
    let (action, correlation) = action(for: intent, in: chat)
    let actor = actor(for: action, in: chat)
    var command = Command(
      id: CommandID(rawValue: random.wide()), actor: actor, origin: "history", reason: "generated",
      correlation: correlation, action: action)
    if intent == .reuseIdentifier, let earlier { command.id = earlier.id }
    spoil(&command, in: chat)
    return command
  }

  /// An operator, anybody, or most often somebody whom the action names or whose message it is about.
  private mutating func actor(for action: Action, in chat: InMemoryChat) -> CommandActor {
    if random.oneIn(4) { return .operator("on-call") }
    let concerned = action.subjects.compactMap { subject in
      switch subject {
      case .account(let id): id
      case .message(let id): chat.message(id)?.author
      default: nil
      }
    }
    if concerned.isEmpty, random.oneIn(2) { return .operator("on-call") }
    let anybody = catalogue.account(&random, in: chat)
    let account = random.oneIn(8) ? anybody : random.pick(concerned) ?? anybody
    return account.map { .account($0) } ?? .operator("on-call")
  }

  /// Makes one command in twenty wrong in one way or another, and asks for a revision, right or wrong, now and then.
  private mutating func spoil(_ command: inout Command, in chat: InMemoryChat) {
    switch random.below(100) {
    case 0, 1: command.reason = nil
    case 2: command.origin = ""
    case 3: command.actor = .account(AccountID(rawValue: random.wide()))
    case 4: command.expectedRevision = UInt64(random.below(40))
    case 5: command.correlation = random.pick(chat.entries)?.command.id
    case 9: command.origin = LedgerConfiguration.seedOrigin
    case 6, 7, 8:
      if let conversation = command.action.conversation {
        command.expectedRevision = chat.conversation(conversation)?.revision
      }
    default: break
    }
  }
}

extension Action {
  /// The one conversation that an action names.
  fileprivate var conversation: ConversationID? {
    switch self {
    case .sendMessage(let action): action.conversation
    case .updateConversation(let action): action.conversation
    case .addParticipant(let action): action.conversation
    case .removeParticipant(let action): action.conversation
    case .clear(let action) where action.conversations.count == 1: action.conversations[0]
    default: nil
    }
  }
}
