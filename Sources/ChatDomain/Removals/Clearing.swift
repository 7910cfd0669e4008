// Clearing: a watermark per conversation takes any number of messages away, and a mark brings them back.

// MARK: Decision

extension Clear {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    try checkShape()
    let watermark = try watermark(request, in: state)
    if let forAccount { return try decidePersonal(forAccount, watermark, request, in: state) }

    var events: [Event] = []
    try forEachTarget(request, in: state) { conversation in
      let event = try conversation.cleared(by: request.position, watermark, in: state)
      if let event { events.append(.conversationCleared(event)) }
    }
    return events
  }

  private func decidePersonal(
    _ account: AccountID, _ watermark: Watermark, _ request: CommandRequest, in state: any ChatState
  ) throws -> [Event] {
    guard try state.account(account) != nil else {
      throw Rejection(
        .unknownAccount, "Account \(account) is not known.", remedy: "List the accounts to find it.",
        steps: [.list(.accounts)])
    }
    var targets: [ConversationState] = []
    if everything {
      try state.forEachMembership(of: account) { membership in
        let conversation = membership.isActive ? try state.conversation(membership.conversation) : nil
        if let conversation, !conversation.isRemoved { targets.append(conversation) }
        return true
      }
    } else {
      for id in conversations {
        let conversation = try state.requireConversation(id)
        try request.requireRevision(of: conversation)
        try state.requireParticipant(account, in: conversation)
        targets.append(conversation)
      }
    }
    var events: [Event] = []
    for conversation in targets {
      events.append(
        .historyCleared(HistoryCleared(conversation: conversation.id, account: account, watermark: watermark)))
    }
    return events
  }

  private func forEachTarget(
    _ request: CommandRequest, in state: any ChatState, _ body: (ConversationState) throws -> Void
  ) throws {
    if everything {
      try state.forEachConversation { conversation in
        if !conversation.isRemoved, conversation.visible.messages > 0 { try body(conversation) }
        return true
      }
      return
    }
    for id in conversations {
      let conversation = try state.requireConversation(id)
      try request.requireRevision(of: conversation)
      try body(conversation)
    }
  }

  private func checkShape() throws {
    guard everything != !conversations.isEmpty else {
      throw Rejection(
        .invalid, "A clear names conversations or says `everything`, and not both.", remedy: "Choose one of the two.")
    }
    guard conversations.count <= Limits.conversationsPerClear else {
      throw Rejection(
        .tooLarge, "\(conversations.count) conversations; at most \(Limits.conversationsPerClear) in one clear.",
        remedy: "Send several commands, or clear everything.")
    }
    guard Set(conversations).count == conversations.count else {
      throw Rejection(.invalid, "A conversation is named twice.", remedy: "Name each one once.")
    }
    guard upToMessage == nil || (upToTime == nil && conversations.count == 1) else {
      throw Rejection(
        .invalid, "Clearing up to a message takes one conversation and no time.",
        remedy: "Name the conversation of the message.")
    }
  }

  private func watermark(_ request: CommandRequest, in state: any ChatState) throws -> Watermark {
    try requireValid(upToTime, "`upToTime`")
    if let upToTime {
      // By the first rules, the order of messages was that of their times.
      return request.rules >= .second
        ? .said(before: upToTime) : .point(ReadingPoint(time: upToTime, position: .start))
    }
    guard let upToMessage else { return .position(request.position) }
    let (message, conversation) = try state.requireVisibleMessage(upToMessage)
    guard conversation.id == conversations.first else {
      throw Rejection(
        .invalid, "Message \(upToMessage) is in conversation \(conversation.id).", remedy: "Name that conversation.")
    }
    return .point(message.point)
  }
}

/// The index of the watermark that another one of the same kind covers whole, the one furthest back: it can be joined
/// with that other one. Nil when there are no two of a kind that cover each other.
private func joinable(_ watermarks: [Watermark]) -> Int? {
  func furthestBack<Bound: Comparable>(_ bound: (Watermark) -> Bound?) -> Int? {
    let found = watermarks.enumerated().compactMap { index, watermark in bound(watermark).map { (index, $0) } }
    return found.count > 1 ? found.min { $0.1 < $1.1 }?.0 : nil
  }
  return furthestBack { if case .position(let last) = $0 { last } else { nil } }
    ?? furthestBack { if case .point(let last) = $0 { last } else { nil } }
    ?? furthestBack { if case .said(let end) = $0 { end } else { nil } }
}

// MARK: What a watermark does

extension ConversationState {
  /// What applying a watermark does; nil when it would take nothing away.
  ///
  /// What an import brought counts as taken even while a deletion or another clear hides it: undoing that one must
  /// not show it again.
  ///
  /// A watermark over everything takes time independent of the number of messages; one up to a point, or one that
  /// meets other kinds of marks, is counted in one pass over the conversation.
  func cleared(
    by removal: Position, _ watermark: Watermark, in state: any ChatState, isRedo: Bool = false
  ) throws -> ConversationCleared? {
    var after = self
    try after.makeRoomForMark()
    after.insertMark(ClearMark(removal: removal, watermark: watermark))
    let coversAll = if case .position(let last) = watermark { last >= lastMessagePosition } else { false }
    if coversAll, after.marks.allSatisfy({ $0.watermark.isPosition }),
      let index = after.marks.firstIndex(where: { $0.removal == removal }), index == after.marks.count - 1
    {
      after.marks[index].hidden = visible
      after.visible = Tally()
    } else {
      try after.recount(in: state)
    }
    let cleared = visible - after.visible
    guard try !cleared.isZero || isRedo || watermark.coversImported(of: id, in: state) else { return nil }
    return ConversationCleared(
      conversation: id, watermark: watermark, cleared: cleared, visible: after.visible, marks: after.marks,
      removal: isRedo ? removal : nil)
  }

  /// What taking a watermark away does; nil when it does not apply.
  ///
  /// Among position watermarks what it hid goes to the next higher one that covers it, or shows again: constant time.
  func clearReverted(_ removal: Position, in state: any ChatState) throws -> ConversationClearReverted? {
    guard let index = marks.firstIndex(where: { $0.removal == removal }) else { return nil }
    var after = self
    let mark = after.marks.remove(at: index)
    if marks.allSatisfy({ $0.watermark.isPosition }) {
      if index < after.marks.count {
        after.marks[index].hidden += mark.hidden
      } else {
        after.visible += mark.hidden
      }
    } else {
      try after.recount(in: state)
    }
    return ConversationClearReverted(
      conversation: id, restored: after.visible - visible, visible: after.visible, marks: after.marks)
  }

  /// A room that is cleared every night must not fill up: beyond the limit the clear furthest back is joined with the
  /// next one, and what it hid comes back with that.
  private mutating func makeRoomForMark() throws {
    guard marks.count >= Limits.clearsPerConversation else { return }
    guard let index = joinable(marks.map(\.watermark)) else {
      throw Rejection(
        .limitReached, "Conversation \(id) has \(marks.count) clears at once.", remedy: "Revert one of them first.")
    }
    let joined = marks.remove(at: index)
    // Among positions the next higher one stands in its place now; other kinds are counted anew anyway.
    if joined.watermark.isPosition { marks[index].hidden += joined.hidden }
  }

  /// Keeps the canonical order of ``ClearMark``.
  private mutating func insertMark(_ mark: ClearMark) {
    let at = marks.firstIndex { other in
      switch (mark.watermark, other.watermark) {
      case (.position(let new), .position(let old)): new < old
      case (.position, _): true
      case (_, .position): false
      default: mark.removal < other.removal
      }
    }
    marks.insert(mark, at: at ?? marks.count)
  }

  /// Counts anew what shows and what each mark hides. O(messages of the conversation).
  public mutating func recount(in state: any ChatState) throws {
    beginRecount()
    try state.forEachMessage(in: id, from: nil) { message in
      recount(message)
      return true
    }
  }
}

extension Watermark {
  /// Whether this is the watermark of an import that brought a message of the conversation, hidden or not.
  fileprivate func coversImported(of conversation: ConversationID, in state: any ChatState) throws -> Bool {
    guard case .imported = self else { return false }
    var isFound = false
    try state.forEachMessage(in: conversation, from: nil) { message in
      isFound = covers(message)
      return !isFound
    }
    return isFound
  }
}

// MARK: Fold

extension ConversationCleared {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(conversation) {
      $0.visible = visible
      $0.marks = marks
    }
    try store.noteRemoval(.conversationCleared(conversation, watermark), of: removal, by: recorded)
  }
}

extension ConversationClearReverted {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(conversation) {
      $0.visible = visible
      $0.marks = marks
    }
  }
}

extension HistoryCleared {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let clear = PersonalClear(removal: removal ?? recorded.firstPosition, watermark: watermark)
    try store.change(account, in: conversation) { participant in
      // As for everyone: beyond the limit the one furthest back is joined with one that covers it.
      if participant.clears.count >= Limits.clearsPerConversation,
        let index = joinable(participant.clears.map(\.watermark))
      {
        participant.clears.remove(at: index)
      }
      participant.clears.append(clear)
    }
    try store.noteRemoval(.historyCleared(conversation, account, watermark), of: removal, by: recorded)
  }
}

extension HistoryClearReverted {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account, in: conversation) { $0.clears.removeAll { $0.removal == removal } }
  }
}
