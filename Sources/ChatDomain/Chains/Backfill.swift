// Backfill: rooms that a policy calls for and that are missing, made in bounded batches under one chain.

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
        throw Rejection(
          .unknownResource, "Resource \(id) is not known.", remedy: "List the resources to find it.",
          steps: [.list(.resources)])
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
        remedy: known.isEmpty ? "Declare it with `declareSchema`." : "The declared policies are: \(known).")
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
