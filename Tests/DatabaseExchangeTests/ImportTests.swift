import ChatExchange
import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

@Suite("Importing a database", .ownThread)
struct ImportTests {
  @Test("Every row becomes what the mapping says, deleted ones with their time")
  func everything() throws {
    let scene = try Scene()
    let report = try scene.load()
    #expect(report.outcome == .finished)
    #expect(report.faults == [])
    #expect(report.tables.reduce(0) { $0 + $1.rows } == 30)
    #expect(report.tables.allSatisfy { $0.added == $0.rows && $0.rejected == 0 })
    #expect(report.tables.first { $0.table == "messages" }?.deleted == 1)
    let totals = try scene.totals()
    #expect(totals.accounts == 2)
    #expect(totals.resources == 1)
    #expect(totals.conversations == 2)
    #expect(totals.messages == 4)
    #expect(totals.reactions == 2)
    #expect(totals.readMarkers == 2)
    #expect(totals.pins == 1)
    #expect(totals.blocks == 0, "a block of an account that went goes with it")
    #expect(totals.sessions == 1)
    #expect(totals.reports == 2)
    #expect(totals.chatSettings == 2)
    #expect(totals.twoStepVerifications == 1)
    #expect(try scene.compare().isSame)
  }

  @Test("Fields, times, references and the source's key arrive")
  func fields() throws {
    let scene = try Scene()
    try scene.load()
    try scene.ledger.read { view in
      let ann = try #require(try view.account(AccountID(rawValue: scene.id(.account, "people", "1"))))
      #expect(ann.profile?.userName == "ann")
      #expect(ann.state.roles == ["teacher"])
      #expect(ann.state.registeredTime == Timestamp("2024-01-01T08:00:00Z"))
      #expect(ann.profile?.attributes["sourceKey"] == "people:1")
      let pair = try #require(try view.conversation(ConversationID(rawValue: scene.id(.conversation, "rooms", "1"))))
      #expect(pair.state.kind == .direct)
      #expect(pair.state.pair?.low == min(ann.id, AccountID(rawValue: scene.id(.account, "people", "2"))))
      let room = try #require(try view.conversation(ConversationID(rawValue: scene.id(.conversation, "rooms", "2"))))
      #expect(room.state.resource == ResourceID(rawValue: scene.id(.resource, "courses", "1")))
      #expect(try view.participant(ann.id, in: room.id)?.role == .moderator)
      let hello = try #require(try view.message(MessageID(rawValue: scene.id(.message, "messages", "1"))))
      #expect(hello.content?.body == "hello")
      #expect(hello.content?.attributes == ["colour": "red", "sourceKey": "messages:1"])
      #expect(hello.state.point.time == Timestamp("2024-03-01T08:00:00.123456Z"))
      let answer = try #require(try view.message(MessageID(rawValue: scene.id(.message, "messages", "5"))))
      #expect(answer.state.replyTo == hello.id)
      let secret = try #require(try view.message(MessageID(rawValue: scene.id(.message, "messages", "4"))))
      #expect(secret.state.isDeleted)
      let reaction = try #require(try view.reactions(to: hello.state).first)
      #expect(reaction.reactedAt == Timestamp("2024-03-01T08:00:02Z"))
      #expect(try view.schema().kind("course") != nil)
    }
    // The time of a deletion is in the event.
    var deletedAt: [Timestamp?] = []
    try scene.ledger.read { view in
      try view.forEachEntry(from: Position(1)) { entry in
        for case .messageDeleted(let event) in entry.events { deletedAt.append(event.deletedAt) }
        for case .accountRemoved(let event) in entry.events { deletedAt.append(event.removedAt) }
        return true
      }
    }
    #expect(deletedAt == [Timestamp("2024-03-03T10:00:00Z"), Timestamp("2024-06-01T00:00:00Z")])
  }

  @Test("Run again, it records nothing")
  func again() throws {
    let scene = try Scene()
    try scene.load()
    let position = try scene.position()
    let report = try scene.load()
    #expect(report.outcome == .nothingNew)
    #expect(try scene.position() == position)
    #expect(report.tables.allSatisfy { $0.present == $0.rows })
  }

  @Test("What is new, changed or deleted since is taken, and nothing else")
  func changes() throws {
    let scene = try Scene()
    try scene.load()
    try scene.sql(
      """
      UPDATE messages SET body = 'hello again' WHERE id = 1;
      UPDATE messages SET gone = '2024-07-01' WHERE id = 2;
      UPDATE people SET mail = 'new@example.invalid', role = 'admin' WHERE id = 2;
      UPDATE rooms SET title = 'Logic II' WHERE id = 2;
      UPDATE courses SET state = 'paused' WHERE id = 1;
      UPDATE members SET role = 'lead' WHERE person = 2;
      UPDATE settings SET theme = 'light' WHERE person = 1;
      UPDATE second_steps SET is_on = 0;
      UPDATE sessions SET ended = '2024-08-01' WHERE id = 1;
      UPDATE reports SET state = 'done' WHERE id = 1;
      INSERT INTO messages VALUES (7, 2, 2, 'new', 3, '2024-08-01', NULL, NULL);
      """)
    #expect(try !scene.compare().isSame)
    let report = try scene.load()
    #expect(report.faults == [])
    #expect(report.tables.reduce(0) { $0 + $1.added } == 1)
    #expect(report.tables.reduce(0) { $0 + $1.changed } == 9)
    #expect(report.tables.reduce(0) { $0 + $1.deleted } == 1)
    #expect(try scene.compare().isSame)
    #expect(try scene.message("1")?.state.version == 2)
    // Back to what it was is a change like any other.
    try scene.sql("UPDATE messages SET body = 'hello' WHERE id = 1")
    #expect(try scene.load().tables.reduce(0) { $0 + $1.changed } == 1)
    try scene.sql("UPDATE messages SET body = 'hello again' WHERE id = 1")
    #expect(try scene.load().tables.reduce(0) { $0 + $1.changed } == 1)
    #expect(try scene.message("1")?.content?.body == "hello again")
    #expect(try scene.load().outcome == .nothingNew)
  }

  @Test("What changes there and back is taken every time, whether it has versions or not")
  func thereAndBack() throws {
    let scene = try Scene()
    try scene.load()
    for (state, role, part) in [("a", "x", "lead"), ("b", "y", "plain"), ("a", "x", "lead"), ("b", "y", "plain")] {
      try scene.sql(
        """
        UPDATE courses SET state = '\(state)' WHERE id = 1;
        UPDATE people SET role = '\(role)' WHERE id = 1;
        UPDATE members SET role = '\(part)' WHERE person = 2;
        """)
      #expect(try scene.load().faults == [])
      #expect(try scene.compare().isSame)
    }
  }

  @Test("What the ledger cannot change is reported and left")
  func unchangeable() throws {
    let scene = try Scene()
    try scene.load()
    try scene.sql("UPDATE messages SET author = 2 WHERE id = 1; UPDATE messages SET sent = '2020-01-01' WHERE id = 3")
    let report = try scene.load()
    #expect(report.faults.map(\.code) == ["CHANGED", "CHANGED"])
    #expect(Set(report.faults.map(\.key)) == ["1", "3"])
    let comparison = try scene.compare()
    let table = try #require(comparison.tables.first { $0.table == "messages" })
    #expect(Set(table.differences.compactMap(\.message)) == ["author", "sentAt"])
  }

  @Test("A dry run counts the same and records nothing")
  func dryRun() throws {
    let scene = try Scene()
    let position = try scene.position()
    let dry = try scene.load { $0.isDryRun = true }
    #expect(dry.outcome == .dryRun)
    #expect(try scene.position() == position)
    let wet = try scene.load()
    #expect(dry.tables.map(\.added) == wet.tables.map(\.added))
    #expect(dry.tables.map(\.deleted) == wet.tables.map(\.deleted))
  }

  @Test("A dry run takes members of pairs that it has made itself, and says the same as the import")
  func dryRunOfPairs() throws {
    let scene = try Scene(FrameworkDatabase.undeclared.schema, FrameworkDatabase.undeclared.rows)
    let suggestion = try SQLiteSource(path: scene.file).withSnapshot {
      try MappingSuggestion(session: $0, name: "small")
    }
    let mapping = try Mapping(json: Array(suggestion.json.utf8), name: "small")
    let dry = try scene.load(mapping) { $0.isDryRun = true }
    let wet = try scene.load(mapping)
    #expect(dry.tables == wet.tables)
    #expect(dry.faults == wet.faults)
  }

  @Test("One revert takes the whole import back; importing again brings it in anew, and no key is blocked")
  func revert() throws {
    let scene = try Scene()
    let report = try scene.load()
    let command = try #require(report.importCommand)
    let before = try scene.totals()
    let receipt = try scene.execute(.revert(Revert(command: command)), reason: "tests")
    #expect(try scene.totals().messages == 0)
    #expect(try scene.totals().accounts == 0)
    let comparison = try scene.compare()
    #expect(!comparison.isSame)
    #expect(comparison.tables.first { $0.table == "messages" }?.differences.first?.kind == .missing)
    try scene.sql("UPDATE people SET name = 'another' WHERE id = 2")
    let again = try scene.load()
    #expect(again.withdrawnBy != nil)
    #expect(again.faults == [])
    #expect(try scene.totals() == before)
    #expect(try scene.compare().isSame)
    #expect(try scene.load().outcome == .nothingNew)
    // Taken back in turn, the first one can come back as it was.
    _ = try scene.execute(.revert(Revert(command: try #require(again.importCommand))), reason: "tests")
    _ = try scene.execute(.revert(Revert(command: receipt.commandID)), reason: "tests")
    #expect(try scene.totals() == before)
    #expect(try scene.load().tables.reduce(0) { $0 + $1.changed } == 1)
    #expect(try scene.compare().isSame)
  }

  @Test("An import that was stopped goes on under the same command")
  func resume() throws {
    let scene = try Scene()
    var rows = ""
    for id in 100..<3_000 { rows += "(\(id), 2, 1, 'm', NULL, '2024-09-01', NULL, NULL)," }
    try scene.sql("INSERT INTO messages VALUES " + rows.dropLast())
    let asked = Counter()
    let first = try scene.load { $0.isCancelled = { asked.next() > 1_500 } }
    #expect(first.outcome == .interrupted)
    let second = try scene.load()
    #expect(second.outcome == .finished)
    #expect(second.isResumed)
    #expect(second.importCommand == first.importCommand)
    #expect(try scene.totals().messages == 4 + 2_900)
    #expect(try scene.compare().isSame)
  }

  @Test("Answers that come before what they answer find it all the same")
  func lateTargets() throws {
    let scene = try Scene()
    try scene.sql(
      """
      INSERT INTO messages VALUES (20, 2, 1, 'late', NULL, '2024-05-05', NULL, NULL),
        (21, 2, 1, 'early answer', 20, '2024-05-01', NULL, NULL), (22, 2, 1, 'to nobody', 999, '2024-05-01', NULL, NULL)
      """)
    let report = try scene.load()
    #expect(try scene.message("21")?.state.replyTo == MessageID(rawValue: scene.id(.message, "messages", "20")))
    #expect(report.faults.map(\.key) == ["22"])
    #expect(report.faults.first?.code == "ORPHAN")
    #expect(report.faults.first?.isTaken == true)
    #expect(try scene.message("22")?.content?.body == "to nobody")
    #expect(try scene.load().outcome == .nothingNew)
  }

  @Test("An assistant's talk: who speaks follows from the conversation, and the AI is an account of the mapping")
  func assistant() throws {
    let scene = try Scene(
      """
      CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT, created_at TEXT);
      CREATE TABLE conversations (
        id INTEGER PRIMARY KEY, user_id INTEGER, title TEXT, status TEXT, started_at TEXT, ended_at TEXT);
      CREATE TABLE messages (
        id INTEGER PRIMARY KEY, conversation_id INTEGER, sender TEXT, content TEXT, timestamp TEXT);
      """,
      """
      INSERT INTO users VALUES (1, 'a@example.invalid', 'A', '2024-01-01');
      INSERT INTO conversations VALUES (1, 1, 'T', 'ended', '2024-01-01 10:00:00', '2024-01-01 11:00:00');
      INSERT INTO messages VALUES (1, 1, 'user', 'q', '2024-01-01 10:00:01'), (2, 1, 'ai', 'a', '2024-01-01 10:00:02');
      """)
    let mapping = try #require(try MappingLibrary.mapping(named: "assistant"))
    #expect(try scene.load(mapping).faults == [])
    try scene.ledger.read { view in
      let conversation = try #require(try view.conversations().first)
      #expect(conversation.state.endedAt == Timestamp("2024-01-01T11:00:00Z"))
      let messages = try view.messages(in: conversation.id)
      #expect(messages.map(\.state.sender) == [.user, .ai])
      let ai = try #require(try view.account(messages[1].state.author))
      #expect(ai.state.kind == .assistant)
    }
    #expect(try scene.compare(mapping).isSame)
    #expect(try scene.load(mapping).outcome == .nothingNew)
    try scene.sql("UPDATE messages SET sender = 'robot' WHERE id = 2")
    #expect(try scene.load(mapping).faults.map(\.code) == ["VALUE"])
  }
}
