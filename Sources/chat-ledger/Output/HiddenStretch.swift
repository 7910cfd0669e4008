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

  private(set) var deleted: Set<MessageID> = []
  private(set) var cleared: Int64 = 0
  /// Shows to others, and not to the account for which the page was.
  private(set) var withheld: Int64 = 0
  private(set) var isCut = false
  private let view: LedgerView

  init(_ stretch: Stretch, of conversation: Conversation, for account: AccountID?, in view: LedgerView) throws {
    self.view = view
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
  func sentences(_ names: Names, isWhole: Bool, isShown: Bool) throws -> [String] {
    var sentences: [String] = []
    func add(_ count: Int64, _ what: String) {
      let pointer = isShown ? "" : ": --hidden shows \(count == 1 ? "it" : "them")"
      sentences.append("\(Format.count(count, "message")) \(what)\(pointer).")
    }
    if !deleted.isEmpty { add(Int64(deleted.count), "deleted\(try deletions(names))") }
    // For the whole conversation every clear is told with what it hides.
    if cleared > 0, !isWhole { add(cleared, "of this part cleared") }
    if withheld > 0 { add(withheld, "kept from this account: cleared for it, or said before it could read here") }
    if isCut { sentences.append("Only the first \(Format.count(Self.rowsLookedAt)) messages of it were counted.") }
    return sentences
  }

  /// ` by 1 account (@mod) between … and …`.
  private func deletions(_ names: Names) throws -> String {
    var left = deleted
    var entries: [LedgerEntry] = []
    // The latest that applies comes first, as for one message.
    try view.forEachRemoval { removal in
      guard case .original(isApplied: true) = removal.kind else { return true }
      var isOne = false
      try view.forEachRemovalItem(removal.position) { item in
        if case .messageDeleted(_, let id) = item, left.remove(id) != nil { isOne = true }
        return !left.isEmpty
      }
      if isOne, let entry = try view.entry(at: removal.position) { entries.append(entry) }
      return !left.isEmpty
    }
    guard let last = entries.first, let first = entries.last else { return "" }
    var accounts: [String] = []
    var operators: [String] = []
    for entry in entries {
      let name = try names.at(entry.position).actor(entry.command.actor)
      if case .account = entry.command.actor {
        if !accounts.contains(name) { accounts.append(name) }
      } else if !operators.contains(name) {
        operators.append(name)
      }
    }
    let who = [(accounts, "account"), (operators, "operator")].filter { !$0.0.isEmpty }.map { people, noun in
      "\(Format.count(people.count, noun)) (\(EntrySummary.list(people) { $0 }))"
    }
    let when =
      Format.time(first.time) == Format.time(last.time)
      ? "at \(Format.time(first.time))" : "between \(Format.time(first.time)) and \(Format.time(last.time))"
    return " by \(who.joined(separator: " and ")) \(when)"
  }
}
