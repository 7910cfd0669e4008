public import ChatLedger
public import ChatOperations

// What removals would take, and what becomes of edits.

extension RemovalBlocker: JSONConvertible {
  public var json: JSON {
    [
      "child": child.json, "reference": .string(relation.reference), "parent": parent.json,
      "relation": .string("\(relation.child.name).\(relation.reference)"),
    ]
  }
}

extension Removable: JSONConvertible {
  public var json: JSON {
    switch self {
    case .account(let id): ["account": .string(id.description)]
    case .conversation(let id): ["conversation": .string(id.description)]
    case .resource(let id): ["resource": .string(id.description)]
    case .participant(let id, let account):
      ["conversation": .string(id.description), "account": .string(account.description)]
    case .record(let record): ["record": .string("\(record)")]
    }
  }
}

extension EditStanding: JSONConvertible {
  public var json: JSON {
    ([
      "applies": .bool(takenBackBy == nil), "takenBackBy": .position(takenBackBy),
      "editedAgainBy": .position(editedAgainBy), "takesBack": .position(takesBack),
    ] as JSON).compact
  }
}

extension EditUndo: JSONConvertible {
  public var json: JSON {
    ([
      "message": .of(message.id), "conversation": .of(message.state.conversation),
      "edits": .array(edits.map { .position($0) }), "version": .unsigned(UInt64(previous.version)),
      "before": message.content.map { .string($0.body) } ?? .null,
      "after": previous.content.map { .string($0.body) } ?? .null,
      "later": later.isEmpty ? .null : .array(later.map { .position($0.position) }),
    ] as JSON).compact
  }
}
