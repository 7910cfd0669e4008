/// Two different accounts in either order.
public struct AccountPair: Hashable, Sendable {
  public let low: AccountID
  public let high: AccountID

  public init(_ one: AccountID, _ other: AccountID) {
    low = min(one, other)
    high = max(one, other)
  }

  func has(_ account: AccountID) -> Bool { account == low || account == high }
}

// A pair has one direct conversation, with one exception: it was removed, the pair made another, and it was restored.
// Both can be read then, and the newer one is the one that is found for the pair, whatever came back in which order.

extension ChatStore {
  /// A conversation came back: it is found for its pair unless there is a newer one.
  func claimPair(of conversation: ConversationState) throws {
    guard let pair = conversation.pair else { return }
    var claimant = conversation
    claimant.yieldsPair = false
    if let id = try directConversation(pair), id != conversation.id, var other = try self.conversation(id) {
      let isNewer = conversation.createdPosition > other.createdPosition
      claimant.yieldsPair = !isNewer
      claimant.sharesPair = true
      other.yieldsPair = isNewer
      other.sharesPair = true
      try put(other)
    }
    if claimant != conversation { try put(claimant) }
    if !claimant.yieldsPair { try setDirectConversation(conversation.id, of: pair) }
  }

  /// A conversation went: the newest that is left is found for its pair.
  ///
  /// O(1), or O(conversations of one of the two) where the pair has made several.
  func releasePair(of conversation: ConversationState) throws {
    guard let pair = conversation.pair, try directConversation(pair) == conversation.id else { return }
    try setDirectConversation(nil, of: pair)
    guard conversation.sharesPair else { return }
    var newest: ConversationState?
    try forEachMembership(of: pair.low) { membership in
      let other = try self.conversation(membership.conversation)
      if let other, other.pair == pair, !other.isRemoved, other.createdPosition > newest?.createdPosition ?? .start {
        newest = other
      }
      return true
    }
    guard var newest else { return }
    newest.yieldsPair = false
    try put(newest)
    try setDirectConversation(newest.id, of: pair)
  }
}
