public import ChatDomain

// Values whose JSON is not that of their Swift type.

/// The JSON of a field, where that differs from the JSON of its value.
protocol JSONForm: Codable, Equatable, Sendable {
  associatedtype Value
  init(_ value: Value)
  var value: Value { get }
}

/// `{"lesson":{"resource":"…"},"teacher":{"account":"…"}}`: references by their names, read in the order of these.
struct NamedReferences: JSONForm {
  var value: [ResourceReference]

  init(_ value: [ResourceReference]) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: JSONName.self)
    value = []
    for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
      value.append(ResourceReference(key.stringValue, try container.decode(ReferenceTarget.self, forKey: key)))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    for reference in value { try container.encode(reference.target, forKey: JSONName(reference.name)) }
  }
}

/// The counts of a conversation. Those that came after the first release show only where they count something, so that
/// what was written before reads the same.
struct SparseTotals: JSONForm {
  var value: Totals

  private static let alwaysShown: [Totals.Counter] = [
    .accounts, .conversations, .participants, .messages, .reactions, .readMarkers, .pins,
  ]

  init(_ value: Totals) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: JSONName.self)
    try container.refuseUnknown(in: "the counts", known: Totals.Counter.allCases.map(\.name))
    value = Totals()
    for counter in Totals.Counter.allCases {
      let name = JSONName(counter.name)
      value[counter] =
        Self.alwaysShown.contains(counter)
        ? try container.decode(Int64.self, forKey: name) : try container.decodeIfPresent(Int64.self, forKey: name) ?? 0
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    for counter in Totals.Counter.allCases where value[counter] != 0 || Self.alwaysShown.contains(counter) {
      try container.encode(value[counter], forKey: JSONName(counter.name))
    }
  }
}

/// `"account"`, or the name of a kind of resource: none is called so.
extension ReferenceKind: Codable {
  /// Stands in the table of fields for what has to be there.
  static let jsonDefault = ReferenceKind.account

  public init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    self = name == "account" ? .account : .resource(name)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .account: try container.encode("account")
    case .resource(let kind): try container.encode(kind)
    }
  }
}
