/// Puts a mapping together: the people, the conversations, the messages, and the tables that refer to these.
final class MappingProposal {
  static let bodyNames = [
    "content", "body", "text", "message", "message_text", "message_body", "message_content", "msg", "raw_text",
  ]
  static let sentNames = [
    "sent_at", "created_at", "timestamp", "sent", "sent_on", "date_sent", "posted_at", "created", "created_on",
    "inserted_at", "date_created", "added_at", "published_at", "pub_date", "sent_date", "sent_time", "created_date",
    "create_date", "created_time", "create_time", "datetime", "date", "time", "ts",
  ]
  static let createdNames = [
    "created_at", "created", "date_joined", "joined_at", "registered_at", "created_on", "date_created", "inserted_at",
    "added_at", "started_at", "created_date", "create_date", "created_time", "create_time", "join_date", "timestamp",
  ]

  let tables: [ExaminedTable]
  private(set) var people: ExaminedTable?
  /// Tables of messages with the reference to what they are said in.
  var messages: [(table: ExaminedTable, room: SourceForeignKey, roomTable: ExaminedTable)] = []
  /// Tables of members with the references to conversation and account.
  var members: [(table: ExaminedTable, room: SourceForeignKey, roomTable: ExaminedTable, person: SourceForeignKey)] = []
  var entries: [ProposedTable] = []
  var accounts: [SuggestedText] = []
  var kinds: [SuggestedText] = []
  /// Names of tables that something has been made of.
  var taken: Set<String> = []
  private var reasons: [String: String] = [:]

  init(_ tables: [ExaminedTable]) { self.tables = tables }

  func run() {
    people = mostLikelyPeople()
    tables.guessReferences(people: people)
    findMessages()
    if let people { propose(people: people) }
    findMembers()
    let rooms = tables.filter { table in messages.contains { $0.roomTable === table } }
    // Resources come first in the search: a room may be attached to one of them.
    let resources = findResources(rooms)
    for room in rooms { propose(room: room, resources) }
    for member in members { propose(member: member) }
    for message in messages { propose(message: message.table, message.room, message.roomTable) }
    proposeAroundMessages()
  }

  /// Why a table is left out.
  func why(_ table: SourceTable) -> String {
    if NameWords.isSystem(table) { return "it belongs to a framework" }
    if table.uniqueKeys.isEmpty { return "it has no key, or is a view" }
    return reasons[table.qualifiedName] ?? "nothing that the mapping reads leads to it or from it"
  }

  /// What a chat has and was not found; nil where all of it was.
  var missing: String? {
    guard messages.isEmpty else { return nil }
    return "No messages were found: no table has a text, a time and a conversation. "
      + "Where the texts stand in a table of their own, let a view join the two."
  }

  func leaveOut(_ table: ExaminedTable, _ why: String) {
    taken.insert(table.name)
    reasons[table.name] = why
  }

  func file(name: String, notUsed: [(String, SuggestedText)]) -> SuggestedText {
    var members: [(String, SuggestedText)] = [
      (
        "//", .text("Proposed from the catalogue and the first rows. Read the comments, correct what is wrong, try it.")
      ),
      ("mapping", .number(1)), ("name", .text(name)), ("source", .text(name)),
    ]
    if let missing { members.append(("// missing", .text(missing))) }
    if !notUsed.isEmpty { members.append(("// not used", .object(notUsed))) }
    if !kinds.isEmpty { members.append(("schema", .object([("kinds", .list(kinds))]))) }
    if !accounts.isEmpty { members.append(("accounts", .list(accounts))) }
    members.append(("tables", .list(entries.map(\.written))))
    return .object(members)
  }

  // MARK: People

  private func mostLikelyPeople() -> ExaminedTable? {
    var best: (table: ExaminedTable, score: Int)?
    for table in tables where !table.key.isEmpty {
      var score = 0
      switch table.words.last ?? "" {
      case "user", "person", "customuser": score += table.words.count <= 2 ? 6 : 3
      case "account", "member", "profile", "employee", "customer": score += table.words.count <= 2 ? 3 : 1
      default: break
      }
      if table.column(["email", "email_address", "mail", "e_mail"]) != nil { score += 2 }
      if table.column(["username", "user_name", "login", "nickname", "handle"]) != nil { score += 2 }
      if table.column(["password", "password_hash", "hashed_password"]) != nil { score += 2 }
      if table.column(Self.bodyNames) != nil { score -= 4 }
      let isReferred = tables.count { other in other !== table && !other.references(to: table).isEmpty }
      guard score >= 4 || (score >= 3 && isReferred > 0) else { continue }
      // A profile or a membership that leads to the people is none of them.
      if table.references.contains(where: { $0.table != table.table.name }) { score -= 3 }
      score += min(isReferred, 5)
      if score > best?.score ?? 0 { best = (table, score) }
    }
    return best?.table
  }

  private func propose(people table: ExaminedTable) {
    let count = tables.count { other in other !== table && !other.references(to: table).isEmpty }
    var entry = ProposedTable(
      table: table, becomes: .text("account"),
      why: "The people: by its name and columns; \(count) \(count == 1 ? "table refers" : "tables refer") to it.")
    entry.field("userName", table.column(["username", "user_name", "login", "handle", "nickname"]))
    let full = table.column(["display_name", "full_name", "name", "real_name"])
    if let full {
      entry.field("displayName", full)
    } else {
      let parts = [table.column(["first_name"]), table.column(["last_name", "surname"])].compactMap(\.self)
      if !parts.isEmpty { entry.field("displayName", .object([("columns", .texts(parts))]), reading: parts) }
    }
    entry.field("email", table.column(["email", "email_address", "mail", "e_mail"]))
    entry.field("role", table.column(["role", "user_role", "account_type", "user_type"]))
    entry.field("createdAt", table.time(Self.createdNames))
    mark(deleted: &entry)
    add(entry)
  }

  // MARK: What everything has

  /// A column that says when, or whether, a row was deleted.
  func mark(deleted entry: inout ProposedTable) {
    let table = entry.table
    let times = ["deleted_at", "deleted_on", "date_deleted", "removed_at", "deleted"]
    let flags = ["is_deleted", "deleted", "is_removed", "removed", "soft_deleted"]
    let time = table.time(times)
    if let flag = table.column(flags, where: table.isTruth) {
      let at = time ?? table.time(["updated_at", "modified_at"])
      var members: [(String, SuggestedText)] = [("flag", .text(flag))]
      if let at { members.append(("at", .text(at))) }
      entry.members.append(("deleted", .object(members)))
      entry.used.insert(flag)
      if time != nil, let at { entry.used.insert(at) }
    } else if let time {
      entry.members.append(("deletedAt", .text(time)))
      entry.used.insert(time)
    }
  }

  /// Words of a column, as far as the first rows have them, and what they become.
  ///
  /// - Returns: nil where a value has no word here.
  func words(_ values: [String], _ meaning: [String: String]) -> [(String, SuggestedText)]? {
    var words: [(String, SuggestedText)] = []
    for value in values {
      let plain = NameWords.of(value).joined()
      guard let word = meaning[plain] else { return nil }
      words.append((value, .text(word)))
    }
    return words
  }

  func add(_ entry: ProposedTable) {
    taken.insert(entry.table.name)
    entries.append(entry)
  }

  /// Adds an account that no table has, once.
  func addAccount(_ key: String, kind: String, userName: String, _ why: String) {
    let text = SuggestedText.object([
      ("//", .text(why)), ("key", .text(key)), ("kind", .text(kind)), ("userName", .text(userName)),
    ])
    if !constantKeys.contains(key) { accounts.append(text) }
    constantKeys.insert(key)
  }

  private var constantKeys: Set<String> = []
  /// References between things that would close a circle: table, NUL, table.
  var broken: Set<String> = []
}
