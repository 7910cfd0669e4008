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

extension SlackElements {
  /// What a file of JSON holds, as far as its beginning tells.
  enum Kind: Hashable {
    case messages, otherElements
    /// It is no JSON, or cut off before it says anything.
    case unreadable
  }

  /// How much of a file is looked at, in bytes and in elements.
  static let beginningBytes = 1 << 20
  private static let beginningElements = 100

  /// Looks at the beginning of a file: it holds messages where one of its first elements is one. Objects that stand
  /// line by line, or in an object as answers of Slack have them, count as well, though they are not read.
  static func kind(of beginning: [UInt8]) -> Kind {
    var reader = JSONReader(beginning.span, isFile: true)
    if beginning.starts(with: [0xEF, 0xBB, 0xBF]) { reader.offset = 3 }
    var seen = 0
    var isMessage = false
    do throws(ExchangeError) {
      guard reader.peek() == UInt8(ascii: "[") else {
        guard reader.peek() == UInt8(ascii: "{") else { return .unreadable }
        try look(&reader, &isMessage, depth: 0)
        return isMessage ? .messages : .otherElements
      }
      try reader.beginArray()
      while try reader.nextElement(), seen < beginningElements {
        try look(&reader, &isMessage, depth: 1)
        if isMessage { return .messages }
        seen += 1
      }
      return .otherElements
    } catch {
      if isMessage { return .messages }
      return seen > 0 || beginning.count >= beginningBytes ? .otherElements : .unreadable
    }
  }

  /// - Parameter isMessage: set as soon as that is known, for the beginning may end in the middle.
  private static func look(
    _ reader: inout JSONReader, _ isMessage: inout Bool, depth: Int
  ) throws(ExchangeError) {
    guard try reader.beginsObject() else { return }
    var hasTime = false
    var isSaid = false
    while let key = try reader.nextKey() {
      switch key {
      case "ts":
        hasTime = true
        try reader.skip()
      case "text":
        isSaid = true
        try reader.skip()
      case "type": if try reader.looseString() == "message" { isSaid = true }
      case "messages" where depth == 0:
        guard try reader.beginsArray() else { continue }
        while try reader.nextElement() { try look(&reader, &isMessage, depth: 1) }
      default: try reader.skip()
      }
      if hasTime, isSaid { isMessage = true }
    }
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
