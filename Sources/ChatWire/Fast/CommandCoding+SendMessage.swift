import ChatDomain

// `Command` of a `send_message`, by hand: nearly every command of a log.

extension CommandCoding {
  /// Nil for anything but a message that is sent; the content is encoded by hand where it is a body alone.
  static func encodeSendMessage(_ command: Command) -> EncodedCommand? {
    guard case .sendMessage(let action) = command.action else { return nil }
    let time = action.sentAt.map { UInt64(bitPattern: $0.microseconds) }
    let count =
      2 * 18 + 2 + (action.replyTo == nil ? 0 : 18) + (action.root == nil ? 0 : 18)
      + (time.map { 1 + WireWriter.size($0) } ?? 0)
    var writer = WireWriter(
      reserving: WireWriter.delimitedSize(command.origin.utf8.count) + 13 + WireWriter.delimitedSize(count))
    if !command.origin.isEmpty { writer.string(Tag.origin, command.origin) }
    if let revision = command.expectedRevision {
      writer.tag(Tag.expectedRevision)
      writer.varint(revision)
    }
    if command.actor.account == nil {
      writer.tag(Tag.isOperator)
      writer.varint(1)
    }
    writer.tag(Tag.sendMessage)
    writer.varint(UInt64(count))
    writer.identifier(Tag.conversation, action.conversation)
    writer.identifier(Tag.author, action.author)
    writer.tag(Tag.sender)
    writer.varint(UInt64(action.sender.wire.rawValue))
    if let replyTo = action.replyTo { writer.identifier(Tag.replyTo, replyTo) }
    if let root = action.root { writer.identifier(Tag.root, root) }
    if let time {
      writer.tag(Tag.sentAt)
      writer.varint(time)
    }
    return EncodedCommand(command: writer.bytes, content: content(of: command, action))
  }

  private static func content(of command: Command, _ action: SendMessage) -> [UInt8]? {
    let content = action.content
    guard command.reason == nil, !content.body.isEmpty, content.mentions.isEmpty, content.attachments.isEmpty,
      content.attributes.isEmpty
    else { return ProtoContent(of: command).map(\.wireBytes) }
    let operatorName = if case .operator(let name) = command.actor { name } else { "" }
    return ContentCoding.encodeBody(content.body, operatorName: operatorName)
  }

  /// Nil for anything but a message with a body alone or with an erased content, and for an actor that does not fit.
  static func decodeSendMessage(
    command bytes: RawSpan, content: RawSpan?, envelope: EnvelopeFields
  ) throws(WireError) -> Command? {
    var reader = WireReader(bytes)
    var origin = ""
    if reader.take(Tag.origin) {
      guard let text = reader.string() else { return nil }
      origin = text
    }
    var revision: UInt64?
    if reader.take(Tag.expectedRevision) {
      guard let number = reader.varint() else { return nil }
      revision = number
    }
    var isOperator = false
    if reader.take(Tag.isOperator) {
      guard reader.varint() == 1 else { return nil }
      isOperator = true
    }
    guard isOperator == (envelope.actor == nil), var action = sendMessage(&reader, bytes.byteCount) else { return nil }
    var operatorName = ""
    if let content {
      guard let texts = ContentCoding.body(content) else { return nil }
      action.content.body = texts.body
      operatorName = texts.operatorName
    }
    return Command(
      id: envelope.commandID, actor: envelope.actor.map { .account($0) } ?? .operator(operatorName), origin: origin,
      reason: nil, correlation: envelope.correlation,
      causation: envelope.causation, trace: envelope.trace, expectedRevision: revision, action: .sendMessage(action))
  }

  @_lifetime(reader: copy reader)
  private static func sendMessage(_ reader: inout WireReader, _ end: Int) -> SendMessage? {
    guard reader.take(Tag.sendMessage), let count = reader.length(), reader.offset + count == end,
      reader.take(Tag.conversation), let conversation = reader.identifier(ConversationID.self),
      reader.take(Tag.author), let author = reader.identifier(AccountID.self),
      reader.take(Tag.sender), let sender = reader.sender()
    else { return nil }
    var action = SendMessage(conversation: conversation, author: author, sender: sender, content: .empty)
    if reader.take(Tag.replyTo) {
      guard let id = reader.identifier(MessageID.self) else { return nil }
      action.replyTo = id
    }
    if reader.take(Tag.root) {
      guard let id = reader.identifier(MessageID.self) else { return nil }
      action.root = id
    }
    if reader.take(Tag.sentAt) {
      guard let time = reader.time() else { return nil }
      action.sentAt = time
    }
    return reader.isAtEnd ? action : nil
  }

  /// Field number times 8, plus 2 for what is delimited and 0 for a varint.
  private enum Tag {
    static let origin: UInt8 = 0x0A
    static let expectedRevision: UInt8 = 0x10
    static let isOperator: UInt8 = 0x18
    static let sendMessage: UInt8 = 0x22
    static let conversation: UInt8 = 0x0A
    static let author: UInt8 = 0x12
    static let sender: UInt8 = 0x18
    static let replyTo: UInt8 = 0x22
    static let root: UInt8 = 0x2A
    static let sentAt: UInt8 = 0x30
  }
}
