package import ChatOperations

// What things were called, and what else was called so.

extension [FormerName] {
  package var json: JSON {
    if isEmpty { return .null }
    return .array(
      map { name in
        [
          "name": .string(name.name), "from": .position(name.from.position), "fromTime": .of(name.from.time),
          "until": .position(name.until.position), "untilTime": .of(name.until.time),
        ]
      })
  }
}

extension Namesake {
  package var json: JSON {
    ([
      "kind": .string(kind.rawValue), "id": .string(id), "name": .string(name),
      "until": .position(former?.until.position), "untilTime": former.map { .of($0.until.time) } ?? .null,
    ] as JSON).compact
  }
}

extension [Namesake] {
  package var json: JSON { isEmpty ? .null : .array(map(\.json)) }
}
