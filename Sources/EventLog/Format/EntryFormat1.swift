import LMDB

/// Version 1: an envelope of 96 bytes, in which every field has its place. It is read, and not written any more.
///
/// Integers are little-endian, identifiers big-endian (the order of a UUID's bytes).
enum EntryFormat1 {
  static let version: UInt16 = 1

  static let kindOffset = 2
  static let flagsOffset = 3
  static let positionOffset = 8
  static let timeOffset = 16
  static let commandIDOffset = 24
  static let actorOffset = 40
  static let correlationOffset = 56
  static let causationOffset = 72
  static let commandCountOffset = 80
  static let eventsCountOffset = 84
  static let contentCountOffset = 88
  static let partOffset = 92
  static let partsOffset = 94
  static let envelopeBytes = 96

  struct Flags: OptionSet {
    let rawValue: UInt8
    /// A trace context follows the envelope.
    static let trace = Flags(rawValue: 1)
    /// Commitment, salt and content are there.
    static let content = Flags(rawValue: 2)
    /// The commitment is there; salt and content have been erased.
    static let erased = Flags(rawValue: 4)
    static let all: Flags = [.trace, .content, .erased]
  }

  /// The lengths of the parts. They cannot overflow: each is below 2^32.
  private struct Counts {
    let command: Int
    let events: Int
    let content: Int

    init(_ bytes: RawSpan) {
      command = Int(bytes.loadLittleEndian(UInt32.self, at: commandCountOffset))
      events = Int(bytes.loadLittleEndian(UInt32.self, at: eventsCountOffset))
      content = Int(bytes.loadLittleEndian(UInt32.self, at: contentCountOffset))
    }

    var areWithinLimits: Bool {
      command + events <= EntryLimits.payloadBytes && content <= EntryLimits.contentBytes
    }
  }

  /// - Parameter place: Where it stands in the log, for errors.
  static func layout(of bytes: RawSpan, at place: UInt64) throws(EventLogError) -> EntryLayout {
    guard bytes.byteCount >= envelopeBytes else {
      throw EventLogError.corrupt(place, "It has \(bytes.byteCount) bytes, less than an envelope.")
    }
    let flags = Flags(rawValue: bytes.loadLittleEndian(at: flagsOffset))
    guard let kind = EntryKind(rawValue: bytes.loadLittleEndian(at: kindOffset)), flags.isSubset(of: .all),
      !flags.isSuperset(of: [.content, .erased])
    else { throw EventLogError.corrupt(place, "Its kind or its flags are unknown.") }
    let counts = Counts(bytes)
    guard counts.areWithinLimits else { throw EventLogError.corrupt(place, "Its lengths are beyond the limits.") }
    let layout = layout(of: bytes, kind, flags, counts)
    let end = flags.isDisjoint(with: [.content, .erased]) ? layout.sealOffset : layout.contentOffset + counts.content
    guard end == bytes.byteCount, flags.contains(.content) || counts.content == 0 else {
      throw EventLogError.corrupt(place, "Its lengths do not add up to its \(bytes.byteCount) bytes.")
    }
    return layout
  }

  private static func layout(
    of bytes: RawSpan, _ kind: EntryKind, _ flags: Flags, _ counts: Counts
  ) -> EntryLayout {
    let hasTrace = flags.contains(.trace)
    let command = envelopeBytes + (hasTrace ? EntryFormat.traceBytes : 0)
    let events = command + counts.command
    let seal = events + counts.events
    let salt = seal + EntryFormat.commitmentBytes
    let hasContent = flags.contains(.content)
    return EntryLayout(
      version: version, kind: kind, content: hasContent ? .plain : flags.contains(.erased) ? .erased : .none,
      position: bytes.loadLittleEndian(at: positionOffset), rules: 1,
      causation: bytes.loadLittleEndian(at: causationOffset), part: bytes.loadLittleEndian(at: partOffset),
      parts: bytes.loadLittleEndian(at: partsOffset), impliesEvents: false, endsBatch: false, timeOffset: timeOffset,
      commandIDOffset: commandIDOffset, actorOffset: actorOffset, correlationOffset: correlationOffset,
      traceOffset: hasTrace ? envelopeBytes : 0, commandOffset: command, eventsOffset: events, sealOffset: seal,
      commitmentOffset: hasContent || flags.contains(.erased) ? seal : 0,
      contentOffset: hasContent ? salt + EntryFormat.saltBytes : salt)
  }

  /// What a leaf hash covers before the commitment: fields that an erasure changes count as zero.
  static func leafHead(of bytes: RawSpan) -> [UInt8] {
    var head = [UInt8](copying: bytes.extracting(0..<envelopeBytes))
    head[flagsOffset] &= Flags.trace.rawValue
    for offset in EntryFormat.checksumOffset..<EntryFormat.coveredOffset { head[offset] = 0 }
    for offset in contentCountOffset..<partOffset { head[offset] = 0 }
    return head
  }

  /// Notes in the bytes that salt and content are gone.
  static func markErased(_ entry: UnsafeMutableRawBufferPointer) {
    entry[flagsOffset] &= ~Flags.content.rawValue
    entry[flagsOffset] |= Flags.erased.rawValue
    entry.storeBytes(of: 0, toByteOffset: contentCountOffset, as: UInt32.self)
  }
}
