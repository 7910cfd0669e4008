import LMDB

/// Version 2: what is not there takes no room, numbers are varints, and the commitment is stored only once the content
/// is gone.
///
/// Integers are little-endian, identifiers big-endian (the order of a UUID's bytes).
enum EntryFormat2 {
  static let version: UInt16 = 2

  static let flagsOffset = 2
  static let timeOffset = 8
  static let commandIDOffset = 16
  /// Version, flags, checksum, time and command.
  static let fixedBytes = 32

  struct Flags: OptionSet {
    let rawValue: UInt16
    /// More events of the command in the entry before.
    static let continuation = Flags(rawValue: 1 << 0)
    static let actor = Flags(rawValue: 1 << 1)
    static let correlation = Flags(rawValue: 1 << 2)
    static let causation = Flags(rawValue: 1 << 3)
    /// It is one of several entries of its command.
    static let parts = Flags(rawValue: 1 << 4)
    static let trace = Flags(rawValue: 1 << 5)
    /// The events are those that the command implies; they are not stored.
    static let impliesEvents = Flags(rawValue: 1 << 6)
    /// The last entry of its commit.
    static let endsBatch = Flags(rawValue: 1 << 7)
    /// Bits 8 and 9 are the form of the content.
    static let all = Flags(rawValue: 0x03FF)

    static let contentShift: UInt16 = 8
    static let contentMask: UInt16 = 3 << contentShift

    var content: ContentForm? { ContentForm(rawValue: (rawValue & Self.contentMask) >> Self.contentShift) }

    func with(_ content: ContentForm) -> Flags {
      Flags(rawValue: rawValue & ~Self.contentMask | content.rawValue << Self.contentShift)
    }
  }

  /// - Parameter place: Where it stands in the log, for errors.
  static func layout(of bytes: RawSpan, at place: UInt64) throws(EventLogError) -> EntryLayout {
    guard bytes.byteCount >= fixedBytes else {
      throw EventLogError.corrupt(place, "It has \(bytes.byteCount) bytes, less than an envelope.")
    }
    let flags = Flags(rawValue: bytes.loadLittleEndian(at: flagsOffset))
    guard flags.isSubset(of: .all) else { throw EventLogError.corrupt(place, "Its flags are unknown.") }
    guard let content = flags.content else { throw EventLogError.sealed(at: place) }
    var fields = FieldReader(bytes, from: fixedBytes)
    let actor = flags.contains(.actor) ? fields.skip(16) : 0
    let correlation = flags.contains(.correlation) ? fields.skip(16) : 0
    let position = fields.number()
    let rules = fields.number()
    let causation = flags.contains(.causation) ? fields.number() : 0
    let part = flags.contains(.parts) ? fields.number() : 0
    let parts = flags.contains(.parts) ? fields.number() : 1
    let trace = flags.contains(.trace) ? fields.skip(EntryFormat.traceBytes) : 0
    let commandCount = fields.number()
    let eventsCount = flags.contains(.impliesEvents) ? 0 : fields.number()
    let commandOffset = fields.offset
    guard !fields.isFaulty, parts <= UInt64(EntryLimits.parts), part <= parts, let rules = UInt32(exactly: rules) else {
      throw EventLogError.corrupt(place, "The fields of its envelope cannot be read.")
    }
    guard commandCount <= UInt64(EntryLimits.payloadBytes), eventsCount <= UInt64(EntryLimits.payloadBytes),
      commandCount + eventsCount <= UInt64(EntryLimits.payloadBytes)
    else { throw EventLogError.corrupt(place, "Its lengths are beyond the limits.") }
    let eventsOffset = commandOffset + Int(commandCount)
    let sealOffset = eventsOffset + Int(eventsCount)
    let contentOffset = sealOffset + (content == .plain ? EntryFormat.saltBytes : 0)
    guard try fits(content, from: sealOffset, to: bytes.byteCount, at: place) else {
      throw EventLogError.corrupt(place, "Its lengths do not add up to its \(bytes.byteCount) bytes.")
    }
    return EntryLayout(
      version: version, kind: flags.contains(.continuation) ? .continuation : .command, content: content,
      position: position, rules: rules, causation: causation, part: UInt16(part), parts: UInt16(parts),
      impliesEvents: flags.contains(.impliesEvents), endsBatch: flags.contains(.endsBatch), timeOffset: timeOffset,
      commandIDOffset: commandIDOffset, actorOffset: actor, correlationOffset: correlation, traceOffset: trace,
      commandOffset: commandOffset, eventsOffset: eventsOffset, sealOffset: sealOffset,
      commitmentOffset: content == .erased ? sealOffset : 0, contentOffset: contentOffset)
  }

  /// Whether what follows the events is what the form of the content says.
  private static func fits(
    _ content: ContentForm, from seal: Int, to end: Int, at place: UInt64
  ) throws(EventLogError) -> Bool {
    switch content {
    case .none: return end == seal
    case .erased: return end == seal + EntryFormat.commitmentBytes
    case .plain:
      let count = end - seal - EntryFormat.saltBytes
      guard count <= EntryLimits.contentBytes else {
        throw EventLogError.corrupt(place, "Its lengths are beyond the limits.")
      }
      return count >= 0
    }
  }

  /// What a leaf hash covers before the fields: the version, and the flags with one form for a content that there is
  /// and one that there was.
  static func leafHead(of bytes: RawSpan) -> [UInt8] {
    let flags = Flags(rawValue: bytes.loadLittleEndian(at: flagsOffset))
    let form: ContentForm = flags.content == ContentForm.none ? .none : .plain
    return [UInt8](copying: bytes.extracting(0..<flagsOffset))
      + withUnsafeBytes(of: flags.with(form).rawValue.littleEndian) { Array($0) }
  }

  /// Notes in the bytes that salt and content are gone.
  static func markErased(_ entry: UnsafeMutableRawBufferPointer) {
    let flags = Flags(rawValue: UInt16(littleEndian: entry.loadUnaligned(fromByteOffset: flagsOffset, as: UInt16.self)))
    entry.storeBytes(of: flags.with(.erased).rawValue.littleEndian, toByteOffset: flagsOffset, as: UInt16.self)
  }
}

/// Reads the fields of an envelope one after the other. A fault is noted and asked for once, at the end.
private struct FieldReader: ~Escapable {
  private let bytes: RawSpan
  private(set) var offset: Int
  private(set) var isFaulty = false

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, from offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  /// The offset of a field of the given length.
  @_lifetime(self: copy self)
  mutating func skip(_ count: Int) -> Int {
    let start = offset
    guard bytes.byteCount - offset >= count else {
      isFaulty = true
      return start
    }
    offset += count
    return start
  }

  /// A number in LEB128, in as few bytes as it takes.
  @_lifetime(self: copy self)
  mutating func number() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.byteCount, shift < 64 {
      let byte: UInt8 = bytes.loadLittleEndian(at: offset)
      offset += 1
      // The tenth byte has one bit left.
      if shift == 63, byte > 1 { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        if byte == 0, shift > 0 { isFaulty = true }
        return value
      }
      shift += 7
    }
    isFaulty = true
    return 0
  }
}
