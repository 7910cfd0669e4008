/// A request to change the ledger: who sends it, from which program, why, and what to do.
///
/// Deciding is deterministic: everything that could differ between two runs (identifiers, times, randomness) is in
/// the command or in the ``CommandRequest`` around it.
public struct Command: Hashable, Sendable {
  /// What is asked for. Declared first: see the initializer.
  public var action: Action
  /// A command sent again under the same identifier gets its first receipt; another content under it is a conflict.
  public var id: CommandID
  /// Who caused it.
  public var actor: CommandActor
  /// The program that sent it, for example `web` or `chat-ledger`.
  @Bytewise public var origin: String
  /// Why. Required for whatever takes something away.
  @Bytewise public var reason: String?
  /// The import, request or job that the command belongs to. For an import, the identifier of its `beginImport`.
  public var correlation: CommandID?
  /// The entry that caused this command, where one did.
  public var causation: Position?
  /// The W3C trace context of the request, where there is one.
  public var trace: TraceContext?
  /// The revision that the conversation must still have; a rejection `revisionConflict` otherwise.
  public var expectedRevision: UInt64?
}

extension Command {
  public init(
    id: CommandID, actor: CommandActor, origin: String, reason: String? = nil, correlation: CommandID? = nil,
    causation: Position? = nil, trace: TraceContext? = nil, expectedRevision: UInt64? = nil, action: Action
  ) {
    // The memberwise initializer, told apart by its order: one that sets property by property copies the whole once
    // more, which was a sixth of decoding an entry.
    self.init(
      action: action, id: id, actor: actor, origin: origin, reason: reason, correlation: correlation,
      causation: causation, trace: trace, expectedRevision: expectedRevision)
  }
}

/// Who causes a command.
public enum CommandActor: Hashable, Sendable {
  /// An account of the ledger.
  case account(AccountID)
  /// A person or job that works on the ledger from outside, by name: an on-call engineer, a scheduled job.
  case `operator`(String)

  /// The account, when the actor has one.
  public var account: AccountID? {
    if case .account(let id) = self { id } else { nil }
  }

  /// The same account, or a name of the same bytes.
  public static func == (left: CommandActor, right: CommandActor) -> Bool {
    switch (left, right) {
    case (.account(let one), .account(let other)): one == other
    case (.operator(let one), .operator(let other)): one.hasSameBytes(as: other)
    default: false
    }
  }
}

/// The W3C Trace Context of a request (`traceparent`, version 00).
public struct TraceContext: Hashable, Sendable {
  private var trace: TwoWords
  /// The trace that the request belongs to.
  public var traceID: UInt128 {
    get { trace.value }
    set { trace = TwoWords(newValue) }
  }
  /// The span that sent the command.
  public var spanID: UInt64
  /// Bit 0: sampled.
  public var flags: UInt8

  public init(traceID: UInt128, spanID: UInt64, flags: UInt8) {
    self.trace = TwoWords(traceID)
    self.spanID = spanID
    self.flags = flags
  }
}

/// A command with the time and the position in the log that the ledger assigns when it decides.
public struct CommandRequest: Sendable {
  public var command: Command
  /// The wall clock, recorded in the entry. By the first version of the rules it never runs backwards.
  public var time: Timestamp
  /// Where the first entry of this command will stand.
  public var position: Position
  /// The rules by which it is decided; recorded in the entry.
  public var rules: RuleVersion

  public init(command: Command, time: Timestamp, position: Position, rules: RuleVersion = .current) {
    self.command = command
    self.time = time
    self.position = position
    self.rules = rules
  }
}
