import ChatDomain

/// What can be written as fields of a message.
protocol WireWritable {
  /// The bytes of all fields. O(size of lists and texts in it).
  var wireSize: Int { get }
  @_lifetime(output: copy output)
  func write(to output: inout OutputRawSpan)
}

// What is generic here is inlined where it is called: the compiler does not specialise it by itself, and looking up the
// type at each field took a fifth of the decoding of a command.

/// A message of the schema.
protocol WireMessage: WireWritable, WireValue {
  /// Whether a field of this type is absent where all of its own fields are.
  static var isAbsentWhenEmpty: Bool { get }
  /// Reads to the end of the message.
  @_lifetime(reader: copy reader)
  init(wire reader: inout WireReader) throws(WireFault)
}

/// A message of the schema with a part in the content of the entry.
protocol WireTextMessage: WireWritable {
  @_lifetime(reader: copy reader)
  init(wire reader: inout WireReader, _ texts: TextReader) throws(WireFault)
  func gather(into texts: inout StoredTexts)
}

extension WireWritable {
  static var wireType: UInt64 { 2 }
  var wireValueSize: Int { Wire.delimitedSize(wireSize) }

  @inline(__always)
  @_lifetime(output: copy output)
  func writeValue(to output: inout OutputRawSpan) {
    output.appendVarint(UInt64(wireSize))
    write(to: &output)
  }

  /// The message in an array of exactly its size.
  var wireBytes: [UInt8] { Wire.bytes(wireSize) { (output: inout OutputRawSpan) in write(to: &output) } }
}

extension WireMessage {
  static var isAbsentWhenEmpty: Bool { false }
  var isWireDefault: Bool { Self.isAbsentWhenEmpty && wireSize == 0 }

  @inline(__always)
  @_lifetime(reader: copy reader)
  init(value reader: inout WireReader, _ field: StaticString) throws(WireFault) {
    let outer = try reader.enter()
    do throws(WireFault) {
      self = try Self(wire: &reader)
    } catch {
      throw error.inside(field)
    }
    reader.leave(outer)
  }

  /// Reads a message that is all of the bytes.
  init(wire bytes: RawSpan) throws(WireFault) {
    var reader = WireReader(bytes)
    self = try Self(wire: &reader)
  }
}

extension WireTextMessage {
  @inline(__always)
  @_lifetime(reader: copy reader)
  init(value reader: inout WireReader, _ field: StaticString, _ texts: TextReader) throws(WireFault) {
    let outer = try reader.enter()
    do throws(WireFault) {
      self = try Self(wire: &reader, texts)
    } catch {
      throw error.inside(field)
    }
    reader.leave(outer)
  }
}

/// A list in a message of its own, as field 1.
struct WireList<Element: WireValue>: WireMessage {
  var elements: [Element]

  init(_ elements: [Element]) { self.elements = elements }

  var wireSize: Int { Wire.size(1, elements) }

  @_lifetime(output: copy output)
  func write(to output: inout OutputRawSpan) { Wire.write(1, elements, to: &output) }

  @_lifetime(reader: copy reader)
  init(wire reader: inout WireReader) throws(WireFault) {
    elements = []
    while let tag = try reader.nextTag() {
      if tag == 8 | Element.wireType {
        elements.append(try Element(value: &reader, "elements"))
      } else {
        try reader.skip(tag)
      }
    }
  }
}

/// A Swift type with another form in storage.
protocol WireAdapted {
  associatedtype Stored
  var stored: Stored { get }
  init(stored: Stored, _ field: StaticString) throws(WireFault)
}

extension Int: WireAdapted {
  var stored: UInt64 { UInt64(clamping: self) }

  init(stored: UInt64, _ field: StaticString) throws(WireFault) {
    guard let value = Int(exactly: stored) else { throw .invalid(field, "is out of range") }
    self = value
  }
}

/// Stored is the kind of a resource; nothing for an account.
extension ReferenceKind: WireAdapted {
  var stored: String? {
    if case .resource(let kind) = self { kind } else { nil }
  }

  init(stored: String?, _ field: StaticString) throws(WireFault) { self = stored.map { .resource($0) } ?? .account }
}
