// The kinds of resources, declared by the service that embeds the ledger and recorded in the log.

/// The target of a resource's reference.
public enum ReferenceKind: Hashable, Sendable {
  case account
  /// A resource of the named kind.
  case resource(String)

  var thing: EntityKind {
    switch self {
    case .account: .account
    case .resource(let kind): .resource(kind)
    }
  }
}

extension ResourceKind {
  /// The rule of a reference; nil when the kind has none of that name.
  public func reference(_ name: String) -> ReferenceRule? { references.first { $0.name == name } }
}

extension ResourceSchema {
  /// The kind of a name; nil when none is declared.
  public func kind(_ name: String) -> ResourceKind? { kinds.first { $0.name == name } }
  /// The room policy of a name; nil when none is declared.
  public func policy(_ name: String) -> RoomPolicy? { policies.first { $0.name == name } }
}

// MARK: Decision

extension DeclareSchema {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try schema.check()
    let current = try state.schema()
    try schema.checkKeeps(current)
    return current == schema ? [] : [.schemaDeclared(SchemaDeclared(schema: schema))]
  }
}

extension ResourceSchema {
  func check() throws {
    try requireCount(kinds.count, "kinds of resources", atMost: Limits.resourceKinds)
    try requireCount(policies.count, "room policies", atMost: Limits.roomPolicies)
    try requireDistinct(kinds.map(\.name), "kind of resource")
    try requireDistinct(policies.map(\.name), "room policy")
    for kind in kinds { try kind.check(in: self) }
    for policy in policies { try policy.check(in: self) }
    guard sizeBytes <= Limits.schemaBytes else {
      throw Rejection(
        .tooLarge, "The schema has \(sizeBytes) bytes; at most \(Limits.schemaBytes) are allowed.",
        remedy: "Declare fewer kinds, or shorter names.")
    }
  }

  /// About what it takes in storage: its names, and some bytes around each.
  private var sizeBytes: Int {
    let around = 12
    var bytes = 0
    for kind in kinds {
      bytes += kind.name.utf8.count + around
      for rule in kind.references {
        bytes += rule.name.utf8.count + around
        if case .resource(let target) = rule.target { bytes += target.utf8.count }
      }
    }
    for policy in policies {
      for name in [policy.name, policy.kind] + policy.activeStatuses + policy.members.joined() {
        bytes += name.utf8.count + around
      }
    }
    return bytes
  }

  /// What resources in the log were made with cannot vanish; how a reference behaves on removal may change.
  fileprivate func checkKeeps(_ current: ResourceSchema) throws {
    for old in current.kinds {
      guard let kind = kind(old.name) else {
        throw Rejection(
          .invalid, "The kind “\(old.name)” is declared already and missing from this schema.",
          remedy: "Declare it again; a kind that has been declared stays.")
      }
      for rule in old.references where kind.reference(rule.name)?.target != rule.target {
        throw Rejection(
          .invalid, "The reference “\(rule.name)” of the kind “\(old.name)” is missing or leads elsewhere.",
          remedy: "Declare it as before; only what happens on removal may change.")
      }
      for rule in kind.references where rule.isRequired && old.reference(rule.name)?.isRequired != true {
        throw Rejection(
          .invalid, "The reference “\(rule.name)” of the kind “\(old.name)” was optional and cannot become required.",
          remedy: "Leave it optional: resources without it may be in the log.")
      }
    }
  }
}

extension ResourceKind {
  fileprivate func check(in schema: ResourceSchema) throws {
    try requireCode(name, "The name of a kind")
    guard name != "account" else {
      throw Rejection(.invalid, "“account” is not allowed as a kind of resource.", remedy: "Choose another name.")
    }
    try requireCount(references.count, "references of the kind “\(name)”", atMost: Limits.referencesPerKind)
    try requireDistinct(references.map(\.name), "reference of the kind “\(name)”")
    for rule in references {
      try requireCode(rule.name, "The name of a reference of the kind “\(name)”")
      guard rule.name != "importedBy" else {
        throw Rejection(.invalid, "“importedBy” is a reference that every kind has.", remedy: "Choose another name.")
      }
      if case .resource(let target) = rule.target, schema.kind(target) == nil {
        throw Rejection(
          .invalid, "The reference “\(rule.name)” of the kind “\(name)” leads to the unknown kind “\(target)”.",
          remedy: "Declare that kind, too.")
      }
      guard relation(of: rule).possibleActions.contains(rule.onRemoval) else {
        throw Rejection(
          .invalid, "The reference “\(rule.name)” of the kind “\(name)” is required and cannot be set to null.",
          remedy: "Choose cascade, restrict or keep, or make it optional.")
      }
    }
  }
}

// MARK: Fold

extension SchemaDeclared {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws { try store.setSchema(schema) }
}
