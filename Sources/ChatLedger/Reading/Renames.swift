import ChatDomain
import ChatWire
import EventLog
import LMDB

/// The entries that replaced the texts of accounts, conversations and resources, and so may have renamed them.
///
/// There is no index of names: looking up a former name reads the log once. The state of an item tells whether this is
/// needed: its texts are at its `contentPosition`, so all later entries used the current name.
public struct Renames: Sendable {
  /// How far the log was read.
  public internal(set) var position: Position = .start
  /// By account, in the order of the log.
  public internal(set) var accounts: [AccountID: [Position]] = [:]
  /// By conversation, in the order of the log.
  public internal(set) var conversations: [ConversationID: [Position]] = [:]
  /// By resource, in the order of the log.
  public internal(set) var resources: [ResourceID: [Position]] = [:]

  /// Nothing read yet.
  public init() {}
}

/// The texts that a thing had from an entry on.
public struct TextVersion<Texts: Hashable & Sendable>: Hashable, Sendable {
  /// The entry that brought them.
  public var position: Position
  /// When that was recorded.
  public var time: Timestamp
  /// Nil where they were erased.
  public var texts: Texts?
}

extension LedgerView {
  /// Reads the log for new texts, up to the position of this view.
  ///
  /// O(entries): two to three million of them a second, since only entries that matter are decoded, and no contents.
  ///
  /// - Parameter known: What an earlier call found; only what came since is read.
  public func renames(after known: Renames = Renames()) throws -> Renames {
    var renames = known
    guard known.position < position else { return renames }
    var sieve = EventSieve { $0.renamed != nil || $0.mayRename }
    try transaction.withTransaction { transaction in
      _ = try log.scan(from: known.position.next.rawValue, through: position.rawValue, in: transaction) { entry in
        for event in try sieve.events(of: entry) {
          guard let thing = event.renamed else { continue }
          renames.add(thing, Position(entry.position))
        }
        return .continue
      }
    }
    renames.position = position
    return renames
  }

  /// All texts that an account had, the first ones first; those it had before it got a profile are none.
  public func profiles(of account: AccountState, _ renames: Renames) throws -> [TextVersion<Profile>] {
    // An account that was registered on first use had no texts then.
    let hasFirst = try entry(at: account.registeredPosition)?.events.contains { event in
      if case .accountRegistered(let it) = event { it.account == account.id && !it.isFirstUse } else { false }
    }
    let first = hasFirst == true ? [account.registeredPosition] : []
    return try versions(first + (renames.accounts[account.id] ?? [])) { try texts.profile(at: $0) }
  }

  /// All texts that a conversation had, the first ones first.
  public func details(
    of conversation: ConversationState, _ renames: Renames
  ) throws -> [TextVersion<ConversationDetails>] {
    try versions([conversation.createdPosition] + (renames.conversations[conversation.id] ?? [])) {
      try texts.details(at: $0)
    }
  }

  /// All texts that a resource had, the first ones first.
  public func details(of resource: ResourceState, _ renames: Renames) throws -> [TextVersion<ResourceDetails>] {
    try versions([resource.createdPosition] + (renames.resources[resource.id] ?? [])) {
      try texts.resourceDetails(at: $0)
    }
  }

  private func versions<Texts>(
    _ positions: [Position], _ texts: (Position) throws -> Texts?
  ) throws -> [TextVersion<Texts>] {
    try positions.compactMap { position in
      guard let entry = try entry(at: position) else { return nil }
      return TextVersion(position: position, time: entry.time, texts: try texts(position))
    }
  }
}

/// What an event gave new texts to.
private enum Renamed {
  case account(AccountID)
  case conversation(ConversationID)
  case resource(ResourceID)
}

extension Renames {
  fileprivate mutating func add(_ thing: Renamed, _ position: Position) {
    switch thing {
    case .account(let id): accounts[id, default: []].append(position)
    case .conversation(let id): conversations[id, default: []].append(position)
    case .resource(let id): resources[id, default: []].append(position)
    }
  }
}

extension Event {
  /// Whether events of this kind can give new texts, whatever this one does.
  fileprivate var mayRename: Bool {
    if case .resourceUpdated = self { true } else { false }
  }

  /// What got new texts by it. The first texts are not new: where they stand is in the state of what has them.
  fileprivate var renamed: Renamed? {
    switch self {
    case .accountUpdated(let it): .account(it.account)
    case .conversationUpdated(let it): .conversation(it.conversation)
    case .resourceUpdated(let it): it.hasDetails ? .resource(it.resource) : nil
    default: nil
    }
  }
}
