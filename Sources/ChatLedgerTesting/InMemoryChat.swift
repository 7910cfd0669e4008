public import ChatDomain

/// A command that a ledger accepted, with the events that it decided and its place in the log.
public struct RecordedCommand: Hashable, Sendable {
  public var command: Command
  public var events: [Event]
  public var time: Timestamp
  public var position: Position

  public init(command: Command, events: [Event], time: Timestamp, position: Position) {
    self.command = command
    self.events = events
    self.time = time
    self.position = position
  }
}

/// The chat domain in plain dictionaries: for given-when-then tests, and an oracle for stores that are built for speed.
///
/// It decides and folds with the domain's own code, and answers queries by filtering everything there is. One command
/// is one entry. Use it from one thread; after a ``FoldError`` throw it away.
public final class InMemoryChat: ChatStore {
  /// The whole state; two chats with equal tables answer every question alike.
  public internal(set) var tables = Tables()
  /// The log, in order: the entry at position 1 comes first.
  public private(set) var entries: [RecordedCommand] = []

  /// A table of relations to go by instead of that of the schema: for tests that change a row of it.
  package var alteredRelations: Relations?

  public init() {}

  /// A state without its log: for reading only.
  public init(tables: Tables) { self.tables = tables }

  /// A created ledger with a fixed digest key, at position 1.
  ///
  /// - Parameters:
  ///   - registersUnknownAccounts: whether accounts may be used without registering them.
  ///   - authorization: whether it checks who may do what, as new ledgers do unless told otherwise.
  public static func fixture(
    registersUnknownAccounts: Bool = false, maximumBodyBytes: Int = Limits.defaultBodyBytes,
    authorization: Authorization = .members
  ) throws -> InMemoryChat {
    let chat = InMemoryChat()
    let settings = LedgerSettings(
      maximumBodyBytes: maximumBodyBytes, registersUnknownAccounts: registersUnknownAccounts,
      authorization: authorization, digestKey: DigestKey(rawValue: 0x0011_2233_4455_6677_8899_AABB_CCDD_EEFF))
    let command = Command(
      id: CommandID(rawValue: UUIDLayout.version7(milliseconds: fixtureTime.milliseconds.magnitude, random: 0)),
      actor: .operator("fixture"), origin: "fixture", action: .createLedger(CreateLedger(settings: settings)))
    _ = try chat.execute(command, at: fixtureTime)
    return chat
  }

  /// When a ``fixture(registersUnknownAccounts:maximumBodyBytes:authorization:)`` is made: 2024-01-01T00:00:00Z.
  public static let fixtureTime = Timestamp(milliseconds: 1_704_067_200_000)

  /// The time of the last entry, as the clock said it.
  public var clock: Timestamp { entries.last?.time ?? .earliest }

  /// The position of the last entry; ``Position/start`` when there is none.
  public var position: Position { Position(UInt64(entries.count)) }

  /// Decides a command, records it as one entry, and folds its events.
  ///
  /// - Parameters:
  ///   - time: what the clock says.
  ///   - rules: by which it is decided.
  /// - Returns: the events; those of its entry when this very command was accepted before.
  /// - Throws: ``Rejection`` when it is not accepted, and then nothing has changed: `commandConflict` when its
  ///   identifier belongs to another command. ``FoldError`` when the domain's decision and fold disagree.
  @discardableResult
  public func execute(
    _ command: Command, at time: Timestamp, by rules: RuleVersion = .current
  ) throws -> [Event] {
    if let known = tables.commands[command.id] {
      let entry = entries[Int(known.rawValue) - 1]
      guard entry.command == command else {
        throw Rejection(
          .commandConflict, "Command \(command.id) is at position \(known) already, with another content.",
          remedy: "Send it under a new identifier.")
      }
      return entry.events
    }
    let request = CommandRequest(command: command, time: time, position: position.next, rules: rules)
    let events = try Command.decide(request, in: self)
    try record(RecordedCommand(command: command, events: events, time: request.time, position: request.position))
    return events
  }

  /// Folds an entry as it was recorded, without deciding it again: this is how a log is replayed.
  ///
  /// - Precondition: the entry's position follows ``position``.
  /// - Throws: ``FoldError`` when an event does not fit the state.
  public func record(_ entry: RecordedCommand) throws {
    precondition(entry.position == position.next, "entries are recorded in order")
    entries.append(entry)
    tables.commands[entry.command.id] = entry.position
    for event in entry.events {
      let recorded = LoggedEvent(
        event: event, position: entry.position, firstPosition: entry.position, time: entry.time,
        commandID: entry.command.id, correlation: entry.command.correlation)
      try recorded.fold(into: self)
    }
  }

  /// A fresh chat with the recorded entries up to a position folded into it.
  public func replayed(to last: Position? = nil) throws -> InMemoryChat {
    let copy = InMemoryChat()
    for entry in entries where entry.position <= last ?? position { try copy.record(entry) }
    return copy
  }
}
