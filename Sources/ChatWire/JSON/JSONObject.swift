/// A value that is a JSON object with a fixed set of named fields, written and read by one table.
///
/// Follows protobuf's JSON mapping in spirit: lowerCamelCase names, RFC 3339 times, UUIDs as strings, the names of
/// enums; default values are left out. Unlike protobuf, unknown fields are errors.
public protocol JSONObject: Codable, Sendable {
  /// What the fields that are left out have; the value of a field that must be there does not matter.
  static var jsonDefault: Self { get }
  /// The fields, in the order of the documentation.
  static var jsonFields: [JSONField<Self>] { get }
}

extension JSONObject {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: JSONName.self)
    let fields = Self.jsonFields
    let name = container.codingPath.last { $0.intValue == nil }?.stringValue ?? "the object"
    let what = container.codingPath.last?.intValue == nil ? name : "an element of \(name)"
    try container.refuseUnknown(in: what, known: fields.map(\.name))
    var value = Self.jsonDefault
    for field in fields { try field.read(container, &value) }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    for field in Self.jsonFields { try field.write(self, &container) }
  }
}

/// One named field of a ``JSONObject``.
public struct JSONField<Root>: Sendable {
  /// The name in JSON.
  public let name: String
  let read: @Sendable (JSONFieldReader, inout Root) throws -> Void
  let write: @Sendable (Root, inout JSONFieldWriter) throws -> Void
}

extension JSONField {
  /// Sets a property where its field is there.
  private static func setting<Stored: Decodable & Sendable, Value>(
    _ path: any WritableKeyPath<Root, Value> & Sendable, from name: String,
    _ value: @escaping @Sendable (Stored) -> Value
  ) -> @Sendable (JSONFieldReader, inout Root) throws -> Void {
    { container, root in
      guard let stored = try container.decodeIfPresent(Stored.self, forKey: JSONName(name)) else { return }
      root[keyPath: path] = value(stored)
    }
  }

  /// A field that must be there.
  static func required<Value: Codable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable
  ) -> JSONField {
    JSONField(
      name: name,
      read: { container, root in root[keyPath: path] = try container.decode(Value.self, forKey: JSONName(name)) },
      write: { root, container in try container.encode(root[keyPath: path], forKey: JSONName(name)) })
  }

  /// A field that is left out when there is nothing.
  static func optional<Value: Codable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Root, Value?> & Sendable
  ) -> JSONField {
    JSONField(
      name: name,
      read: { container, root in
        root[keyPath: path] = try container.decodeIfPresent(Value.self, forKey: JSONName(name))
      },
      write: { root, container in
        try container.encodeIfPresent(root[keyPath: path], forKey: JSONName(name))
      })
  }

  /// A field that always shows, and that may be left out on input.
  static func preset<Value: Codable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable
  ) -> JSONField {
    JSONField(
      name: name,
      read: setting(path, from: name) { (value: Value) in value },
      write: { root, container in try container.encode(root[keyPath: path], forKey: JSONName(name)) })
  }
}

extension JSONField {
  /// A field that is left out when there is nothing, and whose JSON is a form of its value.
  static func optional<Form: JSONForm>(
    _ name: String, _ path: any WritableKeyPath<Root, Form.Value?> & Sendable, as form: Form.Type
  ) -> JSONField {
    JSONField(
      name: name,
      read: { container, root in
        root[keyPath: path] = try container.decodeIfPresent(Form.self, forKey: JSONName(name))?.value
      },
      write: { root, container in
        try container.encodeIfPresent(root[keyPath: path].map(Form.init), forKey: JSONName(name))
      })
  }

  /// A field that always shows, that may be left out on input, and whose JSON is a form of its value.
  static func preset<Form: JSONForm>(
    _ name: String, _ path: any WritableKeyPath<Root, Form.Value> & Sendable, as form: Form.Type
  ) -> JSONField {
    JSONField(
      name: name,
      read: setting(path, from: name) { (form: Form) in form.value },
      write: { root, container in try container.encode(Form(root[keyPath: path]), forKey: JSONName(name)) })
  }
}

extension JSONField where Root: JSONObject {
  /// A field that is left out when it has its default, and whose JSON is a form of its value.
  static func defaulted<Form: JSONForm>(
    _ name: String, _ path: any WritableKeyPath<Root, Form.Value> & Sendable, as form: Form.Type
  ) -> JSONField {
    JSONField(
      name: name,
      read: setting(path, from: name) { (form: Form) in form.value },
      write: { root, container in
        let form = Form(root[keyPath: path])
        guard form != Form(Root.jsonDefault[keyPath: path]) else { return }
        try container.encode(form, forKey: JSONName(name))
      })
  }

  /// A field that is left out when it has its default.
  static func defaulted<Value: Codable & Equatable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable
  ) -> JSONField {
    JSONField(
      name: name,
      read: setting(path, from: name) { (value: Value) in value },
      write: { root, container in
        let value = root[keyPath: path]
        guard value != Root.jsonDefault[keyPath: path] else { return }
        try container.encode(value, forKey: JSONName(name))
      })
  }

  /// The fields of a part, as fields of the whole.
  static func inlined<Part: JSONObject>(_ path: any WritableKeyPath<Root, Part> & Sendable) -> [JSONField] {
    Part.jsonFields.map { field in
      JSONField(
        name: field.name,
        read: { container, root in try field.read(container, &root[keyPath: path]) },
        write: { root, container in try field.write(root[keyPath: path], &container) })
    }
  }
}

/// The fields of several tables, one after the other.
func joined<Root>(_ parts: [JSONField<Root>]...) -> [JSONField<Root>] { parts.flatMap { $0 } }
