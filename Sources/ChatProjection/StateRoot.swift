import LedgerSupport

/// A SHA-256 over everything a projection holds at one position: equal roots mean equal states.
///
/// What it covers is described byte by byte in `Docs/Format.md`.
public struct StateRoot: Hashable, Sendable, Codable, CustomStringConvertible {
  /// 32 bytes.
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Reads 64 hexadecimal digits.
  public init?(_ text: String) {
    guard let bytes = Hexadecimal.bytes(text.utf8) else { return nil }
    self.init(bytes: bytes)
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String { Hexadecimal.text(bytes) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let root = StateRoot(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a state root has 64 hexadecimal digits")
    }
    self = root
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
