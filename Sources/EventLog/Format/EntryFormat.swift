/// What all versions of the format have in common: enough to tell damage from an entry of a later version.
///
/// `Docs/Format.md` describes each version byte by byte. Entries of every version stay as they were written.
public enum EntryFormat {
  /// The version that is written.
  public static let currentVersion = EntryFormat2.version
  /// The versions that are read.
  static let readVersions = EntryFormat1.version...EntryFormat2.version

  static let versionOffset = 0
  static let checksumOffset = 4
  /// The first byte after the checksum.
  static let coveredOffset = 8

  static let traceBytes = 25
  static let commitmentBytes = 32
  static let saltBytes = 16

  /// CRC-32C of all bytes but its own four.
  static func checksum(of entry: UnsafeRawBufferPointer) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(UnsafeRawBufferPointer(rebasing: entry[..<checksumOffset]))
    checksum.update(UnsafeRawBufferPointer(rebasing: entry[coveredOffset...]))
    return checksum.value
  }
}

/// What an entry holds of its content.
enum ContentForm: UInt16 {
  /// There never was any.
  case none = 0
  /// The content, with its salt.
  case plain = 1
  /// The commitment alone.
  case erased = 2
  // 3 is kept free for contents that are sealed with a key.
}

/// The fields of an entry that are not at a fixed place, and where its parts begin: the same for all versions.
struct EntryLayout {
  var version: UInt16
  var kind: EntryKind
  var content: ContentForm
  var position: UInt64
  var rules: UInt32
  var causation: UInt64
  var part: UInt16
  var parts: UInt16
  /// Whether the events are those that the command implies, and none is stored.
  var impliesEvents: Bool
  var endsBatch: Bool
  var timeOffset: Int
  var commandIDOffset: Int
  /// 0 where there is none.
  var actorOffset: Int
  /// 0 where there is none.
  var correlationOffset: Int
  /// 0 where there is none.
  var traceOffset: Int
  var commandOffset: Int
  var eventsOffset: Int
  /// The end of what is never erased.
  var sealOffset: Int
  /// 0 where it is not stored.
  var commitmentOffset: Int
  /// Only of a content that is there; its salt stands right before it.
  var contentOffset: Int
}
