public import ChatDomain

// The schema of resources as JSON.

extension ResourceSchema: JSONObject {
  public static let jsonDefault = ResourceSchema()
  public static let jsonFields: [JSONField<ResourceSchema>] = [
    .defaulted("kinds", \.kinds), .defaulted("policies", \.policies),
  ]
}

extension ResourceKind: JSONObject {
  public static let jsonDefault = ResourceKind(name: "")
  public static let jsonFields: [JSONField<ResourceKind>] = [
    .required("name", \.name), .defaulted("references", \.references), .preset("conversations", \.conversations),
  ]
}

extension ReferenceRule: JSONObject {
  public static let jsonDefault = ReferenceRule(name: "", target: .account, onRemoval: .keep)
  public static let jsonFields: [JSONField<ReferenceRule>] = [
    .required("name", \.name), .required("target", \.target), .required("onRemoval", \.onRemoval),
    .defaulted("isRequired", \.isRequired),
  ]
}

/// `"account"`, or the name of a kind of resource: none is called so.
extension ReferenceKind: Codable {
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

extension RoomPolicy: JSONObject {
  public static let jsonDefault = RoomPolicy(name: "", kind: "", activeStatuses: [], members: [])
  public static let jsonFields: [JSONField<RoomPolicy>] = [
    .required("name", \.name), .required("kind", \.kind), .required("activeStatuses", \.activeStatuses),
    .required("members", \.members),
  ]
}
