/// What names of tables and columns say, however a framework writes them: `chat_messages`, `ChatMessage`, `createdAt`.
enum NameWords {
  /// The words of a name in lower case.
  static func of(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      guard character.isLetter || character.isNumber else {
        if !word.isEmpty { words.append(word) }
        word = ""
        wasLower = false
        continue
      }
      if character.isUppercase, wasLower, !word.isEmpty {
        words.append(word)
        word = ""
      }
      wasLower = character.isLowercase || character.isNumber
      word += character.lowercased()
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// The words of a table's name, each of one thing. An application's name in front of the same word is left out, and
  /// words that are written as one are told apart: Django makes `chat_messagereaction` of `MessageReaction`.
  static func ofTable(_ name: String) -> [String] {
    var words = of(name).map(singular).flatMap { parts(of: $0) ?? [$0] }
    if words.count > 1, words[0] == words[1] { words.removeFirst() }
    return words
  }

  /// The known words that a word is put together of; nil where something of it is none.
  private static func parts(of word: String) -> [String]? {
    if known.contains(word) { return [word] }
    for length in stride(from: word.count - 2, through: 3, by: -1) {
      let first = singular(String(word.prefix(length)))
      guard known.contains(first), let rest = parts(of: String(word.dropFirst(length))) else { continue }
      return [first] + rest
    }
    return nil
  }

  static func singular(_ word: String) -> String {
    if word == "people" { return "person" }
    if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
    for ending in ["sses", "shes", "ches", "xes"] where word.hasSuffix(ending) { return String(word.dropLast(2)) }
    if word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us"), word.count > 2 {
      return String(word.dropLast())
    }
    return word
  }

  /// Words of the first rows, and those that are usual and may come later, in capitals where all the others are.
  ///
  /// - Parameter values: all words of the first rows, where these are only some.
  static func completed(_ words: [String], of values: [String]? = nil, with usual: [String]) -> [String] {
    let values = values ?? words
    let isInCapitals = !values.isEmpty && values.allSatisfy { $0 == $0.uppercased() }
    let more = usual.map { isInCapitals ? $0.uppercased() : $0 }
    return words + more.filter { !words.contains($0) }
  }

  /// A name as a ledger has names of kinds and references; nil where nothing is left of it.
  static func code(_ words: [String]) -> String? {
    let words = words.map { word in word.filter { $0.isASCII && ($0.isLetter || $0.isNumber) } }.filter { !$0.isEmpty }
    guard let first = words.first else { return nil }
    let name = first + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    return String(name.prefix(64))
  }

  /// What people are called in names of columns that lead to them.
  static let people: Set<String> = [
    "user", "sender", "author", "owner", "creator", "account", "person", "member", "participant", "reader", "reporter",
    "blocker", "blocked", "recipient", "receiver", "organizer", "organiser", "host", "teacher", "student", "tutor",
    "parent", "client", "customer", "consultant", "payer", "buyer", "seller", "employee", "manager", "admin", "profile",
    "contact", "assignee", "attendee",
  ]
  /// What people talk in is called.
  static let rooms: Set<String> = [
    "conversation", "room", "chat", "channel", "thread", "dialog", "dialogue", "chatroom", "group", "discussion",
  ]
  static let messages: Set<String> = ["message", "msg", "chatmessage", "post", "chat", "reply"]
  /// What has texts and belongs to a conversation, and is no message.
  static let noMessages: Set<String> = [
    "notification", "reaction", "receipt", "report", "log", "pin", "pinned", "attachment", "file", "read", "draft",
    "template", "setting", "participant", "member", "summary",
  ]
  /// Words that names of tables are put together of.
  private static let known = people.union(rooms).union(messages).union(noMessages).union([
    "block", "device", "direct", "emoji", "like", "membership", "mute", "preference", "private", "seen", "session",
    "status", "subscription", "view",
  ])
  static let secrets: Set<String> = [
    "password", "passwd", "pwd", "hash", "secret", "token", "salt", "otp", "recovery", "credential", "apikey", "pin",
  ]
  /// Tables of frameworks and tools, by how their names begin.
  static let systems = [
    "django_", "auth_permission", "auth_group", "auth_user_groups", "auth_user_user_permissions", "alembic_version",
    "_prisma_migrations", "schema_migrations", "ar_internal_metadata", "flyway_schema_history", "knex_migrations",
    "typeorm_metadata", "migrations", "spatial_ref_sys", "geometry_columns", "geography_columns", "pg_stat_",
    "socialaccount_", "account_email", "authtoken_",
  ]

  /// Whether a table belongs to a framework: by its name, or because all it does is join something to such a table.
  static func isSystem(_ table: SourceTable) -> Bool {
    func isSystem(_ name: String) -> Bool { systems.contains(where: name.hasPrefix) }
    return isSystem(table.name) || (table.columns.count <= 3 && table.foreignKeys.contains { isSystem($0.table) })
  }
}
