extension EntryDraft {
  /// The bytes that the entry will take at a position.
  public func encodedCount(at position: UInt64) -> Int {
    var count = EntryFormat2.fixedBytes + position.varintCount + UInt64(rules).varintCount
    if actor != 0 { count += 16 }
    if correlation != 0 { count += 16 }
    if causation != 0 { count += causation.varintCount }
    if parts > 1 { count += UInt64(part).varintCount + UInt64(parts).varintCount }
    if trace != nil { count += EntryFormat.traceBytes }
    count += UInt64(command.count).varintCount + command.count
    if let events { count += UInt64(events.count).varintCount + events.count }
    if let content { count += EntryFormat.saltBytes + content.count }
    return count
  }

  /// The bytes of the entry at a position. O(*n*).
  ///
  /// Appending does not use it: it writes straight into the log's page.
  ///
  /// - Parameter endsBatch: Whether it is the last entry of its commit.
  public func encoded(at position: UInt64, endsBatch: Bool = true) throws(EventLogError) -> [UInt8] {
    try checkLimits()
    let size = encodedCount(at: position)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = size
      let entry = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
      encode(at: position, endsBatch: endsBatch, into: entry)
    }
  }

  /// Refuses what would not be read back.
  func checkLimits() throws(EventLogError) {
    let payload = command.count + (events?.count ?? 0)
    if payload > EntryLimits.payloadBytes {
      throw EventLogError(
        .tooLarge, message: "Command and events take \(payload) bytes.",
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

  private func flags(endsBatch: Bool) -> EntryFormat2.Flags {
    var flags: EntryFormat2.Flags = []
    if kind == .continuation { flags.insert(.continuation) }
    if actor != 0 { flags.insert(.actor) }
    if correlation != 0 { flags.insert(.correlation) }
    if causation != 0 { flags.insert(.causation) }
    if parts > 1 { flags.insert(.parts) }
    if trace != nil { flags.insert(.trace) }
    if events == nil { flags.insert(.impliesEvents) }
    if endsBatch { flags.insert(.endsBatch) }
    return flags.with(content == nil ? .none : .plain)
  }

  /// Writes every byte of the entry; `buffer` has exactly ``encodedCount(at:)`` of them.
  func encode(at position: UInt64, endsBatch: Bool, into buffer: UnsafeMutableRawBufferPointer) {
    var writer = EntryWriter(buffer: buffer)
    writer.append(little: EntryFormat2.version)
    writer.append(little: flags(endsBatch: endsBatch).rawValue)
    writer.append(little: UInt32(0))
    writer.append(little: time)
    writer.append(big: commandID)
    if actor != 0 { writer.append(big: actor) }
    if correlation != 0 { writer.append(big: correlation) }
    writer.append(varint: position)
    writer.append(varint: UInt64(rules))
    if causation != 0 { writer.append(varint: causation) }
    if parts > 1 {
      writer.append(varint: UInt64(part))
      writer.append(varint: UInt64(parts))
    }
    if let trace {
      writer.append(big: trace.traceID)
      writer.append(big: trace.spanID)
      writer.append(little: trace.flags)
    }
    writer.append(varint: UInt64(command.count))
    if let events { writer.append(varint: UInt64(events.count)) }
    writer.append(command.span.bytes)
    if let events { writer.append(events.span.bytes) }
    if let content {
      writer.append(big: salt)
      writer.append(content.span.bytes)
    }
    writer.finish()
  }
}

extension UInt64 {
  /// The bytes that it takes in LEB128.
  fileprivate var varintCount: Int { self == 0 ? 1 : (70 - leadingZeroBitCount) / 7 }
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

  /// In LEB128.
  mutating func append(varint value: UInt64) {
    var rest = value
    while rest > 0x7F {
      buffer[offset] = UInt8(truncatingIfNeeded: rest) | 0x80
      offset += 1
      rest >>= 7
    }
    buffer[offset] = UInt8(truncatingIfNeeded: rest)
    offset += 1
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
