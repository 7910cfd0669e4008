// Conversations, who takes part in them, and what is said.

extension MappingProposal {
  private static let directWords = [
    "direct", "private", "dm", "personal", "onetoone", "oneonone", "pair", "1to1", "single",
  ]
  private static let groupWords = ["group", "multi", "team", "groupchat"]
  private static let roomWords = ["room", "channel", "public", "open", "community", "support", "general"]
  private static let creators: Set<String> = ["created", "creator", "deleted", "closed", "updated", "archived", "last"]

  /// Who says something to an assistant, and the assistant.
  private static let speakers: [String: String] = {
    var speakers: [String: String] = [:]
    for word in ["user", "human", "person", "me", "client", "customer", "visitor"] { speakers[word] = "USER" }
    for word in ["ai", "assistant", "bot", "model", "gpt", "llm", "system", "agent", "chatbot"] {
      speakers[word] = "AI"
    }
    return speakers
  }()

  func findMessages() {
    for table in tables where !table.key.isEmpty && table !== people {
      guard table.column(Self.bodyNames) != nil, table.time(Self.sentNames) != nil,
        !table.has(anyOf: NameWords.noMessages)
      else { continue }
      let rooms = table.references.compactMap { key -> (SourceForeignKey, ExaminedTable)? in
        guard let target = tables.first(where: { $0.isTarget(of: key) }), target !== people, target !== table else {
          return nil
        }
        return (key, target)
      }
      let named = rooms.first { _, room in
        room.has(anyOf: NameWords.rooms) && !room.has(anyOf: ["participant", "member", "membership"])
          && room.column(Self.bodyNames) == nil
      }
      guard let room = named ?? rooms.first else { continue }
      guard table.has(anyOf: NameWords.messages) || named != nil else { continue }
      messages.append((table, room.0, room.1))
    }
    // What is a message is no place to talk in.
    let found = messages.map(\.table)
    messages.removeAll { message in found.contains { $0 === message.roomTable } }
  }

  func findMembers() {
    for table in tables
    where table !== people && !messages.contains(where: { $0.table === table || $0.roomTable === table }) {
      guard
        let person = ExaminedTable.preferred(
          table.references(to: people), ["user", "member", "participant", "account", "person", "profile"])
          ?? table.references(to: people).first
      else { continue }
      for room in messages.map(\.roomTable) {
        guard let key = table.references(to: room).first, !members.contains(where: { $0.table === table }) else {
          continue
        }
        let isNamed = table.has(anyOf: ["participant", "member", "membership", "subscription", "user", "attendee"])
        // Beside the two a table of members has little else, as the frameworks make them.
        guard isNamed || table.table.columns.count <= 3, table.references(to: people).count == 1 else { continue }
        guard !table.has(anyOf: ["report", "block", "mute", "setting"]) else { continue }
        members.append((table, key, room, person))
      }
    }
  }

  // MARK: Conversations

  func propose(room: ExaminedTable, _ resources: [String: ExaminedTable]) {
    let isResource = resources[room.name] != nil
    var entry = ProposedTable(
      table: room, becomes: .text("conversation"), why: "What people talk in: messages refer to it.")
    let isAssistant = messages.contains { $0.roomTable === room && speaker($0.table) != nil }
    kind(of: room, &entry, isAssistant: isAssistant)
    if let title = room.column(["title"]) { entry.field("title", title) }
    if let name = room.column(["name", "room_name", "label"]) { entry.field("name", name) }
    entry.field("topic", room.column(["topic", "subject", "description"]))
    entry.field("startedAt", room.time(["started_at", "start_time", "start_timestamp"] + Self.createdNames))
    entry.field("endedAt", room.time(["ended_at", "closed_at", "end_time", "end_timestamp", "finished_at"]))
    if isResource, let key = room.key.first, room.key.count == 1 {
      entry.field(
        "resource", .object([("column", .text(key)), ("references", .text(room.name))]), reading: [key])
      entry.keepsRest = false
    } else {
      let key = room.references.first { key in resources.values.contains { $0.isTarget(of: key) } }
      entry.reference("resource", key, resources.values.first { target in key.map(target.isTarget) ?? false })
    }
    mark(deleted: &entry)
    add(entry)
  }

  private func kind(of room: ExaminedTable, _ entry: inout ProposedTable, isAssistant: Bool) {
    let persons = room.references(to: people)
    let talkers = persons.filter { key in
      !NameWords.of(key.columns[0]).contains(where: Self.creators.contains)
    }
    let members = members.first { $0.roomTable === room }
    func constant(_ kind: String, _ why: String) {
      entry.field("kind", .object([("value", .text(kind)), ("//", .text(why))]), reading: [])
    }
    if isAssistant {
      constant("ASSISTANT", "an AI speaks in it")
      if let first = talkers.first ?? persons.first {
        participants([first], &entry)
      } else {
        addAccount("user", kind: "PERSON", userName: "user", "No column says who talks to the assistant.")
        entry.members.append(("participants", .list([.object([("account", .text("user"))])])))
      }
    } else if let column = kindColumn(room), let words = kindWords(room, column, members.map { ($0.table, $0.room) }) {
      entry.field(
        "kind",
        .object([
          ("column", .text(column)), ("words", .object(words)), ("otherwise", .text("ROOM")),
          ("//", .text("words of the first rows, and usual ones; DIRECT is for exactly two")),
        ]), reading: [column])
      if let members { participantsFrom(members, &entry) } else { participants(Array(talkers.prefix(2)), &entry) }
    } else if talkers.count == 2 {
      constant("DIRECT", "two of its columns lead to people")
      participants(talkers, &entry)
    } else if room.words.contains("whiteboard") {
      constant("WHITEBOARD", "by its name")
    } else if members != nil {
      constant("GROUP", "another table says who takes part; DIRECT where all are pairs, with `participantsFrom`")
    } else {
      constant("ROOM", "nothing says who takes part")
    }
  }

  private func kindColumn(_ room: ExaminedTable) -> String? {
    room.column(["type", "kind", "room_type", "conversation_type", "chat_type", "is_group", "is_direct", "is_private"])
  }

  private func kindWords(
    _ room: ExaminedTable, _ column: String, _ members: (table: ExaminedTable, room: SourceForeignKey)?
  ) -> [(String, SuggestedText)]? {
    let large = crowded(room, column, members)
    let name = NameWords.of(column)
    if let found = room.table.column(column), room.isTruth(found) || name.first == "is" {
      let isGroup = name.last == "group"
      let pairs = isGroup ? ["false", "0", "f"] : ["true", "1", "t"]
      let others = isGroup ? ["true", "1", "t"] : ["false", "0", "f"]
      let pair = pairs.contains(where: large.contains) ? "GROUP" : "DIRECT"
      return pairs.map { ($0, .text(pair)) } + others.map { ($0, .text("GROUP")) }
    }
    var meaning: [String: String] = [:]
    for word in Self.directWords { meaning[word] = "DIRECT" }
    for value in large where meaning[NameWords.of(value).joined()] == "DIRECT" {
      meaning[NameWords.of(value).joined()] = "GROUP"
    }
    for word in Self.groupWords { meaning[word] = "GROUP" }
    for word in Self.roomWords { meaning[word] = "ROOM" }
    let values = room.values(of: column)
    let known = values.filter { meaning[NameWords.of($0).joined()] != nil }
    if known.isEmpty, !values.isEmpty { return nil }
    return words(NameWords.completed(known, of: values, with: ["direct", "group"]), meaning)
  }

  /// The words of rooms in which more than two take part, as far as the first rows tell.
  private func crowded(
    _ room: ExaminedTable, _ column: String, _ members: (table: ExaminedTable, room: SourceForeignKey)?
  ) -> Set<String> {
    guard let members, room.key.count == 1, members.room.columns.count == 1 else { return [] }
    var counts: [String: Int] = [:]
    for room in members.table.texts(of: members.room.columns[0]) { counts[room ?? "", default: 0] += 1 }
    let words = zip(room.texts(of: room.key[0]), room.texts(of: column))
    return Set(words.compactMap { key, word in key.flatMap { counts[$0, default: 0] > 2 ? word : nil } })
  }

  private func participants(_ keys: [SourceForeignKey], _ entry: inout ProposedTable) {
    guard let people, !keys.isEmpty else { return }
    let list = keys.map {
      ProposedTable.reference($0, people, isGuess: entry.table.guessed.contains($0.columns[0]))
    }
    entry.members.append(("participants", .list(list)))
    for key in keys { entry.used.formUnion(key.columns) }
    // Who of a pair is the teacher, say, a ledger does not know.
    if keys.count > 1 { entry.keptBeside += keys.flatMap(\.columns) }
  }

  private func participantsFrom(
    _ member: (table: ExaminedTable, room: SourceForeignKey, roomTable: ExaminedTable, person: SourceForeignKey),
    _ entry: inout ProposedTable
  ) {
    guard let people, member.room.columns.count == 1, member.person.columns.count == 1 else { return }
    entry.members.append(
      (
        "participantsFrom",
        .object([
          ("table", .text(member.table.name)), ("conversation", .text(member.room.columns[0])),
          ("account", ProposedTable.reference(member.person, people, isGuess: false)),
        ])
      ))
  }

  func propose(
    member: (table: ExaminedTable, room: SourceForeignKey, roomTable: ExaminedTable, person: SourceForeignKey)
  ) {
    let table = member.table
    var entry = ProposedTable(
      table: table, becomes: .text("participant"), why: "Who takes part: it leads to a conversation and to a person.")
    if table.key.isEmpty {
      entry.members.append(("key", .texts(member.room.columns + member.person.columns)))
    }
    entry.reference("conversation", member.room, member.roomTable)
    entry.reference("account", member.person, people)
    if let role = table.column(["role", "member_role", "type"]) {
      let values = table.values(of: role)
      let leads = values.filter {
        ["admin", "owner", "moderator", "host", "lead", "leader", "creator"].contains(NameWords.of($0).joined())
      }
      let words = NameWords.completed(leads, of: values, with: ["admin", "owner", "moderator"])
      entry.field(
        "role",
        .object([
          ("column", .text(role)), ("words", .object(words.map { ($0, .text("MODERATOR")) })),
          ("otherwise", .text("MEMBER")),
        ]), reading: [role])
    } else if let flag = table.column(["is_admin", "is_moderator", "is_owner", "admin"], where: table.isTruth) {
      let words = ["true", "1", "t"].map { ($0, SuggestedText.text("MODERATOR")) }
      entry.field(
        "role",
        .object([("column", .text(flag)), ("words", .object(words)), ("otherwise", .text("MEMBER"))]), reading: [flag])
    }
    mark(deleted: &entry)
    if !entry.members.contains(where: { $0.0.hasPrefix("deleted") }), let left = table.time(["left_at", "left_on"]) {
      entry.members.append(("deletedAt", .text(left)))
      entry.used.insert(left)
    }
    entry.keepsRest = false
    add(entry)
  }

  // MARK: Messages

  /// The column that says whether a person or an AI speaks, with its words.
  private func speaker(_ table: ExaminedTable) -> (column: String, words: [(String, SuggestedText)])? {
    let referring = Set(table.references.flatMap(\.columns))
    for flag in ["is_ai", "is_bot", "from_ai", "from_bot", "is_assistant"] {
      guard let column = table.column([flag], where: table.isTruth) else { continue }
      let words = ["true", "1"].map { ($0, SuggestedText.text("AI")) } + ["false", "0"].map { ($0, .text("USER")) }
      return (column, words)
    }
    for name in ["sender", "sender_type", "role", "author_type", "speaker", "sender_role", "author_role", "author"] {
      guard let column = table.column([name]), !referring.contains(column) else { continue }
      let values = table.values(of: column)
      guard let words = words(values, Self.speakers),
        words.isEmpty || values.contains(where: { Self.speakers[NameWords.of($0).joined()] == "AI" })
      else { continue }
      // Without a row to look at, only a name that says nothing else is believed.
      if words.isEmpty {
        guard ["sender", "role", "speaker"].contains(name), table.references(to: people).isEmpty,
          writer(table) == nil
        else { continue }
        return (column, [("user", .text("USER")), ("ai", .text("AI")), ("assistant", .text("AI"))])
      }
      return (column, words)
    }
    return nil
  }

  /// Columns of the message itself that name its author.
  private func writer(_ table: ExaminedTable) -> (email: String?, name: String?)? {
    let prefixes = ["user", "sender", "author", "from", "member", "created_by", "owner", "posted_by"]
    let email = table.column(prefixes.map { "\($0)_email" } + ["email"])
    let name = table.column(
      prefixes.map { "\($0)_name" } + prefixes.map { "\($0)_username" } + ["username", "nickname", "author", "sender"])
    return email == nil && name == nil ? nil : (email, name)
  }

  func propose(message table: ExaminedTable, _ room: SourceForeignKey, _ roomTable: ExaminedTable) {
    var entry = ProposedTable(
      table: table, becomes: .text("message"), why: "What is said: it has a text, a time and a conversation.")
    entry.reference("conversation", room, roomTable)
    author(table, roomTable, &entry)
    entry.field("body", table.column(Self.bodyNames))
    let answers = table.references.filter { table.isTarget(of: $0) }
    entry.reference(
      "replyTo", ExaminedTable.preferred(answers, ["reply", "replied", "parent", "quoted"]) ?? answers.first, table)
    entry.field("sentAt", table.time(Self.sentNames))
    if let edited = table.time(["edited_at", "edited_on", "edited"]) {
      entry.field("editedAt", edited)
      entry.keptBeside.append(edited)
    }
    mark(deleted: &entry)
    add(entry)
  }

  private func author(_ table: ExaminedTable, _ room: ExaminedTable, _ entry: inout ProposedTable) {
    let persons = table.references(to: people).filter { key in
      let words = NameWords.of(key.columns[0])
      return !words.contains { ["recipient", "receiver", "to", "deleted", "edited", "pinned", "read"].contains($0) }
    }
    let key =
      ExaminedTable.preferred(persons, ["sender", "author", "user", "from", "owner", "creator", "created"])
      ?? persons.first
    entry.reference("author", key, people)
    if let speaker = speaker(table) {
      entry.field(
        "sender", .object([("column", .text(speaker.column)), ("words", .object(speaker.words))]),
        reading: [speaker.column])
      addAccount("assistant", kind: "ASSISTANT", userName: "assistant", "The AI, which no table has.")
      entry.field("assistant", .object([("account", .text("assistant"))]), reading: [])
      // Without an author the first participant of the conversation speaks.
      return
    }
    if key != nil { return }
    if let writer = writtenPerson(table) {
      entry.field("author", writer.rule, reading: writer.columns)
      return
    }
    addAccount("unknown", kind: "PERSON", userName: "unknown", "Nothing says who wrote the messages.")
    entry.field(
      "author",
      .object([("account", .text("unknown")), ("//", .text("no column says who wrote it; correct this"))]),
      reading: [])
  }

  /// Somebody who is in no table: the row itself says who they are.
  func writtenPerson(_ table: ExaminedTable) -> (rule: SuggestedText, columns: [String])? {
    guard let writer = writer(table), let name = writer.email ?? writer.name else { return nil }
    var fields: [(String, SuggestedText)] = []
    if let name = writer.name { fields.append(("userName", .text(name))) }
    if let email = writer.email { fields.append(("email", .text(email))) }
    var described: [(String, SuggestedText)] = [("column", .text(name)), ("becomes", .text("account"))]
    if writer.email != nil { described.append(("lowercased", .truth(true))) }
    described += [
      ("table", .text("people")), ("fields", .object(fields)),
      ("//", .text("who it is stands in the row itself; “people” is what their accounts are counted under")),
    ]
    return (.object(described), [writer.email, writer.name].compactMap(\.self))
  }
}
