import ChatExchange
import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

/// A database and mapping of one's own.
private func scene(_ schema: String, _ rows: String) throws -> Scene { try Scene(schema, rows) }

private func mapping(_ tables: String, _ more: String = "") throws -> Mapping {
  try Mapping(json: Array(#"{"mapping": 1, "source": "small"\#(more), "tables": [\#(tables)]}"#.utf8), name: "small")
}

private enum Shop {
  static let schema = """
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE rooms (id INTEGER PRIMARY KEY, title TEXT);
    CREATE TABLE messages (
      id INTEGER PRIMARY KEY, room INTEGER, author, body, sent, is_deleted, deleted_at, user_email TEXT,
      user_name TEXT);

    """
  static let rows = """
    INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
    INSERT INTO rooms VALUES (1, 'hall');

    """
  static let users = #"{"table": "users", "becomes": "account", "fields": {"userName": "name"}}"#
  static let rooms = #"{"table": "rooms", "becomes": "conversation", "fields": {"kind": {"value": "ROOM"}}}"#

  static func messages(_ author: String = #"{"column": "author", "references": "users"}"#, _ more: String = "")
    -> String
  {
    #"""
    {"table": "messages", "becomes": "message"\#(more), "fields": {
      "conversation": {"column": "room", "references": "rooms"}, "author": \#(author), "body": "body",
      "sentAt": "sent"}}
    """#
  }

  static func mapping(_ messages: String, _ more: String = "") throws -> Mapping {
    try DatabaseExchangeTests.mapping([users, rooms, messages].joined(separator: ","), more)
  }

  static func insert(_ id: Int, _ columns: [String: String]) -> String {
    let all = ["room": "1", "author": "1", "body": "'b'", "sent": "'2024-01-01'"].merging(columns) { $1 }
      .sorted { $0.key < $1.key }
    return "INSERT INTO messages (id, \(all.map(\.key).joined(separator: ", "))) "
      + "VALUES (\(id), \(all.map(\.value).joined(separator: ", ")));\n"
  }
}

extension Scene {
  fileprivate func account(_ table: String, _ key: String) throws -> Account? {
    try ledger.read { try $0.account(AccountID(rawValue: id(.account, table, key))) }
  }

  fileprivate func author(_ key: String) throws -> AccountID? { try message(key)?.state.author }
}

@Suite("Rows that are deleted", .ownThread)
struct DeletionFlagTests {
  @Test("A flag says whether a row is deleted, in any of the ways in which databases say it")
  func flag() throws {
    var rows = Shop.rows
    let live = ["0", "NULL", "'f'", "'false'", "'0'", "'no'"]
    let gone = ["1", "'t'", "'true'", "'1'", "'yes'", "1.0"]
    for (index, value) in (live + gone).enumerated() {
      rows += Shop.insert(index + 1, ["is_deleted": value, "deleted_at": "'2024-02-02'"])
    }
    rows += Shop.insert(90, ["is_deleted": "'perhaps'"])
    let scene = try scene(Shop.schema, rows)
    let mapping = try Shop.mapping(
      Shop.messages(
        #"{"column": "author", "references": "users"}"#, #", "deleted": {"flag": "is_deleted", "at": "deleted_at"}"#))
    let report = try scene.load(mapping)
    #expect(report.faults.map(\.key) == ["90"])
    #expect(report.faults.first?.isTaken == true)
    for index in 1...live.count { #expect(try scene.message("\(index)")?.state.isDeleted == false, "\(index)") }
    for index in (live.count + 1)...12 { #expect(try scene.message("\(index)")?.state.isDeleted == true, "\(index)") }
    #expect(try scene.message("90")?.state.isDeleted == false)
  }

  @Test("A flag of words is translated")
  func words() throws {
    let scene = try scene(
      Shop.schema, Shop.rows + Shop.insert(1, ["is_deleted": "'LIVE'"]) + Shop.insert(2, ["is_deleted": "'DELETED'"]))
    let mapping = try Shop.mapping(
      Shop.messages(
        #"{"column": "author", "references": "users"}"#,
        #", "deleted": {"flag": {"column": "is_deleted", "words": {"DELETED": "true"}, "otherwise": "false"}}"#))
    #expect(try scene.load(mapping).faults == [])
    #expect(try scene.message("1")?.state.isDeleted == false)
    #expect(try scene.message("2")?.state.isDeleted == true)
  }

  @Test("0 and 1 are no times of a deletion: nothing is deleted, and that is told")
  func noTime() throws {
    let scene = try scene(
      Shop.schema,
      Shop.rows + Shop.insert(1, ["is_deleted": "0"]) + Shop.insert(2, ["is_deleted": "0"])
        + Shop.insert(3, ["is_deleted": "1"]) + Shop.insert(4, ["is_deleted": "1704067200"]))
    let mapping = try Shop.mapping(
      Shop.messages(#"{"column": "author", "references": "users"}"#, #", "deletedAt": "is_deleted""#))
    let report = try scene.load(mapping)
    #expect(report.faults.map(\.key) == ["1", "3"])
    #expect(report.faults.allSatisfy { $0.isTaken && $0.remedy.contains(#""flag": "is_deleted""#) })
    let deleted = try (1...4).map { try scene.message("\($0)")?.state.isDeleted }
    #expect(deleted == [false, false, false, true])
  }

  @Test("A column of truths is refused as a time before anything is read")
  func booleanColumn() throws {
    let scene = try scene(Shop.schema.replacing("is_deleted,", with: "is_deleted BOOLEAN,"), Shop.rows)
    let mapping = try Shop.mapping(
      Shop.messages(#"{"column": "author", "references": "users"}"#, #", "deletedAt": "is_deleted""#))
    let error = #expect(throws: SourceError.self) { try scene.load(mapping) }
    #expect(error?.message.contains("which is a BOOLEAN and no time") == true)
    #expect(error?.remedy.contains(#""deleted": {"flag": "is_deleted"}"#) == true)
  }
}

@Suite("Accounts that are not there", .ownThread)
struct PlaceholderTests {
  @Test("Who is null or gone speaks through a placeholder, and every message is named")
  func placeholders() throws {
    let scene = try scene(
      Shop.schema,
      Shop.rows + Shop.insert(1, ["author": "9"]) + Shop.insert(2, ["author": "9"]) + Shop.insert(3, ["author": "NULL"])
    )
    let mapping = try Shop.mapping(Shop.messages())
    let report = try scene.load(mapping)
    #expect(report.faults == [])
    #expect(report.notices.map(\.code) == ["ORPHAN", "ORPHAN", "NULL_PARENT"])
    let gone = try #require(try scene.account("users", "9"))
    #expect(gone.profile?.userName == "users:9")
    #expect(gone.profile?.attributes == ["sourceKey": "users:9"])
    #expect(gone.state.kind == .person)
    #expect(try scene.account("users", "null")?.profile?.userName == "nobody (users)")
    #expect(try scene.author("1") == gone.id)
    #expect(try scene.author("2") == gone.id)
    #expect(try scene.author("3") == AccountID(rawValue: scene.id(.account, "users", "null")))
    #expect(try scene.load(mapping).outcome == .nothingNew)
  }

  @Test("A mapping says who stands for whom")
  func substitutes() throws {
    let scene = try scene(
      Shop.schema,
      Shop.rows + Shop.insert(1, ["author": "9"]) + Shop.insert(2, ["author": "NULL"])
        + Shop.insert(3, ["author": "'boss'"]) + Shop.insert(4, ["author": "2"]))
    let accounts = #", "accounts": [{"key": "former-user", "userName": "former user"}]"#
    let mapping = try Shop.mapping(
      Shop.messages(
        #"""
        {"column": "author", "references": "users", "words": {"boss": "1", "9": "9"}, "otherwise": "2",
         "ifNull": {"account": "former-user"}, "ifGone": "2"}
        """#), accounts)
    #expect(try scene.load(mapping).faults == [])
    let former = AccountID(rawValue: scene.id(.account, "mapping", "former-user"))
    let ann = AccountID(rawValue: scene.id(.account, "users", "1"))
    let bob = AccountID(rawValue: scene.id(.account, "users", "2"))
    let authors = try (1...4).map { try scene.author("\($0)") }
    #expect(authors == [bob, former, ann, bob])
  }

  @Test("A placeholder is marked, comes once, and with the row that needs it")
  func companions() throws {
    let scene = try scene(Shop.schema, Shop.rows + Shop.insert(1, ["author": "9"]) + Shop.insert(2, ["author": "9"]))
    let mapping = try Shop.mapping(Shop.messages())
    try SQLiteSource(path: scene.file).withSnapshot { session in
      let tables = try mapping.resolved(in: session.tables())
      let mapper = RowMapper(mapping, source: "small", first: tables[0])
      var rows: [ImportedRow] = []
      for (index, table) in tables.enumerated() {
        mapper.begin(table, at: index)
        try session.forEachRow(table.query) { row in
          let mapped = try mapper.map(row)
          mapper.remember(mapped)
          if table.name == "messages" { rows.append(mapped) }
          return true
        }
      }
      #expect(rows.map(\.companions.count) == [1, 0])
      #expect(rows.map(\.notes.count) == [1, 1])
      let companion = try #require(rows.first?.companions.first)
      #expect(companion.isPlaceholder && !rows[0].isPlaceholder)
      #expect((companion.tableName, companion.key) == ("users", "9"))
      #expect(rows[0].tableName == "messages")
    }
  }

  @Test(
    "What cannot stand for anything is refused",
    arguments: [
      (#"{"column": "author", "references": "users", "ifNull": {"account": "nobody"}}"#, "not among `accounts`"),
      (#"{"column": "author", "references": "rooms"}"#, "whose rows become conversation"),
      (#"{"columns": ["author", "id"], "references": "users", "words": {"a": "b"}}"#, "several columns"),
      (#"{"column": "author", "becomes": "account", "references": "users"}"#, "only one of: becomes, references"),
      (#"{"column": "author", "becomes": "message"}"#, "an “account” only"),
      (#"{"column": "author", "becomes": "account", "table": "users"}"#, "a table of the mapping"),
      (#"{"column": "author", "becomes": "account", "fields": {"userNam": "x"}}"#, "no field “userNam”"),
      (#"{"column": "author", "lowercased": true, "references": "users"}"#, "needs `\"becomes\""),
      (#"{"value": "1"}"#, "does not say which table"),
    ])
  func faults(_ author: String, _ words: String) {
    let error = #expect(throws: SourceError.self) { try Shop.mapping(Shop.messages(author)) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
  }
}

@Suite("Accounts that columns describe", .ownThread)
struct ColumnAccountTests {
  private static let author = #"""
    {"columns": ["user_email"], "becomes": "account", "lowercased": true, "table": "people",
     "fields": {"userName": "user_name", "email": "user_email"}}
    """#

  @Test("Authors that stand as columns in the messages become accounts, one for each address")
  func authors() throws {
    let scene = try scene(
      Shop.schema,
      Shop.rows + Shop.insert(1, ["user_email": "'Ann@x.example'", "user_name": "'Ann'"])
        + Shop.insert(2, ["user_email": "'ann@X.example'", "user_name": "'Anne'"])
        + Shop.insert(3, ["user_email": "'bob@x.example'", "user_name": "'Bob'"])
        + Shop.insert(4, ["user_email": "NULL", "user_name": "'Nobody'"]))
    let mapping = try Shop.mapping(Shop.messages(Self.author))
    let report = try scene.load(mapping)
    #expect(report.told.map { "\($0.key) \($0.code)" } == ["2 VALUE", "4 NULL_PARENT"], "\(report.told)")
    let ann = try #require(try scene.account("people", "ann@x.example"))
    #expect(ann.profile?.userName == "Ann")
    #expect(ann.profile?.email == "Ann@x.example", "as the first row has it")
    #expect(ann.profile?.attributes["sourceKey"] == "people:ann@x.example")
    #expect(try scene.author("2") == ann.id)
    #expect(try scene.totals().accounts == 2 + 2 + 1)
    #expect(try scene.load(mapping).outcome == .nothingNew)
  }

  @Test("Without a name for them, accounts are named after table and field")
  func names() throws {
    let scene = try scene(Shop.schema, Shop.rows + Shop.insert(1, ["user_email": "'a@x.example'"]))
    let author = #"{"column": "user_email", "becomes": "account"}"#
    #expect(try scene.load(Shop.mapping(Shop.messages(author))).faults == [])
    #expect(try scene.account("messages.author", "a@x.example")?.profile?.userName == "a@x.example")
  }

  @Test("Rows of the same key are one account where the mapping says so, and who refers to it finds it")
  func distinct() throws {
    let scene = try scene(
      Shop.schema,
      Shop.rows + Shop.insert(1, ["user_email": "'Ann@x.example'", "user_name": "'Ann'"])
        + Shop.insert(2, ["user_email": "'ann@x.example'", "user_name": "'Ann'"])
        + Shop.insert(3, ["user_email": "'ANN@x.example'", "user_name": "'Anna'"])
        + Shop.insert(4, ["user_email": "'Ann@x.example'", "user_name": "'Annie'"]))
    let account = #"""
      {"table": "messages", "becomes": "account", "key": "user_email", "distinct": true, "lowercased": true,
       "fields": {"userName": "user_name"}}
      """#
    let author = #"{"column": "user_email", "references": "messages"}"#
    let mapping = try mapping([account, Shop.rooms, Shop.messages(author)].joined(separator: ","))
    let report = try scene.load(mapping)
    #expect(report.told.map { "\($0.key) \($0.code)" } == ["ann@x.example VALUE"], "\(report.told)")
    let ann = try #require(try scene.account("messages", "ann@x.example"))
    #expect(ann.profile?.userName == "Ann")
    for key in 1...4 { #expect(try scene.author("\(key)") == ann.id) }
    #expect(try scene.totals().accounts == 1)
    #expect(try scene.load(mapping).outcome == .nothingNew)
    #expect(try scene.compare(mapping).tables.first { $0.becomes == "message" }?.isSame == true)
  }
}

@Suite("Texts and times that are not what they should be", .ownThread)
struct OddValueTests {
  private static let attributes = #", "attributes": ["user_name"]"#

  @Test("A text that is no UTF-8 is taken with its bytes beside it, and a change of them is seen")
  func encoding() throws {
    let scene = try scene(
      Shop.schema,
      Shop.rows + Shop.insert(1, ["body": "CAST(x'636166e9' AS TEXT)"])
        + Shop.insert(2, ["body": "'pay 100' || char(0) || '000 EUR'"]))
    let mapping = try Shop.mapping(Shop.messages())
    let report = try scene.load(mapping)
    #expect(report.told.map { "\($0.key) \($0.code) \($0.column ?? "") \($0.isTaken)" } == ["1 ENCODING body true"])
    #expect(try scene.message("1")?.content?.body == "caf\u{FFFD}")
    #expect(try scene.message("1")?.content?.attributes["sourceBytes.body"] == "636166e9")
    #expect(try scene.message("2")?.content?.body == "pay 100\u{0}000 EUR")
    try scene.sql(
      """
      UPDATE messages SET body = CAST(x'636166e8' AS TEXT) WHERE id = 1;
      UPDATE messages SET body = 'pay 100' || char(0) || '999 EUR' WHERE id = 2;
      """)
    #expect(try !scene.compare(mapping).isSame)
    #expect(try scene.load(mapping).tables.reduce(0) { $0 + $1.changed } == 2)
    #expect(try scene.compare(mapping).isSame)
  }

  @Test("Keys that differ in bytes that are no text stay apart")
  func keys() throws {
    let scene = try scene(
      "CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT);",
      "INSERT INTO users VALUES (CAST(x'61e9' AS TEXT), 'a'), (CAST(x'61e8' AS TEXT), 'b'), ('a', 'c');")
    let mapping = try mapping(Shop.users)
    #expect(try scene.load(mapping).told.map(\.code) == ["ENCODING", "ENCODING"])
    #expect(try scene.totals().accounts == 3)
  }

  @Test("No body is not an empty one")
  func nullBody() throws {
    let scene = try scene(Shop.schema, Shop.rows + Shop.insert(1, ["body": "NULL"]) + Shop.insert(2, ["body": "''"]))
    let mapping = try Shop.mapping(Shop.messages())
    #expect(try scene.load(mapping).faults == [])
    #expect(try scene.message("1")?.content?.attributes["sourceNull"] == "body")
    #expect(try scene.message("2")?.content?.attributes["sourceNull"] == nil)
    try scene.sql("UPDATE messages SET body = '' WHERE id = 1")
    #expect(try !scene.compare(mapping).isSame)
  }

  @Test("A BLOB in the place of a text is told once, and a time that is cut every time")
  func blobsAndTimes() throws {
    let scene = try scene(
      Shop.schema,
      Shop.rows + Shop.insert(1, ["body": "x'68656c6c6f'"]) + Shop.insert(2, ["body": "x'00'"])
        + Shop.insert(3, ["sent": "'2024-01-01 00:00:00.1234567'"]))
    let report = try scene.load(Shop.mapping(Shop.messages()))
    #expect(Set(report.told.map { "\($0.key) \($0.code)" }) == ["1 VALUE", "3 VALUE"])
    #expect(report.told.allSatisfy { $0.isTaken })
    #expect(try scene.message("1")?.content?.body == "68656c6c6f")
    #expect(try scene.message("3")?.state.point.time == Timestamp("2024-01-01T00:00:00.123456Z"))
  }

  @Test("A word that a field cannot be is kept beside it")
  func words() throws {
    let scene = try Scene()
    try scene.sql("UPDATE people SET role = 'SUPER ADMIN' WHERE id = 1")
    #expect(try scene.load().told.map(\.code) == ["VALUE"])
    let ann = try #require(try scene.account("people", "1"))
    #expect(ann.state.roles == [])
    #expect(ann.profile?.attributes["sourceWord.role"] == "SUPER ADMIN")
    #expect(try scene.compare().isSame)
  }
}
