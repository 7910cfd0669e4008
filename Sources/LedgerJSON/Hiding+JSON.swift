import ChatLedger
package import ChatOperations

// What does not show, and who took it away.

extension Hiding {
  package func json(_ names: Names) throws -> JSON {
    let names = names.at(entry.position)
    return
      ([
        "how": .string(how.rawValue), "command": .string(entry.command.id.description),
        "position": .position(entry.position), "time": .of(entry.time),
        "actor": entry.command.actor.json, "actorName": .of(try names.actorThen(entry.command.actor)),
        "actorNameNow": .of(try names.actorNow(entry.command.actor)),
        "reason": .nonEmpty(entry.command.reason), "messages": messages.map { .integer($0) } ?? .null,
      ] as JSON).compact
  }
}

extension [Hiding] {
  package func json(_ names: Names) throws -> JSON { isEmpty ? .null : .array(try map { try $0.json(names) }) }
}

extension RemovalTrace {
  package func json(_ names: Names) throws -> JSON {
    if steps.isEmpty { return .null }
    return .array(
      try steps.map { step in
        let (entry, names) = (step.entry, names.at(step.entry.position))
        return
          ([
            "how": .string(step.how?.rawValue ?? "BROUGHT_BACK"), "command": .of(entry.command.id),
            "position": .position(entry.position), "time": .of(entry.time), "actor": entry.command.actor.json,
            "actorName": .of(try names.actorThen(entry.command.actor)),
            "actorNameNow": .of(try names.actorNow(entry.command.actor)),
            "reason": .nonEmpty(entry.command.reason),
          ] as JSON).compact
      })
  }
}

extension Deletions {
  package func json(_ names: Names) throws -> JSON {
    if isEmpty { return .null }
    return .array(
      try groups(names).map { group in
        ([
          "actor": group.actor.json, "actorName": .string(group.name), "messages": .integer(group.messages),
          "from": .of(group.commands.last?.entry.time), "until": .of(group.commands.first?.entry.time),
          "positions": .array(group.commands.map { .position($0.entry.position) }),
        ] as JSON).compact
      })
  }
}
