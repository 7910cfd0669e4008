package import ChatLedger

/// A part of a conversation that was printed, to say what of it does not show.
package struct Stretch {
  /// The first point of it; nil for the beginning.
  package var from: ReadingPoint?
  /// The last point of it; nil for the end.
  package var through: ReadingPoint?
  /// Only this thread.
  package var thread: MessageID?

  package init(from: ReadingPoint? = nil, through: ReadingPoint? = nil, thread: MessageID? = nil) {
    self.from = from
    self.through = through
    self.thread = thread
  }

  package var isWhole: Bool { from == nil && through == nil && thread == nil }
}

/// What of a stretch does not show: how much, by whom it was deleted, and between when.
package struct HiddenStretch {
  /// More rows than that are not looked at.
  package static let rowsLookedAt = 1_000_000
  /// More items of removals than that are not looked at to count what was deleted outside of what was printed.
  package static let itemsLookedAt = 100_000

  package private(set) var deleted: Set<MessageID> = []
  package private(set) var cleared: Int64 = 0
  /// Shows to others, and not to the account for which the page was.
  package private(set) var withheld: Int64 = 0
  package private(set) var isCut = false
  package let view: LedgerView
  package let stretch: Stretch
  package let conversation: Conversation

  package init(_ stretch: Stretch, of conversation: Conversation, for account: AccountID?, in view: LedgerView) throws {
    self.view = view
    self.stretch = stretch
    self.conversation = conversation
    let participant = try account.flatMap { try view.participant($0, in: conversation.id) }
    var rows = 0
    func take(_ message: MessageState) -> Bool {
      if let through = stretch.through, message.point > through { return false }
      rows += 1
      if rows > Self.rowsLookedAt {
        isCut = true
        return false
      }
      if message.isDeleted {
        deleted.insert(message.id)
      } else if conversation.state.marks.contains(where: { $0.watermark.covers(message) }) {
        cleared += 1
      } else if let participant, !participant.shows(message) {
        withheld += 1
      }
      return true
    }
    if let thread = stretch.thread {
      if let root = try view.message(thread)?.state { _ = take(root) }
      try view.forEachReplyState(to: thread, take)
    } else {
      try view.forEachMessageState(in: conversation.id, from: stretch.from, take)
    }
  }
}
