/// A field that a target has.
struct FieldRule {
  enum Kind: Hashable {
    case text, time, boolean
    /// One of these words.
    case word([String])
    /// A row that became a thing of this sort.
    case account, conversation, message, resource
  }

  var name: String
  var kind: Kind
  var isRequired = false

  /// What a reference has to lead to; nil for a plain value.
  func leads(to target: MappingTarget) -> Bool {
    switch (kind, target) {
    case (.account, .account), (.conversation, .conversation), (.message, .message), (.resource, .resource): true
    default: false
    }
  }

  /// Whether it can be one of some words only.
  var hasWords: Bool { if case .word = kind { true } else { false } }

  var isReference: Bool {
    switch kind {
    case .account, .conversation, .message, .resource: true
    case .text, .time, .boolean, .word: false
    }
  }
}

extension MappingTarget {
  /// The fields that a row of this target can have.
  var rules: [FieldRule] {
    switch self {
    case .account:
      [
        .init(name: "userName", kind: .text), .init(name: "displayName", kind: .text),
        .init(name: "email", kind: .text), .init(name: "kind", kind: .word(["PERSON", "SERVICE", "ASSISTANT"])),
        .init(name: "role", kind: .text), .init(name: "createdAt", kind: .time),
      ]
    case .conversation:
      [
        .init(name: "kind", kind: .word(["DIRECT", "ROOM", "GROUP", "ASSISTANT", "WHITEBOARD"]), isRequired: true),
        .init(name: "name", kind: .text), .init(name: "title", kind: .text), .init(name: "topic", kind: .text),
        .init(name: "history", kind: .word(["SHARED", "SINCE_JOIN"])), .init(name: "startedAt", kind: .time),
        .init(name: "endedAt", kind: .time), .init(name: "resource", kind: .resource),
      ]
    case .participant:
      [
        .init(name: "conversation", kind: .conversation, isRequired: true),
        .init(name: "account", kind: .account, isRequired: true),
        .init(name: "role", kind: .word(["MEMBER", "MODERATOR"])),
      ]
    case .message:
      [
        .init(name: "conversation", kind: .conversation, isRequired: true), .init(name: "author", kind: .account),
        .init(name: "assistant", kind: .account), .init(name: "sender", kind: .word(["USER", "AI", "SYSTEM"])),
        .init(name: "body", kind: .text, isRequired: true), .init(name: "replyTo", kind: .message),
        .init(name: "sentAt", kind: .time, isRequired: true), .init(name: "editedAt", kind: .time),
      ]
    case .reaction:
      [
        .init(name: "message", kind: .message, isRequired: true),
        .init(name: "account", kind: .account, isRequired: true),
        .init(name: "emoji", kind: .text, isRequired: true), .init(name: "reactedAt", kind: .time),
      ]
    case .readMarker:
      [
        .init(name: "message", kind: .message, isRequired: true),
        .init(name: "account", kind: .account, isRequired: true),
      ]
    case .pin: [.init(name: "message", kind: .message, isRequired: true)]
    default: resourceAndRecordRules
    }
  }

  private var resourceAndRecordRules: [FieldRule] {
    switch self {
    case .block:
      [
        .init(name: "account", kind: .account, isRequired: true),
        .init(name: "contact", kind: .account, isRequired: true), .init(name: "blockedAt", kind: .time),
      ]
    case .session:
      [
        .init(name: "account", kind: .account, isRequired: true), .init(name: "conversation", kind: .conversation),
        .init(name: "device", kind: .text), .init(name: "startedAt", kind: .time),
        .init(name: "endedAt", kind: .time),
      ]
    case .report:
      [
        .init(name: "reporter", kind: .account, isRequired: true), .init(name: "subject", kind: .account),
        .init(name: "conversation", kind: .conversation), .init(name: "message", kind: .message),
        .init(name: "category", kind: .text), .init(name: "text", kind: .text),
        .init(name: "status", kind: .word(["OPEN", "RESOLVED", "DISMISSED"])), .init(name: "filedAt", kind: .time),
      ]
    case .chatSettings: [.init(name: "account", kind: .account, isRequired: true)]
    case .twoStepVerification:
      [
        .init(name: "account", kind: .account, isRequired: true),
        .init(name: "isEnabled", kind: .boolean, isRequired: true), .init(name: "method", kind: .text),
      ]
    case .resource:
      [
        .init(name: "status", kind: .text), .init(name: "title", kind: .text), .init(name: "createdAt", kind: .time),
      ]
    default: []
    }
  }
}
