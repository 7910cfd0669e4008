import ChatLedger

/// A part of a conversation that was printed, to say what of it does not show.
struct Stretch {
  /// The first point of it; nil for the beginning.
  var from: ReadingPoint?
  /// The last point of it; nil for the end.
  var through: ReadingPoint?
  /// Only this thread.
  var thread: MessageID?

  var isWhole: Bool { from == nil && through == nil && thread == nil }
}

/// What of a stretch does not show: how much, by whom it was deleted, and between when.
struct HiddenStretch {
  /// More rows than that are not looked at.
  static let rowsLookedAt = 1_000_000
  /// More items of removals than that are not looked at to count what was deleted outside of what was printed.
  static let itemsLookedAt = 100_000

  private(set) var deleted: Set<MessageID> = []
  private(set) var cleared: Int64 = 0
  /// Shows to others, and not to the account for which the page was.
  private(set) var withheld: Int64 = 0
  private(set) var isCut = false
  private let view: LedgerView
  private let stretch: Stretch
  private let conversation: Conversation

  init(_ stretch: Stretch, of conversation: Conversation, for account: AccountID?, in view: LedgerView) throws {
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

  /// One sentence for each way in which something does not show.
  ///
  /// - Parameter isShown: the page has what is hidden, too.
  func sentences(_ names: Names, isShown: Bool) throws -> [String] {
    let isWhole = stretch.isWhole
    var sentences: [String] = []
    func add(_ count: Int64, _ what: String) {
      let pointer = isShown ? "" : ": --hidden shows \(count == 1 ? "it" : "them")"
      sentences.append("\(Format.count(count, "message")) \(what)\(pointer).")
    }
    let ofRoom = try wholeRoom()
    if !deleted.isEmpty { add(Int64(deleted.count), "deleted\(try Deletions(of: deleted, in: view).words(names))") }
    if let ofRoom { sentences.append(ofRoom) }
    // For the whole conversation every clear is told with what it hides.
    if cleared > 0, !isWhole { add(cleared, "of this part cleared") }
    if withheld > 0 { add(withheld, "kept from this account: cleared for it, or said before it could read here") }
    if isCut { sentences.append("Only the first \(Format.count(Self.rowsLookedAt)) messages of it were counted.") }
    return sentences
  }

  /// What was deleted in the whole conversation, where that is more than in the part that was printed.
  private func wholeRoom() throws -> String? {
    guard !stretch.isWhole, stretch.thread == nil else { return nil }
    let more = "`chat-ledger show \(conversation.id)`"
    let all = try Deletions(in: conversation.id, view, limit: Self.itemsLookedAt)
    if all.isCut { return "How much was deleted in the whole conversation, \(more) counts." }
    guard all.messages > Int64(deleted.count) else { return nil }
    let count = Format.count(all.messages, "message")
    return "In the whole conversation \(count) \(all.messages == 1 ? "is" : "are") deleted; \(more) says by whom."
  }
}
