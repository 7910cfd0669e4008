// Privacy reports: somebody reports an account or a message. A report keeps what it refers to as evidence, whatever
// becomes of that.

/// The state of a privacy report, without its texts.
public struct ReportFields: Hashable, Sendable {
  public var reporter: AccountID
  public var subject: AccountID?
  public var conversation: ConversationID?
  public var message: MessageID?
  public var category: String
  public var status: ReportStatus
  /// The entry that resolved it, whose content says what was done.
  public var resolvedPosition: Position?

  public init(
    reporter: AccountID, subject: AccountID?, conversation: ConversationID?, message: MessageID?, category: String,
    status: ReportStatus = .open
  ) {
    self.reporter = reporter
    self.subject = subject
    self.conversation = conversation
    self.message = message
    self.category = category
    self.status = status
  }
}

extension ReportFields: RecordFields {
  /// See ``RecordFields/references``.
  public var references: [(name: String, subject: Subject)] {
    let named: [(name: String, subject: Subject?)] = [
      ("reporter", .account(reporter)), ("subject", subject.map(Subject.account)),
      ("conversation", conversation.map(Subject.conversation)), ("message", message.map(Subject.message)),
    ]
    return named.compactMap { name, subject in subject.map { (name, $0) } }
  }
  /// See ``RecordFields/text``.
  public static var text: RecordText? { .report }
}

extension FileReport {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try requireIdentifier(report, "The report's identifier")
    if !category.isEmpty { try requireCode(category, "The category") }
    try requireLength(text, "The report", atMost: Limits.reportBytes)
    try state.requirePast(filedAt, "filedAt", request)
    guard try state.record(.report(report)) == nil else {
      throw Rejection(.alreadyExists, "Report \(report) exists already.", remedy: "Choose another identifier.")
    }
    var events: [Event] = []
    try state.requireAccount(reporter, isImport: state.isInOpenImport(request), registering: &events)
    try checkSubjects(in: state)
    let filed = ReportFiled(
      report: report, reporter: reporter, subject: subject, conversation: conversation, message: message,
      category: category, filedAt: filedAt ?? request.time)
    return events + [.reportFiled(filed)]
  }

  /// The reported items must have existed; they may have been removed.
  private func checkSubjects(in state: any ChatState) throws {
    if let subject, try state.account(subject) == nil {
      throw Rejection(
        .unknownAccount, "Account \(subject) is not known.", remedy: "List the accounts to find it.",
        steps: [.list(.accounts)])
    }
    if let conversation, try state.conversation(conversation) == nil {
      throw Rejection(
        .unknownConversation, "Conversation \(conversation) is not known.",
        remedy: "List the conversations to find it.", steps: [.list(.conversations)])
    }
    if let message, try state.message(message) == nil {
      throw Rejection(
        .unknownMessage, "Message \(message) is not known.",
        remedy: "List the messages of its conversation to find it.", steps: [.list(.messages)])
    }
  }
}

extension ResolveReport {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try requireLength(text, "The text", atMost: Limits.reportBytes)
    guard status != .open else {
      throw Rejection(.invalid, "A report is resolved or dismissed.", remedy: "Give RESOLVED or DISMISSED.")
    }
    guard let known = try state.visibleRecord(.report(report)), case .report(let fields) = known.fields else {
      throw Rejection(
        .unknownRecord, "Report \(report) is not known.", remedy: "List the reports to find it.",
        steps: [.list(.reports)])
    }
    guard fields.status == .open else {
      throw Rejection(
        .alreadyExists, "Report \(report) is \(fields.status.rawValue) already.", remedy: "No action is needed.")
    }
    return [.reportResolved(ReportResolved(report: report, status: status))]
  }
}

extension ReportFiled {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.put(
      counting: RecordState(
        record: .report(report), recordedPosition: recorded.position, time: filedAt,
        importedBy: store.importPosition(of: recorded),
        fields: .report(
          ReportFields(
            reporter: reporter, subject: subject, conversation: conversation, message: message, category: category))))
  }
}

extension ReportResolved {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(.report(report)) { state in
      guard case .report(var report) = state.fields else { return }
      report.status = status
      report.resolvedPosition = recorded.position
      state.fields = .report(report)
    }
  }
}
