/// A resource as a service shows it.
public struct Resource: Hashable, Sendable {
  /// Its state, without its texts.
  public var state: ResourceState
  /// Nil where its texts were erased.
  public var details: ResourceDetails?

  /// Its identifier.
  public var id: ResourceID { state.id }
  /// The best name there is: title, identifier.
  public var label: String {
    if let details, !details.title.isEmpty { return details.title }
    return state.id.description
  }
}

/// Selects resources to list; nil parts do not restrict.
public struct ResourceFilter: Hashable, Sendable {
  /// Of this kind.
  public var kind: String?
  /// In this status.
  public var status: String?
  /// Referring to this account or resource, by any of their references.
  public var target: ReferenceTarget?
  /// Whether removed ones are listed, too.
  public var includesRemoved: Bool

  /// A filter with the given parts; the default selects all resources that are not removed.
  public init(
    kind: String? = nil, status: String? = nil, target: ReferenceTarget? = nil, includesRemoved: Bool = false
  ) {
    self.kind = kind
    self.status = status
    self.target = target
    self.includesRemoved = includesRemoved
  }

  func accepts(_ state: ResourceState) -> Bool {
    if state.isRemoved, !includesRemoved { return false }
    if let kind, state.kind != kind { return false }
    if let status, state.status != status { return false }
    return true
  }
}
