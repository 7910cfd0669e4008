import ChatLedger
package import ChatOperations
import ChatWire

// What is known of one thing, as `show` prints it.

extension AccountFacts {
  package func json(_ names: Names) throws -> JSON {
    let rooms = memberships.map { membership in
      [
        "conversation": .of(membership.conversation), "conversationName": .string(membership.name),
        "unread": .integer(Int64(membership.unread)), "archived": .flag(membership.isArchived),
      ] as JSON
    }.map(\.compact)
    let more: JSON = [
      "formerNames": formerNames.json, "hiddenBy": try hidings.json(names), "wasHiddenBy": try trace.json(names),
      "conversations": .array(rooms),
    ]
    return JSON.object(account.json(isProtected: isProtected).members + more.members).compact
  }
}

extension ConversationFacts {
  package func json(_ names: Names) throws -> JSON {
    let people = people.map { person in
      [
        "account": .of(person.account), "accountName": .string(person.name), "role": .string(person.role.rawValue),
        "archived": .flag(person.hasArchived),
      ] as JSON
    }.map(\.compact)
    let more: JSON = [
      "formerNames": formerNames.json, "people": .array(people), "hiddenBy": try hidings.json(names),
      "deletions": try deletions.json(names), "wasHiddenBy": try trace.json(names),
    ]
    return JSON.object(conversation.json.members + more.members).compact
  }
}

extension MessageFacts {
  package func json(_ names: Names) throws -> JSON {
    let state = message.state
    let members = message.json(authorName: author, isHidden: !isVisible && !state.isDeleted).members
    let more: JSON = [
      "versions": .array(versions.map(\.json)), "reactions": .array(reactions.map(\.json)),
      "lostReplyTo": message.replyTo == nil ? .of(state.replyTo) : .null,
      "lostRoot": message.root == nil ? .of(state.root) : .null, "hiddenBy": try hidings.json(names),
      "wasHiddenBy": try trace.json(names),
    ]
    return JSON.object(members.filter { $0.name != "reactions" } + more.members).compact
  }
}

extension MessageFacts.Version {
  fileprivate var json: JSON {
    let content = version.content
    return
      ([
        "version": .unsigned(UInt64(version.version)), "time": .of(version.time),
        "position": .position(version.position), "actor": author?.actor.json ?? .null,
        "actorName": .of(author?.nameThen), "body": content.map { .string($0.body) } ?? .null,
        "erased": .flag(content == nil), "mentions": .strings(content?.mentions.map(\.description) ?? []),
        "attachments": .nonEmpty(content?.attachments.map(\.json) ?? []),
        "attributes": .attributes(content?.attributes),
      ] as JSON).compact
  }
}

extension MessageFacts.Reaction {
  fileprivate var json: JSON {
    [
      "emoji": .string(state.emoji), "account": .of(state.account), "accountName": .string(name),
      "reactedAt": .of(state.reactedAt),
    ]
  }
}

extension ResourceFacts {
  package func json(_ names: Names) throws -> JSON {
    let more: JSON = [
      "formerNames": formerNames.json, "hiddenBy": try hidings.json(names), "wasHiddenBy": try trace.json(names),
      "conversations": .array(conversations.map { .of($0.id) }),
    ]
    return JSON.object(resource.json.members + more.members).compact
  }
}

extension JSON {
  /// A session or a report, with whether it shows and what keeps it from it.
  package func record(isVisible: Bool, _ hidings: [Hiding], _ names: Names) throws -> JSON {
    let more: JSON = ["removed": .flag(!isVisible), "hiddenBy": try hidings.json(names)]
    return JSON.object(members + more.members).compact
  }
}

// MARK: Entries

extension EntryFacts {
  package func json(_ names: Names) throws -> JSON {
    var members = try entry.json(names).members
    if let standing { members.append(.init(name: "edit", value: standing.json)) }
    if let removal { members.append(.init(name: "removal", value: try removal.json())) }
    if let chain { members.append(.init(name: "import", value: chain.json)) }
    return .object(members)
  }
}

extension EntryFacts.Removal {
  fileprivate func json() throws -> JSON {
    var json: [JSON.Member] = [.init(name: "items", value: .unsigned(state.itemCount))]
    switch state.kind {
    case .original(let isApplied): json.append(.init(name: "applied", value: .bool(isApplied)))
    case .reversal(let target): json.append(.init(name: "reverses", value: .position(target)))
    }
    let things = try items.map { item in
      [
        "what": .string(item.what), "which": .string(item.which),
        "item": .encoded(try RemovalItemJSON.encode(item.item)),
      ] as JSON
    }
    json.append(.init(name: "things", value: .nonEmpty(things)))
    return JSON.object(json).compact
  }
}

extension EntryFacts.Chain {
  fileprivate var json: JSON {
    ([
      "kind": .string(state.kind.rawValue), "finished": .bool(state.isFinished),
      "withdrawnBy": .position(state.withdrawnBy),
      "items": .object(made.map { .init(name: $0.name, value: .integer($0.count)) }),
    ] as JSON).compact
  }
}
