/// A JSON value (RFC 8259) that keeps the order of its members, so that output is stable and reads in a sensible order.
enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  /// Printed with at most three decimals: seconds and rates.
  case decimal(Double)
  case string(String)
  case array([JSON])
  case object([Member])
  /// JSON text that somebody else made.
  case encoded([UInt8])

  struct Member: Sendable {
    var name: String
    var value: JSON
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += String(value).utf8
    case .unsigned(let value): bytes += String(value).utf8
    case .decimal(let value): bytes += Self.format(value).utf8
    case .string(let value): Self.appendQuoted(value, to: &bytes)
    case .encoded(let value): value.withUnsafeBufferPointer { Self.append(escaped: $0, to: &bytes) }
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.appendQuoted(member.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func format(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 9e12 else { return "null" }
    let thousandths = Int64((value * 1_000).rounded())
    let rest = String(abs(thousandths % 1_000))
    let sign = thousandths < 0 ? "-" : ""
    return "\(sign)\(abs(thousandths / 1_000)).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }
}

/// Anything that prints as one JSON value.
protocol JSONConvertible {
  var json: JSON { get }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(name: $0.0, value: $0.1) })
  }

  init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// The object without the members that are null: absent and null mean the same in this program's output.
  var compact: JSON {
    guard case .object = self else { return self }
    return .object(
      members.filter { member in
        if case .null = member.value { false } else { true }
      })
  }

  /// The members of an object; none for anything else.
  var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  static func of(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
  static func of(_ value: (some CustomStringConvertible)?) -> JSON { value.map { .string($0.description) } ?? .null }
}
