import ChatDomain
import LMDB

/// Writes a row: identifiers as 16 big-endian bytes, numbers as LEB128, signed ones zigzag-coded first.
struct RowWriter {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(96) }

  mutating func reset() { bytes.removeAll(keepingCapacity: true) }

  mutating func write(byte: UInt8) { bytes.append(byte) }

  mutating func write(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(signed value: Int64) { write(UInt64(bitPattern: value << 1 ^ value >> 63)) }

  mutating func write(_ value: UInt128) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ id: some Identifier) { write(id.rawValue) }
  mutating func write(_ position: Position) { write(position.rawValue) }
  mutating func write(_ time: Timestamp) { write(signed: time.microseconds) }

  mutating func write(_ point: ReadingPoint) {
    write(point.time)
    write(point.position)
  }

  mutating func write(_ tally: Tally) {
    write(signed: tally.messages)
    write(signed: tally.reactions)
    write(signed: tally.pins)
  }

  /// What stands in keys as well stands in rows in the same bytes.
  mutating func write(_ key: borrowing Key) { key.withUnsafeBytes { bytes.append(contentsOf: $0) } }

  mutating func write(_ text: String) {
    write(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ texts: [String]) {
    write(UInt64(texts.count))
    for text in texts { write(text) }
  }

  mutating func write(_ value: some RowCode) { write(byte: value.code) }

  mutating func write(_ watermark: Watermark) {
    switch watermark {
    case .position(let position):
      write(byte: 1)
      write(position)
    case .point(let point):
      write(byte: 2)
      write(point)
    case .imported(let position):
      write(byte: 3)
      write(position)
    case .said(let end):
      write(byte: 4)
      write(end)
    }
  }
}

/// Reads what ``RowWriter`` wrote. Whatever does not fit throws `damaged`.
struct RowReader: ~Escapable {
  private var reader: KeyReader

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) { reader = KeyReader(bytes) }

  mutating func byte() throws -> UInt8 { try reader.nextUInt8() }

  mutating func number() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || next <= 1 else { throw ProjectionError(.damaged, "A number in a row is too large.") }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  mutating func signed() throws -> Int64 {
    let value = try number()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func id<ID: Identifier>(_ type: ID.Type = ID.self) throws -> ID {
    ID(rawValue: try reader.nextUInt128())
  }

  /// A number of which the state keeps less.
  mutating func narrow() throws -> UInt32 {
    guard let narrow = UInt32(exactly: try number()) else {
      throw ProjectionError(.damaged, "A count in a row is too large.")
    }
    return narrow
  }

  mutating func position() throws -> Position { Position(try number()) }
  mutating func time() throws -> Timestamp { Timestamp(microseconds: try signed()) }

  mutating func point() throws -> ReadingPoint {
    let time = try time()
    return ReadingPoint(time: time, position: try position())
  }

  mutating func tally() throws -> Tally {
    let messages = try signed()
    let reactions = try signed()
    return Tally(messages: messages, reactions: reactions, pins: try signed())
  }

  mutating func text() throws -> String {
    let count = try number()
    guard count <= UInt64(reader.remaining) else {
      throw ProjectionError(.damaged, "A text in a row is longer than the row.")
    }
    return String(decoding: [UInt8](copying: try reader.next(count: Int(count))), as: UTF8.self)
  }

  mutating func texts() throws -> [String] {
    var texts: [String] = []
    for _ in 0..<(try number()) { texts.append(try text()) }
    return texts
  }

  mutating func code<Value: RowCode>(_ type: Value.Type = Value.self) throws -> Value {
    let code = try byte()
    guard let value = Value.allCases.first(where: { $0.code == code }) else {
      throw ProjectionError(.damaged, "A row has the unknown \(Value.self) \(code).")
    }
    return value
  }

  /// What is read from keys as well.
  mutating func part<Value>(_ read: (inout KeyReader) throws -> Value) throws -> Value { try read(&reader) }

  mutating func watermark() throws -> Watermark {
    switch try byte() {
    case 1: return .position(try position())
    case 2: return .point(try point())
    case 3: return .imported(by: try position())
    case 4: return .said(before: try time())
    case let other: throw ProjectionError(.damaged, "A row has a watermark of the unknown kind \(other).")
    }
  }

  /// Whether all of the row has been read.
  var isAtEnd: Bool { reader.remaining == 0 }

  func finish() throws {
    guard reader.remaining == 0 else {
      throw ProjectionError(.damaged, "A row has \(reader.remaining) bytes too many.")
    }
  }
}

/// The byte that stands for an enumeration's case in rows. A format: never reuse one.
protocol RowCode: CaseIterable {
  var code: UInt8 { get }
}
