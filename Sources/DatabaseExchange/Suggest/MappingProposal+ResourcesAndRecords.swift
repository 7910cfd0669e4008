// Tables that refer to messages and people, and the resources of the rest of the application.

extension MappingProposal {
  /// Tables with references of their own or of rooms that are none of the others, as resources by name.
  func findResources(_ rooms: [ExaminedTable]) -> [String: ExaminedTable] {
    proposeAroundPeople()
    let chat = Set((messages.map(\.table) + members.map(\.table)).map(\.name))
    var found: [String: ExaminedTable] = [:]
    for table in tables where !taken.contains(table.name) && !chat.contains(table.name) && !table.key.isEmpty {
      let isRoom = rooms.contains { $0 === table }
      if isRoom, table.has(anyOf: NameWords.rooms) { continue }
      if hangsOnMessage(table) { continue }
      let isReferring = table.references.contains { key in
        tables.contains { $0 !== table && $0.isTarget(of: key) && !chat.contains($0.name) }
      }
      let isReferred = tables.contains { other in
        other !== table && !chat.contains(other.name) && !other.references(to: table).isEmpty
      }
      if isRoom || isReferring || isReferred { found[table.name] = table }
    }
    proposeResources(found, rooms)
    return found
  }

  private func hangsOnMessage(_ table: ExaminedTable) -> Bool {
    messages.contains { !table.references(to: $0.table).isEmpty }
  }

  // MARK: Things

  private func proposeResources(_ found: [String: ExaminedTable], _ rooms: [ExaminedTable]) {
    var names: [String: String] = [:]
    var used: Set<String> = ["account"]
    for (index, name) in found.keys.sorted().enumerated() {
      var kind = NameWords.code(found[name]?.words ?? []) ?? "resource\(index + 1)"
      while !used.insert(kind).inserted { kind += "\(index + 1)" }
      names[name] = kind
    }
    for table in sorted(found) {
      guard let kind = names[table.name] else { continue }
      var entry = ProposedTable(
        table: table, becomes: .object([("resource", .text(kind))]),
        why: "A thing that the application is about: references lead to it or from it.")
      entry.field("title", table.column(["title", "name", "subject", "topic", "label"]))
      entry.field("status", table.column(["status", "state"]))
      entry.field("createdAt", table.time(Self.createdNames))
      mark(deleted: &entry)
      var rules: [SuggestedText] = []
      var known: Set<String> = ["importedBy"]
      for key in table.references.prefix(16) {
        guard let (target, kind) = target(of: key, from: table, found, names) else { continue }
        var words = NameWords.of(key.columns[0])
        if words.count > 1, ["id", "uuid", "by"].contains(words.last) { words.removeLast() }
        guard let name = NameWords.code(words), known.insert(name).inserted else { continue }
        rules.append(
          .object([("name", .text(name)), ("target", .text(kind)), ("onRemoval", .text("keep"))]))
        let isGuess = table.guessed.contains(key.columns[0])
        entry.references.append((name, ProposedTable.reference(key, target, isGuess: isGuess)))
        entry.used.formUnion(key.columns)
      }
      kinds.append(.object([("name", .text(kind))] + (rules.isEmpty ? [] : [("references", .list(rules))])))
      add(entry)
    }
  }

  private func target(
    of key: SourceForeignKey, from table: ExaminedTable, _ found: [String: ExaminedTable], _ names: [String: String]
  ) -> (ExaminedTable, String)? {
    if let people, people.isTarget(of: key) { return (people, "account") }
    guard let target = found.values.first(where: { $0.isTarget(of: key) }), let kind = names[target.name],
      !broken.contains("\(table.name)\u{0}\(target.name)")
    else { return nil }
    return (target, kind)
  }

  /// The things in an order in which nothing refers to what comes later. A reference that would close a circle is left
  /// out, and its columns are kept as they are.
  private func sorted(_ found: [String: ExaminedTable]) -> [ExaminedTable] {
    var order: [ExaminedTable] = []
    var state: [String: Bool] = [:]
    func visit(_ table: ExaminedTable) {
      state[table.name] = false
      for key in table.references {
        guard let target = found.values.first(where: { $0.isTarget(of: key) }), target !== table else { continue }
        switch state[target.name] {
        case nil: visit(target)
        case false?: broken.insert("\(table.name)\u{0}\(target.name)")
        case true?: break
        }
      }
      state[table.name] = true
      order.append(table)
    }
    for name in found.keys.sorted() where state[name] == nil {
      if let table = found[name] { visit(table) }
    }
    return order
  }

  // MARK: Records of people

  private func proposeAroundPeople() {
    let chat = messages.flatMap { [$0.table, $0.roomTable] } + members.map(\.table)
    for table in tables where table !== people && !chat.contains(where: { $0 === table }) && !table.key.isEmpty {
      let persons = table.references(to: people)
      guard !persons.isEmpty else { continue }
      let words = Set(table.words)
      if persons.count >= 2, !words.isDisjoint(with: ["block", "blocked", "ignore", "ignored"]) {
        propose(block: table, persons)
      } else if !words.isDisjoint(with: ["report", "complaint", "abuse"]), isReport(table, persons) {
        propose(report: table, persons)
      } else if words.contains("session") || words.contains("device"), persons.count == 1, isSession(table) {
        propose(session: table, persons[0])
      } else if isSecondStep(table), let enabled = table.column(["is_enabled", "enabled", "is_active", "confirmed"]) {
        propose(secondStep: table, persons[0], enabled)
      } else if !words.isDisjoint(with: ["setting", "preference"]), table.table.isUnique(persons[0].columns) {
        var entry = ProposedTable(
          table: table, becomes: .text("chatSettings"), why: "Settings: one row for each person.")
        entry.reference("account", persons[0], people)
        add(entry)
      }
    }
  }

  private func propose(block table: ExaminedTable, _ persons: [SourceForeignKey]) {
    let blocked = ExaminedTable.preferred(persons, ["blocked", "target", "contact", "to", "ignored"]) ?? persons[1]
    var entry = ProposedTable(table: table, becomes: .text("block"), why: "Who blocks whom: two references to people.")
    entry.reference("account", persons.first { $0 != blocked }, people)
    entry.reference("contact", blocked, people)
    entry.field("blockedAt", table.time(Self.createdNames + ["blocked_at"]))
    mark(deleted: &entry)
    entry.keepsRest = false
    add(entry)
  }

  private func isReport(_ table: ExaminedTable, _ persons: [SourceForeignKey]) -> Bool {
    ExaminedTable.preferred(persons, ["reporter", "reported"]) != nil || hangsOnMessage(table)
      || (table.column(["reason", "category"]) != nil && table.words.contains { ["abuse", "privacy"].contains($0) })
  }

  private func propose(report table: ExaminedTable, _ persons: [SourceForeignKey]) {
    var entry = ProposedTable(table: table, becomes: .text("report"), why: "Reports: somebody complains.")
    let reporter =
      persons.first { $0.columns.contains { NameWords.of($0).contains("reporter") } }
      ?? persons.first { $0.columns.contains { NameWords.of($0).contains("by") } }
      ?? ExaminedTable.preferred(persons, ["user", "author", "sender"]) ?? persons[0]
    entry.reference("reporter", reporter, people)
    let others = persons.filter { $0 != reporter }
    entry.reference("subject", ExaminedTable.preferred(others, ["reported", "subject", "target", "offender"]), people)
    for message in messages {
      if let key = table.references(to: message.table).first, !entry.fields.contains(where: { $0.0 == "message" }) {
        entry.reference("message", key, message.table)
      }
      if let key = table.references(to: message.roomTable).first,
        !entry.fields.contains(where: { $0.0 == "conversation" })
      {
        entry.reference("conversation", key, message.roomTable)
      }
    }
    entry.field("category", table.column(["category", "reason", "type", "report_type"]))
    entry.field("text", table.column(["details", "description", "comment", "text", "message", "notes"]))
    if let status = table.column(["status", "state"]) {
      var meaning: [String: String] = [:]
      for word in ["open", "pending", "new", "underreview", "reviewing"] { meaning[word] = "OPEN" }
      for word in ["resolved", "reviewed", "closed", "done", "actioned"] { meaning[word] = "RESOLVED" }
      for word in ["dismissed", "rejected", "ignored"] { meaning[word] = "DISMISSED" }
      let values = table.values(of: status).filter { meaning[NameWords.of($0).joined()] != nil }
      let words = self.words(NameWords.completed(values, with: ["open", "resolved", "dismissed"]), meaning) ?? []
      entry.field(
        "status",
        .object([("column", .text(status)), ("words", .object(words)), ("otherwise", .text("OPEN"))]), reading: [status]
      )
    }
    entry.field("filedAt", table.time(Self.createdNames))
    entry.keepsRest = false
    add(entry)
  }

  private func isSession(_ table: ExaminedTable) -> Bool {
    table.column(["device", "device_name", "user_agent", "ip_address", "ip", "token", "refresh_token", "expires_at"])
      != nil
  }

  private func propose(session table: ExaminedTable, _ person: SourceForeignKey) {
    var entry = ProposedTable(table: table, becomes: .text("session"), why: "Where people are logged in.")
    entry.reference("account", person, people)
    let parts = [["device_name", "device"], ["user_agent"], ["ip_address", "ip"]].compactMap { table.column($0) }
    if parts.count == 1 { entry.field("device", parts[0]) }
    if parts.count > 1 { entry.field("device", .object([("columns", .texts(parts))]), reading: parts) }
    entry.field("startedAt", table.time(["started_at", "logged_in_at"] + Self.createdNames))
    entry.field("endedAt", table.time(["ended_at", "logged_out_at", "revoked_at", "closed_at"]))
    entry.keepsRest = false
    add(entry)
  }

  private func isSecondStep(_ table: ExaminedTable) -> Bool {
    let name = table.words.joined()
    return ["twofactor", "twostep", "2fa", "mfa", "totp", "multifactor"].contains(where: name.contains)
  }

  private func propose(secondStep table: ExaminedTable, _ person: SourceForeignKey, _ enabled: String) {
    var entry = ProposedTable(
      table: table, becomes: .text("twoStepVerification"),
      why: "Two-step verification: whether it is on. Secrets have no place in a ledger.")
    entry.reference("account", person, people)
    entry.field("isEnabled", enabled)
    if let method = table.column(["method", "type"]) {
      entry.field("method", method)
    } else {
      let hasPin = table.column(["pin", "pin_hash"]) != nil
      entry.field("method", .object([("value", .text(hasPin ? "pin" : "totp"))]), reading: [])
    }
    entry.keepsRest = false
    add(entry)
  }

  // MARK: Reactions, markers and pins

  func proposeAroundMessages() {
    for table in tables where !taken.contains(table.name) {
      guard let message = messages.first(where: { !table.references(to: $0.table).isEmpty }),
        let key = table.references(to: message.table).first
      else { continue }
      let person =
        ExaminedTable.preferred(table.references(to: people), ["user", "reader", "account", "member"])
        ?? table.references(to: people).first
      let words = Set(table.words)
      let written = person == nil && people == nil ? writtenPerson(table) : nil
      var entry = ProposedTable(table: table, becomes: .text(""), why: "")
      entry.keepsRest = false
      entry.reference("message", key, message.table)
      let emoji = table.column(["emoji", "reaction", "reaction_type", "emoji_code", "type"])
      func addAccount() {
        entry.reference("account", person, people)
        if let written { entry.field("account", written.rule, reading: written.columns) }
      }
      let isBySomebody = person != nil || written != nil
      if isBySomebody, !words.isDisjoint(with: ["reaction", "like", "emoji"]) {
        entry.becomes = .text("reaction")
        entry.why = "Reactions: it leads to a message and a person."
        addAccount()
        if let emoji {
          entry.field("emoji", emoji)
        } else {
          entry.field("emoji", .object([("value", .text("+1"))]), reading: [])
        }
        entry.field("reactedAt", table.time(Self.createdNames + ["reacted_at"]))
      } else if isBySomebody, !words.isDisjoint(with: ["read", "receipt", "seen", "view"]) {
        entry.becomes = .text("readMarker")
        entry.why = "Who has read how far: it leads to a message and a person."
        addAccount()
      } else if !words.isDisjoint(with: ["pin", "pinned"]) {
        entry.becomes = .text("pin")
        entry.why = "Pinned messages."
      } else {
        leaveOut(table, "it hangs on messages, and a ledger has no place for it")
        continue
      }
      if table.key.isEmpty { entry.members.append(("key", .texts(key.columns + (person?.columns ?? [])))) }
      mark(deleted: &entry)
      add(entry)
    }
  }
}
