import ChatLedger

// The shapes of resources and records: see Docs/JSON.md.

extension ReferenceTarget: JSONConvertible {
  var json: JSON {
    switch self {
    case .account(let id): ["account": .of(id)]
    case .resource(let id): ["resource": .of(id)]
    }
  }
}

extension Resource: JSONConvertible {
  var json: JSON {
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
  func json(_ names: Names) throws -> JSON {
    ([
      "account": .of(account), "accountName": .string(try names.account(account)), "contact": .of(contact),
      "contactName": .string(try names.account(contact)), "blockedAt": .of(blockedAt), "position": .position(position),
      "importedBy": .position(importedBy),
    ] as JSON).compact
  }
}

extension Session {
  func json(_ names: Names) throws -> JSON {
    ([
      "session": .of(id), "account": .of(account), "accountName": .string(try names.account(account)),
      "conversation": .of(conversation), "device": .nonEmpty(device), "erased": .flag(device == nil),
      "startedAt": .of(startedAt), "endedAt": .of(endedAt), "position": .position(position),
      "importedBy": .position(importedBy),
    ] as JSON).compact
  }
}

extension PrivacyReport {
  /// - Parameter isEvidenceGone: the message that it names does not show any more.
  func json(_ names: Names, isEvidenceGone: Bool) throws -> JSON {
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
  var json: JSON {
    ([
      "values": .attributes(values), "erased": .flag(values == nil), "changedAt": .of(changedAt),
      "position": .position(position),
    ] as JSON).compact
  }
}

extension TwoStepVerification: JSONConvertible {
  var json: JSON {
    ([
      "enabled": .bool(isEnabled), "method": .nonEmpty(method), "changedAt": .of(changedAt),
      "position": .position(position),
    ] as JSON).compact
  }
}

extension LedgerConfiguration: JSONConvertible {
  var json: JSON { ["production": .bool(isProduction), "protectedRoles": .array(protectedRoles.map { .string($0) })] }
}

extension Relation: JSONConvertible {
  var json: JSON {
    [
      "child": .of(child), "reference": .string(reference), "parent": .of(parent),
      "onRemoval": .string(onRemoval.rawValue), "required": .bool(isRequired), "reach": .string(reach.rawValue),
    ]
  }
}
