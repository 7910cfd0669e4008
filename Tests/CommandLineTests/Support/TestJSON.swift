import FoundationEssentials

/// Any JSON value, to look at what the program printed.
enum TestJSON: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([TestJSON])
  case object([String: TestJSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([TestJSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: TestJSON].self))
    }
  }

  static func parse(_ text: String) throws -> TestJSON {
    try JSONDecoder().decode(TestJSON.self, from: Data(text.utf8))
  }

  subscript(name: String) -> TestJSON? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  var text: String? { if case .string(let value) = self { value } else { nil } }
  var count: Int? { if case .number(let value) = self { Int(value) } else { nil } }
  var items: [TestJSON]? { if case .array(let value) = self { value } else { nil } }

  /// The names and types, without the values: `{a:number,b:[string]}`.
  var shape: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .number: "number"
    case .string: "string"
    case .array(let values): "[\(values.first?.shape ?? "")]"
    case .object(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.shape)" }.joined(separator: ",") + "}"
    }
  }
}
