import ChatLedger
import GRDB

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A row of messages as a Swift value, read by position: the fastest of GRDB's idioms.
struct SQLiteMessage: FetchableRecord {
  static let columns = "id, conversation, sent_at, author, sender, reply_to, root, body"

  var id: UUID
  var conversation: UUID
  var sentAtMicroseconds: Int64
  var author: UUID
  var sender: Int
  var replyTo: UUID?
  var root: UUID?
  var body: String

  init(row: Row) {
    id = row[0]
    conversation = row[1]
    sentAtMicroseconds = row[2]
    author = row[3]
    sender = row[4]
    replyTo = row[5]
    root = row[6]
    body = row[7]
  }
}

extension UUID {
  init(_ id: some Identifier) { self.init(id.rawValue) }

  init(_ value: UInt128) {
    self.init(uuid: withUnsafeBytes(of: value.bigEndian) { $0.loadUnaligned(as: uuid_t.self) })
  }
}

extension UInt128 {
  init(_ id: UUID) {
    self.init(bigEndian: withUnsafeBytes(of: id.uuid) { $0.loadUnaligned(as: UInt128.self) })
  }
}
