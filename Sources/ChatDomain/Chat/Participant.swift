// Who takes part in a conversation, in which role, and from when on they can read.

// MARK: State

/// The state of an account's participation in a conversation.
public struct ParticipantState: Hashable, Sendable {
  public var conversation: ConversationID
  public var account: AccountID
  public var role: ParticipantRole
  public var isActive: Bool
  /// The entry of the latest joining.
  public var joinedPosition: Position
  public var visibleFrom: Timestamp?
  public var importedBy: Position?
  /// Whether the account has put the conversation away; see ``ArchiveConversation``.
  public var isArchived = false
  /// The clears that this account made for itself.
  public var clears: [PersonalClear] = []

  public init(
    conversation: ConversationID, account: AccountID, role: ParticipantRole, isActive: Bool, joinedPosition: Position,
    visibleFrom: Timestamp?, importedBy: Position?
  ) {
    self.conversation = conversation
    self.account = account
    self.role = role
    self.isActive = isActive
    self.joinedPosition = joinedPosition
    self.visibleFrom = visibleFrom
    self.importedBy = importedBy
  }
}

// MARK: Decisions

extension AddParticipant {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let current = try state.requireConversation(conversation, taking: request)
    try request.requireRevision(of: current)
    guard current.kind != .direct else {
      throw Rejection(
        .invalid, "Nobody can join a direct conversation.", remedy: "Create a conversation of kind GROUP.")
    }
    guard current.kind != .whiteboard else {
      throw Rejection(
        .invalid, "A whiteboard has no participants; anybody can write on it.", remedy: "No action is needed.")
    }
    var events: [Event] = []
    try state.requireAccount(account, isImport: state.isInOpenImport(request), registering: &events)
    if try state.participant(account, in: conversation)?.isActive == true {
      throw Rejection(
        .alreadyExists, "Account \(account) takes part in conversation \(conversation) already.",
        remedy: "Change its role with `changeRole`.")
    }
    let visibleFrom = current.history == .sinceJoin ? request.time : nil
    events.append(
      .participantJoined(
        ParticipantJoined(conversation: conversation, account: account, role: role, visibleFrom: visibleFrom)))
    return events
  }
}

extension RemoveParticipant {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try requireReasonUnlessLeaving(request)
    let current = try state.requireConversation(conversation, taking: request)
    try request.requireRevision(of: current)
    guard current.kind != .direct else {
      throw Rejection(
        .invalid, "Nobody can leave a direct conversation.", remedy: "Clear it for one account, or remove it.")
    }
    try state.requireParticipant(account, in: current)
    return [.participantLeft(ParticipantLeft(conversation: conversation, account: account))]
  }

  /// Somebody who leaves owes no reason; somebody who puts another out does.
  private func requireReasonUnlessLeaving(_ request: CommandRequest) throws {
    if request.command.actor.account != account { try request.requireReason() }
  }
}

extension ChangeRole {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let current = try state.requireConversation(conversation, taking: request)
    try request.requireRevision(of: current)
    try state.requireParticipant(account, in: current)
    return [.roleChanged(RoleChanged(conversation: conversation, account: account, role: role))]
  }
}

// MARK: Fold

extension ParticipantJoined {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let known = try store.participant(account, in: conversation)
    let importedBy = try store.importPosition(of: recorded, orBackfill: true)
    var state = ParticipantState(
      conversation: conversation, account: account, role: role, isActive: true, joinedPosition: recorded.position,
      visibleFrom: visibleFrom, importedBy: importedBy)
    state.clears = known?.clears ?? []
    try store.put(state)
    try store.change(conversation) { $0.activeParticipants += 1 }
    if let importedBy { try store.insert(.conversation(conversation), of: importedBy) }
  }
}

extension ParticipantLeft {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account, in: conversation) { $0.isActive = false }
    try store.change(conversation) { $0.activeParticipants -= 1 }
    try store.noteRemoval(.participantLeft(conversation, account), of: removal, by: recorded)
  }
}

extension ParticipantRestored {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account, in: conversation) { $0.isActive = true }
    try store.change(conversation) { $0.activeParticipants += 1 }
  }
}

extension RoleChanged {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(account, in: conversation) { $0.role = role }
    try store.change(conversation) { _ in }
  }
}
