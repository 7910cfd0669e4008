public import ChatLedger

// The shapes of Docs/JSON.md, each in one place.

extension JSON {
  /// Only what is set: a flag that is off, an empty text and an empty list are left out.
  package static func flag(_ value: Bool) -> JSON { value ? .bool(true) : .null }
  package static func nonEmpty(_ value: String?) -> JSON {
    guard let value, !value.isEmpty else { return .null }
    return .string(value)
  }

  package static func strings(_ values: [String]) -> JSON {
    values.isEmpty ? .null : .array(values.map { .string($0) })
  }

  package static func nonEmpty(_ values: [JSON]) -> JSON { values.isEmpty ? .null : .array(values) }

  package static func position(_ value: Position?) -> JSON { value.map { .unsigned($0.rawValue) } ?? .null }

  package static func attributes(_ values: [String: String]?) -> JSON {
    guard let values, !values.isEmpty else { return .null }
    return .object(values.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: .string($0.value)) })
  }
}

extension Totals: JSONConvertible {
  /// Names and counts in the order they are printed.
  package var counts: [(name: String, count: Int64)] {
    Counter.allCases.map { ($0.name, self[$0]) }
  }

  public var json: JSON { .object(counts.map { JSON.Member(name: $0.name, value: .integer($0.count)) }) }
}

extension CommandActor: JSONConvertible {
  public var json: JSON {
    switch self {
    case .account(let id): ["account": .string(id.description)]
    case .operator(let name): ["operator": .string(name)]
    }
  }
}

extension Receipt: JSONConvertible {
  public var json: JSON {
    ([
      "command": .string(commandID.description), "position": .position(position),
      "lastPosition": .position(lastPosition == position ? nil : lastPosition), "time": .string(time.description),
      "duplicate": .flag(isDuplicate), "change": change?.json ?? .null,
    ] as JSON).compact
  }
}

extension Rejection: JSONConvertible {
  public var json: JSON {
    ["code": .string(code.rawValue), "message": .string(message), "remedy": .string(remedy)]
  }
}

extension Account: JSONConvertible {
  public var json: JSON {
    ([
      "account": .string(id.description), "kind": .string(state.kind.rawValue),
      "userName": .nonEmpty(profile?.userName), "displayName": .nonEmpty(profile?.displayName),
      "email": .nonEmpty(profile?.email), "attributes": .attributes(profile?.attributes),
      "roles": .strings(state.roles), "deactivated": .flag(!state.isActive), "removed": .flag(state.isRemoved),
      "registeredAt": .position(state.registeredPosition), "createdAt": .of(state.registeredTime),
      "importedBy": .position(state.importedBy),
    ] as JSON).compact
  }
}

extension Conversation: JSONConvertible {
  public var json: JSON {
    ([
      "conversation": .string(id.description), "kind": .string(state.kind.rawValue),
      "history": .string(state.history.rawValue), "name": .nonEmpty(details?.name),
      "title": .nonEmpty(details?.title), "topic": .nonEmpty(details?.topic),
      "attributes": .attributes(details?.attributes), "participants": .integer(state.activeParticipants),
      "messages": .integer(state.visible.messages), "reactions": .integer(state.visible.reactions),
      "pins": .integer(state.visible.pins), "resource": .of(state.resource), "startedAt": .of(state.startedAt),
      "endedAt": .of(state.endedAt),
      "latestActivity": .of(state.latestActivity), "revision": .unsigned(state.revision),
      "removed": .flag(state.isRemoved),
      "clears": state.marks.isEmpty ? .null : .array(state.marks.map(\.json)),
      "importedBy": .position(state.importedBy),
    ] as JSON).compact
  }
}

extension ClearMark: JSONConvertible {
  public var json: JSON {
    let hiddenCounts: JSON = [
      "messages": .integer(hidden.messages), "reactions": .integer(hidden.reactions), "pins": .integer(hidden.pins),
    ]
    return ["removal": .position(removal), "watermark": watermark.json, "hidden": hiddenCounts]
  }
}

extension Watermark: JSONConvertible {
  public var json: JSON {
    switch self {
    case .position(let position): ["position": .position(position)]
    case .point(let point): ["point": ["time": .of(point.time), "position": .position(point.position)]]
    case .said(let end): ["saidBefore": .of(end)]
    case .imported(let position): ["import": .position(position)]
    }
  }
}

extension Message {
  /// With the sender's name, so that a line can be read by itself.
  public func json(authorName: String, isHidden: Bool = false) -> JSON {
    ([
      "message": .string(id.description), "conversation": .string(state.conversation.description),
      "position": .position(state.point.position), "sentAt": .of(state.sentAt),
      "author": .string(state.author.description), "authorName": .string(authorName),
      "sender": state.sender == .user ? .null : .string(state.sender.rawValue),
      "body": content.map { .string($0.body) } ?? .null, "erased": .flag(content == nil),
      "mentions": Message.list(content?.mentions.map { .string($0.description) }),
      "attachments": Message.list(content?.attachments.map(\.json)), "attributes": .attributes(content?.attributes),
      "replyTo": .of(replyTo), "root": .of(root),
      "version": state.version == 1 ? .null : .unsigned(UInt64(state.version)),
      "reactions": state.reactionCount == 0 ? .null : .unsigned(UInt64(state.reactionCount)),
      "pinned": .flag(state.isPinned), "deleted": .flag(state.isDeleted), "hidden": .flag(isHidden),
      "importedBy": .position(state.importedBy),
    ] as JSON).compact
  }

  private static func list(_ values: [JSON]?) -> JSON {
    guard let values, !values.isEmpty else { return .null }
    return .array(values)
  }
}

extension Attachment: JSONConvertible {
  public var json: JSON {
    ([
      "name": .string(name), "mediaType": .nonEmpty(mediaType),
      "sizeBytes": sizeBytes == 0 ? .null : .integer(sizeBytes), "digest": .nonEmpty(digest),
      "reference": .nonEmpty(reference),
    ] as JSON).compact
  }
}

extension SnapshotManifest: JSONConvertible {
  public var json: JSON {
    [
      "name": .string(name), "position": .position(position), "stateRoot": .of(stateRoot), "tables": totals.json,
      "foldVersion": .integer(Int64(foldVersion)), "createdAt": .of(createdAt), "sizeBytes": .unsigned(sizeBytes),
      "entryLeaf": .string(entryLeaf),
    ]
  }
}

extension Statistics: JSONConvertible {
  public var json: JSON {
    [
      "position": .position(position), "events": .unsigned(events), "stateRoot": .of(stateRoot),
      "tables": tables.json, "logBytes": .unsigned(logBytes), "projectionBytes": .unsigned(projectionBytes),
      "snapshots": .integer(Int64(snapshots)),
    ]
  }
}

extension Account {
  /// With whether it is protected, by itself or by its roles.
  public func json(isProtected: Bool) -> JSON {
    JSON.object(json.members + [.init(name: "protected", value: .flag(isProtected))]).compact
  }
}
