/// Where the bytes of an entry are. Integers are little-endian, identifiers big-endian (the order of a UUID's bytes).
///
/// This is version 1, described byte by byte in `Docs/Format.md`.
enum EntryFormat {
  static let version: UInt16 = 1

  static let versionOffset = 0
  static let kindOffset = 2
  static let flagsOffset = 3
  static let checksumOffset = 4
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

  static let traceBytes = 25
  static let commitmentBytes = 32
  static let saltBytes = 16
  /// What stands before the content.
  static let sealBytes = commitmentBytes + saltBytes

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
}
