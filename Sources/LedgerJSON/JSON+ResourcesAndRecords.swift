public import ChatLedger
public import ChatOperations

// The shapes of resources and records: see Docs/JSON.md.

extension ReferenceTarget: JSONConvertible {
  public var json: JSON {
    switch self {
    case .account(let id): ["account": .of(id)]
    case .resource(let id): ["resource": .of(id)]
    }
  }
}

extension Resource: JSONConvertible {
  public var json: JSON {
    ([
      "resource": .of(id), "kind": .string(state.kind), "status": .nonEmpty(state.status),
      "title": .nonEmpty(details?.title), "attributes": .attributes(details?.attributes),
      "erased": .flag(details == nil),
      "references": state.references.isEmpty
        ? .null : .object(state.references.map { .init(name: $0.name, value: $0.target.json) }),
      "position": .position(state.createdPosition), "createdAt": .of(state.createdTime),
      "updatedAt": .of(state.updatedTime),
      "removed": .flag(state.isRemoved), "importedBy": .position(state.importedBy),
    ] as JSON).compact
  }
}

extension Block {
  /// The block with the names of its accounts.
  public func json(_ names: Names) throws -> JSON {
    ([
      "account": .of(account), "accountName": .string(try names.account(account)), "contact": .of(contact),
      "contactName": .string(try names.account(contact)), "blockedAt": .of(blockedAt), "position": .position(position),
      "importedBy": .position(importedBy),
    ] as JSON).compact
  }
}

extension Session {
  /// The session with the name of its account.
  public func json(_ names: Names) throws -> JSON {
    ([
      "session": .of(id), "account": .of(account), "accountName": .string(try names.account(account)),
      "conversation": .of(conversation), "device": .nonEmpty(device), "erased": .flag(device == nil),
      "startedAt": .of(startedAt), "endedAt": .of(endedAt), "position": .position(position),
      "importedBy": .position(importedBy),
    ] as JSON).compact
  }
}

extension ScheduledMessage {
  /// With the names of whom it is about.
  ///
  /// - Parameter outcome: What became of it, where something was done.
  public func json(_ names: Names, outcome: String? = nil) throws -> JSON {
    ([
      "scheduledMessage": .of(id), "outcome": .nonEmpty(outcome), "dueAt": .of(fields.dueAt),
      "author": .of(fields.author),
      "authorName": .string(try names.account(fields.author)), "conversation": .of(fields.conversation),
      "body": content.map { .string($0.body) } ?? .null, "erased": .flag(content == nil),
      "scheduledAt": .of(scheduledAt), "position": .position(position),
    ] as JSON).compact
  }
}

extension PrivacyReport {
  /// The report with the names of its accounts.
  ///
  /// - Parameter isEvidenceGone: whether the message that it names is no longer visible.
  public func json(_ names: Names, isEvidenceGone: Bool) throws -> JSON {
    ([
      "report": .of(id), "status": .string(fields.status.rawValue), "category": .nonEmpty(fields.category),
      "reporter": .of(fields.reporter), "reporterName": .string(try names.account(fields.reporter)),
      "subject": .of(fields.subject), "subjectName": .of(try fields.subject.map { try names.account($0) }),
      "conversation": .of(fields.conversation), "message": .of(fields.message), "messageGone": .flag(isEvidenceGone),
      "text": .nonEmpty(text), "erased": .flag(text == nil), "filedAt": .of(filedAt), "position": .position(position),
      "importedBy": .position(importedBy),
    ] as JSON).compact
  }
}

extension ChatSettings: JSONConvertible {
  public var json: JSON {
    ([
      "values": .attributes(values), "erased": .flag(values == nil), "changedAt": .of(changedAt),
      "position": .position(position),
    ] as JSON).compact
  }
}

extension TwoStepVerification: JSONConvertible {
  public var json: JSON {
    ([
      "enabled": .bool(isEnabled), "method": .nonEmpty(method), "changedAt": .of(changedAt),
      "position": .position(position),
    ] as JSON).compact
  }
}

extension LedgerConfiguration: JSONConvertible {
  public var json: JSON {
    ["production": .bool(isProduction), "protectedRoles": .array(protectedRoles.map { .string($0) })]
  }
}

extension Relation: JSONConvertible {
  public var json: JSON {
    ([
      "child": .of(child), "reference": .string(reference), "parent": .of(parent),
      "onRemoval": .string(onRemoval.rawValue), "required": .bool(isRequired), "reach": .string(reach.rawValue),
      "standing": .string(decides ? "decides" : "describes"), "by": .of(mechanism),
    ] as JSON).compact
  }
}
