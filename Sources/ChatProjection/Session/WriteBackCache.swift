import ChatDomain

/// What a writing session has changed and not written yet.
///
/// Nearly every event changes a conversation, each item of a removal its head: they are written once, at the next
/// flush.
struct WriteBackCache {
  /// Conversations that are kept in memory at most: clearing everything changes all of them.
  static let conversationsKept = 50_000

  /// Whether anything was folded in since the session began.
  var hasChanges = false
  var conversations: [ConversationID: ConversationState] = [:]
  /// The removal whose items are being recorded.
  var removal: RemovalState?
  private var importItems: Set<NotedItem> = []

  private struct NotedItem: Hashable {
    var importPosition: Position
    var item: ImportItem
  }

  var isFull: Bool { conversations.count > Self.conversationsKept }

  /// Whether the item has not been seen lately.
  ///
  /// Every message of an import names its conversation: most are known, and need no look at the tree.
  mutating func note(_ item: ImportItem, of importPosition: Position) -> Bool {
    guard importItems.insert(NotedItem(importPosition: importPosition, item: item)).inserted else { return false }
    if importItems.count > 10_000 { importItems.removeAll(keepingCapacity: true) }
    return true
  }

  /// Hands over the conversations in the order of their keys, and keeps none.
  mutating func takeConversations() -> [ConversationState] {
    defer { conversations.removeAll(keepingCapacity: true) }
    return conversations.values.sorted { $0.id < $1.id }
  }
}

/// What was declared, read once: nearly every decision asks.
struct DeclaredFacts {
  var settings: LedgerSettings?
  var configuration: LedgerConfiguration?
  var schema: ResourceSchema?
}
