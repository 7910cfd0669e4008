import LedgerSupport

/// A JSON value (RFC 8259) that keeps the order of its members, so that output is stable and reads in a sensible order.
public enum JSON: Sendable {
  /// Nothing.
  case null
  /// True or false.
  case bool(Bool)
  /// A number with a sign.
  case integer(Int64)
  /// A number without a sign.
  case unsigned(UInt64)
  /// Printed with at most three decimals: seconds and rates.
  case decimal(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Members in order.
  case object([Member])
  /// JSON text that somebody else made.
  case encoded([UInt8])

  /// A name with its value.
  public struct Member: Sendable {
    /// The name.
    public var name: String
    /// The value.
    public var value: JSON

    /// A member of an object.
    public init(name: String, value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The JSON text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The JSON text as UTF-8. Nobody can steer a terminal with it: what nobody sees is escaped.
  public var bytes: [UInt8] {
    var writer = JSONWriter(escaping: .hidden)
    write(to: &writer)
    return writer.buffer
  }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.raw("null")
    case .bool(let value): writer.boolean(value)
    case .integer(let value): writer.integer(value)
    case .unsigned(let value): writer.integer(value)
    case .decimal(let value): writer.raw(Self.format(value))
    case .string(let value): writer.string(value)
    case .encoded(let value): writer.raw(value)
    case .array(let values):
      writer.beginArray()
      for value in values { value.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.name)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }

  private static func format(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 9e12 else { return "null" }
    let thousandths = Int64((value * 1_000).rounded())
    let sign = thousandths < 0 ? "-" : ""
    return "\(sign)\(abs(thousandths / 1_000)).\(abs(thousandths % 1_000).zeroPadded(to: 3))"
  }
}

/// Anything that prints as one JSON value.
public protocol JSONConvertible {
  /// The value, in the shape of `Docs/JSON.md`.
  var json: JSON { get }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  /// An object with its members in the order in which they are written.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(name: $0.0, value: $0.1) })
  }

  /// An array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// The object without the members that are null: absent and null mean the same in this program's output.
  public var compact: JSON {
    guard case .object = self else { return self }
    return .object(
      members.filter { member in
        if case .null = member.value { false } else { true }
      })
  }

  /// The members of an object; none for anything else.
  public var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// A text, or null where there is none.
  public static func of(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
  /// The description of a value as text, or null where there is none.
  public static func of(_ value: (some CustomStringConvertible)?) -> JSON {
    value.map { .string($0.description) } ?? .null
  }
}
