import ChatExchange
import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Proposing a mapping", .ownThread)
struct SuggestionTests {
  private func suggestion(_ scene: Scene) throws -> MappingSuggestion {
    try SQLiteSource(path: scene.file).withSnapshot { try MappingSuggestion(session: $0, name: "small") }
  }

  private func mapping(_ suggestion: MappingSuggestion) throws -> Mapping {
    try Mapping(json: Array(suggestion.json.utf8), name: "small")
  }

  @Test(
    "What is proposed for a framework's database imports as it is, and compares", arguments: FrameworkDatabase.allCases)
  func imports(_ database: FrameworkDatabase) throws {
    let scene = try Scene(database.schema, database.rows)
    let suggestion = try suggestion(scene)
    let mapping = try mapping(suggestion)
    let report = try scene.load(mapping)
    #expect(report.faults == [], "\(suggestion.json)")
    let totals = try scene.totals()
    #expect(
      [totals.accounts, totals.conversations, totals.messages, totals.resources, totals.reactions].map { UInt64($0) }
        == database.totals, "\(suggestion.json)")
    #expect(try scene.load(mapping).outcome == .nothingNew)
    let comparison = try scene.compare(mapping)
    #expect(comparison.isSame, "\(comparison.tables.filter { !$0.isSame })")
  }

  @Test("Names that are written as one word are told apart, as Django and Tortoise write those of models")
  func wordsWrittenAsOne() throws {
    let schema = """
      CREATE TABLE "user" (id INTEGER PRIMARY KEY, username TEXT, email TEXT, password TEXT);
      CREATE TABLE chat (id INTEGER PRIMARY KEY, title TEXT, created_at TEXT);
      CREATE TABLE chatmember (id INTEGER PRIMARY KEY, chat_id INTEGER REFERENCES chat (id),
        user_id INTEGER REFERENCES "user" (id), role TEXT, joined_at TEXT);
      CREATE TABLE chatmessage (id INTEGER PRIMARY KEY, chat_id INTEGER REFERENCES chat (id),
        author_id INTEGER REFERENCES "user" (id), text TEXT, pub_date TEXT);
      CREATE TABLE messaging_messagereaction (id INTEGER PRIMARY KEY, message_id INTEGER REFERENCES chatmessage (id),
        user_id INTEGER REFERENCES "user" (id), emoji TEXT, created_at TEXT);
      CREATE TABLE messagereadreceipt (id INTEGER PRIMARY KEY, message_id INTEGER REFERENCES chatmessage (id),
        user_id INTEGER REFERENCES "user" (id), read_at TEXT);
      CREATE TABLE pinnedmessage (id INTEGER PRIMARY KEY, message_id INTEGER REFERENCES chatmessage (id));
      CREATE TABLE accounts_userblock (id INTEGER PRIMARY KEY, blocker_id INTEGER REFERENCES "user" (id),
        blocked_id INTEGER REFERENCES "user" (id), created_at TEXT);
      CREATE TABLE auth_group (id INTEGER PRIMARY KEY, name TEXT);
      CREATE TABLE accounts_user_groups (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES "user" (id),
        group_id INTEGER REFERENCES auth_group (id));

      """
    let suggestion = try suggestion(Scene(schema, ""))
    let targets = try mapping(suggestion).tables.map { "\($0.table) \($0.target)" }
    #expect(
      Set(targets) == [
        "user account", "chat conversation", "chatmember participant", "chatmessage message",
        "messaging_messagereaction reaction", "messagereadreceipt readMarker", "pinnedmessage pin",
        "accounts_userblock block",
      ])
  }

  @Test("A word for pairs means a group where the first rows have more than two in it")
  func crowdedPairs() throws {
    let scene = try Scene(
      FrameworkDatabase.undeclared.schema,
      FrameworkDatabase.undeclared.rows
        + """
        INSERT INTO members VALUES (3, 'cy', 'cy@x.example', 'h');
        INSERT INTO rooms VALUES (3, 'direct', 1717200002);
        INSERT INTO room_members VALUES (4, 1, 3), (5, 3, 1), (6, 3, 3);
        """)
    let rooms = try mapping(suggestion(scene)).tables.first { $0.target == .conversation }
    let words = ["private": "GROUP", "public": "ROOM", "direct": "DIRECT", "group": "GROUP"]
    #expect(rooms?.fields["kind"]?.words == words)
  }

  @Test("Usual words that no row has yet are known, in capitals where the others are")
  func wordsToCome() throws {
    #expect(NameWords.completed(["admin"], with: ["admin", "owner"]) == ["admin", "owner"])
    #expect(NameWords.completed([], of: ["MEMBER"], with: ["admin"]) == ["ADMIN"])
    #expect(NameWords.completed([], with: ["open"]) == ["open"])
    let schema = FrameworkDatabase.undeclared.schema.replacing(
      "member_id INTEGER", with: "member_id INTEGER, role TEXT")
    let rows = FrameworkDatabase.undeclared.rows.replacing(
      "room_members VALUES (1, 1, 1), (2, 1, 2), (3, 2, 1)",
      with: "room_members VALUES (1, 1, 1, 'owner'), (2, 1, 2, 'member'), (3, 2, 1, 'member')")
    let table = try mapping(suggestion(Scene(schema, rows))).tables.first { $0.target == .participant }
    #expect(Set(try #require(table?.fields["role"]).words.keys) == ["owner", "admin", "moderator"])
  }

  @Test("Who leads by a flag is a moderator, and who has left is gone")
  func flagsOfMembers() throws {
    let schema = FrameworkDatabase.undeclared.schema.replacing(
      "member_id INTEGER", with: "member_id INTEGER, is_admin BOOLEAN, left_at INTEGER")
    let rows = FrameworkDatabase.undeclared.rows.replacing(
      "room_members VALUES (1, 1, 1), (2, 1, 2), (3, 2, 1)",
      with: "room_members VALUES (1, 1, 1, 1, NULL), (2, 1, 2, 0, NULL), (3, 2, 1, 1, NULL), (4, 2, 2, 0, 1717200009)")
    let scene = try Scene(schema, rows)
    let mapping = try mapping(suggestion(scene))
    #expect(try scene.load(mapping).faults == [])
    let room = ConversationID(rawValue: scene.id(.conversation, "rooms", "2"))
    let members = try scene.ledger.read { try $0.participants(in: room) }
    #expect(members.filter(\.isActive).map(\.role) == [.moderator])
    #expect(try scene.compare(mapping).isSame)
  }

  @Test("A name is no reference where its values lead nowhere")
  func refutedReference() throws {
    let schema = FrameworkDatabase.undeclared.schema.replacing("type TEXT", with: "type TEXT, host_id INTEGER")
    let rows = """
      INSERT INTO members VALUES (1, 'ann', 'ann@x.example', 'h'), (2, 'bob', 'bob@x.example', 'h');
      INSERT INTO rooms VALUES (1, 'public', 8080, 1717200000), (2, 'public', 8081, 1717200001);
      INSERT INTO room_members VALUES (1, 1, 1), (2, 2, 2);
      INSERT INTO messages VALUES (1, 1, 1, 'hi', NULL, 0, 1717200002);
      """
    let rooms = try mapping(suggestion(Scene(schema, rows))).tables.first { $0.target == .conversation }
    #expect(rooms?.attributes["host_id"] == "host_id")
  }

  @Test("Reactions of people who stand in no table are taken, too")
  func reactionsByAddress() throws {
    let reactions = """
      CREATE TABLE message_reactions (id INTEGER PRIMARY KEY, message_id INTEGER REFERENCES chat_messages (id),
        user_email TEXT, emoji TEXT);

      """
    let scene = try Scene(
      FrameworkDatabase.alembic.schema + reactions,
      FrameworkDatabase.alembic.rows + "INSERT INTO message_reactions VALUES (1, 1, 'ADA@x.example', '+1');")
    let report = try scene.load(mapping(suggestion(scene)))
    #expect(report.faults == [])
    #expect(try scene.totals().reactions == 1)
    #expect(try scene.totals().accounts == 2)
  }

  @Test("Where no messages are found, the proposal says so")
  func noMessages() throws {
    let schema = """
      CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email_address TEXT, password_digest TEXT);
      CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT, creator_id INTEGER REFERENCES users (id));
      CREATE TABLE messages (id INTEGER PRIMARY KEY, room_id INTEGER REFERENCES rooms (id),
        creator_id INTEGER REFERENCES users (id), created_at TEXT);
      CREATE TABLE action_text_rich_texts (id INTEGER PRIMARY KEY, body TEXT, record_type TEXT, record_id INTEGER);

      """
    let suggestion = try suggestion(Scene(schema, ""))
    #expect(suggestion.missing?.hasPrefix("No messages were found") == true)
    #expect(suggestion.json.contains("\"// missing\""))
    let found = try self.suggestion(Scene(FrameworkDatabase.prisma.schema, FrameworkDatabase.prisma.rows))
    #expect(found.missing == nil)
  }

  @Test("Everything that it does not use is listed", arguments: FrameworkDatabase.allCases)
  func unused(_ database: FrameworkDatabase) throws {
    let scene = try Scene(database.schema, database.rows)
    let suggestion = try suggestion(scene)
    let mapping = try mapping(suggestion)
    try SQLiteSource(path: scene.file).withSnapshot { session in
      let catalogue = try session.tables()
      let resolved = try mapping.resolved(in: catalogue)
      for table in catalogue {
        let unused = suggestion.unused.first { $0.table == table.name }?.columns ?? []
        let read = resolved.filter { $0.name == table.name }.flatMap { $0.query.columns }
        #expect(Set(unused).isDisjoint(with: read))
        let isKnown = table.columns.allSatisfy { unused.contains($0.name) || read.contains($0.name) }
        #expect(isKnown, "\(table.name): \(unused)")
      }
    }
    let secrets = ["password", "passwordHash", "password_hash"]
    for table in mapping.tables { #expect(secrets.allSatisfy { table.attributes[$0] == nil }) }
  }

  @Test("The conversation's kind, authors and deletions are found")
  func details() throws {
    func found(_ database: FrameworkDatabase, _ target: MappingTarget) throws -> TableMapping {
      let mapping = try mapping(suggestion(Scene(database.schema, database.rows)))
      return try #require(mapping.tables.first { $0.target == target })
    }
    #expect(try found(.djangoWithoutUsers, .conversation).fields["kind"]?.origin == .constant("ASSISTANT"))
    #expect(try found(.djangoWithoutUsers, .message).fields["sender"]?.words == ["user": "USER", "ai": "AI"])
    #expect(try found(.django, .account).table == "auth_user")
    #expect(try found(.django, .account).fields["displayName"]?.origin == .columns(["first_name", "last_name"]))
    let author = try found(.alembic, .message).fields["author"]
    #expect(author?.columns == ["user_email"])
    #expect(author?.described?.lowercasesKey == true)
    #expect(try found(.alembic, .message).deletedAt?.columns == ["deleted_at"])
    #expect(try found(.alembic, .conversation).fields["resource"]?.references == "events")
    #expect(try found(.tutoring, .conversation).fields["kind"]?.origin == .constant("DIRECT"))
    #expect(try found(.tutoring, .message).fields["replyTo"]?.references == "chat_messages")
    #expect(try found(.prisma, .participant).table == "_ConversationToUser")
    #expect(try found(.prisma, .message).deleted?.flag.columns == ["isDeleted"])
    #expect(try found(.undeclared, .conversation).participantsFrom?.table == "room_members")
    #expect(try found(.undeclared, .message).fields["author"]?.references == "members")
    #expect(try found(.undeclared, .message).deleted?.flag.columns == ["is_deleted"])
  }

  @Test("Of the platform whose chat was cleared, every table of the chat becomes what it is")
  func wholePlatform() throws {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let schema = try String(contentsOfFile: "/\(folder)/scenarios/incident-0/schema.sql", encoding: .utf8)
    let scene = try Scene(schema, "")
    let suggestion = try suggestion(scene)
    let mapping = try mapping(suggestion)
    let targets = Dictionary(grouping: mapping.tables, by: \.table).mapValues { Set($0.map(\.target.description)) }
    let wanted: [String: Set<String>] = [
      "users": ["account"], "students": ["student"], "tutors": ["tutor"], "parents": ["parent"],
      "connections": ["connection"], "chat_settings": ["chatSettings"],
      "chat_two_step_verification": ["twoStepVerification"], "whiteboards": ["whiteboard", "conversation"],
      "conversations": ["conversation"], "conversation_participants": ["participant"], "chat_messages": ["message"],
      "message_reactions": ["reaction"], "message_read_receipts": ["readMarker"], "pinned_messages": ["pin"],
      "blocked_chat_contacts": ["block"], "chat_active_sessions": ["session"], "chat_privacy_reports": ["report"],
      "whiteboard_chat_messages": ["message"],
    ]
    for (table, becomes) in wanted { #expect(targets[table] == becomes, "\(table): \(targets[table] ?? [])") }
    #expect(targets.count == wanted.count)
    #expect(try scene.load(mapping).faults == [])
  }

  @Test("The same is proposed for PostgreSQL", .needsPostgreSQL)
  func postgreSQL() throws {
    let database = try PostgresServer.database()
    try database.run(FrameworkDatabase.tutoring.schema + FrameworkDatabase.tutoring.rows)
    let suggestion = try database.source().withSnapshot { try MappingSuggestion(session: $0, name: "small") }
    let scene = try Scene()
    let report = try scene.load(mapping(suggestion), from: database.source())
    #expect(report.faults == [], "\(suggestion.json)")
    #expect(try scene.totals().messages == 2)
    let other = try Scene(FrameworkDatabase.tutoring.schema, FrameworkDatabase.tutoring.rows)
    let targets = try mapping(self.suggestion(other)).tables.map { "\($0.table) \($0.target)" }
    #expect(try mapping(suggestion).tables.map { "\($0.table) \($0.target)" } == targets)
  }

  @Test("A database without anything of a chat is told to be so")
  func nothing() throws {
    let scene = try Scene("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);", "")
    let error = #expect(throws: SourceError.self) { try suggestion(scene) }
    #expect(error?.code == .catalogue)
  }

  @Test(
    "Names are taken apart whoever wrote them",
    arguments: [
      ("chat_messages", ["chat", "message"]), ("ChatMessage", ["chat", "message"]), ("auth_user", ["auth", "user"]),
      ("People", ["person"]), ("_ConversationToUser", ["conversation", "to", "user"]), ("events_event", ["event"]),
      ("companies", ["company"]), ("status", ["status"]), ("userIDs", ["user", "id"]),
    ])
  func names(_ name: String, _ words: [String]) {
    #expect(NameWords.ofTable(name) == words)
  }
}
