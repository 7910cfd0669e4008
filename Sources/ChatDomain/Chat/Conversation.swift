// Conversations of four kinds, and what is said about them as a whole.

// MARK: State

/// The state of a conversation, without its texts.
public struct ConversationState: Hashable, Sendable {
  public var id: ConversationID
  public var kind: ConversationKind
  public var history: HistoryVisibility
  public var createdPosition: Position
  public var startedAt: Timestamp
  public var endedAt: Timestamp?
  public var isRemoved = false
  public var pair: AccountPair?
  /// Whether the pair has a newer direct conversation, which is the one that is found for it.
  public var yieldsPair = false
  /// Whether the pair has, or had, another direct conversation beside this one.
  public var sharesPair = false
  /// The resource that it is attached to.
  public var resource: ResourceID?
  /// The entry whose content holds the texts.
  public var contentPosition: Position
  public var importedBy: Position?
  /// How many events of this conversation there are.
  public var revision: UInt64 = 0
  /// When the message was sent that is read last, or the start: what lists sort by. Clearing does not change it.
  public var latestActivity: Timestamp
  /// The time by which that message is read: what is said now is read after it. Another than ``latestActivity`` only
  /// after a clock was ahead.
  public var readingEnd: Timestamp
  /// The largest log position of its messages.
  public var lastMessagePosition: Position = .start
  /// Messages, reactions and pins that show.
  public var visible = Tally()
  public var activeParticipants: Int64 = 0
  public var readMarkers: Int64 = 0
  /// The clears for everyone that apply, in canonical order (see ``ClearMark``).
  public var marks: [ClearMark] = []

  public init(
    id: ConversationID, kind: ConversationKind, history: HistoryVisibility, createdPosition: Position,
    startedAt: Timestamp, pair: AccountPair?, importedBy: Position?
  ) {
    self.id = id
    self.kind = kind
    self.history = history
    self.createdPosition = createdPosition
    self.startedAt = startedAt
    self.pair = pair
    self.contentPosition = createdPosition
    self.importedBy = importedBy
    self.latestActivity = startedAt
    self.readingEnd = startedAt
  }

  /// Its part of the totals of the ledger; zero once it is removed.
  public var contribution: Totals {
    isRemoved ? Totals() : contributionIfKept
  }

  var contributionIfKept: Totals {
    var totals = Totals()
    if kind == .whiteboard {
      totals.whiteboardMessages = visible.messages
    } else {
      totals.conversations = 1
      totals.participants = activeParticipants
      totals.messages = visible.messages
    }
    totals.reactions = visible.reactions
    totals.readMarkers = readMarkers
    totals.pins = visible.pins
    return totals
  }
}

// MARK: Decisions

extension CreateConversation {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try details.check()
    guard try state.conversation(conversation) == nil else {
      throw Rejection(
        .alreadyExists, "Conversation \(conversation) exists already.", remedy: "Choose another identifier.")
    }
    try state.requirePast(startedAt, "startedAt", request)
    try checkResource(in: state)
    var events: [Event] = []
    let members = try distinctParticipants()
    let isImport = try state.isInOpenImport(request)
    for account in members { try state.requireAccount(account, isImport: isImport, registering: &events) }
    let pair = try directPair(of: members, in: state)
    events.append(
      .conversationCreated(
        ConversationCreated(
          conversation: conversation, kind: kind, history: history, startedAt: startedAt ?? request.time,
          pair: pair.map { [$0.low, $0.high] } ?? [], resource: resource)))
    for account in members {
      let role = try role(of: account, request, in: state)
      events.append(
        .participantJoined(
          ParticipantJoined(conversation: conversation, account: account, role: role, visibleFrom: nil)))
    }
    return events
  }

  /// Where roles decide, whoever starts a conversation owns it; the two of a pair are equal.
  private func role(
    of account: AccountID, _ request: CommandRequest, in state: any ChatState
  ) throws -> ParticipantRole {
    let isStarter = kind != .direct && request.command.actor.account == account
    return try isStarter && request.checksMembers(in: state) ? .owner : .member
  }

  private func distinctParticipants() throws -> [AccountID] {
    guard participants.count <= Limits.initialParticipants else {
      throw Rejection(
        .tooLarge, "\(participants.count) participants; at most \(Limits.initialParticipants) at creation.",
        remedy: "Add the others with `addParticipant`.")
    }
    var seen: Set<AccountID> = []
    return participants.filter { seen.insert($0).inserted }
  }

  private func directPair(of members: [AccountID], in state: any ChatState) throws -> AccountPair? {
    guard kind == .direct else { return nil }
    guard members.count == 2 else {
      throw Rejection(
        .invalid, "A direct conversation has two different participants, not \(members.count).",
        remedy: "Name both, or choose the kind GROUP.")
    }
    let pair = AccountPair(members[0], members[1])
    if let existing = try state.directConversation(pair) {
      throw Rejection(
        .alreadyExists, "The pair has the direct conversation \(existing) already.", remedy: "Use that one.")
    }
    return pair
  }

  private func checkResource(in state: any ChatState) throws {
    let holder = try resource.map { try state.requireResource($0) }
    guard kind == .whiteboard else { return }
    if let holder, try state.relations().conversations(onKind: holder.kind)?.onRemoval == .setNull {
      throw Rejection(
        .invalid, "A whiteboard cannot stay without its resource, but the kind “\(holder.kind)” declares setNull.",
        remedy: "Declare another action for the conversations of that kind.")
    }
    guard resource != nil, participants.isEmpty else {
      throw Rejection(
        .invalid, "A whiteboard is attached to a resource and has no participants.",
        remedy: "Name its resource and no participants, or choose the kind ROOM.")
    }
  }
}

extension UpdateConversation {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try details.check()
    let current = try state.requireConversation(conversation, taking: request)
    try request.requireRevision(of: current)
    return [
      .conversationUpdated(ConversationUpdated(conversation: conversation, history: history ?? current.history))
    ]
  }
}

extension RemoveConversation {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    let current = try state.requireConversation(conversation)
    try request.requireRevision(of: current)
    try state.requirePast(removedAt, "removedAt", request)
    return [
      .conversationRemoved(
        ConversationRemoved(conversation: conversation, removed: current.contribution, removedAt: removedAt))
    ]
  }
}

// MARK: Fold

extension ConversationCreated {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let importedBy = try store.importPosition(of: recorded, orBackfill: true)
    let accounts = pair.count == 2 ? AccountPair(pair[0], pair[1]) : nil
    var state = ConversationState(
      id: conversation, kind: kind, history: history, createdPosition: recorded.position, startedAt: startedAt,
      pair: accounts, importedBy: importedBy)
    state.resource = resource
    state.revision = 1
    try store.put(state)
    try store.adjustTotals { $0.add(state.contribution) }
    if let resource { try store.setAttachment(true, of: conversation, to: resource) }
    if let accounts { try store.setDirectConversation(conversation, of: accounts) }
    if let importedBy { try store.insert(.conversation(conversation), of: importedBy) }
  }
}

extension ConversationUpdated {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(conversation) {
      $0.history = history
      $0.contentPosition = recorded.position
    }
  }
}

extension ConversationRemoved {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let state = try store.change(conversation) { $0.isRemoved = true }
    try store.releasePair(of: state)
    try store.noteRemoval(.conversationRemoved(conversation), of: removal, by: recorded)
  }
}

extension ConversationRestored {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let state = try store.change(conversation) { $0.isRemoved = false }
    try store.claimPair(of: state)
  }
}
