import LMDB

/// An entry of the log, as a view of its bytes: valid as long as they are.
///
/// A value of this type has passed the checks of form: version, flags, lengths within the limits and adding up,
/// and its own position. The checksum is checked when that was asked for.
public struct Entry: ~Escapable {
  let bytes: RawSpan
  let layout: EntryLayout

  /// Parses an entry. O(1), and O(*n*) with the checksum. No allocation.
  ///
  /// - Throws: ``EventLogError`` with the code `corruptEntry`, `unsupportedVersion`, `positionMismatch` or `tooLarge`.
  @_lifetime(copy bytes)
  public init(
    parsing bytes: RawSpan, position expected: UInt64, checkingChecksum: Bool = true
  ) throws(EventLogError) {
    guard bytes.byteCount >= EntryFormat.coveredOffset else {
      throw EventLogError.corrupt(expected, "It has \(bytes.byteCount) bytes, less than an envelope.")
    }
    let version = bytes.loadLittleEndian(UInt16.self, at: EntryFormat.versionOffset)
    guard EntryFormat.readVersions.contains(version) else {
      // Every version has its checksum at the same place and over all the rest: damage is not taken for the future.
      throw Entry.hasGoodChecksum(bytes)
        ? EventLogError.unsupported(version, at: expected)
        : EventLogError.corrupt(expected, "Its checksum does not match its bytes.")
    }
    if checkingChecksum, !Entry.hasGoodChecksum(bytes) {
      throw EventLogError.corrupt(expected, "Its checksum does not match its bytes.")
    }
    layout =
      version == EntryFormat2.version
      ? try EntryFormat2.layout(of: bytes, at: expected) : try EntryFormat1.layout(of: bytes, at: expected)
    self.bytes = bytes
    guard layout.position == expected else { throw EventLogError.mismatch(layout.position, at: expected) }
    guard layout.part < layout.parts else {
      throw EventLogError.corrupt(expected, "Its part number is beyond its parts.")
    }
  }
}

extension Entry {
  /// The version of the format that it was written in.
  public var version: UInt16 { layout.version }

  /// Whether its time is what the clock said; in format version 1 times were made to rise strictly.
  public var keepsClock: Bool { layout.version > EntryFormat1.version }

  /// The entry's place in the log.
  public var position: UInt64 { layout.position }

  /// When, in microseconds since 1970-01-01 00:00 UTC.
  public var time: Int64 { bytes.loadLittleEndian(at: layout.timeOffset) }

  /// The command.
  public var commandID: UInt128 { bytes.loadBigEndian(at: layout.commandIDOffset) }

  /// Who asked for it.
  public var actor: UInt128 { identifier(at: layout.actorOffset) }

  /// What it belongs to: a request, a job, an import; zero for nothing.
  public var correlation: UInt128 { identifier(at: layout.correlationOffset) }

  /// The position of the entry that caused it; zero for none.
  public var causation: UInt64 { layout.causation }

  /// Which part of the command's entries this is, from 0.
  public var part: UInt16 { layout.part }

  /// How many entries the command has, at least 1.
  public var parts: UInt16 { layout.parts }

  /// The version of the rules that decided it; 1 in entries of format version 1, which do not say it.
  public var rules: UInt32 { layout.rules }

  /// Whether its events are those that its command implies, and none is stored.
  public var impliesEvents: Bool { layout.impliesEvents }

  /// Whether it is the last entry of its commit; false in entries of format version 1, which do not say it.
  public var endsBatch: Bool { layout.endsBatch }

  /// All the fields of the envelope. O(1).
  public var envelope: Envelope {
    Envelope(
      kind: layout.kind, position: position, time: time, commandID: commandID, actor: actor,
      correlation: correlation, causation: causation, part: part, parts: parts, rules: rules, trace: trace)
  }

  private func identifier(at offset: Int) -> UInt128 { offset == 0 ? 0 : bytes.loadBigEndian(at: offset) }

  /// Where it came from in a distributed trace.
  public var trace: TraceContext? {
    let start = layout.traceOffset
    guard start > 0 else { return nil }
    return TraceContext(
      traceID: bytes.loadBigEndian(at: start), spanID: bytes.loadBigEndian(at: start + 16),
      flags: bytes.loadBigEndian(at: start + 24))
  }

  /// The encoded command.
  public var command: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(layout.commandOffset..<layout.eventsOffset) }
  }

  /// The encoded events; empty, too, where the command implies them.
  public var events: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(layout.eventsOffset..<layout.sealOffset) }
  }

  /// Personal and free text, encoded; nil when there never was any and when it has been erased.
  public var content: RawSpan? {
    @_lifetime(copy self)
    get {
      guard layout.content == .plain else { return nil }
      return bytes.extracting(layout.contentOffset..<bytes.byteCount)
    }
  }

  /// The commitment to the content, where it is stored: in all entries of format version 1 that have or had a content,
  /// and later in those whose content has been erased.
  public var storedCommitment: RawSpan? {
    @_lifetime(copy self)
    get {
      guard layout.commitmentOffset > 0 else { return nil }
      return bytes.extracting(
        layout.commitmentOffset..<(layout.commitmentOffset + EntryFormat.commitmentBytes))
    }
  }

  /// The salt of the content; nil when there never was any and when it has been erased.
  public var salt: UInt128? {
    guard layout.content == .plain else { return nil }
    return bytes.loadBigEndian(at: layout.contentOffset - EntryFormat.saltBytes)
  }

  /// Whether there was a content that has been erased.
  public var isErased: Bool { layout.content == .erased }

  /// The bytes that the entry takes.
  public var byteCount: Int { bytes.byteCount }
}
