public import ChatDomain

/// Values for fields that the JSON of a command leaves out.
public struct CommandDefaults: Sendable {
  /// Makes an identifier.
  public var makeID: @Sendable () -> CommandID
  public var actor: CommandActor?
  public var origin: String?
  public var reason: String?

  public init(
    makeID: @escaping @Sendable () -> CommandID, actor: CommandActor? = nil, origin: String? = nil,
    reason: String? = nil
  ) {
    self.makeID = makeID
    self.actor = actor
    self.origin = origin
    self.reason = reason
  }
}

/// Commands as JSON: one object on one line. `Docs/Commands.md` shows every one.
public enum CommandJSON {
  /// Reads a command.
  ///
  /// - Parameter defaults: the values of `id`, `actor`, `origin` and `reason` if they are left out.
  /// - Throws: ``WireError`` with the path of the missing, unknown or wrongly typed field.
  public static func decode(_ line: [UInt8], defaults: CommandDefaults? = nil) throws(WireError) -> Command {
    try JSONText.decode(Command.self, from: line, defaults: defaults)
  }

  /// Writes a command on one line, with sorted names.
  public static func encode(_ command: Command) throws(WireError) -> [UInt8] { try JSONText.encode(command) }
}

/// Events as JSON: one object on one line, with the name of the event as its only field.
public enum EventJSON {
  /// Reads an event.
  public static func decode(_ line: [UInt8]) throws(WireError) -> Event { try JSONText.decode(Event.self, from: line) }

  /// Writes an event on one line, with sorted names.
  public static func encode(_ event: Event) throws(WireError) -> [UInt8] { try JSONText.encode(event) }
}

/// Things that a command took away, as JSON: one object with the name of the item as its only field.
public enum RemovalItemJSON {
  /// Writes an item on one line, with sorted names.
  public static func encode(_ item: RemovalItem) throws(WireError) -> [UInt8] { try JSONText.encode(item) }
}

extension CodingUserInfoKey {
  static let commandDefaults = CodingUserInfoKey(rawValue: "chatledger.commandDefaults")
}
