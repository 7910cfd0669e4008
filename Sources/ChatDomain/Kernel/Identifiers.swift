import LedgerSupport

/// A typed 128-bit identifier, written as a UUID (RFC 9562) in text and as 16 big-endian bytes in storage.
///
/// Live identifiers are UUIDv7, so that they sort by the time they were made; identifiers of imported things are
/// name-based (UUIDv8), so that a repeated import meets the things it made the first time.
public protocol Identifier: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  var rawValue: UInt128 { get }
  init(rawValue: UInt128)
}

extension Identifier {
  /// Reads the 36-character form `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, in either case; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard let value = UUIDText.parse(text) else { return nil }
    self.init(rawValue: value)
  }

  /// The lower-case 36-character form.
  public var description: String { UUIDText.format(rawValue) }

  /// The order of values.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = UUIDText.parse(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "“\(text)” is not a UUID; write it as 01890a5d-ac96-774b-bcce-b302099a8057")
    }
    self.init(rawValue: value)
  }

  /// Writes the text that the initializer reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A value of 128 bits that is stored as two words.
///
/// Nothing here stores a `UInt128`: Swift 6.3.1 on x86-64 jumps to a null pointer when an `async` function, or an
/// `async` closure by its captures, takes such values on the stack beside an odd number of words. `AsyncSignatureTests`
/// hold signatures of that kind, and `Tests/HouseTests` keeps stored ones out.
@usableFromInline
struct TwoWords: Hashable, Sendable {
  @usableFromInline let high: UInt64
  @usableFromInline let low: UInt64

  @inlinable
  init(_ value: UInt128) {
    high = UInt64(truncatingIfNeeded: value >> 64)
    low = UInt64(truncatingIfNeeded: value)
  }

  @inlinable var value: UInt128 { UInt128(high) << 64 | UInt128(low) }
}

extension CommandID {
  /// The message that the command with this identifier sent.
  public var message: MessageID { MessageID(rawValue: rawValue) }
}

extension MessageID {
  /// The command that sent the message, whose identifier it has.
  public var command: CommandID { CommandID(rawValue: rawValue) }
}

/// The layout of UUIDs that this project makes (RFC 9562, sections 5.7 and 5.8).
public enum UUIDLayout {
  /// A UUIDv7 of a time and 74 random bits, both from outside, so that making one is deterministic.
  public static func version7(milliseconds: UInt64, random: UInt128) -> UInt128 {
    let time = UInt128(milliseconds & 0xFFFF_FFFF_FFFF) << 80
    return stamp(time | (random & ((1 << 80) - 1)), version: 7)
  }

  /// A UUIDv8 of the first 128 bits of a hash of a name.
  public static func version8(hash: UInt128) -> UInt128 { stamp(hash, version: 8) }

  /// A UUIDv8 of the first 16 bytes of a digest of a name. Inlinable, so that it is specialised for the digest where
  /// it is called: an import makes several for each message.
  @inlinable
  package static func version8(digest: some Sequence<UInt8>) -> UInt128 {
    version8(hash: digest.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) })
  }

  private static func stamp(_ value: UInt128, version: UInt128) -> UInt128 {
    let cleared = value & ~(UInt128(0xF) << 76) & ~(UInt128(0x3) << 62)
    return cleared | (version << 76) | (UInt128(0x2) << 62)
  }
}

/// UUID text without Foundation.
enum UUIDText {
  static func format(_ value: UInt128) -> String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      var at = 0
      for nibble in 0..<32 {
        if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
          buffer[at] = UInt8(ascii: "-")
          at += 1
        }
        buffer[at] = Hexadecimal.character(UInt8(truncatingIfNeeded: value >> UInt128(124 - 4 * nibble)) & 0xF)
        at += 1
      }
      return 36
    }
  }

  static func parse(_ text: some StringProtocol) -> UInt128? {
    var value: UInt128 = 0
    var index = 0
    for byte in text.utf8 {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
      } else {
        guard index < 36, let digit = Hexadecimal.value(byte) else { return nil }
        value = value << 4 | UInt128(digit)
      }
      index += 1
    }
    return index == 36 ? value : nil
  }
}
