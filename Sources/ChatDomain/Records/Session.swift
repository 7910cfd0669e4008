// Sessions: in which an account uses the chat. The table of active sessions holds those that have not ended.

/// The state of a session, without its texts.
public struct SessionFields: Hashable, Sendable {
  public var account: AccountID
  public var conversation: ConversationID?
  public var endedAt: Timestamp?

  public init(account: AccountID, conversation: ConversationID?, endedAt: Timestamp? = nil) {
    self.account = account
    self.conversation = conversation
    self.endedAt = endedAt
  }
}

extension SessionFields: RecordFields {
  /// See ``RecordFields/references``.
  public var references: [(name: String, subject: Subject)] {
    [("account", .account(account))] + (conversation.map { [("conversation", .conversation($0))] } ?? [])
  }
  /// One that has ended counts no more.
  public var isOpen: Bool { endedAt == nil }
  /// See ``RecordFields/text``.
  public static var text: RecordText? { .device }
}

extension OpenSession {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try requireIdentifier(session, "The session's identifier")
    try requireLength(device, "The device", atMost: Limits.nameBytes)
    try state.requirePast(startedAt, "startedAt", request)
    guard try state.record(.session(session)) == nil else {
      throw Rejection(.alreadyExists, "Session \(session) exists already.", remedy: "Choose another identifier.")
    }
    var events: [Event] = []
    try state.requireAccount(account, isImport: state.isInOpenImport(request), registering: &events)
    if let conversation { _ = try state.requireConversation(conversation) }
    let opened = SessionOpened(
      session: session, account: account, conversation: conversation, startedAt: startedAt ?? request.time)
    return events + [.sessionOpened(opened)]
  }
}

extension CloseSession {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try state.requirePast(endedAt, "endedAt", request)
    guard try state.visibleRecord(.session(session)) != nil else {
      throw Rejection(
        .unknownRecord, "Session \(session) is not active.", remedy: "List the sessions to see which are.",
        steps: [.list(.sessions)])
    }
    return [.sessionClosed(SessionClosed(session: session, endedAt: endedAt ?? request.time))]
  }
}

extension ChatState {
  /// The conversation that a session is in, while that is there. Nothing is written for a session when it goes.
  package func conversation(of session: SessionFields) throws -> ConversationID? {
    guard let id = session.conversation, try conversation(id)?.isRemoved == false else { return nil }
    return id
  }
}

extension SessionOpened {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.put(
      counting: RecordState(
        record: .session(session), recordedPosition: recorded.position, time: startedAt,
        importedBy: store.importPosition(of: recorded),
        fields: .session(SessionFields(account: account, conversation: conversation))))
  }
}

extension SessionClosed {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(.session(session)) { state in
      guard case .session(var session) = state.fields else { return }
      session.endedAt = endedAt
      state.fields = .session(session)
    }
  }
}
