internal import ChatLedger

/// What the ledger has of a thing, in the same form as a row's.
struct LedgerThing {
  var thing: ImportedThing
  /// Removed, deleted, cleared, withdrawn, or gone with what it belongs to.
  var isGone: Bool
  /// Where its texts were last set: changes with every change.
  var version: UInt64 = 0

  /// Looks up what a row's thing is in the ledger, and describes it as far as the row does: a time that the row does
  /// not have is left out here, too.
  ///
  /// - Parameter command: the command that brings such a thing in; tells of things that leave nothing behind.
  /// - Returns: nil when it never was there.
  static func find(_ row: ImportedThing, _ command: CommandID, in view: LedgerView) throws -> LedgerThing? {
    switch row {
    case .account(let wanted): try account(wanted, view)
    case .conversation(let wanted, let endedAt): try conversation(wanted, endedAt, view)
    case .participant(let wanted): try participant(wanted, view)
    case .message(let id, let wanted): try message(id, wanted, view)
    case .reaction(let wanted): try reaction(wanted, command, view)
    case .readMarker(let message, let account): try readMarker(row, message, account, view)
    case .pin(let message): try pin(row, message, command, view)
    case .resource(let wanted): try resource(wanted, view)
    default: try record(row, view)
    }
  }

  private static func account(_ wanted: RegisterAccount, _ view: LedgerView) throws -> LedgerThing? {
    guard let found = try view.account(wanted.account) else { return nil }
    // Registered because something named it: the row is what describes it.
    guard let position = found.state.contentPosition else { return nil }
    return LedgerThing(
      thing: .account(
        RegisterAccount(
          account: wanted.account, kind: found.state.kind, profile: found.profile ?? Profile(),
          roles: found.state.roles, createdAt: wanted.createdAt == nil ? nil : found.state.registeredTime)),
      isGone: found.state.isRemoved, version: position.rawValue)
  }

  private static func conversation(
    _ wanted: CreateConversation, _ endedAt: Timestamp?, _ view: LedgerView
  ) throws -> LedgerThing? {
    guard let found = try view.conversation(wanted.conversation) else { return nil }
    let state = found.state
    // Who takes part changes by commands of their own; only a pair is part of the conversation.
    var participants = wanted.participants
    if let pair = state.pair, Set(participants) != [pair.low, pair.high] { participants = [pair.low, pair.high] }
    return LedgerThing(
      thing: .conversation(
        CreateConversation(
          conversation: wanted.conversation, kind: state.kind, history: state.history, participants: participants,
          details: found.details ?? ConversationDetails(), startedAt: wanted.startedAt == nil ? nil : state.startedAt,
          resource: state.resource), endedAt: state.endedAt),
      isGone: state.isRemoved, version: state.contentPosition.rawValue)
  }

  private static func participant(_ wanted: AddParticipant, _ view: LedgerView) throws -> LedgerThing? {
    guard let found = try view.participant(wanted.account, in: wanted.conversation) else { return nil }
    let conversation = try view.conversation(wanted.conversation)?.state
    // Both of a pair are simply there.
    let role = conversation?.pair == nil ? found.role : wanted.role
    return LedgerThing(
      thing: .participant(AddParticipant(conversation: wanted.conversation, account: wanted.account, role: role)),
      isGone: !found.isActive || conversation?.isRemoved != false, version: found.joinedAt.rawValue)
  }

  private static func message(_ id: MessageID, _ wanted: SendMessage, _ view: LedgerView) throws -> LedgerThing? {
    guard let found = try view.message(id) else { return nil }
    let state = found.state
    return LedgerThing(
      thing: .message(
        id,
        SendMessage(
          conversation: state.conversation, author: state.author, sender: state.sender,
          content: found.content ?? MessageContent(body: ""), replyTo: state.replyTo, sentAt: state.point.time)),
      isGone: try !view.isVisible(state), version: state.contentPosition.rawValue)
  }

  private static func reaction(
    _ wanted: AddReaction, _ command: CommandID, _ view: LedgerView
  ) throws -> LedgerThing? {
    guard let message = try view.message(wanted.message)?.state else { return nil }
    let found = try view.reactions(to: message).first { $0.account == wanted.account && $0.emoji == wanted.emoji }
    guard let found else {
      guard try view.position(of: command) != nil else { return nil }
      return LedgerThing(thing: .reaction(wanted), isGone: true)
    }
    var thing = wanted
    if wanted.reactedAt != nil { thing.reactedAt = found.reactedAt }
    return LedgerThing(
      thing: .reaction(thing), isGone: try !view.isVisible(message), version: found.addedAt.rawValue)
  }

  /// A marker that has moved on covers what was read before.
  private static func readMarker(
    _ row: ImportedThing, _ message: MessageID, _ account: AccountID, _ view: LedgerView
  ) throws -> LedgerThing? {
    guard let state = try view.message(message)?.state,
      let marker = try view.readMarker(of: account, in: state.conversation), marker.point >= state.point
    else { return nil }
    return LedgerThing(thing: row, isGone: try view.conversation(state.conversation)?.state.isRemoved != false)
  }

  private static func pin(
    _ row: ImportedThing, _ message: MessageID, _ command: CommandID, _ view: LedgerView
  ) throws -> LedgerThing? {
    guard let state = try view.message(message)?.state else { return nil }
    if !state.isPinned, try view.position(of: command) == nil { return nil }
    return LedgerThing(thing: row, isGone: try !state.isPinned || !view.isVisible(state))
  }

  private static func resource(_ wanted: CreateResource, _ view: LedgerView) throws -> LedgerThing? {
    guard let found = try view.resource(wanted.resource) else { return nil }
    let state = found.state
    return LedgerThing(
      thing: .resource(
        CreateResource(
          resource: wanted.resource, kind: state.kind, status: state.status, references: state.references,
          details: found.details ?? ResourceDetails(), createdAt: wanted.createdAt == nil ? nil : state.createdTime)),
      isGone: state.isRemoved, version: state.contentPosition.rawValue)
  }

  private static func record(_ row: ImportedThing, _ view: LedgerView) throws -> LedgerThing? {
    guard let record = row.record, let found = try view.record(record) else { return nil }
    return LedgerThing(
      thing: row.described(by: found), isGone: try !view.isVisible(found.state),
      version: found.state.recordedAt.rawValue)
  }
}

extension ImportedThing {
  /// The record that it is; nil for what is no record.
  var record: Record? {
    switch self {
    case .block(let command): .block(command.account, contact: command.contact)
    case .session(let command, _): .session(command.session)
    case .report(let command, _): .report(command.report)
    case .chatSettings(let command): .chatSettings(command.account)
    case .twoStepVerification(let command): .twoStepVerification(command.account)
    default: nil
    }
  }

  fileprivate func described(by entry: RecordEntry) -> ImportedThing {
    switch (self, entry.state.fields) {
    case (.block(var command), .block):
      if command.blockedAt != nil { command.blockedAt = entry.state.time }
      return .block(command)
    case (.session(var command, _), .session(let fields)):
      command.account = fields.account
      command.conversation = fields.conversation
      command.device = entry.text ?? ""
      if command.startedAt != nil { command.startedAt = entry.state.time }
      return .session(command, endedAt: fields.endedAt)
    case (.report(var command, _), .report(let fields)):
      command.reporter = fields.reporter
      command.subject = fields.subject
      command.conversation = fields.conversation
      command.message = fields.message
      command.category = fields.category
      command.text = entry.text ?? ""
      if command.filedAt != nil { command.filedAt = entry.state.time }
      return .report(command, status: fields.status)
    case (.chatSettings(var command), .chatSettings):
      command.values = entry.values ?? [:]
      return .chatSettings(command)
    case (.twoStepVerification(var command), .twoStepVerification(let isEnabled, let method)):
      command.isEnabled = isEnabled
      command.method = method
      return .twoStepVerification(command)
    default:
      return self
    }
  }
}
