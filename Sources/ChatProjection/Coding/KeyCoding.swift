import ChatDomain
import LMDB

extension Key {
  mutating func append(_ id: some Identifier) { append(id.rawValue) }
  mutating func append(_ position: Position) { append(position.rawValue) }

  /// Times may lie before 1970: flipping the sign bit makes byte order time order.
  mutating func append(_ time: Timestamp) { append(UInt64(bitPattern: time.microseconds) ^ (1 << 63)) }

  mutating func append(_ point: ReadingPoint) {
    append(point.time)
    append(point.position)
  }

  init(_ id: some Identifier) {
    self.init()
    append(id)
  }

  init(_ first: some Identifier, _ second: some Identifier) {
    self.init()
    append(first)
    append(second)
  }

  init(_ id: some Identifier, _ point: ReadingPoint) {
    self.init(id)
    append(point)
  }

  init(_ id: some Identifier, _ position: Position) {
    self.init(id)
    append(position)
  }

  init(_ position: Position) { self.init(position.rawValue) }

  init(byte: UInt8) {
    self.init()
    append(byte)
  }
}

extension KeyReader {
  mutating func nextID<ID: Identifier>(_ type: ID.Type = ID.self) throws -> ID {
    ID(rawValue: try nextUInt128())
  }

  mutating func nextPosition() throws -> Position { Position(try nextUInt64()) }

  mutating func nextPoint() throws -> ReadingPoint {
    let time = Timestamp(microseconds: Int64(bitPattern: try nextUInt64() ^ (1 << 63)))
    return ReadingPoint(time: time, position: try nextPosition())
  }
}
