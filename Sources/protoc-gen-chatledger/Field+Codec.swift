// How a field is read and written.

extension Field {
  /// The field number and the wire type, as they stand in front of the field.
  var tag: String {
    let tag = number << 3 | kind.wireType
    let digits = String(tag, radix: 16, uppercase: true)
    return "0x" + (digits.count < 2 ? "0" : "") + digits
  }

  /// What is written: the property, or what is stored for it.
  var storedExpression: String {
    if let saysPresent { return "\(saysPresent) != nil" }
    if let absent { return "\(property) == \(absent) ? nil : \(property)" }
    // Whoever encodes puts zero, which is no account, in the place of the actor.
    if isOrActor { return "\(property) == .zero ? nil : \(property)" }
    switch kind {
    case .adapted: return "\(property).stored"
    case .sint64: return "ZigZag(\(property))"
    case .list: return presence == .plain ? "WireList(\(property))" : "\(property).map { WireList($0) }"
    default: return property
    }
  }

  /// A message inside, which cannot occur twice.
  var isNested: Bool {
    switch kind {
    case .message, .sum, .list: true
    default: false
    }
  }

  var localName: String { saysPresent == nil ? property : name.camelCase }

  /// Whether it has to be in the message.
  var canBeMissing: Bool {
    guard presence == .plain, absent == nil else { return false }
    switch kind {
    case .identifier, .enumeration, .sum, .message(_, isAbsentWhenEmpty: false): return true
    default: return false
    }
  }

  /// The type and the first value of the variable it is read into.
  var localStart: String {
    switch presence {
    case .optional: return ": \(kind.type)?"
    // Not the literal `[:]`: that is a call which builds a dictionary of no elements.
    case .repeated: if case .entry = kind { return " = [String: String]()" } else { return ": [\(kind.type)] = []" }
    case .plain: break
    }
    if canBeMissing || isNested || absent != nil { return ": \(kind.type)?" }
    switch kind {
    case .time: return " = Timestamp(microseconds: 0)"
    case .position: return " = Position(0)"
    case .adapted(_, let stored, let isOptional):
      return isOptional ? ": \(stored.type)?" : ": \(stored.type) = \(stored.empty ?? "0")"
    default: return ": \(kind.type) = \(kind.empty ?? "0")"
    }
  }

  /// The variable as the initializer takes it.
  var finished: String {
    if let absent { return "\(property) ?? \(absent)" }
    if case .message(let type, isAbsentWhenEmpty: true) = kind, presence == .plain { return "\(property) ?? \(type)()" }
    if case .adapted(let type, _, _) = kind { return "try \(type)(stored: \(property), \"\(name)\")" }
    return property
  }

  func readExpression(texts: Bool) -> String {
    let texts = texts ? ", texts" : ""
    switch kind {
    case .adapted(_, let stored, _): return "try \(stored.type)(value: &reader, \"\(name)\")"
    case .sint64: return "try ZigZag(value: &reader, \"\(name)\").value"
    case .list(let element): return "try WireList<\(element.type)>(value: &reader, \"\(name)\").elements"
    default: return "try \(kind.type)(value: &reader, \"\(name)\"\(texts))"
    }
  }
}

extension Kind {
  /// 0 for a varint, 2 for what has a length.
  var wireType: Int {
    switch self {
    case .position, .time, .bool, .int64, .sint64, .uint32, .uint64, .enumeration: 0
    case .identifier, .string, .message, .sum, .list, .entry: 2
    case .adapted(_, let stored, _): stored.wireType
    }
  }
}
