import ChatExchange
import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

@Suite("What went from a source and came back", .ownThread)
struct ReturnTests {
  /// A row of every kind that can go by itself, to which nothing leads.
  private static let rows: [(table: String, condition: String)] = [
    ("people", "id = 9"), ("courses", "id = 9"), ("rooms", "id = 9"), ("members", "room = 2 AND person = 9"),
    ("messages", "id = 9"), ("reactions", "id = 2"), ("pins", "message = 3"), ("blocks", "id = 9"),
  ]

  private static func scene() throws -> Scene {
    let scene = try Scene()
    try scene.sql(
      """
      INSERT INTO people VALUES (8, 'kim', 'kim@x', 'student', '2024-01-04', NULL), (9, 'zoe', '', '', NULL, NULL);
      INSERT INTO courses VALUES (9, 'Graphs', 1, 'active', NULL);
      INSERT INTO rooms VALUES (9, 'room', 'Empty', NULL, NULL, NULL, '2024-02-09', NULL);
      INSERT INTO messages VALUES (9, 2, 1, 'by itself', NULL, '2024-03-09', NULL, NULL);
      INSERT INTO blocks VALUES (9, 2, 8, '2024-04-02 00:00:00');
      """)
    return scene
  }

  @Test("A row that was deleted for good and is there again comes back, as often as that happens", arguments: rows)
  func rowsReturn(_ table: String, _ condition: String) throws {
    let scene = try Self.scene()
    if table == "members" { try scene.sql("INSERT INTO members VALUES (2, 8, 'member')") }
    let condition = table == "members" ? "room = 2 AND person = 8" : condition
    try scene.load()
    #expect(try scene.compare().isSame)
    try scene.sql("CREATE TABLE aside AS SELECT * FROM \(table) WHERE \(condition)")
    for round in 1...3 {
      try scene.sql("DELETE FROM \(table) WHERE \(condition)")
      #expect(try !scene.compare().isSame, "round \(round)")
      let gone = try scene.load { $0.deletesVanished = true }
      #expect(gone.tables.reduce(0) { $0 + $1.deleted } == 1, "round \(round)")
      #expect(try scene.compare().isSame, "round \(round)")
      // Nothing of it is done twice.
      #expect(try scene.load { $0.deletesVanished = true }.outcome == .nothingNew, "round \(round)")
      try scene.sql("INSERT INTO \(table) SELECT * FROM aside")
      let back = try scene.load { $0.deletesVanished = true }
      #expect(back.tables.reduce(0) { $0 + $1.changed } == 1, "round \(round)")
      #expect(back.faultCount == 0)
      #expect(try scene.compare().isSame, "round \(round)")
    }
  }

  @Test("What somebody took away in the ledger stays away, also after the import had deleted it once")
  func others() throws {
    let scene = try Self.scene()
    try scene.load()
    try scene.sql("DELETE FROM reactions WHERE id = 2")
    try scene.load { $0.deletesVanished = true }
    try scene.sql("INSERT INTO reactions VALUES (2, 3, 1, 'tada', 1709366402)")
    try scene.load()
    #expect(try scene.compare().isSame)
    let reaction = RemoveReaction(
      message: MessageID(rawValue: scene.id(.message, "messages", "3")),
      account: AccountID(rawValue: scene.id(.account, "people", "1")), emoji: "tada")
    try scene.execute(.removeReaction(reaction), reason: "tests")
    let report = try scene.load()
    #expect(report.tables.first { $0.table == "reactions" }?.gone == 1)
    #expect(try scene.compare().tables.first { $0.table == "reactions" }?.differences.map(\.kind) == [.gone])
  }
}
