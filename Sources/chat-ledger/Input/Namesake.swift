import ChatLedger

/// Another thing that had the name by which one was found: whoever asks for the past may mean that.
struct Namesake {
  enum Kind: String {
    case conversation = "CONVERSATION"
    case account = "ACCOUNT"
    case resource = "RESOURCE"

    var noun: String { self == .conversation ? "room" : rawValue.lowercased() }
  }

  var kind: Kind
  var id: String
  var name: String
  /// When it had the name last; nil where it has it still.
  var former: FormerName?
  /// Has the name, and is of another kind than what was found.
  var isOfAnotherKind = false

  /// `Another room was called “general” until … (entry 17): chat-ledger messages 0199…`.
  var sentence: String {
    let look = "chat-ledger \(kind == .conversation ? "messages" : "show") \(id)"
    if let former { return "Another \(kind.noun) was called “\(name)” \(former.ending): \(look)" }
    if isOfAnotherKind { return "\(kind == .account ? "An" : "A") \(kind.noun) is called “\(name)”, too: \(look)" }
    return "Another \(kind.noun) was called “\(name)” until it was removed: \(look)"
  }

  var json: JSON {
    ([
      "kind": .string(kind.rawValue), "id": .string(id), "name": .string(name),
      "until": .position(former?.until.position), "untilTime": former.map { .of($0.until.time) } ?? .null,
    ] as JSON).compact
  }
}

extension [Namesake] {
  /// More are counted.
  static var linesShown: Int { 5 }

  /// A line for each.
  var lines: [String] {
    let rest = count - Self.linesShown
    return prefix(Self.linesShown).map(\.sentence) + (rest > 0 ? ["and \(rest) more that had this name"] : [])
  }

  var json: JSON { isEmpty ? .null : .array(map(\.json)) }
}

extension NameLookup {
  /// Tells of others that had the name of what was found.
  ///
  /// Former names are looked for only where something of the kind has had other texts; the log is read for them then.
  func tellNamesakes<Entity: Nameable>(
    of found: Entity, _ matches: NameMatches<Entity>, _ kind: Namesake.Kind, _ name: String,
    _ former: () throws -> [FormerMatch]
  ) throws {
    guard let namesakes else { return }
    let removed = matches.removed(besides: found).map { Namesake(kind: kind, id: $0.identifier, name: name) }
    let before = try matches.mayHaveFormer ? former() : []
    let others = before.filter { other in
      other.id != found.identifier && !removed.contains { $0.id == other.id }
    }
    let all =
      removed + others.map { Namesake(kind: kind, id: $0.id, name: $0.name, former: $0.former) }
    if !all.isEmpty { namesakes(all) }
  }
}
