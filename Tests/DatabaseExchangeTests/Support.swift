import ChatExchange
import ChatLedger
import GRDB
import Synchronization
import Testing

@testable import DatabaseExchange

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A directory that is removed with the object.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.path + "/database-exchange-\(Ledger.newCommandID())"

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A ledger and a SQLite file in a directory of their own.
final class Scene {
  let folder: TemporaryFolder
  let ledger: Ledger
  let file: String
  let database: DatabaseQueue

  init(_ schema: String = SmallChat.schema, _ rows: String = SmallChat.rows) throws {
    folder = try TemporaryFolder()
    ledger = try Ledger.create(
      at: folder.path + "/ledger",
      settings: LedgerSettings(
        registersUnknownAccounts: true, authorization: .trusted, digestKey: DigestKey(rawValue: 0x5EED)),
      actor: .operator("tests"), origin: "tests")
    file = folder.path + "/app.sqlite"
    database = try DatabaseQueue(path: file)
    try database.write { try $0.execute(sql: schema + rows) }
  }

  deinit { try? ledger.close() }

  func sql(_ text: String) throws { try database.writeWithoutTransaction { try $0.execute(sql: text) } }

  static func options(_ change: (inout DatabaseImportOptions) -> Void = { _ in }) -> DatabaseImportOptions {
    var options = DatabaseImportOptions(actor: .operator("tests"), origin: "tests")
    change(&options)
    return options
  }

  @discardableResult
  func load(
    _ mapping: Mapping? = nil, from source: (any DatabaseSource)? = nil,
    _ change: (inout DatabaseImportOptions) -> Void = { _ in }
  ) throws -> DatabaseImportReport {
    try DatabaseImporter(
      ledger: ledger, mapping: mapping ?? SmallChat.mapping(), options: Self.options(change)
    ).run(source ?? SQLiteSource(path: file))
  }

  func compare(
    _ mapping: Mapping? = nil, from source: (any DatabaseSource)? = nil,
    _ change: (inout DatabaseImportOptions) -> Void = { _ in }
  ) throws -> ComparisonReport {
    try DatabaseComparison(ledger: ledger, mapping: mapping ?? SmallChat.mapping(), options: Self.options(change))
      .run(source ?? SQLiteSource(path: file))
  }

  @discardableResult
  func execute(_ action: Action, reason: String? = nil) throws -> Receipt {
    try ledger.execute(
      Command(
        id: Ledger.newCommandID(), actor: .operator("tests"), origin: "tests", reason: reason, action: action))
  }

  func totals() throws -> Totals { try ledger.read { try $0.totals() } }
  func position() throws -> Position { try ledger.read { $0.position } }

  func id(_ kind: DatabaseIdentifier.Kind, _ table: String, _ key: String) -> UInt128 {
    DatabaseIdentifier.identifier(of: kind, source: "small", table: table, keyText: key)
  }

  func message(_ key: String) throws -> Message? {
    try ledger.read { try $0.message(MessageID(rawValue: id(.message, "messages", key))) }
  }
}

/// A small chat with a row of everything.
enum SmallChat {
  static let schema = """
    CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, mail TEXT, role TEXT, made TEXT, gone TEXT);
    CREATE TABLE courses (id INTEGER PRIMARY KEY, title TEXT, teacher INTEGER, state TEXT, gone TEXT);
    CREATE TABLE rooms (
      id INTEGER PRIMARY KEY, sort TEXT, title TEXT, course INTEGER, one INTEGER, other INTEGER, made TEXT, gone TEXT);
    CREATE TABLE members (room INTEGER, person INTEGER, role TEXT);
    CREATE TABLE messages (
      id INTEGER PRIMARY KEY, room INTEGER, author INTEGER, body TEXT, answers INTEGER, sent TEXT, gone TEXT,
      colour TEXT);
    CREATE TABLE reactions (id INTEGER PRIMARY KEY, message INTEGER, person INTEGER, emoji TEXT, made INTEGER);
    CREATE TABLE receipts (message INTEGER, person INTEGER, PRIMARY KEY (message, person));
    CREATE TABLE pins (message INTEGER PRIMARY KEY);
    CREATE TABLE blocks (id INTEGER PRIMARY KEY, person INTEGER, contact INTEGER, made TEXT);
    CREATE TABLE sessions (id INTEGER PRIMARY KEY, person INTEGER, device TEXT, began TEXT, ended TEXT);
    CREATE TABLE reports (
      id INTEGER PRIMARY KEY, reporter INTEGER, subject INTEGER, message INTEGER, why TEXT, words TEXT, state TEXT,
      made TEXT);
    CREATE TABLE settings (person INTEGER PRIMARY KEY, theme TEXT, sound INTEGER);
    CREATE TABLE second_steps (person INTEGER PRIMARY KEY, is_on INTEGER, method TEXT);

    """

  static let rows = """
    INSERT INTO people VALUES
      (1, 'ann', 'ann@example.invalid', 'teacher', '2024-01-01 08:00:00', NULL),
      (2, 'bob', 'bob@example.invalid', 'student', '2024-01-02 08:00:00', NULL),
      (3, 'eve', 'eve@example.invalid', 'student', '2024-01-03 08:00:00', '2024-06-01 00:00:00');
    INSERT INTO courses VALUES (1, 'Logic', 1, 'active', NULL), (2, 'Sets', 1, 'ended', '2024-05-01T00:00:00Z');
    INSERT INTO rooms VALUES
      (1, 'pair', NULL, NULL, 1, 2, '2024-02-01 08:00:00', NULL),
      (2, 'room', 'Logic', 1, NULL, NULL, '2024-02-02 08:00:00', NULL),
      (3, 'room', 'Sets', 2, NULL, NULL, '2024-02-03 08:00:00', '2024-05-01T00:00:00Z');
    INSERT INTO members VALUES (2, 1, 'lead'), (2, 2, 'member'), (2, 3, 'member');
    INSERT INTO messages VALUES
      (1, 1, 1, 'hello', NULL, '2024-03-01 08:00:00.123456', NULL, 'red'),
      (2, 1, 2, 'hi', 1, '2024-03-01 08:00:01', NULL, NULL),
      (3, 2, 2, 'question', NULL, '2024-03-02 08:00:00', NULL, NULL),
      (4, 2, 3, 'secret', NULL, '2024-03-02 09:00:00', '2024-03-03 10:00:00', NULL),
      (5, 2, 1, 'answer to another room', 1, '2024-03-02 10:00:00', NULL, NULL),
      (6, 3, 1, 'in a room that went', NULL, '2024-03-04 10:00:00', NULL, NULL);
    INSERT INTO reactions VALUES (1, 1, 2, '+1', 1709280002), (2, 3, 1, 'tada', 1709366402);
    INSERT INTO receipts VALUES (1, 2), (2, 1);
    INSERT INTO pins VALUES (3);
    INSERT INTO blocks VALUES (1, 2, 3, '2024-04-01 00:00:00');
    INSERT INTO sessions VALUES
      (1, 1, 'phone', '2024-04-02 00:00:00', NULL), (2, 2, 'desk', '2024-04-02 00:00:00', '2024-04-03 00:00:00');
    INSERT INTO reports VALUES
      (1, 2, 3, 4, 'rude', 'look', 'open', '2024-04-04 00:00:00'),
      (2, 1, 3, NULL, 'spam', NULL, 'done', '2024-04-05 00:00:00');
    INSERT INTO settings VALUES (1, 'dark', 1), (2, 'light', 0);
    INSERT INTO second_steps VALUES (1, 1, 'totp');

    """

  static let json = #"""
    {
      "mapping": 1, "name": "small", "source": "small",
      "schema": {
        "kinds": [
          {"name": "course", "references": [
            {"name": "teacher", "target": "account", "onRemoval": "keep", "isRequired": true}]}]
      },
      "tables": [
        {"table": "messages", "becomes": "message", "deletedAt": "gone",
          "fields": {
            "conversation": {"column": "room", "references": "rooms"},
            "author": {"column": "author", "references": "people"}, "body": "body",
            "replyTo": {"column": "answers", "references": "messages"}, "sentAt": "sent"},
          "attributes": ["colour"]},
        {"table": "people", "becomes": "account", "deletedAt": "gone",
          "fields": {"userName": "name", "email": "mail", "role": "role", "createdAt": "made"}},
        {"table": "courses", "becomes": {"resource": "course"}, "deletedAt": "gone",
          "fields": {"title": "title", "status": "state"},
          "references": {"teacher": {"column": "teacher", "references": "people"}}},
        {"table": "rooms", "becomes": "conversation", "deletedAt": "gone",
          "fields": {
            "kind": {"column": "sort", "words": {"pair": "DIRECT", "room": "ROOM"}}, "title": "title",
            "startedAt": "made", "resource": {"column": "course", "references": "courses"}},
          "participants": [
            {"column": "one", "references": "people"}, {"column": "other", "references": "people"}]},
        {"table": "members", "becomes": "participant", "key": ["room", "person"],
          "fields": {
            "conversation": {"column": "room", "references": "rooms"},
            "account": {"column": "person", "references": "people"},
            "role": {"column": "role", "words": {"lead": "MODERATOR"}, "otherwise": "MEMBER"}}},
        {"table": "reactions", "becomes": "reaction",
          "fields": {
            "message": {"column": "message", "references": "messages"},
            "account": {"column": "person", "references": "people"}, "emoji": "emoji",
            "reactedAt": {"column": "made", "unit": "seconds"}}},
        {"table": "receipts", "becomes": "readMarker",
          "fields": {
            "message": {"column": "message", "references": "messages"},
            "account": {"column": "person", "references": "people"}}},
        {"table": "pins", "becomes": "pin", "fields": {"message": {"column": "message", "references": "messages"}}},
        {"table": "blocks", "becomes": "block",
          "fields": {
            "account": {"column": "person", "references": "people"},
            "contact": {"column": "contact", "references": "people"}, "blockedAt": "made"}},
        {"table": "sessions", "becomes": "session",
          "fields": {
            "account": {"column": "person", "references": "people"}, "device": "device", "startedAt": "began",
            "endedAt": "ended"}},
        {"table": "reports", "becomes": "report",
          "fields": {
            "reporter": {"column": "reporter", "references": "people"},
            "subject": {"column": "subject", "references": "people"},
            "message": {"column": "message", "references": "messages"}, "category": "why", "text": "words",
            "status": {"column": "state", "words": {"open": "OPEN", "done": "RESOLVED"}}, "filedAt": "made"}},
        {"table": "settings", "becomes": "chatSettings",
          "fields": {"account": {"column": "person", "references": "people"}}, "attributes": ["*"]},
        {"table": "second_steps", "becomes": "twoStepVerification",
          "fields": {
            "account": {"column": "person", "references": "people"}, "isEnabled": "is_on", "method": "method"}}
      ]
    }
    """#

  static func mapping() throws -> Mapping { try Mapping(json: Array(json.utf8), name: "small") }
}

/// Counts how often it was asked, from 1.
final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}

extension DatabaseImportReport {
  /// Everything that is told of rows, whether something is lost or not.
  var told: [RowFault] { faults + notices }
}
