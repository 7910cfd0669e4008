public import ChatDomain

/// A command as two byte strings: the structure and, separately, the texts.
public struct EncodedCommand: Hashable, Sendable {
  /// The `chatledger.v1.Command` message: no free or personal text.
  public var command: [UInt8]
  /// The `chatledger.v1.Content` message; nil when the command has no text at all.
  public var content: [UInt8]?

  public init(command: [UInt8], content: [UInt8]?) {
    self.command = command
    self.content = content
  }
}

/// The fields of a command that the envelope of an entry holds, and that its protobuf message therefore lacks.
public struct EnvelopeFields: Hashable, Sendable {
  public var commandID: CommandID
  /// The account that acted; nil when an operator did.
  public var actor: AccountID?
  public var correlation: CommandID?
  public var causation: Position?
  public var trace: TraceContext?

  public init(
    commandID: CommandID, actor: AccountID?, correlation: CommandID? = nil, causation: Position? = nil,
    trace: TraceContext? = nil
  ) {
    self.commandID = commandID
    self.actor = actor
    self.correlation = correlation
    self.causation = causation
    self.trace = trace
  }

  /// The envelope fields of this command.
  public init(_ command: Command) {
    self.init(
      commandID: command.id, actor: command.actor.account, correlation: command.correlation,
      causation: command.causation, trace: command.trace)
  }
}
