import ChatExchange
import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

@Suite("Members whom another table names", .ownThread)
struct PairMemberTests {
  @Test("A member who is not there gets a placeholder, and the conversation stays one of two")
  func placeholder() throws {
    let scene = try Scene(
      """
      CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
      CREATE TABLE rooms (id INTEGER PRIMARY KEY);
      CREATE TABLE seats (room INTEGER, person INTEGER);
      CREATE TABLE messages (id INTEGER PRIMARY KEY, room INTEGER, person INTEGER, body TEXT, sent TEXT);

      """,
      """
      INSERT INTO people VALUES (1, 'ann');
      INSERT INTO rooms VALUES (1);
      INSERT INTO seats VALUES (1, 1), (1, 9);
      INSERT INTO messages VALUES (1, 1, 9, 'who was I', '2024-03-01 08:00:00');
      """)
    let mapping = try Mapping(
      json: Array(
        #"""
        {"mapping": 1, "name": "small", "source": "small", "tables": [
          {"table": "people", "becomes": "account", "fields": {"userName": "name"}},
          {"table": "rooms", "becomes": "conversation", "fields": {"kind": {"value": "DIRECT"}},
            "participantsFrom": {
              "table": "seats", "conversation": "room", "account": {"column": "person", "references": "people"}}},
          {"table": "messages", "becomes": "message", "fields": {
            "conversation": {"column": "room", "references": "rooms"},
            "author": {"column": "person", "references": "people"}, "body": "body", "sentAt": "sent"}}]}
        """#.utf8), name: "small")
    let report = try scene.load(mapping)
    #expect(report.notices.contains { $0.message == "“person” of seats leads to people:9, which is not there." })
    #expect(report.faultCount == 0)
    #expect(report.tablesNotRead == ["seats"])
    let room = ConversationID(rawValue: scene.id(.conversation, "rooms", "1"))
    let gone = AccountID(rawValue: scene.id(.account, "people", "9"))
    try scene.ledger.read { view in
      let found = try #require(try view.conversation(room))
      #expect(found.state.kind == .direct)
      #expect(try view.participants(in: room).map(\.account).contains(gone))
    }
    #expect(try scene.compare(mapping).isSame)
    // Whoever comes later takes the place.
    try scene.sql("INSERT INTO people VALUES (9, 'zoe')")
    #expect(try scene.load(mapping).tables.first { $0.table == "people" }?.changed == 1)
    #expect(try scene.compare(mapping).isSame)
  }
}

@Suite("Rows that cannot be taken", .ownThread)
struct FaultTests {
  @Test(
    "A row that breaks a reference or a rule is reported with table, key and cause; the others go in",
    arguments: [
      ("INSERT INTO messages VALUES (50, 99, 1, 'x', NULL, '2024-01-01', NULL, NULL)", "messages", "50", "ORPHAN"),
      (
        "INSERT INTO messages VALUES (52, NULL, 1, 'x', NULL, '2024-01-01', NULL, NULL)", "messages", "52",
        "NULL_PARENT"
      ),
      ("INSERT INTO messages VALUES (53, 1, 1, 'x', NULL, NULL, NULL, NULL)", "messages", "53", "MISSING"),
      ("INSERT INTO messages VALUES (54, 1, 1, 'x', NULL, 'soon', NULL, NULL)", "messages", "54", "VALUE"),
      ("INSERT INTO members VALUES (2, 1, 'member')", "members", "2,1", "DUPLICATE_KEY"),
      ("INSERT INTO members VALUES (NULL, 1, 'member')", "members", "NULL", "NULL_KEY"),
      ("INSERT INTO reactions VALUES (50, 1, 2, '+1', 0)", "reactions", "50", "DUPLICATE"),
      ("INSERT INTO reactions VALUES (51, 999, 2, '+1', 0)", "reactions", "51", "ORPHAN"),
      ("INSERT INTO reactions VALUES (52, 1, 1, NULL, 0)", "reactions", "52", "MISSING"),
      ("INSERT INTO courses VALUES (50, 'x', NULL, 'active', NULL)", "courses", "50", "NULL_PARENT"),
      ("INSERT INTO pins VALUES (99)", "pins", "99", "ORPHAN"),
      ("INSERT INTO blocks VALUES (50, 1, 1, NULL)", "blocks", "50", "INVALID"),
    ])
  func oneFault(_ sql: String, _ table: String, _ key: String, _ code: String) throws {
    let scene = try Scene()
    try scene.sql(sql)
    let report = try scene.load()
    let fault = try #require(report.faults.first)
    #expect((fault.table, fault.key, fault.code) == (table, key, code), "\(fault)")
    #expect(report.faultCount == 1, "\(report.faults)")
    #expect(!fault.message.isEmpty && !fault.remedy.isEmpty)
    #expect(!fault.isTaken)
    #expect(report.outcome == .finished)
    #expect(report.tables.first { $0.table == table }?.rejected == 1)
    #expect(try scene.totals().messages == 4, "the others went in")
    let again = try scene.load()
    #expect(again.outcome == .nothingNew || again.tables.allSatisfy { $0.added == 0 })
    #expect(again.faultCount == 1, "it is told every time")
    #expect(try scene.compare().tables.first { $0.table == table }?.isSame == false)
  }

  @Test(
    "A row with something that is optional and cannot be read, or with an account that is not there, is taken",
    arguments: [
      ("INSERT INTO messages VALUES (51, 1, 77, 'x', NULL, '2024-01-01', NULL, NULL)", "messages", "51", "ORPHAN"),
      (
        "INSERT INTO messages VALUES (56, 1, NULL, 'x', NULL, '2024-01-01', NULL, NULL)", "messages", "56",
        "NULL_PARENT"
      ),
      ("INSERT INTO messages VALUES (55, 1, 1, 'x', NULL, '2024-01-01', 'gone', NULL)", "messages", "55", "VALUE"),
      ("INSERT INTO people VALUES (51, 'x', '', 'SUPER ADMIN', '2024-01-01', NULL)", "people", "51", "VALUE"),
      ("INSERT INTO people VALUES (52, 'x', '', 'x', '', NULL)", "people", "52", "VALUE"),
      ("INSERT INTO people VALUES (53, 'x', '', 'x', -9e16, NULL)", "people", "53", "VALUE"),
      ("INSERT INTO rooms VALUES (51, 'hall', '', NULL, 2, 1, NULL, NULL)", "rooms", "51", "VALUE"),
      ("INSERT INTO rooms VALUES (52, 'pair', '', NULL, 2, 77, NULL, NULL)", "rooms", "52", "ORPHAN"),
      ("INSERT INTO members VALUES (2, 77, 'member')", "members", "2,77", "ORPHAN"),
      ("INSERT INTO reactions VALUES (53, 1, NULL, '+1', 1700000000)", "reactions", "53", "NULL_PARENT"),
      ("INSERT INTO courses VALUES (51, 'x', 9, 'active', NULL)", "courses", "51", "ORPHAN"),
      ("INSERT INTO courses VALUES (52, 'x', 1, 'not a word', NULL)", "courses", "52", "VALUE"),
      ("INSERT INTO reports VALUES (51, 1, 2, NULL, 'spam', '', 'odd', NULL)", "reports", "51", "VALUE"),
    ])
  func oneOddity(_ sql: String, _ table: String, _ key: String, _ code: String) throws {
    let scene = try Scene()
    try scene.sql(sql)
    let report = try scene.load()
    let fault = try #require(report.told.first)
    #expect((fault.table, fault.key, fault.code) == (table, key, code), "\(fault)")
    #expect(report.told.count == 1, "\(report.told)")
    #expect(fault.isTaken)
    #expect(report.tables.allSatisfy { $0.rejected == 0 })
    let again = try scene.load()
    #expect(again.outcome == .nothingNew || again.tables.allSatisfy { $0.added == 0 })
    #expect(again.told.count == 1, "it is told every time")
  }

  @Test("What was said in the second room of a pair is in the first, and what was said of it is kept there")
  func secondOfAPair() throws {
    let scene = try Scene()
    try scene.sql(
      """
      INSERT INTO rooms VALUES (50, 'pair', 'second', NULL, 2, 1, NULL, NULL);
      INSERT INTO messages VALUES (50, 50, 1, 'x', NULL, '2024-01-01', NULL, NULL);
      INSERT INTO reactions VALUES (50, 50, 2, '+1', 1700000000);
      """)
    let report = try scene.load()
    #expect(report.faults == [])
    #expect(report.warnings == ["PAIR_HAS_CONVERSATION": 1])
    let first = ConversationID(rawValue: scene.id(.conversation, "rooms", "1"))
    #expect(try scene.message("50")?.state.conversation == first)
    let details = try scene.ledger.read { try $0.conversation(first)?.details }
    #expect(details?.attributes.contains { $0.key.hasPrefix("merged.") && $0.value.contains("second") } == true)
    #expect(try scene.load().outcome == .nothingNew)
    #expect(try scene.compare().isSame)
    try scene.sql("UPDATE rooms SET title = 'another' WHERE id = 50; UPDATE messages SET body = 'y' WHERE id = 50")
    #expect(try !scene.compare().isSame)
    #expect(try scene.load().faults == [])
    #expect(try scene.compare().isSame)
  }

  @Test("A direct conversation without its two is taken as a group, and that is told")
  func halfPair() throws {
    let scene = try Scene()
    try scene.sql("INSERT INTO rooms VALUES (50, 'pair', 'alone', NULL, 1, NULL, NULL, NULL)")
    let report = try scene.load()
    #expect(report.faults.map(\.isTaken) == [true])
    let room = try scene.ledger.read {
      try $0.conversation(ConversationID(rawValue: scene.id(.conversation, "rooms", "50")))
    }
    #expect(room?.state.kind == .group)
  }

  @Test("Asked to stop at a fault, the import stops there and can be gone on with")
  func stop() throws {
    let scene = try Scene()
    try scene.sql("INSERT INTO courses VALUES (0, 'x', NULL, 'active', NULL)")
    let report = try scene.load { $0.stopsAtFault = true }
    #expect(report.outcome == .stoppedAtFault)
    #expect(report.faults.map(\.key) == ["0"])
    #expect(try scene.totals().messages == 0)
    try scene.sql("UPDATE courses SET teacher = 1 WHERE id = 0")
    #expect(try scene.load { $0.stopsAtFault = true }.outcome == .finished)
    #expect(try scene.compare().isSame)
  }

  @Test("Of many faults all are counted and the first are kept")
  func many() throws {
    let scene = try Scene()
    var rows = ""
    for id in 1_000..<3_500 { rows += "(\(id), 99, 1, 'x', NULL, '2024-01-01', NULL, NULL)," }
    try scene.sql("INSERT INTO messages VALUES " + rows.dropLast())
    let report = try scene.load()
    #expect(report.faultCount == 2_500)
    #expect(report.faults.count == DatabaseImportOptions.keptFaults)
  }
}
