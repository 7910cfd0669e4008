public import ChatDomain
import LMDB

// Pins: conversation, position of the message -> the message, and since when.

extension RowTable<PinState> {
  static var pins: Self { Self("pins", number: 8, belongsToConversation: true) }
}

extension PinState: ProjectionRow {
  var rowKey: Key { Key(conversation, messagePosition) }

  func write(to row: inout RowWriter) {
    row.write(message)
    row.write(pinnedAt)
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    self.init(
      conversation: try key.nextID(), message: try row.id(), messagePosition: try key.nextPosition(),
      pinnedAt: try row.time())
  }
}

extension ProjectionSession {
  public func pin(of message: MessageState) throws -> PinState? {
    try row(of: .pins, at: Key(message.conversation, message.point.position))
  }

  public func put(_ pin: PinState) throws { try put(pin, into: .pins) }

  public func delete(_ pin: PinState) throws { try delete(at: pin.rowKey, from: .pins) }

  public func forEachPin(in conversation: ConversationID, _ body: (PinState) throws -> Bool) throws {
    try forEachRow(of: .pins, below: Key(conversation), body)
  }
}
