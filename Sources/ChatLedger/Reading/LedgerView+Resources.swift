extension LedgerView {
  /// A resource, removed or not; nil when it is not known.
  public func resource(_ id: ResourceID) throws -> Resource? { try state().resource(id).map(resource) }

  private func resource(_ state: ResourceState) throws -> Resource {
    Resource(state: state, details: try texts.resourceDetails(at: state.contentPosition))
  }

  /// A page of resources in the order of identifiers: those after one where it is given.
  ///
  /// O(resources after it until the page is full); with a target O(what refers to that). Texts are read for the page
  /// only.
  public func resources(
    _ filter: ResourceFilter = ResourceFilter(), after id: ResourceID? = nil, limit: Int = 50
  ) throws -> [Resource] {
    guard limit > 0 else { return [] }
    var page: [ResourceState] = []
    try forEachResourceState(filter, after: id) { state in
      page.append(state)
      return page.count < limit
    }
    return try page.map(resource)
  }

  /// Resources with their texts in the order of identifiers. The body returns false to stop.
  public func forEachResource(
    _ filter: ResourceFilter = ResourceFilter(), after id: ResourceID? = nil, _ body: (Resource) throws -> Bool
  ) throws {
    try forEachResourceState(filter, after: id) { try body(resource($0)) }
  }

  /// All resources with their texts in the order of identifiers. The body returns false to stop.
  public func forEachResource(includingRemoved: Bool, _ body: (Resource) throws -> Bool) throws {
    try forEachResource(ResourceFilter(includesRemoved: includingRemoved), body)
  }

  /// Resources in the order of identifiers without their texts, which are what takes time. The body returns false to
  /// stop.
  public func forEachResourceState(
    _ filter: ResourceFilter = ResourceFilter(), after id: ResourceID? = nil, _ body: (ResourceState) throws -> Bool
  ) throws {
    func consider(_ state: ResourceState) throws -> Bool { try !filter.accepts(state) || body(state) }
    guard let target = filter.target else { return try state().forEachResource(after: id, consider) }
    try state().forEachReferrer(of: target) { state in
      if let id, state.id <= id { return true }
      return try consider(state)
    }
  }

  /// How many resources of each kind there are; kinds without any are left out. O(resources).
  public func resourceCounts(includingRemoved: Bool = false) throws -> [String: Int64] {
    if try !includingRemoved && totals().resources == 0 { return [:] }
    var counts: [String: Int64] = [:]
    try forEachResourceState(ResourceFilter(includesRemoved: includingRemoved)) { state in
      counts[state.kind, default: 0] += 1
      return true
    }
    return counts
  }
}
