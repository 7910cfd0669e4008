package import ChatDomain
import ChatWire
import EventLog
import LMDB

/// Where texts come from: the log by position. The seam behind which a cache of texts can stand.
package protocol TextSource {
  func messageContent(at position: Position) throws -> MessageContent?
  func profile(at position: Position) throws -> Profile?
  func details(at position: Position) throws -> ConversationDetails?
  func resourceDetails(at position: Position) throws -> ResourceDetails?
  func sessionDevice(at position: Position) throws -> String?
  func reportText(at position: Position) throws -> String?
  func chatSettings(at position: Position) throws -> [String: String]?
}

/// Texts from the log. A lookup by position takes half a microsecond while the log fits in memory.
struct LogTextSource: TextSource {
  let log: EventLog
  let transaction: LogTransaction
  /// Texts of entries after it were only tried: they are nowhere, whatever somebody has recorded there since.
  let lastRecorded: Position

  package func messageContent(at position: Position) throws -> MessageContent? {
    try content(at: position) { try ContentCoding.messageContent($0) }
  }

  package func profile(at position: Position) throws -> Profile? {
    try content(at: position) { try ContentCoding.profile($0) }
  }

  package func details(at position: Position) throws -> ConversationDetails? {
    try content(at: position) { try ContentCoding.conversationDetails($0) }
  }

  package func resourceDetails(at position: Position) throws -> ResourceDetails? {
    try content(at: position) { try ContentCoding.resourceDetails($0) }
  }

  package func sessionDevice(at position: Position) throws -> String? {
    try content(at: position) { try ContentCoding.sessionDevice($0) }
  }

  package func reportText(at position: Position) throws -> String? {
    try content(at: position) { try ContentCoding.reportText($0) }
  }

  package func chatSettings(at position: Position) throws -> [String: String]? {
    try content(at: position) { try ContentCoding.chatSettings($0) }
  }

  /// Nil when the texts were erased, or only tried. An entry without texts has empty ones.
  private func content<R>(at position: Position, _ decode: (RawSpan) throws -> R) throws -> R? {
    guard position <= lastRecorded else { return nil }
    let found = try transaction.withEntry(at: position, of: log) { entry throws -> R? in
      if entry.isErased { return nil }
      if let content = entry.content { return try decode(content) }
      let none: [UInt8] = []
      return try decode(none.span.bytes)
    }
    guard let found else {
      throw LedgerError.missingEntry(position, in: log)
    }
    return found
  }
}
