public import ChatLedger

/// A resource that calls for a room which is not there.
public struct BackfillCandidate: Hashable, Sendable {
  /// The resource that calls for the room.
  public var resource: ResourceID
  /// The resource that candidates are counted by; see ``BackfillCandidates/parentKind``.
  public var parent: ResourceID?
  /// Who the room would be for.
  public var pair: AccountPair
}

/// Why a policy finds no two accounts for a resource that calls for a room.
public enum PairObstacle: Hashable, Sendable {
  /// A reference on the way is empty; it is named as in `booking.lesson`.
  case emptyReference(String)
  /// A resource on the way is not there or has been removed.
  case resourceGone(ResourceID)
  /// The account is not there or has been removed.
  case accountGone(AccountID)
  /// The account has been deactivated.
  case accountInactive(AccountID)
  /// Both ways lead to the same account.
  case sameAccount(AccountID)
}

/// A resource that calls for a room, and has no two accounts to make it for.
public struct UnpairedResource: Hashable, Sendable {
  /// The resource that calls for the room.
  public var resource: ResourceID
  /// The first obstacle.
  public var obstacle: PairObstacle
}

/// Existing and missing rooms of one room policy, at one position.
public struct BackfillCandidates: Hashable, Sendable {
  /// Candidates and resources without a pair that are kept one by one; all are counted.
  public static let keptLimit = 1_000

  /// The policy that was looked at.
  public var policy: RoomPolicy
  /// The last entry that the figures know of.
  public var position: Position
  /// The kind of resource that the policy's way to an account goes through first, which candidates are counted by: the
  /// lesson of a booking. Nil where both accounts are references of the resource itself.
  public var parentKind: String?
  /// Resources of that kind that are not removed.
  public var parents: UInt64 = 0
  /// Resources that call for a room.
  public var active: UInt64 = 0
  /// All direct conversations that are not removed, with or without a policy.
  public var rooms: UInt64 = 0
  /// Those of them in which a message shows.
  public var roomsWithMessages: UInt64 = 0
  /// Resources whose room is missing.
  public var count: UInt64 = 0
  /// The different pairs among them: the rooms that a backfill would make.
  public var pairs: UInt64 = 0
  /// The different resources of ``parentKind`` among them.
  public var parentsOfCandidates: UInt64 = 0
  /// Resources that call for a room, and have no valid pair.
  public var unpairedCount: UInt64 = 0
  /// The first candidates in the order of identifiers, at most ``keptLimit``.
  public var first: [BackfillCandidate] = []
  /// The first resources without a pair in the order of identifiers, at most ``keptLimit``.
  public var unpaired: [UnpairedResource] = []

  /// Rooms in which no message shows.
  public var emptyRooms: UInt64 { rooms - roomsWithMessages }

  init(policy: RoomPolicy, position: Position, parentKind: String?) {
    self.policy = policy
    self.position = position
    self.parentKind = parentKind
  }
}

extension Ledger {
  /// Finds existing and missing rooms of a room policy; records nothing.
  ///
  /// - Throws: ``LedgerError`` `usage` when no such policy is declared.
  /// - Complexity: O(resources and conversations), and memory for each candidate.
  @available(*, noasync)
  public func backfillCandidates(
    policy name: String, progress: (LedgerProgress) -> Void = { _ in }
  ) throws -> BackfillCandidates {
    try read { try $0.backfillCandidates(policy: name, progress: progress) }
  }
}

extension LedgerView {
  /// As ``Ledger/backfillCandidates(policy:progress:)``, at the position of this view.
  ///
  /// - Throws: ``LedgerError`` `usage` when no such policy is declared.
  /// - Complexity: O(resources and conversations), and memory for each candidate.
  public func backfillCandidates(
    policy name: String, progress: (LedgerProgress) -> Void = { _ in }
  ) throws -> BackfillCandidates {
    let scan = try BackfillScan(policy: name, state: state(), position: position)
    var found = try scan.candidates(progress: progress)
    try state().forEachConversation { conversation in
      if conversation.kind == .direct, !conversation.isRemoved {
        found.rooms += 1
        if conversation.visible.messages > 0 { found.roomsWithMessages += 1 }
      }
      return true
    }
    return found
  }

  /// The room policies that the service declared.
  public func roomPolicies() throws -> [RoomPolicy] { try state().schema().policies }
}
