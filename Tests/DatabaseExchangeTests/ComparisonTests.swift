import ChatExchange
import ChatLedger
import ChatWire
import TestSupport
import Testing

@testable import DatabaseExchange

@Suite("Comparing a database with a ledger", .ownThread)
struct ComparisonTests {
  private func table(_ name: String, _ report: ComparisonReport) throws -> ComparisonReport.Table {
    try #require(report.tables.first { $0.table == name })
  }

  @Test("After an import both sides have the same counts and digests, table by table")
  func same() throws {
    let scene = try Scene()
    try scene.load()
    let report = try scene.compare()
    #expect(report.isSame)
    for table in report.tables {
      #expect(table.sourceRows == table.ledgerRows, "\(table)")
      #expect(table.sourceDigest == table.ledgerDigest, "\(table)")
      #expect(table.differences == [])
    }
    let messages = try table("messages", report)
    #expect(messages.sourceRows == 6)
    // One by itself, one with its room.
    #expect(messages.sourceDeleted == 2)
  }

  @Test("Before an import everything is missing")
  func missing() throws {
    let scene = try Scene()
    let report = try scene.compare()
    #expect(!report.isSame)
    #expect(report.tables.allSatisfy { $0.ledgerRows == 0 && $0.differenceCount == $0.sourceRows })
    #expect(try table("messages", report).differences.allSatisfy { $0.kind == .missing })
  }

  @Test("What could not be taken wholly is counted with its own table")
  func incompleteRow() throws {
    let scene = try Scene()
    try scene.load()
    try scene.sql("UPDATE messages SET answers = 99 WHERE id = 1")
    let report = try scene.compare()
    #expect(try table("messages", report).differences.map(\.kind).contains(.incomplete))
    #expect(report.tables.filter { !$0.isSame }.map(\.table) == ["messages"])
  }

  @Test("Which column names whom of a pair is told where the columns are kept, and listed where not")
  func exchangedPair() throws {
    let scene = try Scene(FrameworkDatabase.tutoring.schema, FrameworkDatabase.tutoring.rows)
    let suggestion = try SQLiteSource(path: scene.file).withSnapshot {
      try MappingSuggestion(session: $0, name: "small")
    }
    var mapping = try Mapping(json: Array(suggestion.json.utf8), name: "small")
    try scene.load(mapping)
    try scene.sql("UPDATE chat_rooms SET teacher_id = student_id, student_id = teacher_id")
    let report = try scene.compare(mapping)
    #expect(
      try table("chat_rooms", report).differences.compactMap(\.message)
        == ["attributes.student_id, attributes.teacher_id"])
    let index = try #require(mapping.tables.firstIndex { $0.table == "chat_rooms" })
    mapping.tables[index].attributes = [:]
    let listed = try scene.compare(mapping).notCompared.first { $0.what.hasPrefix("which column names whom") }
    #expect(listed?.names == ["teacher_id", "student_id"])
  }

  @Test("What changed, came, went or was deleted on either side is named by its key")
  func differences() throws {
    let scene = try Scene()
    try scene.load()
    try scene.sql(
      """
      UPDATE messages SET body = 'other' WHERE id = 1;
      DELETE FROM messages WHERE id = 2;
      UPDATE messages SET gone = '2024-08-01' WHERE id = 3;
      INSERT INTO messages VALUES (9, 1, 1, 'x', NULL, '2024-08-01', NULL, NULL);
      DELETE FROM reactions WHERE id = 2; DELETE FROM members WHERE person = 2; DELETE FROM pins;
      """)
    try scene.execute(
      .deleteMessage(DeleteMessage(message: MessageID(rawValue: scene.id(.message, "messages", "5")))), reason: "tests")
    let report = try scene.compare()
    let found = try table("messages", report).differences.map { "\($0.key) \($0.kind.rawValue)" }.sorted()
    #expect(found == ["1 CHANGED", "2 EXTRA", "3 NOT_DELETED", "5 GONE", "9 MISSING"])
    #expect(try table("reactions", report).differences.map(\.kind) == [.extra])
    #expect(try table("members", report).differences.map(\.kind) == [.extra])
    #expect(try table("pins", report).differences.map(\.kind) == [.extra])
    #expect(try table("people", report).isSame)
  }

  @Test("Rows that found what they say there already do not hide what has no row any more")
  func extraBesidePairs() throws {
    let scene = try Scene()
    try scene.sql("INSERT INTO members VALUES (1, 1, 'member'), (1, 2, 'member')")
    try scene.load()
    #expect(try scene.compare().isSame)
    try scene.sql("DELETE FROM members WHERE room = 2 AND person = 2")
    let table = try #require(try scene.compare().tables.first { $0.table == "members" })
    #expect(table.differences.map(\.kind) == [.extra])
  }

  @Test("A baseline accepts all that it was written of, also where that is more than a report keeps")
  func baseline() throws {
    let scene = try Scene()
    let count = ComparisonReport.keptDifferences + 200
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < \(count + 99))"
    try scene.sql(
      "\(numbers) INSERT INTO messages SELECT i, 2, 1, 'text ' || i, NULL, '2024-08-01', NULL, NULL FROM n")
    try scene.load()
    // An author who is nowhere comes in as a companion of the row, which has no table.
    try scene.sql(
      "UPDATE messages SET body = 'other ' || id WHERE id >= 100; UPDATE messages SET author = 77 WHERE id = 1")
    let told = Told<Baseline.Entry>()
    let report = try scene.compare { $0.differs = { told.add($0) } }
    let entries = told.take()
    #expect(report.tables.reduce(0) { $0 + $1.differenceCount } == UInt64(entries.count))
    #expect(entries.count > count)
    let lines = try entries.map { try JSONText.encode($0) }.joined(separator: [0x0A])
    let known = try Baseline(Array(lines), name: "known")
    let accepted = try scene.compare { $0.baseline = known }
    #expect(accepted.isSame)
    #expect(accepted.tables.reduce(0) { $0 + $1.acceptedCount } == UInt64(entries.count))
    try scene.sql("UPDATE messages SET body = 'again other' WHERE id = 100")
    #expect(try !scene.compare { $0.baseline = known }.isSame)
  }

  @Test("What people said in the ledger since is no difference")
  func liveUse() throws {
    let scene = try Scene()
    try scene.load()
    let ann = AccountID(rawValue: scene.id(.account, "people", "1"))
    let room = ConversationID(rawValue: scene.id(.conversation, "rooms", "2"))
    let live = try scene.execute(
      .sendMessage(SendMessage(conversation: room, author: ann, content: MessageContent(body: "live"))))
    try scene.execute(.addReaction(AddReaction(message: live.commandID.message, account: ann, emoji: "eyes")))
    try scene.execute(.pinMessage(PinMessage(message: live.commandID.message)))
    #expect(try scene.compare().isSame)
  }

  @Test("After everything was cleared the source's rows are gone, and after the revert they are back")
  func clearing() throws {
    let scene = try Scene()
    try scene.load()
    let clear = try scene.execute(.clearEverything(ClearEverything()), reason: "tests")
    let report = try scene.compare()
    #expect(try table("messages", report).differences.allSatisfy { $0.kind == .gone })
    #expect(try table("sessions", report).isSame == false)
    #expect(try table("settings", report).isSame)
    try scene.execute(.revert(Revert(command: clear.commandID)), reason: "tests")
    #expect(try scene.compare().isSame)
  }

  @Test("The order of rows does not matter to a digest, and every field does")
  func digests() {
    let id = MessageID(rawValue: 7)
    let command = SendMessage(
      conversation: ConversationID(rawValue: 1), author: AccountID(rawValue: 2),
      content: MessageContent(body: "b", attributes: ["x": "1", "y": "2"]), sentAt: Timestamp(microseconds: 5))
    let base = RecordDigest.of(.message(id, command), isDeleted: false)
    var others: Set<UInt128> = [RecordDigest.of(.message(id, command), isDeleted: true)]
    for change: (inout SendMessage) -> Void in [
      { $0.author = AccountID(rawValue: 3) }, { $0.content.body = "c" }, { $0.content.attributes["x"] = "3" },
      { $0.content.attributes["x"] = nil }, { $0.replyTo = MessageID(rawValue: 1) },
      { $0.sentAt = Timestamp(microseconds: 6) }, { $0.sentAt = nil }, { $0.sender = .ai },
    ] {
      var changed = command
      change(&changed)
      others.insert(RecordDigest.of(.message(id, changed), isDeleted: false))
    }
    #expect(others.count == 9)
    #expect(!others.contains(base))
  }

  @Test("Two databases of one name in one ledger do not count as each other's")
  func twoSources() throws {
    let scene = try Scene()
    try scene.load()
    try scene.load { $0.source = "other" }
    #expect(try scene.compare().isSame)
    #expect(try scene.totals().messages == 4 * 2)
    try scene.sql("DELETE FROM messages")
    let messages = try table("messages", scene.compare())
    // Two of the six are deleted on both sides.
    #expect(messages.differenceCount == 4)
    #expect(messages.ledgerRows == 4)
  }
}

@Suite("Pages of mapped files", .ownThread)
struct PageTests {
  @Test("A ledger that is open reads the same after its pages were let go of")
  func harmless() throws {
    let scene = try Scene()
    try scene.load()
    try scene.ledger.read { view in
      let before = try view.stateRoot()
      scene.ledger.releasePages()
      #expect(try view.stateRoot() == before)
      #expect(try view.message(MessageID(rawValue: scene.id(.message, "messages", "1")))?.content?.body == "hello")
    }
    #expect(try scene.compare().isSame)
  }
}
