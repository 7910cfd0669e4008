import ChatDomain

/// What an entry has beside the message of its command: the texts, the message `Content`, each read where it is asked
/// for; and the account that acts.
///
/// Reading one costs a step over the others. Nearly every content has a text or two, and a struct of all of them would
/// cost more to move than to read.
struct TextReader: ~Escapable {
  private let bytes: RawSpan?
  /// Nil where an operator acts.
  let actor: AccountID?

  /// - Parameter bytes: nil where there is no content: its texts are then empty.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan?, actor: AccountID? = nil) {
    self.bytes = bytes
    self.actor = actor
  }

  /// The value of a field; nil where it is not there.
  @inline(__always)
  func value<Value: WireValue>(_ tag: UInt64, _ field: StaticString) throws(WireFault) -> Value? {
    guard let bytes else { return nil }
    var reader = WireReader(bytes)
    var result: Value?
    while let next = try reader.nextTag() {
      if next == tag { result = try Value(value: &reader, field) } else { try reader.skip(next) }
    }
    return result
  }

  /// The texts by name of a field; none where it is not there.
  func entries(_ tag: UInt64, _ field: StaticString) throws(WireFault) -> [String: String] {
    guard let bytes else { return [:] }
    var reader = WireReader(bytes)
    var result: [String: String] = [:]
    while let next = try reader.nextTag() {
      if next == tag { try reader.entry(field, into: &result) } else { try reader.skip(next) }
    }
    return result
  }
}
