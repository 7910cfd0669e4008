import ChatDomain

/// A second implementation of the domain, slow and obvious, to compare with the first.
///
/// It reads the entries of a ledger. It takes participants, messages and deletions from the events. It computes clears
/// from the commands alone, as explicit sets of messages and plain rules, and counts everything again for each
/// question. It reads none of the watermarks, marks and tallies that the events carry.
public struct ReferenceModel: Sendable {
  struct Message: Hashable, Sendable {
    var id: MessageID
    var conversation: ConversationID
    var author: AccountID
    var time: Timestamp
    /// By which it is read.
    var place: Timestamp
    var position: Position
    var importedBy: Position?

    /// Whether it is read before another one.
    func precedes(_ other: Message) -> Bool { (place, position) < (other.place, other.position) }
  }

  struct Member: Sendable {
    var isActive: Bool
    var visibleFrom: Timestamp?
    var joined: Position
    var isArchived = false
  }

  struct Seat: Hashable, Sendable {
    var conversation: ConversationID
    var account: AccountID
  }

  struct ModelResource: Sendable {
    var kind: String
    var status: String
    var references: [String: ReferenceTarget]
  }

  /// A record as it was last made.
  struct Recording: Sendable {
    var position: Position
    var isRemoved = false
    var hasEnded = false
  }

  struct GivenReaction: Hashable, Sendable {
    var message: MessageID
    var account: AccountID
    @Bytewise var emoji: String
  }

  var accounts: Set<AccountID> = []
  var removedAccounts: Set<AccountID> = []
  var conversations: [ConversationID: Position?] = [:]
  /// Whose pair a direct conversation is of, with the place in the log at which it began.
  var pairs: [AccountPair: [ConversationID: Position]] = [:]
  var whiteboards: Set<ConversationID> = []
  /// The resource of each conversation.
  var attachments: [ConversationID: ResourceID] = [:]
  var resources: [ResourceID: ModelResource] = [:]
  var removedResources: Set<ResourceID> = []
  var records: [Record: Recording] = [:]
  var removedConversations: Set<ConversationID> = []
  /// Conversations that have ended, with the time.
  var ends: [ConversationID: Timestamp] = [:]
  var members: [Seat: Member] = [:]
  /// When each conversation began.
  var starts: [ConversationID: Timestamp] = [:]
  /// By conversation, in reading order.
  var messages: [ConversationID: [Message]] = [:]
  var whereabouts: [MessageID: Message] = [:]
  var deletedMessages: Set<MessageID> = []
  var reactions: Set<GivenReaction> = []
  var pins: Set<MessageID> = []
  var readUpTo: [Seat: MessageID] = [:]
  /// Imports that commands can join, by the identifier of their `beginImport`.
  var openImports: [CommandID: Position] = [:]
  var imports: [CommandID: Position] = [:]
  var unfinishedImports: Set<Position> = []
  /// The clears and withdrawals there ever were, and which command undid or redid which of them.
  var clearings: [CommandID: Clearing] = [:]
  var originals: [CommandID: CommandID] = [:]

  public init() {}

  /// Takes in the next entry.
  public mutating func apply(_ entry: RecordedCommand) {
    applyClears(of: entry)
    for event in entry.events {
      applyAccounts(event)
      applyConversations(event, entry)
      applyMessages(event, entry)
      applyImports(event, entry)
      applyResources(event)
      applyRecords(event, entry)
    }
  }

  private mutating func applyAccounts(_ event: Event) {
    switch event {
    case .accountRegistered(let event): accounts.insert(event.account)
    case .accountRemoved(let event): removedAccounts.insert(event.account)
    case .accountRestored(let event): removedAccounts.remove(event.account)
    default: break
    }
  }

  private mutating func applyConversations(_ event: Event, _ entry: RecordedCommand) {
    switch event {
    case .conversationCreated(let event):
      conversations[event.conversation] = .some(importPosition(of: entry))
      attachments[event.conversation] = event.resource
      starts[event.conversation] = event.startedAt
      if event.kind == .whiteboard { whiteboards.insert(event.conversation) }
      if event.pair.count == 2 {
        pairs[AccountPair(event.pair[0], event.pair[1]), default: [:]][event.conversation] = entry.position
      }
    case .conversationDetached(let event): attachments[event.conversation] = nil
    case .conversationAttached(let event): attachments[event.conversation] = event.resource
    case .conversationEnded(let event): ends[event.conversation] = event.endedAt
    case .conversationReopened(let event): ends[event.conversation] = nil
    case .conversationRemoved(let event): removedConversations.insert(event.conversation)
    case .conversationRestored(let event): removedConversations.remove(event.conversation)
    case .participantJoined(let event):
      let seat = Seat(conversation: event.conversation, account: event.account)
      members[seat] = Member(isActive: true, visibleFrom: event.visibleFrom, joined: entry.position)
    case .participantLeft(let event):
      members[Seat(conversation: event.conversation, account: event.account)]?.isActive = false
    case .conversationArchived(let event):
      members[Seat(conversation: event.conversation, account: event.account)]?.isArchived = true
    case .conversationUnarchived(let event):
      members[Seat(conversation: event.conversation, account: event.account)]?.isArchived = false
    case .participantRestored(let event):
      members[Seat(conversation: event.conversation, account: event.account)]?.isActive = true
    case .readMarkerMoved(let event):
      readUpTo[Seat(conversation: event.conversation, account: event.account)] = event.message
    default: break
    }
  }

  private mutating func applyMessages(_ event: Event, _ entry: RecordedCommand) {
    switch event {
    case .messageSent(let event):
      let message = Message(
        id: event.message, conversation: event.conversation, author: event.author, time: event.sentAt,
        place: place(of: event, entry), position: entry.position, importedBy: importPosition(of: entry))
      whereabouts[message.id] = message
      messages[event.conversation, default: []].append(message)
      messages[event.conversation]?.sort { $0.precedes($1) }
    case .messageDeleted(let event): deletedMessages.insert(event.message)
    case .messageRestored(let event): deletedMessages.remove(event.message)
    case .reactionAdded(let event):
      reactions.insert(GivenReaction(message: event.message, account: event.account, emoji: event.emoji))
    case .reactionRemoved(let event):
      reactions.remove(GivenReaction(message: event.message, account: event.account, emoji: event.emoji))
    case .messagePinned(let event): pins.insert(event.message)
    case .messageUnpinned(let event): pins.remove(event.message)
    default: break
    }
  }

  /// What an import brings is read where its time belongs; what is said now is read last.
  private func place(of event: MessageSent, _ entry: RecordedCommand) -> Timestamp {
    if case .sendMessage(let action) = entry.command.action, let sentAt = action.sentAt { return sentAt }
    let last = messages[event.conversation]?.last?.place
    return max(event.sentAt, starts[event.conversation] ?? .earliest, last ?? .earliest)
  }

  private mutating func applyImports(_ event: Event, _ entry: RecordedCommand) {
    switch event {
    case .importBegan:
      imports[entry.command.id] = entry.position
      openImports[entry.command.id] = entry.position
      unfinishedImports.insert(entry.position)
    case .importFinished(let event):
      unfinishedImports.remove(event.importPosition)
      openImports = openImports.filter { $0.value != event.importPosition }
    case .importWithdrawn(let event): openImports = openImports.filter { $0.value != event.importPosition }
    case .importReinstated(let event):
      for (id, position) in imports where position == event.importPosition && unfinishedImports.contains(position) {
        openImports[id] = position
      }
    default: break
    }
  }

  private func importPosition(of entry: RecordedCommand) -> Position? {
    entry.command.correlation.flatMap { openImports[$0] }
  }
}
