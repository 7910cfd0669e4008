public import ChatDomain

// Resources, what they refer to, and their schema as JSON.

extension ResourceDetails: JSONObject {
  public static let jsonDefault = ResourceDetails()
  public static let jsonFields: [JSONField<ResourceDetails>] = [
    .defaulted("title", \.title), .defaulted("attributes", \.attributes),
  ]
}

/// `{"account":"…"}` or `{"resource":"…"}`.
extension ReferenceTarget: Codable, JSONUnion {
  static let jsonKind = "target"
  static let jsonCases: [JSONCase<ReferenceTarget>] = [
    .init("account", ReferenceTarget.account) { if case .account(let value) = $0 { value } else { nil } },
    .init("resource", ReferenceTarget.resource) { if case .resource(let value) = $0 { value } else { nil } },
  ]

  public init(from decoder: any Decoder) throws {
    self = try Self.read(decoder.container(keyedBy: JSONName.self), in: "the reference")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    try write(&container)
  }
}

extension ResourceReference: JSONObject {
  public static let jsonDefault = ResourceReference("", .resource(.zero))
  public static let jsonFields: [JSONField<ResourceReference>] = [
    .required("name", \.name), .required("target", \.target),
  ]
}

/// `{"lesson":{"resource":"…"},"teacher":{"account":"…"}}`: references by their names, read in the order of these.
struct NamedReferences: Codable, Hashable, Sendable {
  var list: [ResourceReference]

  init(_ list: [ResourceReference] = []) { self.list = list }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: JSONName.self)
    list = []
    for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
      list.append(ResourceReference(key.stringValue, try container.decode(ReferenceTarget.self, forKey: key)))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    for reference in list { try container.encode(reference.target, forKey: JSONName(reference.name)) }
  }
}

// MARK: Actions

extension CreateResource: JSONObject {
  public static let jsonDefault = CreateResource(resource: .zero, kind: "")
  public static let jsonFields: [JSONField<CreateResource>] = [
    .required("resource", \.resource), .required("kind", \.kind), .defaulted("status", \.status),
    .defaulted("references", \.namedReferences), .defaulted("details", \.details), .optional("createdAt", \.createdAt),
  ]

  private var namedReferences: NamedReferences {
    get { NamedReferences(references) }
    set { references = newValue.list }
  }
}

extension UpdateResource: JSONObject {
  public static let jsonDefault = UpdateResource(resource: .zero)
  public static let jsonFields: [JSONField<UpdateResource>] = [
    .required("resource", \.resource), .optional("status", \.status), .optional("references", \.namedReferences),
    .optional("details", \.details),
  ]

  private var namedReferences: NamedReferences? {
    get { references.map(NamedReferences.init(_:)) }
    set { references = newValue?.list }
  }
}

extension DeclareSchema: JSONObject {
  public static let jsonDefault = DeclareSchema(schema: ResourceSchema())
  public static let jsonFields: [JSONField<DeclareSchema>] = JSONField.inlined(\.schema)
}

// MARK: Events

extension ResourceCreated: JSONObject {
  public static let jsonDefault = ResourceCreated(
    resource: .zero, kind: "", status: "", references: [], createdAt: Timestamp(microseconds: 0))
  public static let jsonFields: [JSONField<ResourceCreated>] = [
    .required("resource", \.resource), .required("kind", \.kind), .defaulted("status", \.status),
    .defaulted("references", \.namedReferences), .required("createdAt", \.createdAt),
  ]

  private var namedReferences: NamedReferences {
    get { NamedReferences(references) }
    set { references = newValue.list }
  }
}

extension ResourceUpdated: JSONObject {
  public static let jsonDefault = ResourceUpdated(resource: .zero, status: "", references: [], hasDetails: false)
  public static let jsonFields: [JSONField<ResourceUpdated>] = [
    .required("resource", \.resource), .defaulted("status", \.status), .defaulted("references", \.namedReferences),
    .defaulted("hasDetails", \.hasDetails),
  ]

  private var namedReferences: NamedReferences {
    get { NamedReferences(references) }
    set { references = newValue.list }
  }
}

extension ReferenceEmptied: JSONObject {
  public static let jsonDefault = ReferenceEmptied(resource: .zero, reference: .jsonDefault)
  public static let jsonFields: [JSONField<ReferenceEmptied>] = [
    .required("resource", \.resource), .required("reference", \.reference), .optional("removal", \.removal),
  ]
}

extension ReferenceRestored: JSONObject {
  public static let jsonDefault = ReferenceRestored(resource: .zero, reference: .jsonDefault)
  public static let jsonFields: [JSONField<ReferenceRestored>] = [
    .required("resource", \.resource), .required("reference", \.reference),
  ]
}

extension SchemaDeclared: JSONObject {
  public static let jsonDefault = SchemaDeclared(schema: ResourceSchema())
  public static let jsonFields: [JSONField<SchemaDeclared>] = JSONField.inlined(\.schema)
}
