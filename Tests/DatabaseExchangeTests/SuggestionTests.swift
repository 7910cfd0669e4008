import ChatExchange
import ChatLedger
import Testing

@testable import DatabaseExchange

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Proposing a mapping")
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
