import LMDB

/// An entry of the log, as a view of its bytes: valid as long as they are.
///
/// A value of this type has passed the checks of form: version, flags, lengths within the limits and adding up,
/// and its own position. The checksum is checked when that was asked for.
public struct Entry: ~Escapable {
  let bytes: RawSpan
  private let eventsOffset: Int
  private let sealOffset: Int
  private let flags: EntryFormat.Flags
  private let kind: EntryKind

  /// Parses an entry. O(1), and O(*n*) with the checksum. No allocation.
  ///
  /// - Throws: ``EventLogError`` with the code `corruptEntry`, `unsupportedVersion`, `positionMismatch` or `tooLarge`.
  @_lifetime(copy bytes)
  public init(
    parsing bytes: RawSpan, position expected: UInt64, checkingChecksum: Bool = true
  ) throws(EventLogError) {
    guard bytes.byteCount >= EntryFormat.envelopeBytes else {
      throw EventLogError.corrupt(expected, "It has \(bytes.byteCount) bytes, less than an envelope.")
    }
    let version = bytes.loadLittleEndian(UInt16.self, at: EntryFormat.versionOffset)
    guard version == EntryFormat.version else {
      // Every version has its checksum at the same place and over all the rest: damage is not taken for the future.
      throw Entry.hasGoodChecksum(bytes)
        ? EventLogError.unsupported(version, at: expected)
        : EventLogError.corrupt(expected, "Its checksum does not match its bytes.")
    }
    if checkingChecksum, !Entry.hasGoodChecksum(bytes) {
      throw EventLogError.corrupt(expected, "Its checksum does not match its bytes.")
    }
    let flags = EntryFormat.Flags(rawValue: bytes.loadLittleEndian(at: EntryFormat.flagsOffset))
    guard let kind = EntryKind(rawValue: bytes.loadLittleEndian(at: EntryFormat.kindOffset)),
      flags.isSubset(of: .all), !flags.isSuperset(of: [.content, .erased])
    else { throw EventLogError.corrupt(expected, "Its kind or its flags are unknown.") }
    let layout = Layout(bytes, flags)
    guard layout.commandCount + layout.eventsCount <= EntryLimits.payloadBytes,
      layout.contentCount <= EntryLimits.contentBytes
    else { throw EventLogError.corrupt(expected, "Its lengths are beyond the limits.") }
    guard layout.end == bytes.byteCount, flags.contains(.content) || layout.contentCount == 0 else {
      throw EventLogError.corrupt(expected, "Its lengths do not add up to its \(bytes.byteCount) bytes.")
    }
    let position = bytes.loadLittleEndian(UInt64.self, at: EntryFormat.positionOffset)
    guard position == expected else { throw EventLogError.mismatch(position, at: expected) }
    guard
      bytes.loadLittleEndian(UInt16.self, at: EntryFormat.partOffset)
        < bytes.loadLittleEndian(UInt16.self, at: EntryFormat.partsOffset)
    else { throw EventLogError.corrupt(expected, "Its part number is beyond its parts.") }
    self.bytes = bytes
    self.kind = kind
    self.flags = flags
    self.eventsOffset = layout.eventsOffset
    self.sealOffset = layout.sealOffset
  }

  /// What the lengths and flags say about where things are. They cannot overflow: each is below 2^32.
  private struct Layout {
    let commandCount: Int
    let eventsCount: Int
    let contentCount: Int
    let eventsOffset: Int
    let sealOffset: Int
    let end: Int

    init(_ bytes: RawSpan, _ flags: EntryFormat.Flags) {
      commandCount = Int(bytes.loadLittleEndian(UInt32.self, at: EntryFormat.commandCountOffset))
      eventsCount = Int(bytes.loadLittleEndian(UInt32.self, at: EntryFormat.eventsCountOffset))
      contentCount = Int(bytes.loadLittleEndian(UInt32.self, at: EntryFormat.contentCountOffset))
      eventsOffset = Entry.commandOffset(flags) + commandCount
      sealOffset = eventsOffset + eventsCount
      if flags.contains(.content) {
        end = sealOffset + EntryFormat.sealBytes + contentCount
      } else {
        end = sealOffset + (flags.contains(.erased) ? EntryFormat.commitmentBytes : 0)
      }
    }
  }

  private static func commandOffset(_ flags: EntryFormat.Flags) -> Int {
    EntryFormat.envelopeBytes + (flags.contains(.trace) ? EntryFormat.traceBytes : 0)
  }
}

extension Entry {
  /// The entry's place in the log.
  public var position: UInt64 { bytes.loadLittleEndian(at: EntryFormat.positionOffset) }

  /// When, in microseconds since 1970-01-01 00:00 UTC.
  public var time: Int64 { bytes.loadLittleEndian(at: EntryFormat.timeOffset) }

  /// The command.
  public var commandID: UInt128 { bytes.loadBigEndian(at: EntryFormat.commandIDOffset) }

  /// Who asked for it.
  public var actor: UInt128 { bytes.loadBigEndian(at: EntryFormat.actorOffset) }

  /// All the fields of the envelope. O(1).
  public var envelope: Envelope {
    Envelope(
      kind: kind, position: position, time: time, commandID: commandID, actor: actor,
      correlation: bytes.loadBigEndian(at: EntryFormat.correlationOffset),
      causation: bytes.loadLittleEndian(at: EntryFormat.causationOffset),
      part: bytes.loadLittleEndian(at: EntryFormat.partOffset),
      parts: bytes.loadLittleEndian(at: EntryFormat.partsOffset), trace: trace)
  }

  /// Where it came from in a distributed trace.
  public var trace: TraceContext? {
    guard flags.contains(.trace) else { return nil }
    let start = EntryFormat.envelopeBytes
    return TraceContext(
      traceID: bytes.loadBigEndian(at: start), spanID: bytes.loadBigEndian(at: start + 16),
      flags: bytes.loadBigEndian(at: start + 24))
  }

  /// The encoded command.
  public var command: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(Entry.commandOffset(flags)..<eventsOffset) }
  }

  /// The encoded events.
  public var events: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(eventsOffset..<sealOffset) }
  }

  /// Personal and free text, encoded; nil when there never was any and when it has been erased.
  public var content: RawSpan? {
    @_lifetime(copy self)
    get {
      guard flags.contains(.content) else { return nil }
      return bytes.extracting((sealOffset + EntryFormat.sealBytes)..<bytes.byteCount)
    }
  }

  /// The commitment to the content; nil when there never was any.
  public var commitment: RawSpan? {
    @_lifetime(copy self)
    get {
      guard !flags.isDisjoint(with: [.content, .erased]) else { return nil }
      return bytes.extracting(sealOffset..<(sealOffset + EntryFormat.commitmentBytes))
    }
  }

  /// The salt of the content; nil when there never was any and when it has been erased.
  public var salt: UInt128? {
    guard flags.contains(.content) else { return nil }
    return bytes.loadBigEndian(at: sealOffset + EntryFormat.commitmentBytes)
  }

  /// Whether there was a content that has been erased.
  public var isErased: Bool { flags.contains(.erased) }

  /// The bytes that the entry takes.
  public var byteCount: Int { bytes.byteCount }

  /// Envelope, trace, command and events: what an erasure leaves as it is.
  var kept: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(0..<sealOffset) }
  }
}
