/// An element of a file that holds one JSON array.
struct SlackElement: Hashable, Sendable {
  /// From 0.
  var index: UInt64
  /// Where it begins.
  var anchor: JSONReader.Anchor
  /// Its `ts`, where it has one.
  var time: SlackTime?
}

/// The elements of a file, found without reading what is in them.
struct SlackElements {
  /// More elements of one file than this are not read.
  static let limit = 1_000_000

  var elements: [SlackElement] = []
  /// What ends the file before its end: what stands behind cannot be read.
  var fault: ExchangeError?

  init(_ bytes: [UInt8]) {
    var reader = JSONReader(bytes.span, isFile: true)
    // A byte order mark is no part of the text.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.offset = 3 }
    do throws(ExchangeError) {
      guard reader.peek() == UInt8(ascii: "[") else {
        throw reader.peek() == nil
          ? reader.truncated() : reader.fault("an array should stand here, with one object for each thing", .invalid)
      }
      try reader.beginArray()
      var anchor = JSONReader.Anchor()
      while try reader.nextElement() {
        _ = reader.peek()
        anchor.advance(to: reader.offset, in: bytes)
        reader.anchor = anchor
        guard elements.count < Self.limit else {
          throw reader.fault("the file has more than \(Self.limit) elements", .tooLarge)
        }
        let time = try Self.skip(&reader)
        elements.append(SlackElement(index: UInt64(elements.count), anchor: anchor, time: time))
      }
      try reader.end()
    } catch {
      fault = error
    }
  }

  /// Reads over an element; gives its time where it is an object that has one.
  private static func skip(_ reader: inout JSONReader) throws(ExchangeError) -> SlackTime? {
    guard try reader.beginsObject() else { return nil }
    var time: SlackTime?
    while let key = try reader.nextKey() {
      if key == "ts", reader.peek() == UInt8(ascii: "\"") {
        time = SlackTime(try reader.string())
      } else {
        try reader.skip()
      }
    }
    return time
  }
}

extension JSONReader.Anchor {
  fileprivate mutating func advance(to end: Int, in bytes: [UInt8]) {
    for index in offset..<end where bytes[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    offset = end
  }
}

extension JSONReader {
  /// Goes to an element of the file.
  mutating func go(to element: SlackElement) {
    offset = element.anchor.offset
    anchor = element.anchor
  }
}
