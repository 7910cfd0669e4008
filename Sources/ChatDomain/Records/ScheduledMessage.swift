// Scheduled messages: written now, sent by a command once they are due. The text stays in the entry that scheduled it,
// and the message that is sent refers to that entry.

/// What is known of a scheduled message besides its text.
public struct ScheduledMessageFields: Hashable, Sendable {
  /// Where it is sent.
  public var conversation: ConversationID
  /// Who says it.
  public var author: AccountID
  /// From when on it can be sent.
  public var dueAt: Timestamp
  /// The message of the conversation that it has become; nil while it waits.
  public var sentAs: MessageID?

  public init(conversation: ConversationID, author: AccountID, dueAt: Timestamp, sentAs: MessageID? = nil) {
    self.conversation = conversation
    self.author = author
    self.dueAt = dueAt
    self.sentAs = sentAs
  }
}

extension ScheduledMessageFields: RecordFields {
  /// See ``RecordFields/references``.
  public var references: [(name: String, subject: Subject)] {
    [("author", .account(author)), ("conversation", .conversation(conversation))]
  }
  /// One that was sent counts no more.
  public var isOpen: Bool { sentAs == nil }
  /// See ``RecordFields/text``.
  public static var text: RecordText? { .message }
}

// MARK: Decisions

extension ScheduleMessage {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try content.check(limitBytes: state.requireSettings().maximumBodyBytes)
    try requireValid(dueAt, "`dueAt`")
    let current = try state.requireOpenConversation(conversation)
    try request.requireRevision(of: current)
    var events: [Event] = []
    try state.requireAccount(author, registering: &events)
    try state.requireWriter(author, in: current)
    events.append(
      .messageScheduled(
        MessageScheduled(
          scheduledMessage: ScheduledMessageID(rawValue: request.command.id.rawValue), conversation: conversation,
          author: author, dueAt: dueAt)))
    return events
  }
}

extension SendScheduledMessage {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let (record, scheduled) = try state.requireScheduledMessage(scheduledMessage)
    guard scheduled.dueAt <= request.time else {
      throw Rejection(
        .notDue, "Scheduled message \(scheduledMessage) is due at \(scheduled.dueAt), and it is \(request.time).",
        remedy: "Send it then, or cancel it and send the text as a message of now.")
    }
    // Much may have changed since: what holds for a message of now holds for this one.
    let current = try state.requireOpenConversation(scheduled.conversation)
    try state.account(scheduled.author)?.requireActive()
    try state.requireWriter(scheduled.author, in: current)
    let sent = request.command.id.message
    return [
      .messageSent(
        MessageSent(
          conversation: scheduled.conversation, message: sent, author: scheduled.author, sender: .user,
          sentAt: request.time, contentPosition: record.recordedPosition,
          readAsOf: current.readAsOf(request))),
      .scheduledMessageSent(ScheduledMessageSent(scheduledMessage: scheduledMessage, message: sent)),
    ]
  }
}

extension CancelScheduledMessage {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    _ = try state.requireScheduledMessage(scheduledMessage)
    return [.recordRemoved(RecordRemoved(record: .scheduledMessage(scheduledMessage)))]
  }
}

extension ChatState {
  /// One that is neither sent nor cancelled nor cleared.
  fileprivate func requireScheduledMessage(
    _ id: ScheduledMessageID
  ) throws -> (record: RecordState, fields: ScheduledMessageFields) {
    guard let record = try visibleRecord(.scheduledMessage(id)), case .scheduledMessage(let fields) = record.fields
    else {
      throw Rejection(
        .unknownRecord, "No message \(id) waits to be sent.",
        remedy: "List the scheduled messages to see which do.", steps: [.list(.scheduledMessages)])
    }
    return (record, fields)
  }
}

// MARK: Fold

extension MessageScheduled {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.put(
      counting: RecordState(
        record: .scheduledMessage(scheduledMessage), recordedPosition: recorded.position, time: recorded.time,
        importedBy: store.importPosition(of: recorded),
        fields: .scheduledMessage(ScheduledMessageFields(conversation: conversation, author: author, dueAt: dueAt))))
  }
}

extension ScheduledMessageSent {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(.scheduledMessage(scheduledMessage)) { state in
      guard case .scheduledMessage(var scheduled) = state.fields else { return }
      scheduled.sentAs = message
      state.fields = .scheduledMessage(scheduled)
    }
  }
}
