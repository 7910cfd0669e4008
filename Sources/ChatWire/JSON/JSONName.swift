/// The name of a field in a JSON object.
struct JSONName: CodingKey, Hashable {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

typealias JSONFieldReader = KeyedDecodingContainer<JSONName>
typealias JSONFieldWriter = KeyedEncodingContainer<JSONName>

extension KeyedDecodingContainer<JSONName> {
  /// Refuses names that are not known: a misspelt `upToTime` must not clear everything.
  func refuseUnknown(in what: String, known: [String]) throws {
    let unknown = Set(allKeys.map(\.stringValue)).subtracting(known).sorted()
    guard let first = unknown.first else { return }
    throw DecodingError.dataCorrupted(
      .init(
        codingPath: codingPath,
        debugDescription: "unknown field “\(first)” in \(what); known: \(known.joined(separator: ", "))"))
  }
}
