package import ChatLedger

/// What a source says of one thing, as the command that brings it in; the same is made of what the ledger has, so that
/// the two compare.
package enum SourceEntity: Hashable, Sendable {
  case account(RegisterAccount)
  case conversation(CreateConversation, endedAt: Timestamp?)
  case participant(AddParticipant)
  case message(MessageID, SendMessage)
  case reaction(AddReaction)
  case readMarker(MessageID, AccountID)
  case pin(MessageID)
  case block(BlockContact)
  case session(OpenSession, endedAt: Timestamp?)
  case report(FileReport, status: ReportStatus)
  case chatSettings(SetChatSettings)
  case twoStepVerification(SetTwoStepVerification)
  case resource(CreateResource)
}

extension SourceEntity {
  /// What makes it this thing and no other: its identifier, or the accounts, messages and words that it joins.
  package var subjects: [UInt128] {
    switch self {
    case .account(let command): [command.account.rawValue]
    case .conversation(let command, _): [command.conversation.rawValue]
    case .participant(let command): [command.conversation.rawValue, command.account.rawValue]
    case .message(let id, _): [id.rawValue]
    case .reaction(let command):
      [command.message.rawValue, command.account.rawValue, RecordDigest.of(text: command.emoji)]
    case .readMarker(let message, let account): [message.rawValue, account.rawValue]
    case .pin(let message): [message.rawValue]
    case .block(let command): [command.account.rawValue, command.contact.rawValue]
    case .session(let command, _): [command.session.rawValue]
    case .report(let command, _): [command.report.rawValue]
    case .chatSettings(let command): [command.account.rawValue]
    case .twoStepVerification(let command): [command.account.rawValue]
    case .resource(let command): [command.resource.rawValue]
    }
  }

  /// The verb in the name of the command that brings it in.
  package var verb: String {
    switch self {
    case .account: "register-account"
    case .conversation: "make-conversation"
    case .participant: "add-participant"
    case .message: "message"
    case .reaction: "reaction"
    case .readMarker: "mark-read"
    case .pin: "pin"
    case .block: "block"
    case .session: "open-session"
    case .report: "file-report"
    case .chatSettings: "chat-settings"
    case .twoStepVerification: "two-step-verification"
    case .resource: "make-resource"
    }
  }

  /// The identifier that other things refer to; nil for what only joins others.
  package var identifier: UInt128? {
    switch self {
    case .account, .conversation, .message, .resource, .session, .report: subjects[0]
    default: nil
    }
  }
}
