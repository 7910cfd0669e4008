/// A JSON object that is read field by field and has no others: a misspelt name must not be passed over.
struct StrictObject {
  private let container: KeyedDecodingContainer<Name>

  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(_ decoder: any Decoder, _ what: String, fields: [String]) throws {
    container = try decoder.container(keyedBy: Name.self)
    let unknown = Set(container.allKeys.map(\.stringValue)).subtracting(fields).sorted()
    if let first = unknown.first {
      throw fault("unknown field “\(first)” in \(what); known: \(fields.joined(separator: ", "))")
    }
  }

  func required<Value: Decodable>(_ name: String, _ type: Value.Type = Value.self) throws -> Value {
    try container.decode(type, forKey: Name(name))
  }

  func optional<Value: Decodable>(_ name: String, _ type: Value.Type = Value.self) throws -> Value? {
    try container.decodeIfPresent(type, forKey: Name(name))
  }

  func has(_ name: String) -> Bool { container.contains(Name(name)) }

  /// An error at this object, or at one of its fields.
  func fault(_ message: String, at name: String? = nil) -> DecodingError {
    .dataCorrupted(
      .init(codingPath: container.codingPath + (name.map { [Name($0)] } ?? []), debugDescription: message))
  }
}

extension Decoder {
  /// Refuses what is no object, in words for what may stand here besides one.
  func requireObject(_ needed: String) throws {
    if (try? container(keyedBy: StrictObject.Name.self)) != nil { return }
    throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "\(needed) is needed"))
  }
}

/// One text or a list of texts.
struct TextList: Decodable {
  var texts: [String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      texts = [text]
    } else {
      guard (try? decoder.unkeyedContainer()) != nil else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "a text or a list of texts is needed"))
      }
      texts = try container.decode([String].self)
    }
  }
}
