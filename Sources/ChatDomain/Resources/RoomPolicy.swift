// Room policies: which direct conversations there must be, decided inside the command that calls for one.

extension RoomPolicy {
  /// Whether the resource calls for a room by this policy.
  public func applies(to resource: ResourceState) -> Bool {
    resource.kind == kind && !resource.isRemoved && activeStatuses.contains(resource.status)
  }
}

/// The finding of a policy for one resource that needs a room.
public enum PolicyFinding: Hashable, Sendable {
  case room(ConversationID)
  /// The pair has no room yet.
  case missing(AccountPair)
  /// There is no valid pair: a reference is empty, an account is gone or deactivated, or both are the same.
  case noPair
}

extension RoomPolicy {
  func check(in schema: ResourceSchema) throws {
    try requireCode(name, "The name of a room policy")
    try requireCount(activeStatuses.count, "active statuses of the policy “\(name)”", atMost: Limits.policyStatuses)
    for status in activeStatuses { try requireCode(status, "An active status of the policy “\(name)”") }
    guard schema.kind(kind) != nil, !activeStatuses.isEmpty, members.count == 2 else {
      throw Rejection(
        .invalid, "The policy “\(name)” needs a declared kind, an active status and two members.",
        remedy: "Give a declared kind, at least one active status, and two members.")
    }
    for path in members { try check(path, in: schema) }
  }

  private func check(_ path: [String], in schema: ResourceSchema) throws {
    try requireCount(path.count, "references in a path of the policy “\(name)”", atMost: Limits.policyPath)
    var kind: ResourceKind? = schema.kind(self.kind)
    for (index, reference) in path.enumerated() {
      let isLast = index == path.count - 1
      switch (kind?.reference(reference)?.target, isLast) {
      case (.account, true): return
      case (.resource(let next), false): kind = schema.kind(next)
      default: throw invalidPath(path)
      }
    }
    throw invalidPath(path)
  }

  private func invalidPath(_ path: [String]) -> Rejection {
    Rejection(
      .invalid, "The path \(path.joined(separator: ".")) of the policy “\(name)” does not lead to an account.",
      remedy: "Name declared references, the last of which leads to an account.")
  }

  /// The two accounts that the resource calls a room for; nil where there is no valid pair.
  public func pair(for resource: ResourceState, in state: any ChatState) throws -> AccountPair? {
    guard let one = try member(members[0], of: resource, in: state),
      let other = try member(members[1], of: resource, in: state), one != other
    else { return nil }
    return AccountPair(one, other)
  }

  /// The finding for a resource to which the policy applies.
  public func finding(for resource: ResourceState, in state: any ChatState) throws -> PolicyFinding {
    guard let pair = try pair(for: resource, in: state) else { return .noPair }
    guard let room = try state.directConversation(pair) else { return .missing(pair) }
    return .room(room)
  }

  private func member(_ path: [String], of resource: ResourceState, in state: any ChatState) throws -> AccountID? {
    var current = resource
    for reference in path {
      switch current.target(of: reference) {
      case .account(let id):
        guard let account = try state.account(id), account.isActive, !account.isRemoved else { return nil }
        return id
      case .resource(let id):
        guard let next = try state.resource(id), !next.isRemoved else { return nil }
        current = next
      case nil:
        return nil
      }
    }
    return nil
  }
}

extension ResourceSchema {
  /// The rooms that a change of a resource calls for. An import brings what there was: it calls for none, and a
  /// backfill finds what is missing.
  func rooms(
    after before: ResourceState?, _ after: ResourceState, _ request: CommandRequest, in state: any ChatState
  ) throws -> [Event] {
    guard try !policies.isEmpty && !state.isInOpenImport(request) else { return [] }
    var rooms = RoomMaker(request: request)
    for policy in policies where policy.applies(to: after) {
      // What was active with the same references has been looked at when it became so.
      if let before, policy.applies(to: before), before.references == after.references { continue }
      try rooms.make(for: after, policy, in: state)
    }
    return rooms.events
  }
}

/// Makes the rooms of one command, each pair's once.
struct RoomMaker {
  let request: CommandRequest
  private(set) var events: [Event] = []
  private var pairs: Set<AccountPair> = []

  init(request: CommandRequest) { self.request = request }

  private func identifier(in state: any ChatState) throws -> ConversationID {
    var index = UInt64(pairs.count)
    while true {
      let room = request.command.id.room(index)
      if try state.conversation(room) == nil { return room }
      // Somebody has chosen this very identifier; the next ones lie elsewhere.
      index += UInt64(Limits.resourcesPerBackfill)
    }
  }

  mutating func make(for resource: ResourceState, _ policy: RoomPolicy, in state: any ChatState) throws {
    guard case .missing(let pair) = try policy.finding(for: resource, in: state), pairs.insert(pair).inserted
    else { return }
    let room = try identifier(in: state)
    events.append(
      .conversationCreated(
        ConversationCreated(
          conversation: room, kind: .direct, history: .shared, startedAt: request.time, pair: [pair.low, pair.high])))
    for account in [pair.low, pair.high] {
      events.append(
        .participantJoined(
          ParticipantJoined(conversation: room, account: account, role: .member, visibleFrom: nil)))
    }
  }
}

extension CommandID {
  /// The identifier of the `index`-th room (from 1) that the command makes by a policy: a UUIDv8 that begins with the
  /// 48 bits of the command's own, which are its time, and goes on with its other bits and the index, mixed.
  func room(_ index: UInt64) -> ConversationID {
    let rest = UInt64(truncatingIfNeeded: rawValue) ^ UInt64(truncatingIfNeeded: rawValue >> 64) << 48
    let low = mixed(rest &+ index &* 0x9E37_79B9_7F4A_7C15)
    let middle = mixed(low ^ UInt64(truncatingIfNeeded: rawValue >> 64)) & 0xFFFF
    let time = (rawValue >> 80) << 80
    return ConversationID(rawValue: UUIDLayout.version8(hash: time | UInt128(middle) << 64 | UInt128(low)))
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood, “Fast splittable pseudorandom number generators”, 2014).
  private func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
