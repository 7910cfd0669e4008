public import ChatDomain
import SwiftProtobuf

/// Commands in storage: the messages `chatledger.v1.Command` and `chatledger.v1.Content`.
public enum CommandCoding {
  /// Encodes what was asked and what was said; the same command gives the same bytes. O(size).
  public static func encode(_ command: Command) -> EncodedCommand {
    if let encoded = encodeSendMessage(command) { return encoded }
    return encodeAny(command)
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
    if version == WireFormat.currentVersion,
      let decoded = try decodeSendMessage(command: command, content: content, envelope: envelope)
    {
      return decoded
    }
    return try decodeAny(command: command, content: content, envelope: envelope, version: version)
  }

  /// By the generated code, for every kind of command.
  static func encodeAny(_ command: Command) -> EncodedCommand {
    EncodedCommand(
      command: ProtoCommand(command).wireBytes, content: ProtoContent(of: command).map(\.wireBytes))
  }

  static func decodeAny(
    command: RawSpan, content: RawSpan?, envelope: EnvelopeFields, version: UInt16
  ) throws(WireError) -> Command {
    var proto = try ProtoCommand(wire: command, "a command")
    var texts = if let content { try ProtoContent(wire: content, "a content") } else { ProtoContent() }
    for upcaster in Upcaster.path(from: version) {
      try upcaster.command(&proto)
      try upcaster.content(&texts)
    }
    return Command(
      id: envelope.commandID, actor: try actor(of: proto, texts, envelope), origin: proto.origin,
      reason: texts.hasReason ? texts.reason : nil, correlation: envelope.correlation,
      causation: envelope.causation, trace: envelope.trace,
      expectedRevision: proto.hasExpectedRevision ? proto.expectedRevision : nil,
      action: try Action(wire: proto, texts))
  }

  /// The envelope names the account, the payload says that it is none: they must agree.
  private static func actor(
    of proto: ProtoCommand, _ texts: ProtoContent, _ envelope: EnvelopeFields
  ) throws(WireError) -> CommandActor {
    switch (envelope.actor, proto.isOperator) {
    case (let account?, false): .account(account)
    case (nil, true): .operator(texts.operatorName)
    case (nil, false): throw .missing("actor")
    case (_?, true): throw .invalid("is_operator", "is set, and the envelope names an account")
    }
  }
}
