public import ChatDomain
import LMDB

// Reactions: conversation, position of the message, account, emoji -> when.

extension RowTable<ReactionState> {
  static var reactions: Self { Self("reactions", number: 6, belongsToConversation: true) }
}

extension ReactionState: ProjectionRow {
  fileprivate static func key(
    _ conversation: ConversationID, _ position: Position, _ account: AccountID, _ emoji: String
  ) -> Key {
    var key = Key(conversation, position)
    key.append(account)
    key.append(Array(emoji.utf8))
    return key
  }

  var rowKey: Key { Self.key(conversation, messagePosition, account, emoji) }

  func write(to row: inout RowWriter) {
    row.write(addedPosition)
    row.write(reactedAt)
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    self.init(
      conversation: try key.nextID(), messagePosition: try key.nextPosition(), account: try key.nextID(),
      emoji: String(decoding: [UInt8](copying: key.rest()), as: UTF8.self),
      addedPosition: try row.position(), reactedAt: try row.time())
  }
}

extension ProjectionSession {
  public func reaction(_ emoji: String, of account: AccountID, to message: MessageState) throws -> ReactionState? {
    try row(
      of: .reactions, at: ReactionState.key(message.conversation, message.point.position, account, emoji))
  }

  public func put(_ reaction: ReactionState) throws { try put(reaction, into: .reactions) }

  public func delete(_ reaction: ReactionState) throws { try delete(at: reaction.rowKey, from: .reactions) }

  public func forEachReaction(to message: MessageState, _ body: (ReactionState) throws -> Bool) throws {
    try forEachRow(of: .reactions, below: Key(message.conversation, message.point.position), body)
  }
}
