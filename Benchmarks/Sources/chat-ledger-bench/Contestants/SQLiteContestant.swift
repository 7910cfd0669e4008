import ChatLedger
internal import Dispatch
import GRDB

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// SQLite through GRDB, with the settings that did best for this work.
///
/// It keeps no log and no counts: a message is one row with its indexes, and foreign keys say who may write where.
final class SQLiteContestant: Contestant {
  static let name = "SQLite (GRDB)"
  static let walPages = 50_000
  static let cacheKiB = 262_144
  static let mapBytes = 4 << 30

  /// How the peer is set up, for the head of the report.
  static var settings: String {
    "GRDB 7.10.0 DatabasePool, WAL, synchronous=FULL, wal_autocheckpoint=\(walPages), foreign_keys=ON (cascade), "
      + "cache \(cacheKiB / 1_024) MiB, mmap \(mapBytes >> 30) GiB, cached statements, 16-byte time-ordered ids, "
      + "messages in a rowid table with unique (id) and (conversation, sent_at, id) indexes"
  }

  let pool: DatabasePool

  private init(_ pool: DatabasePool) { self.pool = pool }

  static func make(at path: String, workload: Workload) throws -> SQLiteContestant {
    try make(at: path, workload: workload, synchronous: "FULL")
  }

  static func make(at path: String, workload: Workload, synchronous: String) throws -> SQLiteContestant {
    try Scratch.makeDirectory(path)
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.maximumReaderCount = 2
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA wal_autocheckpoint=\(walPages); PRAGMA cache_size=-\(cacheKiB); PRAGMA mmap_size=\(mapBytes);
          """)
    }
    let pool = try DatabasePool(path: path + "/chat.sqlite", configuration: configuration)
    // Only now: opening a pool sets synchronous to NORMAL, which syncs no commit.
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous=\(synchronous)")
      try requireSetting("synchronous", synchronous == "FULL" ? 2 : 0, db)
      try requireSetting("wal_autocheckpoint", walPages, db)
    }
    try pool.write { db in
      try db.execute(sql: schema)
      try insertPopulation(workload, db)
    }
    return SQLiteContestant(pool)
  }

  /// What was asked for must be what is so.
  private static func requireSetting(_ name: String, _ value: Int, _ db: Database) throws {
    try BenchFailure.unlessEqual(
      value, try Int.fetchOne(db, sql: "PRAGMA \(name)") ?? -1, "SQLite's \(name), asked and found,")
  }

  private static let schema = """
    CREATE TABLE accounts(id BLOB PRIMARY KEY, user_name TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE conversations(id BLOB PRIMARY KEY, kind INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE participants(
      conversation BLOB NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
      account BLOB NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
      role INTEGER NOT NULL, PRIMARY KEY(conversation, account)) WITHOUT ROWID;
    CREATE INDEX participants_by_account ON participants(account);
    CREATE TABLE messages(
      seq INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      conversation BLOB NOT NULL,
      sent_at INTEGER NOT NULL,
      author BLOB NOT NULL,
      sender INTEGER NOT NULL,
      reply_to BLOB, root BLOB,
      body TEXT NOT NULL,
      FOREIGN KEY(conversation, author) REFERENCES participants(conversation, account) ON DELETE CASCADE);
    CREATE INDEX messages_by_conversation ON messages(conversation, sent_at, id);
    """

  private static func insertPopulation(_ workload: Workload, _ db: Database) throws {
    for id in workload.accounts {
      try db.cachedStatement(sql: "INSERT INTO accounts VALUES(?, ?)").execute(arguments: [UUID(id), "\(id)"])
    }
    for (index, id) in workload.conversations.enumerated() {
      try db.cachedStatement(sql: "INSERT INTO conversations VALUES(?, 1)").execute(arguments: [UUID(id)])
      for account in workload.participants(of: index) {
        try db.cachedStatement(sql: "INSERT INTO participants VALUES(?, ?, 1)")
          .execute(arguments: [UUID(id), UUID(account)])
      }
    }
  }

  static func insert(_ message: BenchMessage, _ db: Database) throws {
    let sql = "INSERT INTO messages(id, conversation, sent_at, author, sender, body) VALUES(?, ?, ?, ?, 1, ?)"
    let statement = try db.cachedStatement(sql: sql)
    statement.setUncheckedArguments([
      UUID(message.id), UUID(message.conversation), message.sentAtMicroseconds, UUID(message.author), message.body,
    ])
    try statement.execute()
  }

  func sendConcurrently(senders: Int, seconds: Double, first: Int, workload: Workload) throws -> SendResult {
    let results = Results()
    let group = DispatchGroup()
    let watch = Stopwatch()
    for sender in 0..<senders {
      DispatchQueue(label: "sender \(sender)").async(group: group) { [pool] in
        var latencies: [Double] = []
        var number = first + sender
        do {
          while watch.seconds < seconds {
            let message = workload.message(number)
            let began = Stopwatch()
            try pool.write { try Self.insert(message, $0) }
            latencies.append(began.microseconds)
            number += senders
          }
          results.add(latencies)
        } catch { results.fail(error) }
      }
    }
    group.wait()
    return SendResult(seconds: watch.seconds, latenciesMicroseconds: try results.all())
  }

  func store(_ messages: [BenchMessage], batch: Int) throws {
    for chunk in messages.chunks(of: batch) {
      try pool.write { db in
        for message in chunk { try Self.insert(message, db) }
      }
    }
  }

  func page(of conversation: ConversationID, limit: Int) throws -> PageSummary {
    let page = try pool.read { db in
      try SQLiteMessage.fetchAll(
        db.cachedStatement(
          sql:
            "SELECT \(SQLiteMessage.columns) FROM messages WHERE conversation = ? ORDER BY sent_at DESC, id DESC LIMIT ?"
        ),
        arguments: [UUID(conversation), limit])
    }
    return page.reversed().reduce(into: PageSummary()) { $0.add(UInt128($1.id), bodyBytes: $1.body.utf8.count) }
  }

  func messageCount() throws -> Int {
    try pool.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM messages") ?? 0 }
  }

  func scan() throws -> Int {
    try pool.read { db in
      var count = 0
      let rows = try SQLiteMessage.fetchCursor(
        db.cachedStatement(sql: "SELECT \(SQLiteMessage.columns) FROM messages ORDER BY seq"))
      while let message = try rows.next() { if !message.body.isEmpty { count += 1 } }
      return count
    }
  }

  func diskBytes() throws -> Int {
    try pool.writeWithoutTransaction { db in
      _ = try db.checkpoint(.truncate)
      return try Int.fetchOne(db, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
    }
  }

  func close() throws { try pool.close() }
}

/// What many threads found out.
private final class Results: @unchecked Sendable {
  private let queue = DispatchQueue(label: "results")
  private var latencies: [Double] = []
  private var error: (any Error)?

  func add(_ some: [Double]) { queue.sync { latencies += some } }
  func fail(_ error: any Error) { queue.sync { self.error = error } }
  func all() throws -> [Double] {
    try queue.sync {
      if let error { throw error }
      return latencies
    }
  }
}
