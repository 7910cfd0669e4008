// Backfill: rooms that a policy calls for and that are missing, made in bounded batches under one chain.

/// Opens a backfill by a policy. Its commands carry this one's identifier as their correlation, `finishImport` closes
/// it, and reverting it takes back the rooms in which nothing has been said since.
public struct BeginBackfill: Hashable, Sendable {
  public var policy: String

  public init(policy: String) { self.policy = policy }
}

/// Makes the rooms that are missing for these resources. What has its room, or calls for none any more, is passed over:
/// doing it twice is the same as doing it once.
public struct BackfillRooms: Hashable, Sendable {
  public var policy: String
  public var resources: [ResourceID]

  public init(policy: String, resources: [ResourceID]) {
    self.policy = policy
    self.resources = resources
  }
}

/// A backfill of missing rooms began.
public struct BackfillBegan: Hashable, Sendable, Codable {
  public var policy: String

  public init(policy: String) { self.policy = policy }
}

// MARK: Decisions

extension BeginBackfill {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    _ = try state.requirePolicy(policy)
    return [.backfillBegan(BackfillBegan(policy: policy))]
  }
}

extension BackfillRooms {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let policy = try state.requirePolicy(policy)
    try requireCount(resources.count, "resources in one backfill command", atMost: Limits.resourcesPerBackfill)
    var rooms = RoomMaker(request: request)
    for id in resources {
      guard let resource = try state.resource(id) else {
        throw Rejection(.unknownResource, "Resource \(id) is not known.", remedy: "Check the identifier.")
      }
      if policy.applies(to: resource) { try rooms.make(for: resource, policy, in: state) }
    }
    return rooms.events
  }
}

extension ChatState {
  fileprivate func requirePolicy(_ name: String) throws -> RoomPolicy {
    let schema = try schema()
    guard let policy = schema.policy(name) else {
      let known = schema.policies.map(\.name).joined(separator: ", ")
      throw Rejection(
        .unknownPolicy, "No room policy “\(name)” is declared.",
        remedy: known.isEmpty ? "Declare it with `declareSchema`." : "There is: \(known).")
    }
    return policy
  }
}

// MARK: Fold

extension BackfillBegan {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.put(
      ImportState(
        position: recorded.firstPosition, commandID: recorded.commandID, kind: .backfill, isFinished: false,
        withdrawnBy: nil))
  }
}
