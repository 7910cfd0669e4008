extension EntryDraft {
  /// The bytes that the entry will take.
  public var encodedCount: Int {
    var count = EntryFormat.envelopeBytes + command.count + events.count
    if trace != nil { count += EntryFormat.traceBytes }
    if let content { count += EntryFormat.sealBytes + content.count }
    return count
  }

  /// The bytes of the entry at a position. O(*n*).
  ///
  /// Appending does not use it: it writes straight into the log's page.
  public func encoded(at position: UInt64) throws(EventLogError) -> [UInt8] {
    try checkLimits()
    return [UInt8](unsafeUninitializedCapacity: encodedCount) { buffer, count in
      count = encodedCount
      encode(
        at: position, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
    }
  }

  /// Refuses what would not be read back.
  func checkLimits() throws(EventLogError) {
    if command.count + events.count > EntryLimits.payloadBytes {
      throw EventLogError(
        .tooLarge, message: "Command and events take \(command.count + events.count) bytes.",
        remedy: "Keep them under \(EntryLimits.payloadBytes) bytes: split the events over several entries.")
    }
    if let content, content.count > EntryLimits.contentBytes {
      throw EventLogError(
        .tooLarge, message: "The content takes \(content.count) bytes.",
        remedy: "Keep it under \(EntryLimits.contentBytes) bytes.")
    }
    if part >= parts {
      throw EventLogError(
        .invalidDraft, message: "Part \(part) of \(parts) is none of them.", remedy: "Count parts from 0.")
    }
  }

  /// Writes every byte of the entry; `buffer` has exactly ``encodedCount`` of them.
  func encode(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) {
    var writer = EntryWriter(buffer: buffer)
    var flags: EntryFormat.Flags = []
    if trace != nil { flags.insert(.trace) }
    if content != nil { flags.insert(.content) }
    writer.append(little: EntryFormat.version)
    writer.append(little: kind.rawValue)
    writer.append(little: flags.rawValue)
    writer.append(little: UInt32(0))
    writer.append(little: position)
    writer.append(little: time)
    writer.append(big: commandID)
    writer.append(big: actor)
    writer.append(big: correlation)
    writer.append(little: causation)
    writer.append(little: UInt32(command.count))
    writer.append(little: UInt32(events.count))
    writer.append(little: UInt32(content?.count ?? 0))
    writer.append(little: part)
    writer.append(little: parts)
    if let trace {
      writer.append(big: trace.traceID)
      writer.append(big: trace.spanID)
      writer.append(little: trace.flags)
    }
    writer.append(command.span.bytes)
    writer.append(events.span.bytes)
    if let content, let commitment {
      writer.append(commitment.bytes)
      writer.append(big: salt)
      writer.append(content.span.bytes)
    }
    writer.finish()
  }
}

/// Writes the fields of an entry one after the other.
struct EntryWriter {
  private let buffer: UnsafeMutableRawBufferPointer
  private var offset = 0

  init(buffer: UnsafeMutableRawBufferPointer) { self.buffer = buffer }

  mutating func append<T: FixedWidthInteger & BitwiseCopyable>(little value: T) {
    buffer.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
    offset += MemoryLayout<T>.size
  }

  mutating func append<T: FixedWidthInteger & BitwiseCopyable>(big value: T) {
    buffer.storeBytes(of: value.bigEndian, toByteOffset: offset, as: T.self)
    offset += MemoryLayout<T>.size
  }

  mutating func append(_ bytes: RawSpan) {
    let start = offset
    bytes.withUnsafeBytes { buffer[start...].copyBytes(from: $0) }
    offset += bytes.byteCount
  }

  /// Sets the checksum when all else is written.
  consuming func finish() {
    precondition(offset == buffer.count, "an entry is written completely")
    let checksum = EntryFormat.checksum(of: UnsafeRawBufferPointer(buffer))
    buffer.storeBytes(of: checksum.littleEndian, toByteOffset: EntryFormat.checksumOffset, as: UInt32.self)
  }
}

extension EntryFormat {
  /// CRC-32C of all bytes but its own four: the first four, then those from the position on.
  static func checksum(of entry: UnsafeRawBufferPointer) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(UnsafeRawBufferPointer(rebasing: entry[..<checksumOffset]))
    checksum.update(UnsafeRawBufferPointer(rebasing: entry[positionOffset...]))
    return checksum.value
  }
}
