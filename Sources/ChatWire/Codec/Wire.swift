import ChatDomain

/// Writes fields: a tag, and a value. Default values are not written, except for optional fields that are set.
///
/// Wire format: <https://protobuf.dev/programming-guides/encoding/>.
enum Wire {
  // MARK: Sizes

  /// How many bytes a varint takes.
  @inline(__always)
  static func varintSize(_ value: UInt64) -> Int { (70 - (value | 1).leadingZeroBitCount) / 7 }

  /// How many bytes a value takes with its length in front.
  @inline(__always)
  static func delimitedSize(_ count: Int) -> Int { varintSize(UInt64(count)) + count }

  /// A field is in front of each value.
  @inline(__always)
  private static func tagSize(_ number: UInt64) -> Int { varintSize(number << 3) }

  @inline(__always)
  static func size(_ number: UInt64, _ value: some WireValue) -> Int {
    value.isWireDefault ? 0 : tagSize(number) + value.wireValueSize
  }

  @inline(__always)
  static func size(_ number: UInt64, _ value: (some WireValue)?) -> Int {
    value.map { tagSize(number) + $0.wireValueSize } ?? 0
  }

  /// A message is measured once.
  @inline(__always)
  static func size<Message: WireMessage>(_ number: UInt64, _ message: Message) -> Int {
    let size = message.wireSize
    return Message.isAbsentWhenEmpty && size == 0 ? 0 : tagSize(number) + delimitedSize(size)
  }

  static func size(_ number: UInt64, _ values: [some WireValue]) -> Int {
    values.isEmpty ? 0 : values.reduce(0) { $0 + tagSize(number) + $1.wireValueSize }
  }

  /// A message with texts is always there.
  @inline(__always)
  static func size(_ number: UInt64, _ value: some WireTextMessage) -> Int { tagSize(number) + value.wireValueSize }

  @inline(__always)
  static func size(_ number: UInt64, _ value: (some WireTextMessage)?) -> Int {
    value.map { tagSize(number) + $0.wireValueSize } ?? 0
  }

  static func size(_ number: UInt64, _ entries: [String: String]) -> Int {
    entries.isEmpty
      ? 0 : entries.reduce(0) { $0 + tagSize(number) + delimitedSize(size(1, $1.key) + size(2, $1.value)) }
  }

  // MARK: Writing

  @inline(__always)
  @_lifetime(output: copy output)
  private static func tag<Value: WireValue>(_ number: UInt64, _ type: Value.Type, _ output: inout OutputRawSpan) {
    output.appendVarint(number << 3 | Value.wireType)
  }

  @inline(__always)
  @_lifetime(output: copy output)
  static func write<Value: WireValue>(_ number: UInt64, _ value: Value, to output: inout OutputRawSpan) {
    guard !value.isWireDefault else { return }
    tag(number, Value.self, &output)
    value.writeValue(to: &output)
  }

  @inline(__always)
  @_lifetime(output: copy output)
  static func write<Value: WireValue>(_ number: UInt64, _ value: Value?, to output: inout OutputRawSpan) {
    guard let value else { return }
    tag(number, Value.self, &output)
    value.writeValue(to: &output)
  }

  @_lifetime(output: copy output)
  static func write<Message: WireMessage>(_ number: UInt64, _ message: Message, to output: inout OutputRawSpan) {
    let size = message.wireSize
    if Message.isAbsentWhenEmpty && size == 0 { return }
    tag(number, Message.self, &output)
    output.appendVarint(UInt64(size))
    message.write(to: &output)
  }

  @_lifetime(output: copy output)
  static func write<Value: WireValue>(_ number: UInt64, _ values: [Value], to output: inout OutputRawSpan) {
    for value in values {
      tag(number, Value.self, &output)
      value.writeValue(to: &output)
    }
  }

  @inline(__always)
  @_lifetime(output: copy output)
  static func write(_ number: UInt64, _ value: some WireTextMessage, to output: inout OutputRawSpan) {
    output.appendVarint(number << 3 | 2)
    value.writeValue(to: &output)
  }

  @inline(__always)
  @_lifetime(output: copy output)
  static func write(_ number: UInt64, _ value: (some WireTextMessage)?, to output: inout OutputRawSpan) {
    if let value { write(number, value, to: &output) }
  }

  /// Sorted by the bytes of the names, so that encoding is deterministic.
  @_lifetime(output: copy output)
  static func write(_ number: UInt64, _ entries: [String: String], to output: inout OutputRawSpan) {
    if entries.isEmpty { return }
    for (name, value) in entries.sortedByBytes {
      output.appendVarint(number << 3 | 2)
      output.appendVarint(UInt64(size(1, name) + size(2, value)))
      write(1, name, to: &output)
      write(2, value, to: &output)
    }
  }

  /// An array of exactly so many bytes.
  static func bytes(_ count: Int, _ write: (inout OutputRawSpan) -> Void) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      let memory = UnsafeMutableRawBufferPointer(buffer)
      var output = OutputRawSpan(buffer: memory, initializedCount: 0)
      write(&output)
      initializedCount = output.finalize(for: memory)
    }
  }
}

extension OutputRawSpan {
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest), as: UInt8.self)
  }

  @_lifetime(self: copy self)
  mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
    withUnsafeMutableBytes { buffer, initializedCount in
      precondition(bytes.count <= buffer.count - initializedCount, "the size of a message was computed too small")
      UnsafeMutableRawBufferPointer(rebasing: buffer[initializedCount...]).copyMemory(
        from: UnsafeRawBufferPointer(bytes))
      initializedCount += bytes.count
    }
  }
}
