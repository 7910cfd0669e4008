internal import ChatWire

/// A JSON value as it stands in a mapping file.
indirect enum JSONTree: Hashable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case list([JSONTree])
  case object([String: JSONTree])

  /// What JSON calls it.
  var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "true or false"
    case .integer, .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

extension JSONTree: Codable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Name.self) {
      let pairs = try object.allKeys.map { ($0.stringValue, try object.decode(JSONTree.self, forKey: $0)) }
      self = .object(Dictionary(pairs) { first, _ in first })
    } else if var list = try? decoder.unkeyedContainer() {
      var elements: [JSONTree] = []
      while !list.isAtEnd { elements.append(try list.decode(JSONTree.self)) }
      self = .list(elements)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else if let truth = try? value.decode(Bool.self) {
        self = .boolean(truth)
      } else if let number = try? value.decode(Int64.self) {
        self = .integer(number)
      } else {
        self = .number(try value.decode(Double.self))
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let members):
      var container = encoder.container(keyedBy: Name.self)
      for (name, value) in members { try container.encode(value, forKey: Name(stringValue: name)) }
    case .list(let elements): try elements.encode(to: encoder)
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .boolean(let value): try value.encode(to: encoder)
    case .integer(let value): try value.encode(to: encoder)
    case .number(let value): try value.encode(to: encoder)
    case .text(let value): try value.encode(to: encoder)
    }
  }
}

/// Collects all that is wrong with a mapping file, so that it can be corrected at once.
final class MappingFaults {
  private(set) var messages: [String] = []

  func add(_ message: String, at path: String) {
    messages.append(path.isEmpty ? "The JSON as a whole: \(message)." : "At `\(path)`: \(message).")
  }

  func add(_ message: String) { messages.append(message) }
}

/// A value of a mapping file with its place there. What is not as it should be is noted, and nil.
struct MappingNode {
  var value: JSONTree
  var path: String
  var faults: MappingFaults

  func fault(_ message: String) { faults.add(message, at: path) }

  private func wrong<Value>(_ needed: String) -> Value? {
    fault("\(needed) is needed, and not \(value.kind)")
    return nil
  }

  var text: String? { if case .text(let text) = value { text } else { wrong("a text in quotation marks") } }
  var truth: Bool? { if case .boolean(let truth) = value { truth } else { wrong("true or false") } }
  var integer: Int64? { if case .integer(let number) = value { number } else { wrong("a whole number") } }

  var elements: [MappingNode] {
    guard case .list(let elements) = value else { return wrong("a list in square brackets") ?? [] }
    return elements.enumerated().map { MappingNode(value: $1, path: "\(path)[\($0)]", faults: faults) }
  }

  /// The members by name, in the order of their names; comments left out.
  var members: [(name: String, node: MappingNode)] {
    guard case .object(let members) = value else { return wrong("an object in braces") ?? [] }
    return members.filter { !$0.key.hasPrefix(MappingObject.comment) }.sorted { $0.key < $1.key }.map { name, value in
      (name, MappingNode(value: value, path: path.isEmpty ? name : "\(path).\(name)", faults: faults))
    }
  }

  var isText: Bool { if case .text = value { true } else { false } }
  var isObject: Bool { if case .object = value { true } else { false } }

  /// One text or a list of texts.
  var texts: [String] {
    switch value {
    case .text(let text): return [text]
    case .list: return elements.compactMap(\.text)
    default:
      fault("a text or a list of texts is needed, and not \(value.kind)")
      return []
    }
  }

  var textsByName: [String: String] {
    Dictionary(members.compactMap { member in member.node.text.map { (member.name, $0) } }) { first, _ in first }
  }

  /// One of the values of a type that are known by name.
  func named<Value: RawRepresentable<String> & CaseIterable>(_ type: Value.Type) -> Value? {
    guard let text else { return nil }
    if let value = Value(rawValue: text) { return value }
    fault("“\(text)” is not known; known: \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    return nil
  }
}

/// An object that is read field by field and has no others: a misspelt name must not be passed over.
struct MappingObject {
  /// Members whose names begin so are for people: JSON has no comments.
  static let comment = "//"

  let node: MappingNode
  private let members: [String: MappingNode]

  init(_ node: MappingNode, _ what: String, fields: [String]) {
    self.node = node
    let all = node.members
    members = Dictionary(all.map { ($0.name, $0.node) }) { first, _ in first }
    for (name, _) in all where !fields.contains(name) {
      node.fault("unknown field “\(name)” in \(what); known: \(fields.joined(separator: ", "))")
    }
  }

  /// The member of a name; nil where it is not there, or null.
  subscript(name: String) -> MappingNode? {
    guard let member = members[name], member.value != .null else { return nil }
    return member
  }

  func has(_ name: String) -> Bool { members[name] != nil }

  /// The member of a name; where there is none, that is noted.
  func required(_ name: String) -> MappingNode? {
    if let member = self[name] { return member }
    // What is no object at all has been noted.
    guard node.isObject else { return nil }
    node.faults.add("The field `\(node.path.isEmpty ? name : "\(node.path).\(name)")` is missing.")
    return nil
  }

  func fault(_ message: String, at name: String) {
    node.faults.add(message, at: node.path.isEmpty ? name : "\(node.path).\(name)")
  }

  /// Which one of these there is; noted where it is not exactly one.
  func onlyOne(of names: [String], _ what: String) -> String? {
    let found = names.filter(has)
    if found.count == 1 { return found[0] }
    node.fault("\(what) has exactly one of: \(names.joined(separator: ", "))")
    return nil
  }
}
