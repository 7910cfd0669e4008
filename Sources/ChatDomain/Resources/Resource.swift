// Resources: entities outside the chat that conversations are attached to.

extension ResourceReference {
  /// A reference of a name to a target.
  public init(_ name: String, _ target: ReferenceTarget) {
    self.init(name: name, target: target)
  }
}

// MARK: State

/// The state of a resource, without its texts.
public struct ResourceState: Hashable, Sendable {
  public var id: ResourceID
  public var kind: String
  public var status: String
  /// By name, each once.
  public var references: [ResourceReference]
  public var createdPosition: Position
  public var createdTime: Timestamp
  public var updatedTime: Timestamp
  public var isRemoved = false
  /// The first entry of the command that removed it, while it is removed.
  public var removedPosition: Position?
  /// The entry whose content holds the texts.
  public var contentPosition: Position
  public var importedBy: Position?

  public init(
    id: ResourceID, kind: String, status: String, references: [ResourceReference], createdPosition: Position,
    createdTime: Timestamp, updatedTime: Timestamp, contentPosition: Position, importedBy: Position?
  ) {
    self.id = id
    self.kind = kind
    self.status = status
    self.references = references
    self.createdPosition = createdPosition
    self.createdTime = createdTime
    self.updatedTime = updatedTime
    self.contentPosition = contentPosition
    self.importedBy = importedBy
  }

  /// Where a reference leads; nil when it leads nowhere.
  public func target(of reference: String) -> ReferenceTarget? {
    references.first { $0.name == reference }?.target
  }
}

// MARK: Decisions

extension CreateResource {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try requireIdentifier(resource, "The resource's identifier")
    try requireStatus(status)
    try details.check()
    if createdAt != nil {
      try state.requireOpenImport(request, for: "createdAt")
      try requireValid(createdAt, "`createdAt`")
    }
    guard try state.resource(resource) == nil else {
      throw Rejection(
        .alreadyExists, "Resource \(resource) exists already.", remedy: "Change it with `updateResource`.")
    }
    let schema = try state.schema()
    let references = try schema.checked(references, ofKind: kind, in: state)
    let created = ResourceCreated(
      resource: resource, kind: kind, status: status, references: references, createdAt: createdAt ?? request.time)
    let after = created.state(request.position, request.time, importedBy: nil)
    return try [.resourceCreated(created)] + schema.rooms(after: nil, after, request, in: state)
  }
}

extension UpdateResource {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try requireStatus(status ?? "")
    try details?.check()
    let before = try state.requireResource(resource)
    var after = before
    let schema = try state.schema()
    if let status { after.status = status }
    if let references { after.references = try schema.checked(references, ofKind: before.kind, in: state) }
    let updated = ResourceUpdated(
      resource: resource, status: after.status, references: after.references, hasDetails: details != nil)
    return try [.resourceUpdated(updated)] + schema.rooms(after: before, after, request, in: state)
  }
}

extension ResourceSchema {
  /// The references in the order of their names, each declared for the kind and leading to what is there.
  fileprivate func checked(
    _ references: [ResourceReference], ofKind name: String, in state: any ChatState
  ) throws -> [ResourceReference] {
    guard let kind = kind(name) else {
      throw Rejection(
        .unknownKind, "No kind “\(name)” is declared.",
        remedy: "Declare it with `declareSchema`, or list the declared kinds.", steps: [.list(.kinds)])
    }
    try requireDistinct(references.map(\.name), "reference")
    for reference in references {
      guard let rule = kind.reference(reference.name) else {
        throw Rejection(
          .invalid, "The kind “\(name)” has no reference “\(reference.name)”.",
          remedy: "It has: \(kind.references.map(\.name).joined(separator: ", ")).")
      }
      try state.requireTarget(reference, rule)
    }
    if let missing = kind.references.first(where: { rule in
      rule.isRequired && !references.contains { $0.name == rule.name }
    }) {
      throw Rejection(
        .invalid, "The reference “\(missing.name)”, which a “\(name)” must have, is missing.", remedy: "Add it.")
    }
    return references.sorted { $0.name < $1.name }
  }
}

extension ChatState {
  /// A resource that is there and not removed.
  func requireResource(_ id: ResourceID) throws -> ResourceState {
    guard let resource = try resource(id) else {
      throw Rejection(
        .unknownResource, "Resource \(id) is not known.",
        remedy: "Create it with `createResource`, or list the resources to find it.", steps: [.list(.resources)])
    }
    guard !resource.isRemoved else {
      throw Rejection(
        .resourceRemoved, "Resource \(id) has been removed.",
        remedy: "Bring it back by reverting the command that removed it.",
        gone: .resource(id))
    }
    return resource
  }

  fileprivate func requireTarget(_ reference: ResourceReference, _ rule: ReferenceRule) throws {
    switch (reference.target, rule.target) {
    case (.account(let id), .account):
      guard let account = try account(id) else {
        throw Rejection(
          .unknownAccount, "Account \(id), the \(reference.name), is not known.", remedy: "Register it first.")
      }
      guard !account.isRemoved else {
        throw Rejection(
          .accountInactive, "Account \(id), the \(reference.name), has been removed.", remedy: "Name another one.")
      }
    case (.resource(let id), .resource(let kind)):
      guard try requireResource(id).kind == kind else {
        throw Rejection(
          .invalid, "Resource \(id), the \(reference.name), is not of the kind “\(kind)”.", remedy: "Name another one.")
      }
    case (_, .account):
      throw Rejection(.invalid, "The reference “\(reference.name)” leads to an account.", remedy: "Name an account.")
    case (_, .resource(let kind)):
      throw Rejection(
        .invalid, "The reference “\(reference.name)” leads to a resource of the kind “\(kind)”.",
        remedy: "Name such a resource.")
    }
  }
}

extension ResourceDetails {
  func check() throws {
    try requireLength(title, "The title", atMost: Limits.nameBytes)
    try checkAttributes(attributes)
  }
}

/// A status may be empty; otherwise it is one short word.
private func requireStatus(_ status: String) throws {
  if !status.isEmpty { try requireCode(status, "The status") }
}

// MARK: Fold

extension ResourceCreated {
  func state(_ position: Position, _ time: Timestamp, importedBy: Position?) -> ResourceState {
    ResourceState(
      id: resource, kind: kind, status: status, references: references, createdPosition: position,
      createdTime: createdAt,
      updatedTime: createdAt, contentPosition: position, importedBy: importedBy)
  }

  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let importedBy = try store.importPosition(of: recorded)
    try store.put(state(recorded.position, recorded.time, importedBy: importedBy))
    try store.adjustTotals { $0.resources += 1 }
    if let importedBy { try store.insert(.resource(resource), of: importedBy) }
  }
}

extension ResourceUpdated {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(resource) {
      $0.status = status
      $0.references = references
      $0.updatedTime = recorded.time
      if hasDetails { $0.contentPosition = recorded.position }
    }
  }
}

extension ResourceRemoved {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(resource) {
      $0.isRemoved = true
      $0.removedPosition = recorded.firstPosition
    }
    try store.adjustTotals { $0.resources -= 1 }
    try store.noteRemoval(.resourceRemoved(resource), of: removal, by: recorded)
  }
}

extension ResourceRestored {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(resource) {
      $0.isRemoved = false
      $0.removedPosition = nil
    }
    try store.adjustTotals { $0.resources += 1 }
  }
}

extension ReferenceEmptied {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(resource) { state in state.references.removeAll { $0 == reference } }
    try store.noteRemoval(.referenceEmptied(resource, reference), of: removal, by: recorded)
  }
}

extension ReferenceRestored {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(resource) { state in
      state.references.append(reference)
      state.references.sort { $0.name < $1.name }
    }
  }
}

extension ChatStore {
  func change(_ id: ResourceID, _ change: (inout ResourceState) -> Void) throws {
    guard var state = try resource(id) else { throw FoldFault("resource \(id) is not there") }
    change(&state)
    try put(state)
  }
}
