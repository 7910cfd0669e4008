/// One of a few values that have names, such as the kinds of accounts. Errors about other names list the valid ones.
public protocol NamedValue: RawRepresentable, CaseIterable, Codable where RawValue == String {}

extension NamedValue {
  /// Reads a name.
  ///
  /// - Throws: `DecodingError` that lists the names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let value = Self(rawValue: name) else {
      let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "“\(name)” is none of these names: \(known)")
    }
    self = value
  }
}
