package import ChatLedger
internal import Crypto

/// A name of an imported thing that is being put together; see ``MattermostIdentifier``.
package struct ImportName {
  package static let mattermost = "mattermost"

  private var bytes: [UInt8] = []

  /// Begins a name with its domain, for example `chat-ledger/FORMAT/KIND/v1`.
  package init(_ kind: String, format: String = mattermost, version: Int = 1) {
    bytes.reserveCapacity(192)
    add("chat-ledger/\(format)/\(kind)/v\(version)")
  }

  /// The identifier of a command that says one thing about things that have identifiers.
  package static func command(_ verb: String, _ subjects: UInt128..., format: String) -> CommandID {
    command(verb, subjects, format: format)
  }

  static func command(_ verb: String, _ subjects: [UInt128], format: String) -> CommandID {
    var name = ImportName("command/" + verb, format: format)
    for subject in subjects { name.add(subject) }
    return CommandID(rawValue: name.value)
  }

  package func adding(_ text: String) -> ImportName {
    var name = self
    name.add(text)
    return name
  }

  /// Adds the UTF-8 of a text, as it is.
  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add($0) }
  }

  /// Adds the bytes of a number, big-endian.
  package mutating func add(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes in bytes.withMemoryRebound(to: UInt8.self) { add($0) } }
  }

  /// Adds the SHA-256 of a text.
  package mutating func addDigest(of text: String) {
    var text = text
    text.withUTF8 { body in
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(body))
      hash.finalize().withUnsafeBytes { digest in digest.withMemoryRebound(to: UInt8.self) { add($0) } }
    }
  }

  private mutating func add(_ part: UnsafeBufferPointer<UInt8>) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: part.count).bigEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: part)
  }

  /// The identifier's bits.
  package var value: UInt128 {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return UUIDLayout.version8(digest: hash.finalize())
  }
}
