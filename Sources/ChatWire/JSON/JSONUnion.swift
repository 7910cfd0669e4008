/// A value that is a JSON object with one field, whose name says which case it is.
protocol JSONUnion: Codable {
  static var jsonCases: [JSONCase<Self>] { get }
  /// What it is called in messages.
  static var jsonKind: String { get }
}

/// One case of a ``JSONUnion``.
struct JSONCase<Union>: Sendable {
  let name: String
  let read: @Sendable (JSONFieldReader) throws -> Union
  let payload: @Sendable (Union) -> (any Encodable)?

  init<Payload: Codable & Sendable>(
    _ name: String, _ make: @escaping @Sendable (Payload) -> Union,
    _ payload: @escaping @Sendable (Union) -> Payload?
  ) {
    self.name = name
    read = { container in make(try container.decode(Payload.self, forKey: JSONName(name))) }
    self.payload = { union in payload(union) }
  }
}

extension JSONUnion {
  /// Reads the one case that is there, beside fields with other names.
  static func read(_ container: JSONFieldReader, besides others: [String] = [], in what: String) throws -> Self {
    let cases = jsonCases
    try container.refuseUnknown(in: what, known: others + cases.map(\.name))
    let found = cases.filter { container.contains(JSONName($0.name)) }
    guard found.count == 1 else {
      let problem =
        found.isEmpty
        ? "\(what) names no \(jsonKind); known: \(cases.map(\.name).joined(separator: ", "))"
        : "\(what) names \(found.count) of \(jsonKind) at once: \(found.map(\.name).joined(separator: ", "))"
      throw DecodingError.dataCorrupted(.init(codingPath: container.codingPath, debugDescription: problem))
    }
    return try found[0].read(container)
  }

  func write(_ container: inout JSONFieldWriter) throws {
    for item in Self.jsonCases {
      guard let payload = item.payload(self) else { continue }
      try container.encode(payload, forKey: JSONName(item.name))
      return
    }
    // A case that is missing in the list: an object without it would say nothing.
    throw EncodingError.invalidValue(
      self, .init(codingPath: [], debugDescription: "a case of \(Self.jsonKind) has no name in JSON"))
  }
}
