package import ChatLedger

/// What the ledger has of a thing, in the same form as a source's description of it.
package struct LedgerEntity {
  package var thing: SourceEntity
  /// Removed, deleted, cleared, withdrawn, or gone with what it belongs to.
  package var isGone: Bool
  /// Where its texts were last set: changes with every change.
  package var version: UInt64 = 0
  /// Whether an account is in use.
  var isActive = true

  /// Looks up what a described thing is in the ledger, and describes it as far as the source does: a time that the
  /// source does not have is left out here, too.
  ///
  /// - Parameter command: the command that brings such a thing in; tells of things that leave nothing behind.
  /// - Returns: nil when it never was there.
  package static func find(
    _ row: SourceEntity, _ command: CommandID, unsaid: DescribedEntity.Unsaid = [], in view: LedgerView
  ) throws -> LedgerEntity? {
    switch row {
    case .account(let wanted): try account(wanted, unsaid, view)
    case .conversation(let wanted, _): try conversation(wanted, unsaid, view)
    case .participant(let wanted): try participant(wanted, view)
    case .message(let id, let wanted): try message(id, wanted, view)
    case .reaction(let wanted): try reaction(wanted, command, view)
    case .readMarker(let message, let account): try readMarker(row, message, account, view)
    case .pin(let message): try pin(row, message, command, view)
    case .resource(let wanted): try resource(wanted, view)
    default: try record(row, view)
    }
  }

  private static func account(
    _ wanted: RegisterAccount, _ unsaid: DescribedEntity.Unsaid, _ view: LedgerView
  ) throws -> LedgerEntity? {
    guard let found = try view.account(wanted.account) else { return nil }
    // Registered because something named it: the source is what describes it.
    guard let position = found.state.contentPosition else { return nil }
    return LedgerEntity(
      thing: .account(
        RegisterAccount(
          account: wanted.account, kind: unsaid.contains(.kind) ? wanted.kind : found.state.kind,
          profile: found.profile ?? Profile(), roles: unsaid.contains(.roles) ? wanted.roles : found.state.roles,
          createdAt: try time(found.state.registeredTime, of: found.state.registeredPosition, wanted.createdAt, view))),
      isGone: found.state.isRemoved, version: position.rawValue, isActive: found.state.isActive)
  }

  private static func conversation(
    _ wanted: CreateConversation, _ unsaid: DescribedEntity.Unsaid, _ view: LedgerView
  ) throws -> LedgerEntity? {
    guard let found = try view.conversation(wanted.conversation) else { return nil }
    let state = found.state
    let isStartUnsaid = unsaid.contains(.startedAt)
    return LedgerEntity(
      thing: .conversation(
        CreateConversation(
          conversation: wanted.conversation, kind: state.kind,
          history: unsaid.contains(.history) ? wanted.history : state.history,
          participants: try participants(wanted, unsaid, state, view),
          details: found.details ?? ConversationDetails(),
          startedAt: isStartUnsaid
            ? wanted.startedAt : try time(state.startedAt, of: state.createdPosition, wanted.startedAt, view),
          resource: state.resource),
        endedAt: state.endedAt), isGone: state.isRemoved, version: state.contentPosition.rawValue)
  }

  /// Who takes part, as far as the source's description says it: the pair, or those that imports brought and those that
  /// are wanted.
  private static func participants(
    _ wanted: CreateConversation, _ unsaid: DescribedEntity.Unsaid, _ state: ConversationState, _ view: LedgerView
  ) throws -> [AccountID] {
    if let pair = state.pair {
      return Set(wanted.participants) == [pair.low, pair.high] ? wanted.participants : [pair.low, pair.high]
    }
    if unsaid.contains(.otherParticipants) {
      // Whose account went is not there any more, and nothing can bring them back in.
      return try wanted.participants.filter { account in
        guard let found = try view.participant(account, in: wanted.conversation) else { return false }
        return try found.isActive || view.account(account)?.state.isRemoved == true
      }
    }
    if unsaid.contains(.participants) { return wanted.participants }
    let asked = Set(wanted.participants)
    let there = try view.participants(in: wanted.conversation).filter { participant in
      participant.isActive && (participant.importedBy != nil || asked.contains(participant.account))
    }.map(\.account)
    return Set(there) == asked ? wanted.participants : there
  }

  private static func participant(_ wanted: AddParticipant, _ view: LedgerView) throws -> LedgerEntity? {
    guard let found = try view.participant(wanted.account, in: wanted.conversation) else { return nil }
    let conversation = try view.conversation(wanted.conversation)?.state
    // Both of a pair are simply there.
    let role = conversation?.pair == nil ? found.role : wanted.role
    return LedgerEntity(
      thing: .participant(AddParticipant(conversation: wanted.conversation, account: wanted.account, role: role)),
      isGone: !found.isActive || conversation?.isRemoved != false, version: found.joinedPosition.rawValue)
  }

  private static func message(_ id: MessageID, _ wanted: SendMessage, _ view: LedgerView) throws -> LedgerEntity? {
    guard let found = try view.message(id) else { return nil }
    let state = found.state
    return LedgerEntity(
      thing: .message(
        id,
        SendMessage(
          conversation: state.conversation, author: state.author, sender: sender(of: state, wanted),
          content: found.content ?? MessageContent(body: ""), replyTo: state.replyTo, sentAt: state.sentAt)),
      isGone: try !view.isVisible(state), version: state.contentPosition.rawValue)
  }

  /// Ledgers of earlier versions have what the chat itself said as said by a user; its attributes tell the two apart.
  private static func sender(of state: MessageState, _ wanted: SendMessage) -> Sender {
    wanted.sender == .system && state.sender == .user ? .system : state.sender
  }

  private static func reaction(
    _ wanted: AddReaction, _ command: CommandID, _ view: LedgerView
  ) throws -> LedgerEntity? {
    guard let message = try view.messageState(wanted.message) else { return nil }
    let found = try view.reactions(to: message).first {
      $0.account == wanted.account && $0.emoji.hasSameBytes(as: wanted.emoji)
    }
    guard let found else {
      guard try view.position(of: command) != nil else { return nil }
      return LedgerEntity(thing: .reaction(wanted), isGone: true)
    }
    var thing = wanted
    thing.reactedAt = try time(found.reactedAt, of: found.addedPosition, wanted.reactedAt, view)
    return LedgerEntity(
      thing: .reaction(thing), isGone: try !view.isVisible(message), version: found.addedPosition.rawValue)
  }

  /// A marker that has moved on covers what was read before.
  private static func readMarker(
    _ row: SourceEntity, _ message: MessageID, _ account: AccountID, _ view: LedgerView
  ) throws -> LedgerEntity? {
    guard let state = try view.messageState(message),
      let marker = try view.readMarker(of: account, in: state.conversation), marker.point >= state.point
    else { return nil }
    return LedgerEntity(thing: row, isGone: try view.conversation(state.conversation)?.state.isRemoved != false)
  }

  private static func pin(
    _ row: SourceEntity, _ message: MessageID, _ command: CommandID, _ view: LedgerView
  ) throws -> LedgerEntity? {
    guard let state = try view.messageState(message) else { return nil }
    if !state.isPinned, try view.position(of: command) == nil { return nil }
    return LedgerEntity(thing: row, isGone: try !state.isPinned || !view.isVisible(state))
  }

  private static func resource(_ wanted: CreateResource, _ view: LedgerView) throws -> LedgerEntity? {
    guard let found = try view.resource(wanted.resource) else { return nil }
    let state = found.state
    return LedgerEntity(
      thing: .resource(
        CreateResource(
          resource: wanted.resource, kind: state.kind, status: state.status, references: state.references,
          details: found.details ?? ResourceDetails(),
          createdAt: try time(state.createdTime, of: state.createdPosition, wanted.createdAt, view))),
      isGone: state.isRemoved, version: state.contentPosition.rawValue)
  }

  /// A time that the source said: where it says none now, one that is not the ledger's own came from it.
  private static func time(
    _ time: Timestamp, of position: Position, _ wanted: Timestamp?, _ view: LedgerView
  ) throws -> Timestamp? {
    if wanted != nil { return time }
    guard let entry = try view.entry(at: position) else { return time }
    // What a revert brought back has its time from before, whoever said it.
    if case .revert = entry.command.action { return nil }
    return entry.time == time ? nil : time
  }

  private static func record(_ row: SourceEntity, _ view: LedgerView) throws -> LedgerEntity? {
    guard let record = row.record, let found = try view.record(record) else { return nil }
    let time = try time(found.state.time, of: found.state.recordedPosition, row.recordTime, view)
    return LedgerEntity(
      thing: row.described(by: found, at: time), isGone: try !view.isVisible(found.state),
      version: found.state.recordedPosition.rawValue)
  }
}

extension SourceEntity {
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

  /// The time that a record has, as far as the source says it.
  fileprivate var recordTime: Timestamp? {
    switch self {
    case .block(let command): command.blockedAt
    case .session(let command, _): command.startedAt
    case .report(let command, _): command.filedAt
    default: nil
    }
  }

  fileprivate func described(by entry: RecordEntry, at time: Timestamp?) -> SourceEntity {
    switch (self, entry.state.fields) {
    case (.block(var command), .block):
      command.blockedAt = time
      return .block(command)
    case (.session(var command, _), .session(let fields)):
      command.account = fields.account
      command.conversation = fields.conversation
      command.device = entry.text ?? ""
      command.startedAt = time
      return .session(command, endedAt: fields.endedAt)
    case (.report(var command, _), .report(let fields)):
      command.reporter = fields.reporter
      command.subject = fields.subject
      command.conversation = fields.conversation
      command.message = fields.message
      command.category = fields.category
      command.text = entry.text ?? ""
      command.filedAt = time
      return .report(command, status: fields.status)
    case (.chatSettings(var command), .chatSettings):
      command.values = entry.values ?? [:]
      return .chatSettings(command)
    case (.twoStepVerification(var command), .twoStepVerification(let settings)):
      command.isEnabled = settings.isEnabled
      command.method = settings.method
      return .twoStepVerification(command)
    default:
      return self
    }
  }
}
