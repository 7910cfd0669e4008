import ChatExchange
import ChatLedger
import ChatOperations
import ChatWire
import GRDB
import TestSupport
import Testing

@testable import DatabaseExchange

/// Green where source and ledger say the same, and red only for what somebody has to look at.
@Suite("A daily job on a changing source", .ownThread)
struct DailyJobTests {
  @Test("Ten days: each night takes exactly what the day changed, and is red for what has to be looked at")
  func tenDays() throws {
    let job = try DailyJob()
    try first(job)
    try newRows(job)
    let backup = try DatabaseQueue()
    try job.scene.database.backup(to: backup)
    try edits(job)
    try deletions(job)
    try vanishing(job)
    try newColumn(job)
    try roomsOfPairs(job)
    try oddity(job)
    try restored(job, backup)
    try job.expectSameTexts()
    #expect(try job.scene.ledger.verify().isClean)
  }

  /// Days 1 and 2.
  private func first(_ job: DailyJob) throws {
    let all = ["people +4", "courses +1", "rooms +3", "members +4", "messages +5", "reactions +2", "pins +1"]
    #expect(try job.night() == Night(took: all))
    #expect(job.report.tablesNotRead == [])
    #expect(job.report.columnsNotRead == [])
    #expect(try job.night() == .quiet)
    #expect(job.report.tables.allSatisfy { $0.present == $0.rows })
    try job.expectSameTexts()
  }

  /// Day 3.
  private func newRows(_ job: DailyJob) throws {
    let night = try job.night(
      """
      INSERT INTO people VALUES (5, 'kim', 'kim@example.invalid', NULL);
      INSERT INTO rooms VALUES (4, 'room', 'Chess', NULL, NULL, '2024-03-04', NULL);
      INSERT INTO members VALUES (4, 5, 'lead'), (2, 5, 'member');
      INSERT INTO messages (id, room, author, body, sent) VALUES
        (6, 4, 5, 'who plays', '2024-03-04 10:00:00'), (7, 2, 5, 'late to the talk', '2024-03-04 11:00:00');
      INSERT INTO reactions VALUES (3, 6, 1, 'eyes'); INSERT INTO pins VALUES (6);
      """)
    #expect(
      night == Night(took: ["people +1", "rooms +1", "members +2", "messages +2", "reactions +1", "pins +1"]))
    #expect(job.report.tables.first { $0.table == "messages" }?.present == 5)
    try job.expectSameTexts()
    #expect(try job.night() == .quiet)
  }

  /// Day 4.
  private func edits(_ job: DailyJob) throws {
    let night = try job.night(
      """
      UPDATE messages SET body = 'hello, Bob' WHERE id = 1; UPDATE rooms SET title = 'Logic II' WHERE id = 2;
      UPDATE people SET mail = 'bob@new.invalid' WHERE id = 2;
      UPDATE members SET role = 'lead' WHERE room = 2 AND person = 2; UPDATE courses SET state = 'paused';
      """)
    #expect(night == Night(took: ["people ~1", "courses ~1", "rooms ~1", "members ~1", "messages ~1"]))
    try job.expectSameTexts()
    #expect(try job.night() == .quiet)
  }

  /// Days 5 and 6: what is marked as deleted goes, and comes back with its mark taken off.
  private func deletions(_ job: DailyJob) throws {
    let before = try job.totals()
    let gone = try job.night(
      """
      UPDATE messages SET is_deleted = 1, changed = '2024-03-06' WHERE id = 4;
      UPDATE rooms SET gone = '2024-03-06' WHERE id = 3; UPDATE people SET gone = '2024-03-06' WHERE id = 4;
      """)
    #expect(gone == Night(took: ["people -1", "rooms -1", "messages -1"]))
    try job.expectSameTexts()
    #expect(try job.night() == .quiet)
    let back = try job.night(
      """
      UPDATE messages SET is_deleted = 0 WHERE id = 4; UPDATE rooms SET gone = NULL; UPDATE people SET gone = NULL;
      """)
    #expect(back == Night(took: ["people ~1", "rooms ~1", "messages ~1"]))
    #expect(try job.totals() == before)
    try job.expectSameTexts()
    #expect(try job.night() == .quiet)
    // It may go again.
    #expect(
      try job.night("UPDATE messages SET is_deleted = 1, changed = '2024-03-07' WHERE id = 4")
        == Night(took: ["messages -1"]))
    #expect(try job.night("UPDATE messages SET is_deleted = 0 WHERE id = 4") == Night(took: ["messages ~1"]))
    try job.expectSameTexts()
  }

  /// Day 7: rows without a mark are gone; the ledger follows only where it is told to.
  private func vanishing(_ job: DailyJob) throws {
    let red = ["members EXTRA", "messages 7 EXTRA", "reactions EXTRA", "pins EXTRA"]
    let night = try job.night(
      """
      DELETE FROM messages WHERE id = 7; DELETE FROM reactions WHERE id = 2; DELETE FROM pins WHERE message = 3;
      DELETE FROM members WHERE room = 2 AND person = 3;
      """)
    #expect(night == Night(vanished: ["message": 1], red: red, isQuiet: true))
    #expect(try job.night() == night, "each night again")
    #expect(
      try job.night("INSERT INTO messages (id, room, author, body, sent) VALUES (11, 2, 1, 'new', '2024-03-07')")
        == Night(took: ["messages +1"], vanished: ["message": 1], red: red), "what is new does not hide what went")
    #expect(
      try job.night(deletesVanished: true)
        == Night(took: ["members -1", "messages -1", "reactions -1", "pins -1"], vanished: ["message": 1]))
    try job.expectSameTexts()
    #expect(try job.night(deletesVanished: true) == .quiet)
    #expect(try job.night() == .quiet)
  }

  /// Day 8: nobody asked for the column or the table, so they are listed, and nothing is red.
  private func newColumn(_ job: DailyJob) throws {
    let night = try job.night(
      """
      ALTER TABLE messages ADD COLUMN mood TEXT; UPDATE messages SET mood = 'glad' WHERE id = 1;
      CREATE TABLE drafts (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO drafts VALUES (1, 'not yet');
      """)
    #expect(night == .quiet)
    #expect(job.report.columnsNotRead.map { "\($0.table) \($0.columns)" } == [#"messages ["mood"]"#])
    #expect(job.report.tablesNotRead == ["drafts"])
    #expect(job.comparison.notCompared.contains { $0.table == "messages" && $0.names == ["mood"] })
    #expect(job.comparison.notCompared.contains { $0.names == ["drafts"] })
  }

  /// Day 9: a backfill made a room before the source did, and another pair gets a second one.
  private func roomsOfPairs(_ job: DailyJob) throws {
    #expect(
      try job.night("INSERT INTO courses VALUES (2, 3, 4, 'active')") == Night(took: ["courses +1"]))
    let made = try job.scene.ledger.backfill(
      policy: "course-room", BackfillOptions(actor: .operator("tests"), origin: "tests"))
    #expect(made.outcome == .finished)
    let rooms = try job.totals().conversations
    #expect(try job.night() == .quiet, "a room that the ledger made is none of the source's")
    let night = try job.night(
      """
      INSERT INTO rooms VALUES (5, 'pair', 'of the course', 3, 4, '2024-03-09', NULL),
        (6, 'pair', 'second', 2, 1, '2024-03-09', NULL);
      INSERT INTO messages (id, room, author, body, sent) VALUES
        (8, 5, 4, 'in the room of the backfill', '2024-03-09 10:00:00'),
        (9, 6, 2, 'in the second room', '2024-03-09 11:00:00');
      INSERT INTO reactions VALUES (4, 9, 1, 'wave');
      """)
    let told = ["rooms 5 PAIR_HAS_CONVERSATION", "rooms 6 PAIR_HAS_CONVERSATION"]
    #expect(night == Night(took: ["rooms ~2", "messages +2", "reactions +1"], told: told))
    #expect(try job.totals().conversations == rooms)
    try job.expectSameTexts()
    #expect(try job.night() == Night(told: told, isQuiet: true))
    #expect(
      try job.night("UPDATE rooms SET title = 'still second' WHERE id = 6") == Night(took: ["rooms ~1"], told: told))
    #expect(try job.night() == Night(told: told, isQuiet: true))
  }

  /// Day 10: what is odd is told each night until somebody accepts it, and again when it changes.
  private func oddity(_ job: DailyJob) throws {
    let pairs = ["rooms 5 PAIR_HAS_CONVERSATION", "rooms 6 PAIR_HAS_CONVERSATION"]
    let told = ["messages 3 CHANGED"] + pairs + ["messages 10 ORPHAN"]
    let night = try job.night(
      """
      INSERT INTO messages (id, room, author, body, sent) VALUES (10, 2, 77, 'by somebody', '2024-03-10 10:00:00');
      UPDATE messages SET sent = '2024-03-02 08:00:07' WHERE id = 3;
      """)
    #expect(night.took == ["messages +1", "- +1"])
    #expect(night.told == told)
    #expect(night.red == ["messages 3 CHANGED"], "somebody who is nowhere got a placeholder, and nothing is lost")
    try job.expectSameTexts()
    let entries = Told<Baseline.Entry>()
    _ = try job.scene.compare(job.mapping) { $0.differs = { entries.add($0) } }
    let lines = try entries.take().map { try JSONText.encode($0) }.joined(separator: [0x0A])
    job.baseline = try Baseline(Array(lines), name: "known")
    let accepted = try job.night()
    #expect(accepted == Night(told: told, accepted: 1, isQuiet: true))
    #expect((job.report.faultCount, job.report.acceptedCount) == (1, 1))
    // Another time of the same message was never accepted.
    let other = try job.night("UPDATE messages SET sent = '2024-03-02 08:00:09' WHERE id = 3")
    #expect(other.red == ["messages 3 CHANGED"])
    #expect(other.accepted == 0)
    #expect(job.report.acceptedCount == 0)
    #expect(try job.night("UPDATE messages SET sent = '2024-03-02 08:00:07' WHERE id = 3") == accepted)
  }

  /// The evening of the last day: the server has burnt down, and is what it was on day 3.
  private func restored(_ job: DailyJob, _ backup: DatabaseQueue) throws {
    try backup.backup(to: job.scene.database)
    let night = try job.night()
    // What was edited since is what it was, and what followed rows that were gone comes back with them.
    #expect(
      night.took == ["people ~1", "courses ~1", "rooms ~1", "members ~2", "messages ~2", "reactions ~1", "pins ~1"])
    #expect(night.gone == [])
    #expect(night.told == [])
    // Somebody has to decide about what has been said since.
    #expect(night.vanished == ["account": 1, "message": 4])
    let red = ["people 77", "courses 2", "messages 8", "messages 9", "messages 10", "messages 11", "reactions"]
    #expect(night.red.sorted() == red.map { $0 + " EXTRA" }.sorted())
    #expect(
      try job.night(deletesVanished: true).took == ["people -1", "courses -1", "messages -4", "reactions -1"])
    #expect(try job.night() == .quiet)
  }

  @Test("A row that comes deleted comes back when its mark goes, and so does all that hangs without a text")
  func bornDeleted() throws {
    let job = try DailyJob()
    _ = try job.night()
    let born = "INSERT INTO messages (id, room, author, body, sent, is_deleted) VALUES (9, 2, 1, 'b', '2024-03-09', 1)"
    #expect(try job.night(born) == Night(took: ["messages +1 -1"]))
    #expect(try job.night("UPDATE messages SET is_deleted = 0 WHERE id = 9") == Night(took: ["messages ~1"]))
    try job.expectSameTexts()
    #expect(try job.night() == .quiet)
  }

  @Test("What came and went and came again is followed every time, with what hangs on it")
  func thereAndGone() throws {
    let job = try DailyJob()
    _ = try job.night()
    for _ in 1...3 {
      let gone = try job.night(
        """
        DELETE FROM reactions WHERE id = 1; DELETE FROM pins; DELETE FROM members WHERE person = 3;
        DELETE FROM messages WHERE id = 4;
        """, deletesVanished: true)
      let went = ["members -1", "messages -1", "reactions -1", "pins -1"]
      #expect(gone == Night(took: went, vanished: ["message": 1]))
      let back = try job.night(
        """
        INSERT INTO reactions VALUES (1, 1, 2, '+1'); INSERT INTO pins VALUES (3);
        INSERT INTO members VALUES (2, 3, 'member');
        INSERT INTO messages (id, room, author, body, sent) VALUES (4, 2, 3, 'an answer', '2024-03-02 09:00:00');
        """, deletesVanished: true)
      #expect(back == Night(took: ["members ~1", "messages ~1", "reactions ~1", "pins ~1"]))
      try job.expectSameTexts()
      #expect(try job.night() == .quiet)
    }
    // What somebody took away in the ledger stays away, whatever went before.
    let message = MessageID(rawValue: job.id(.message, "messages", "4"))
    try job.scene.execute(.deleteMessage(DeleteMessage(message: message)), reason: "tests")
    #expect(try job.night() == Night(gone: ["messages 1"], red: ["messages 4 GONE"], isQuiet: true))
  }

  @Test("A row that cannot be read for a day has not gone, whatever is to be done with what has")
  func unreadForADay() throws {
    let job = try DailyJob()
    _ = try job.night()
    let night = try job.night("UPDATE messages SET sent = 'soon' WHERE id = 1", deletesVanished: true)
    #expect(night.took == [])
    #expect(night.told == ["messages 1 VALUE"])
    #expect(night.red.contains("messages 1 UNREADABLE"))
    #expect(!night.red.contains("messages 1 EXTRA"))
    #expect(night.vanished.isEmpty)
    #expect(
      try job.night("UPDATE messages SET sent = '2024-03-01 08:00:00' WHERE id = 1", deletesVanished: true) == .quiet)
    try job.expectSameTexts()
  }
}
