extension LedgerView {
  // MARK: Accounts

  /// An account, removed or not; nil when it is not known.
  public func account(_ id: AccountID) throws -> Account? { try state().account(id).map(account) }

  private func account(_ state: AccountState) throws -> Account {
    Account(state: state, profile: try state.contentPosition.flatMap { try texts.profile(at: $0) })
  }

  /// Accounts in the order of identifiers. The body returns false to stop.
  public func forEachAccount(includingRemoved: Bool = false, _ body: (Account) throws -> Bool) throws {
    try state().forEachAccount { state in
      if state.isRemoved, !includingRemoved { return true }
      return try body(account(state))
    }
  }

  /// What is known of accounts besides their texts, removed ones too, in the order of identifiers. The body returns
  /// false to stop.
  package func forEachAccountState(_ body: (AccountState) throws -> Bool) throws { try state().forEachAccount(body) }

  // MARK: Conversations

  /// A conversation, removed or not; nil when it is not known.
  public func conversation(_ id: ConversationID) throws -> Conversation? {
    try state().conversation(id).map(conversation)
  }

  private func conversation(_ state: ConversationState) throws -> Conversation {
    Conversation(state: state, details: try texts.details(at: state.contentPosition))
  }

  /// The direct conversation that is found for a pair; nil where it has none that is not removed.
  public func directConversation(of pair: AccountPair) throws -> ConversationID? {
    try state().directConversation(pair)
  }

  /// The conversations of a resource, in the order of identifiers. O(conversations of the resource).
  public func conversations(
    attachedTo resource: ResourceID, includingRemoved: Bool = false
  ) throws -> [Conversation] {
    var states: [ConversationState] = []
    try state().forEachConversation(attachedTo: resource) { state in
      if includingRemoved || !state.isRemoved { states.append(state) }
      return true
    }
    return try states.map(conversation)
  }

  /// Conversations by latest activity, latest first: of one account, where it takes part, or of the whole ledger.
  ///
  /// `archive` says what becomes of those that the account has archived; without an account it has no effect.
  ///
  /// - Complexity: O(*n* log *n*) in the conversations looked at; texts are read for the page only.
  public func conversations(
    of account: AccountID? = nil, limit: Int = 50, offset: Int = 0, includingRemoved: Bool = false,
    archive: ArchiveFilter = .leftOut
  ) throws -> [Conversation] {
    var states: [ConversationState] = []
    func consider(_ state: ConversationState) {
      if includingRemoved || !state.isRemoved { states.append(state) }
    }
    if let account {
      try state().forEachMembership(of: account) { membership in
        guard membership.isActive, archive.passes(membership) else { return true }
        if let state = try state().conversation(membership.conversation) { consider(state) }
        return true
      }
    } else {
      try state().forEachConversation {
        consider($0)
        return true
      }
    }
    states.sort { ($0.latestActivity, $0.id) > ($1.latestActivity, $1.id) }
    return try states.dropFirst(max(0, offset)).prefix(max(0, limit)).map(conversation)
  }

  /// Conversations in the order of identifiers. The body returns false to stop.
  public func forEachConversation(includingRemoved: Bool = false, _ body: (Conversation) throws -> Bool) throws {
    try state().forEachConversation { state in
      if state.isRemoved, !includingRemoved { return true }
      return try body(conversation(state))
    }
  }

  /// What is known of conversations besides their texts, removed ones too, in the order of identifiers. The body
  /// returns false to stop.
  package func forEachConversationState(_ body: (ConversationState) throws -> Bool) throws {
    try state().forEachConversation(body)
  }

  /// Everyone who takes or took part, in the order of account identifiers.
  public func participants(in conversation: ConversationID) throws -> [ParticipantState] {
    var result: [ParticipantState] = []
    try forEachParticipant(in: conversation) {
      result.append($0)
      return true
    }
    return result
  }

  /// Everyone who takes or took part. The body returns false to stop.
  public func forEachParticipant(
    in conversation: ConversationID, _ body: (ParticipantState) throws -> Bool
  ) throws {
    try state().forEachParticipant(in: conversation, body)
  }

  /// One participant; nil when the account never took part.
  public func participant(_ account: AccountID, in conversation: ConversationID) throws -> ParticipantState? {
    try state().participant(account, in: conversation)
  }

  /// How far an account has read.
  public func readMarker(of account: AccountID, in conversation: ConversationID) throws -> ReadMarkerState? {
    try state().readMarker(of: account, in: conversation)
  }

  /// Messages that show to the account, after its read marker, by others. Exact.
  ///
  /// O(messages after the marker); 0 for who takes no part, and so always for whiteboards.
  public func unreadCount(of account: AccountID, in conversation: ConversationID) throws -> Int {
    guard let filter = try MessageFilter(conversation, for: account, in: state()), filter.mayShowAny,
      filter.participant?.isActive == true
    else { return 0 }
    let marker = try readMarker(of: account, in: conversation)?.point
    var count = 0
    try state().forEachMessage(in: conversation, from: marker?.next) { message in
      if message.author != account, filter.shows(message) { count += 1 }
      return true
    }
    return count
  }

  /// The visible pinned messages, by the time of pinning.
  public func pins(in conversation: ConversationID) throws -> [PinState] {
    guard let filter = try MessageFilter(conversation, for: nil, in: state()) else { return [] }
    var pins: [PinState] = []
    try state().forEachPin(in: conversation) { pin in
      if let message = try state().message(pin.message), filter.shows(message) { pins.append(pin) }
      return true
    }
    return pins.sorted { ($0.pinnedAt, $0.messagePosition) < ($1.pinnedAt, $1.messagePosition) }
  }
}

/// What becomes of the conversations that an account has archived in a list of its conversations.
public enum ArchiveFilter: Sendable {
  case leftOut, included
  /// They alone are listed.
  case only

  func passes(_ participant: ParticipantState) -> Bool {
    switch self {
    case .leftOut: !participant.isArchived
    case .included: true
    case .only: participant.isArchived
    }
  }
}

extension ReadingPoint {
  /// Right after this point.
  var next: ReadingPoint { ReadingPoint(time: time, position: position.next) }
}
