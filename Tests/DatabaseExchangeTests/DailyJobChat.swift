import ChatExchange
import ChatLedger
import GRDB
import Testing

@testable import DatabaseExchange

/// What one night's import and comparison came to, in words that a test can list.
struct Night: Equatable, CustomStringConvertible {
  /// What the import did, by table: `messages +1 ~2 -3` are one new, two changed and three deleted ones.
  var took: [String] = []
  /// Rows that are there in the source and were taken away in the ledger, by table.
  var gone: [String] = []
  /// What it told of rows: `messages 7 CHANGED`.
  var told: [String] = []
  /// What it found missing in the source.
  var vanished: [String: UInt64] = [:]
  /// What the comparison found; nothing is green.
  var red: [String] = []
  /// How many of the differences the baseline accepted.
  var accepted: UInt64 = 0
  /// Nothing was recorded.
  var isQuiet = false

  static let quiet = Night(isQuiet: true)

  var description: String {
    "took \(took), gone \(gone), told \(told), vanished \(vanished), red \(red), accepted \(accepted), quiet \(isQuiet)"
  }
}

/// A source that changes from day to day, one ledger, and the job that runs each night.
final class DailyJob {
  let scene: Scene
  let mapping: Mapping
  var baseline = Baseline()
  private(set) var report = DatabaseImportReport()
  private(set) var comparison = ComparisonReport()

  init() throws {
    scene = try Scene(DailyChat.schema, DailyChat.rows)
    mapping = try Mapping(json: Array(DailyChat.json.utf8), name: "daily")
  }

  /// Changes the source by day, and imports and compares at night.
  func night(_ sql: String = "", deletesVanished: Bool = false) throws -> Night {
    if !sql.isEmpty { try scene.sql(sql) }
    let before = try scene.position()
    report = try scene.load(mapping) {
      $0.baseline = baseline
      $0.deletesVanished = deletesVanished
    }
    let after = try scene.position()
    comparison = try scene.compare(mapping) { $0.baseline = baseline }
    #expect(try scene.position() == after, "a comparison records nothing")
    #expect((report.outcome == .nothingNew) == (after == before))
    var night = Night(vanished: report.vanished, isQuiet: after == before)
    for table in report.tables {
      let counts = [("+", table.added), ("~", table.changed), ("-", table.deleted)].filter { $0.1 > 0 }
      if !counts.isEmpty {
        night.took.append(([table.table] + counts.map { "\($0.0)\($0.1)" }).joined(separator: " "))
      }
      if table.gone > 0 { night.gone.append("\(table.table) \(table.gone)") }
    }
    night.told = report.told.map { "\($0.table) \($0.key) \($0.code)" }
    for table in comparison.tables {
      for difference in table.differences where !difference.isAccepted {
        let key = difference.key.contains(" of ") ? "" : " \(difference.key)"
        night.red.append("\(table.table)\(key) \(difference.kind.rawValue)")
      }
      night.accepted += table.acceptedCount
    }
    #expect(comparison.isSame == night.red.isEmpty)
    return night
  }

  /// What is said, in the source and in the ledger; found without the importer's and the comparison's help.
  func expectSameTexts(_ location: SourceLocation = #_sourceLocation) throws {
    let inSource = try scene.database.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT body FROM messages JOIN rooms ON rooms.id = room
          WHERE is_deleted = 0 AND rooms.gone IS NULL ORDER BY body
          """)
    }
    var inLedger: [String] = []
    try scene.ledger.read { view in
      for conversation in try view.conversations() {
        inLedger += try view.messages(in: conversation.id).map { $0.content?.body ?? "" }
      }
    }
    #expect(inLedger.sorted() == inSource, sourceLocation: location)
  }

  func totals() throws -> Totals { try scene.totals() }

  func id(_ kind: DatabaseIdentifier.Kind, _ table: String, _ key: String) -> UInt128 {
    DatabaseIdentifier.identifier(of: kind, source: "daily", table: table, keyText: key)
  }
}

/// People, courses that call for a room of two, rooms, and what is said and hangs there.
enum DailyChat {
  static let schema = """
    CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, mail TEXT, gone TEXT);
    CREATE TABLE courses (id INTEGER PRIMARY KEY, teacher INTEGER, student INTEGER, state TEXT);
    CREATE TABLE rooms (
      id INTEGER PRIMARY KEY, sort TEXT, title TEXT, one INTEGER, other INTEGER, made TEXT, gone TEXT);
    CREATE TABLE members (room INTEGER, person INTEGER, role TEXT, PRIMARY KEY (room, person));
    CREATE TABLE messages (
      id INTEGER PRIMARY KEY, room INTEGER, author INTEGER, body TEXT, sent TEXT, is_deleted INTEGER DEFAULT 0,
      changed TEXT);
    CREATE TABLE reactions (id INTEGER PRIMARY KEY, message INTEGER, person INTEGER, emoji TEXT);
    CREATE TABLE pins (message INTEGER PRIMARY KEY);

    """

  static let rows = """
    INSERT INTO people VALUES (1, 'ann', 'ann@example.invalid', NULL), (2, 'bob', 'bob@example.invalid', NULL),
      (3, 'eve', 'eve@example.invalid', NULL), (4, 'joe', 'joe@example.invalid', NULL);
    INSERT INTO courses VALUES (1, 1, 2, 'active');
    INSERT INTO rooms VALUES (1, 'pair', NULL, 1, 2, '2024-02-01', NULL),
      (2, 'room', 'Logic', NULL, NULL, '2024-02-02', NULL), (3, 'room', 'Sets', NULL, NULL, '2024-02-03', NULL);
    INSERT INTO members VALUES (2, 1, 'lead'), (2, 2, 'member'), (2, 3, 'member'), (3, 1, 'lead');
    INSERT INTO messages (id, room, author, body, sent) VALUES
      (1, 1, 1, 'hello', '2024-03-01 08:00:00'), (2, 1, 2, 'hi', '2024-03-01 08:00:01'),
      (3, 2, 1, 'a question', '2024-03-02 08:00:00'), (4, 2, 3, 'an answer', '2024-03-02 09:00:00'),
      (5, 3, 1, 'nobody here', '2024-03-03 09:00:00');
    INSERT INTO reactions VALUES (1, 1, 2, '+1'), (2, 3, 3, 'tada');
    INSERT INTO pins VALUES (3);

    """

  static let json = #"""
    {
      "mapping": 1, "name": "daily", "source": "daily",
      "schema": {
        "kinds": [
          {"name": "course", "references": [
            {"name": "teacher", "target": "account", "onRemoval": "setNull"},
            {"name": "student", "target": "account", "onRemoval": "setNull"}]}],
        "policies": [
          {"name": "course-room", "kind": "course", "activeStatuses": ["active"],
            "members": [["teacher"], ["student"]]}]
      },
      "tables": [
        {"table": "people", "becomes": "account", "deletedAt": "gone",
          "fields": {"userName": "name", "email": "mail"}},
        {"table": "courses", "becomes": {"resource": "course"}, "fields": {"status": "state"},
          "references": {
            "teacher": {"column": "teacher", "references": "people"},
            "student": {"column": "student", "references": "people"}}},
        {"table": "rooms", "becomes": "conversation", "deletedAt": "gone",
          "fields": {
            "kind": {"column": "sort", "words": {"pair": "DIRECT", "room": "ROOM"}}, "title": "title",
            "startedAt": "made"},
          "participants": [
            {"column": "one", "references": "people"}, {"column": "other", "references": "people"}]},
        {"table": "members", "becomes": "participant",
          "fields": {
            "conversation": {"column": "room", "references": "rooms"},
            "account": {"column": "person", "references": "people"},
            "role": {"column": "role", "words": {"lead": "MODERATOR"}, "otherwise": "MEMBER"}}},
        {"table": "messages", "becomes": "message", "deleted": {"flag": "is_deleted", "at": "changed"},
          "fields": {
            "conversation": {"column": "room", "references": "rooms"},
            "author": {"column": "author", "references": "people"}, "body": "body", "sentAt": "sent"}},
        {"table": "reactions", "becomes": "reaction",
          "fields": {
            "message": {"column": "message", "references": "messages"},
            "account": {"column": "person", "references": "people"}, "emoji": "emoji"}},
        {"table": "pins", "becomes": "pin", "fields": {"message": {"column": "message", "references": "messages"}}}
      ]
    }
    """#
}
