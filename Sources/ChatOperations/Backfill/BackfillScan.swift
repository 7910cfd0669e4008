import ChatLedger
import ChatProjection

/// Looks at every resource by one policy.
struct BackfillScan {
  let policy: RoomPolicy
  let position: Position
  private let state: ProjectionSession
  /// The reference that a resource's parent is found by, and the kind that it leads to.
  private let parent: (reference: String, kind: String)?

  /// Resources between two calls of the progress.
  private static let progressResources: UInt64 = 16_384

  /// - Throws: ``LedgerError`` `usage` when no such policy is declared.
  init(policy name: String, state: ProjectionSession, position: Position) throws {
    let schema = try state.schema()
    guard let policy = schema.policy(name) else {
      let known = schema.policies.map(\.name).joined(separator: ", ")
      throw LedgerError(
        .usage, "No room policy “\(name)” is declared.",
        remedy: known.isEmpty
          ? "Declare it with the command `declareSchema`." : "The declared policies are: \(known).")
    }
    self.policy = policy
    self.position = position
    self.state = state
    parent = Self.parent(of: policy, in: schema)
  }

  private static func parent(of policy: RoomPolicy, in schema: ResourceSchema) -> (reference: String, kind: String)? {
    guard let reference = policy.members.first(where: { $0.count > 1 })?.first,
      case .resource(let kind)? = schema.kind(policy.kind)?.reference(reference)?.target
    else { return nil }
    return (reference, kind)
  }

  // MARK: Counting

  /// Counts what is missing, and keeps the first of it.
  func candidates(progress: (LedgerProgress) -> Void) throws -> BackfillCandidates {
    var found = BackfillCandidates(policy: policy, position: position, parentKind: parent?.kind)
    var pairs: Set<AccountPair> = []
    var parents: Set<ResourceID> = []
    try forEachResource(progress) { resource in
      if resource.kind == parent?.kind, !resource.isRemoved { found.parents += 1 }
      guard policy.applies(to: resource) else { return true }
      found.active += 1
      switch try policy.finding(for: resource, in: state) {
      case .room: break
      case .missing(let pair):
        let parent = parentOf(resource)
        found.count += 1
        pairs.insert(pair)
        if let parent { parents.insert(parent) }
        if found.first.count < BackfillCandidates.keptLimit {
          found.first.append(BackfillCandidate(resource: resource.id, parent: parent, pair: pair))
        }
      case .noPair:
        found.unpairedCount += 1
        if found.unpaired.count < BackfillCandidates.keptLimit, let obstacle = try obstacle(of: resource) {
          found.unpaired.append(UnpairedResource(resource: resource.id, obstacle: obstacle))
        }
      }
      return true
    }
    found.pairs = UInt64(pairs.count)
    found.parentsOfCandidates = UInt64(parents.count)
    return found
  }

  /// The resources whose room is missing, at most `limit`, in the order of their pairs.
  ///
  /// In that order the rows that their rooms take lie closer together, which makes them faster to write.
  func missing(limit: Int, progress: (LedgerProgress) -> Void) throws -> [ResourceID] {
    var found: [(pair: AccountPair, resource: ResourceID)] = []
    try forEachResource(progress) { resource in
      if policy.applies(to: resource), case .missing(let pair) = try policy.finding(for: resource, in: state) {
        found.append((pair, resource.id))
      }
      return found.count < limit
    }
    found.sort { ($0.pair.low, $0.pair.high, $0.resource) < ($1.pair.low, $1.pair.high, $1.resource) }
    return found.map(\.resource)
  }

  private func forEachResource(_ progress: (LedgerProgress) -> Void, _ body: (ResourceState) throws -> Bool) throws {
    let total = UInt64(max(0, state.totals.resources))
    var done: UInt64 = 0
    try state.forEachResource { resource in
      done += 1
      if done.isMultiple(of: Self.progressResources) {
        progress(LedgerProgress(stage: "scan", done: done, total: max(total, done)))
      }
      return try body(resource)
    }
  }

  private func parentOf(_ resource: ResourceState) -> ResourceID? {
    guard let parent, case .resource(let id)? = resource.target(of: parent.reference) else { return nil }
    return id
  }

  // MARK: Obstacles

  /// What is in the way of a pair; nil where nothing is.
  private func obstacle(of resource: ResourceState) throws -> PairObstacle? {
    var members: [AccountID] = []
    for path in policy.members {
      switch try follow(path, from: resource) {
      case .success(let account): members.append(account)
      case .failure(let obstacle): return obstacle
      }
    }
    guard members.count == 2, members[0] == members[1] else { return nil }
    return .sameAccount(members[0])
  }

  private func follow(_ path: [String], from start: ResourceState) throws -> Result<AccountID, PairObstacle> {
    var current = start
    var last = ""
    for reference in path {
      last = "\(current.kind).\(reference)"
      switch current.target(of: reference) {
      case .account(let id):
        guard let account = try state.account(id), !account.isRemoved else { return .failure(.accountGone(id)) }
        return account.isActive ? .success(id) : .failure(.accountInactive(id))
      case .resource(let id):
        guard let next = try state.resource(id), !next.isRemoved else { return .failure(.resourceGone(id)) }
        current = next
      case nil:
        return .failure(.emptyReference(last))
      }
    }
    return .failure(.emptyReference(last))
  }
}

extension PairObstacle: Error {}

extension PairObstacle: CustomStringConvertible {
  /// The obstacle in a few words: `booking.lesson is empty`.
  public var description: String {
    switch self {
    case .emptyReference(let name): "\(name) is empty"
    case .resourceGone(let id): "resource \(id) is removed"
    case .accountGone(let id): "account \(id) is removed"
    case .accountInactive(let id): "account \(id) is deactivated"
    case .sameAccount(let id): "both are account \(id)"
    }
  }
}
