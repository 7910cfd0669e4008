internal import ChatLedger

extension SourceEntity {
  /// The names of the fields in which two things of one kind differ, byte by byte, in the order of their names.
  package func namesOfDifferences(from other: SourceEntity) -> [String] {
    let own = fieldTexts
    let others = other.fieldTexts
    return Set(own.keys).union(others.keys).filter { name in
      !own[name].hasSameBytes(as: others[name])
    }.sorted()
  }

  /// The fields by their names, as texts.
  var fieldTexts: [String: String] {
    switch self {
    case .account(let command):
      return Self.attributes(command.profile.attributes).merging([
        "kind": command.kind.rawValue, "userName": command.profile.userName,
        "displayName": command.profile.displayName, "email": command.profile.email,
        "role": command.roles.sorted().joined(separator: ","), "createdAt": Self.text(command.createdAt),
      ]) { $1 }
    case .conversation(let command, let endedAt):
      return Self.attributes(command.details.attributes).merging([
        "kind": command.kind.rawValue, "history": command.history.rawValue, "name": command.details.name,
        "title": command.details.title, "topic": command.details.topic, "startedAt": Self.text(command.startedAt),
        "endedAt": Self.text(endedAt), "resource": command.resource?.description ?? "",
        "participants": command.participants.sorted().map(\.description).joined(separator: ","),
      ]) { $1 }
    case .message(_, let command):
      return Self.attributes(command.content.attributes).merging([
        "conversation": command.conversation.description, "author": command.author.description,
        "sender": command.sender.rawValue, "body": command.content.body,
        "replyTo": command.replyTo?.description ?? "", "sentAt": Self.text(command.sentAt),
        "mentions": command.content.mentions.map(\.description).joined(separator: ","),
        "attachments": Self.text(command.content.attachments),
      ]) { $1 }
    case .resource(let command):
      var fields = Self.attributes(command.details.attributes).merging([
        "kind": command.kind, "status": command.status, "title": command.details.title,
        "createdAt": Self.text(command.createdAt),
      ]) { $1 }
      for reference in command.references { fields[reference.name] = "\(reference.target)" }
      return fields
    default:
      return recordFieldTexts
    }
  }

  private var recordFieldTexts: [String: String] {
    switch self {
    case .participant(let command): ["role": command.role.rawValue]
    case .reaction(let command): ["reactedAt": Self.text(command.reactedAt)]
    case .block(let command): ["blockedAt": Self.text(command.blockedAt)]
    case .session(let command, let endedAt):
      [
        "account": command.account.description, "conversation": command.conversation?.description ?? "",
        "device": command.device, "startedAt": Self.text(command.startedAt), "endedAt": Self.text(endedAt),
      ]
    case .report(let command, let status):
      [
        "reporter": command.reporter.description, "subject": command.subject?.description ?? "",
        "conversation": command.conversation?.description ?? "", "message": command.message?.description ?? "",
        "category": command.category, "text": command.text, "filedAt": Self.text(command.filedAt),
        "status": status.rawValue,
      ]
    case .chatSettings(let command): Self.attributes(command.values)
    case .twoStepVerification(let command): ["isEnabled": "\(command.isEnabled)", "method": command.method]
    default: [:]
    }
  }

  private static func attributes(_ attributes: [String: String]) -> [String: String] {
    Dictionary(attributes.map { ("attributes.\($0.key)", $0.value) }) { $1 }
  }

  private static func text(_ attachments: [Attachment]) -> String {
    attachments.map { "\($0.name)\n\($0.mediaType)\n\($0.sizeBytes)\n\($0.digest)\n\($0.reference)" }
      .joined(separator: "\n\n")
  }

  private static func text(_ time: Timestamp?) -> String { time?.description ?? "" }
}
