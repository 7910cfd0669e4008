public import ChatDomain

/// Commands in storage: the messages `chatledger.v1.Command` and `chatledger.v1.Content`.
public enum CommandCoding {
  /// Encodes the structure and the texts of a command; the same command gives the same bytes. O(size).
  ///
  /// - Parameter namesAuthor: Names the author of a message also where it is the actor, as the first entries do.
  public static func encode(_ command: Command, namesAuthor: Bool = false) -> EncodedCommand {
    var action = command.action
    if !namesAuthor, case .sendMessage(var message) = action, message.author == command.actor.account {
      message.author = .zero
      action = .sendMessage(message)
    }
    let stored = StoredCommand(
      origin: command.origin, expectedRevision: command.expectedRevision, isOperator: command.actor.account == nil,
      action: action)
    var texts = StoredTexts()
    texts.reason = command.reason
    if case .operator(let name) = command.actor { texts.operatorName = name }
    stored.gather(into: &texts)
    let content = texts.wireBytes
    return EncodedCommand(command: stored.wireBytes, content: content.isEmpty ? nil : content)
  }

  /// Decodes a command from the payload of its entry and the fields of its envelope. O(size).
  ///
  /// - Parameters:
  ///   - content: nil where the content is erased, or the command had no text: its texts are then empty.
  ///   - version: the format version of the entry.
  /// - Throws: ``WireError`` that names the field, for bytes that are no command.
  public static func decode(
    command: RawSpan, content: RawSpan?, envelope: EnvelopeFields, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> Command {
    try WireFormat.check(version)
    // Not through a variable: a command is copied less often so.
    if version == WireFormat.currentVersion { return try decodeNaming(command, content, envelope) }
    var result = try decodeNaming(command, content, envelope)
    for upcaster in Upcaster.path(from: version) { try upcaster.command(&result) }
    return result
  }

  private static func decodeNaming(
    _ command: RawSpan, _ content: RawSpan?, _ envelope: EnvelopeFields
  ) throws(WireError) -> Command {
    do throws(WireFault) {
      return try decode(command, TextReader(content, actor: envelope.actor), envelope)
    } catch {
      throw WireError(error, in: "a command")
    }
  }

  private static func decode(
    _ command: RawSpan, _ texts: TextReader, _ envelope: EnvelopeFields
  ) throws(WireFault) -> Command {
    var reader = WireReader(command)
    let stored = try StoredCommand(wire: &reader, texts)
    return Command(
      id: envelope.commandID, actor: try actor(of: stored, texts, envelope), origin: stored.origin,
      reason: try texts.reason, correlation: envelope.correlation, causation: envelope.causation,
      trace: envelope.trace, expectedRevision: stored.expectedRevision, action: stored.action)
  }

  /// The envelope names the account, the payload says that it is none: they must agree.
  private static func actor(
    of stored: StoredCommand, _ texts: TextReader, _ envelope: EnvelopeFields
  ) throws(WireFault) -> CommandActor {
    switch (envelope.actor, stored.isOperator) {
    case (let account?, false): .account(account)
    case (nil, true): .operator(try texts.operatorName)
    case (nil, false): throw .missing("actor")
    case (_?, true): throw .invalid("is_operator", "is set, and the envelope names an account")
    }
  }
}
