/// What is wrong with bytes that should be a message, and in which field.
///
/// The codec throws it and callers see a ``WireError``: a fault is small, and gets its path from the inside out.
struct WireFault: Error {
  enum Problem {
    /// The bytes are no protobuf message: they end too early, or a text is no UTF-8.
    case malformed(String)
    case missing
    case invalid(String)
    case noKind(String, hasUnknownFields: Bool)
  }

  var problem: Problem
  /// The field, the one it is in, and so on.
  var path: [StaticString]

  static func malformed(_ why: String) -> WireFault { WireFault(problem: .malformed(why), path: []) }
  static func missing(_ field: StaticString) -> WireFault { WireFault(problem: .missing, path: [field]) }
  static func invalid(_ field: StaticString, _ why: String) -> WireFault {
    WireFault(problem: .invalid(why), path: [field])
  }
  static func twice(_ field: StaticString) -> WireFault { invalid(field, "occurs for the second time") }
  static func noKind(_ what: String, hasUnknownFields: Bool) -> WireFault {
    WireFault(problem: .noKind(what, hasUnknownFields: hasUnknownFields), path: [])
  }

  /// The same fault, seen from the message around it.
  func inside(_ field: StaticString) -> WireFault { WireFault(problem: problem, path: path + [field]) }
}

extension WireError {
  /// - Parameter what: what the bytes should be: `a command`.
  init(_ fault: WireFault, in what: String) {
    let field = fault.path.reversed().map { "\($0)" }.joined(separator: ".")
    switch fault.problem {
    case .malformed(let why): self = .malformed(what, cause: WireDamage(description: why))
    case .missing: self = .missing(field)
    case .invalid(let why): self = .invalid(field, why)
    case .noKind(let kind, let hasUnknownFields): self = .unknownKind(kind, hasUnknownFields: hasUnknownFields)
    }
  }
}

/// Why bytes are no protobuf message.
struct WireDamage: Error, CustomStringConvertible {
  var description: String
}
