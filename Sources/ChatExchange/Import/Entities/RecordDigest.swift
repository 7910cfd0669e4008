internal import ChatLedger
internal import Crypto
import LedgerSupport

/// A canonical record of one thing, and its digest: the first 128 bits of SHA-256.
///
/// Every part stands behind its length or is of fixed size, and lists are sorted, so that the same thing has the same
/// bytes. Digests of a table are summed modulo 2^128: the order of rows does not matter, and rows may be added one at
/// a time.
package struct RecordDigest {
  private var bytes: [UInt8] = []

  package static func of(_ thing: SourceEntity, isDeleted: Bool) -> UInt128 {
    var record = RecordDigest()
    record.add(isDeleted ? "deleted" : "there")
    record.add(thing.verb)
    for subject in thing.subjects { record.add(subject) }
    record.addFields(of: thing)
    return record.value
  }

  package static func of(text: String) -> UInt128 {
    var record = RecordDigest()
    record.add(text)
    return record.value
  }

  /// A digest, or a sum of digests, in 32 hexadecimal digits.
  package static func hexadecimal(_ value: UInt128) -> String {
    value.zeroPadded(to: 32, radix: 16)
  }

  private mutating func addFields(of thing: SourceEntity) {
    switch thing {
    case .account(let command):
      add(command.kind.rawValue)
      add(command.profile.userName)
      add(command.profile.displayName)
      add(command.profile.email)
      add(command.profile.attributes)
      for role in command.roles.sorted() { add(role) }
      add(command.createdAt)
    case .conversation(let command, let endedAt):
      add(command.kind.rawValue)
      add(command.history.rawValue)
      for account in command.participants.sorted() { add(account.rawValue) }
      add(command.details.name)
      add(command.details.title)
      add(command.details.topic)
      add(command.details.attributes)
      add(command.startedAt)
      add(endedAt)
      add(command.resource?.rawValue ?? 0)
    case .message(_, let command):
      add(command.conversation.rawValue)
      add(command.author.rawValue)
      add(command.sender.rawValue)
      add(command.content.body)
      add(command.content.attributes)
      add(command.replyTo?.rawValue ?? 0)
      add(command.sentAt)
      for account in command.content.mentions { add(account.rawValue) }
      for attachment in command.content.attachments { add(attachment) }
    case .participant(let command): add(command.role.rawValue)
    case .reaction(let command): add(command.reactedAt)
    case .readMarker, .pin: break
    default: addRecordFields(of: thing)
    }
  }

  private mutating func addRecordFields(of thing: SourceEntity) {
    switch thing {
    case .block(let command): add(command.blockedAt)
    case .session(let command, let endedAt):
      add(command.account.rawValue)
      add(command.conversation?.rawValue ?? 0)
      add(command.device)
      add(command.startedAt)
      add(endedAt)
    case .report(let command, let status):
      add(command.reporter.rawValue)
      add(command.subject?.rawValue ?? 0)
      add(command.conversation?.rawValue ?? 0)
      add(command.message?.rawValue ?? 0)
      add(command.category)
      add(command.text)
      add(command.filedAt)
      add(status.rawValue)
    case .chatSettings(let command): add(command.values)
    case .twoStepVerification(let command):
      add(command.isEnabled ? "on" : "off")
      add(command.method)
    case .resource(let command):
      add(command.kind)
      add(command.status)
      for reference in command.references.sorted(by: { $0.name < $1.name }) {
        add(reference.name)
        switch reference.target {
        case .account(let id): add(id.rawValue)
        case .resource(let id): add(id.rawValue)
        }
      }
      add(command.details.title)
      add(command.details.attributes)
      add(command.createdAt)
    default: break
    }
  }

  private mutating func add(_ attachment: Attachment) {
    add(attachment.name)
    add(attachment.mediaType)
    add(UInt128(truncatingIfNeeded: attachment.sizeBytes))
    add(attachment.digest)
    add(attachment.reference)
  }

  private mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: utf8)
    }
  }

  private mutating func add(_ number: UInt128) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// No time differs from every time.
  private mutating func add(_ time: Timestamp?) {
    withUnsafeBytes(of: (time?.microseconds ?? .min).bigEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func add(_ attributes: [String: String]) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: attributes.count).bigEndian) { bytes.append(contentsOf: $0) }
    for (name, value) in attributes.sortedByBytes {
      add(name)
      add(value)
    }
  }

  private var value: UInt128 {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt128.self).bigEndian }
  }
}
