// `Content` of a message with nothing but a body, sent by an account or by an operator (an import), by hand: nearly
// every content of a log.

extension ContentCoding {
  static func encodeBody(_ body: String, operatorName: String) -> [UInt8] {
    let count = WireWriter.delimitedSize(body.utf8.count)
    var writer = WireWriter(
      reserving: WireWriter.delimitedSize(count) + WireWriter.delimitedSize(operatorName.utf8.count))
    writer.tag(Tag.message)
    writer.varint(UInt64(count))
    writer.string(Tag.body, body)
    if !operatorName.isEmpty { writer.string(Tag.operatorName, operatorName) }
    return writer.bytes
  }

  /// Nil for anything but what ``encodeBody(_:operatorName:)`` writes; the name is empty where an account acted.
  static func body(_ bytes: RawSpan) -> (body: String, operatorName: String)? {
    var reader = WireReader(bytes)
    guard reader.take(Tag.message), let count = reader.length() else { return nil }
    let end = reader.offset + count
    guard reader.take(Tag.body), let body = reader.string(), reader.offset == end else { return nil }
    if reader.isAtEnd { return (body, "") }
    guard reader.take(Tag.operatorName), let name = reader.string(), reader.isAtEnd else { return nil }
    return (body, name)
  }

  /// Field number times 8, plus 2 for what is delimited.
  private enum Tag {
    static let message: UInt8 = 0x12
    static let body: UInt8 = 0x0A
    static let operatorName: UInt8 = 0x1A
  }
}
