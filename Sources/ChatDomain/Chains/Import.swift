// Imports: a chain of commands under one `beginImport`, which one revert takes back whole.

/// The kind of a chain of commands under one identifier.
public enum ImportKind: String, Hashable, Sendable, NamedValue {
  /// It brings what another system had.
  case archive = "ARCHIVE"
  /// It makes the rooms that a policy calls for.
  case backfill = "BACKFILL"
}

/// The state of an import or a backfill.
public struct ImportState: Hashable, Sendable {
  public var position: Position
  public var commandID: CommandID
  public var kind: ImportKind
  public var isFinished: Bool
  /// The removal that took it back, while that applies.
  public var withdrawnBy: Position?

  public init(
    position: Position, commandID: CommandID, kind: ImportKind = .archive, isFinished: Bool, withdrawnBy: Position?
  ) {
    self.kind = kind
    self.position = position
    self.commandID = commandID
    self.isFinished = isFinished
    self.withdrawnBy = withdrawnBy
  }

  /// Whether commands can still join it.
  public var isOpen: Bool { !isFinished && withdrawnBy == nil }
}

/// What an import made or touched.
public enum ImportItem: Hashable, Sendable {
  case account(AccountID)
  /// A conversation that it made, or in which it put messages or participants.
  case conversation(ConversationID)
  case resource(ResourceID)
  case record(Record)
}

// MARK: Decisions

extension BeginImport {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try requireText(format, "The format")
    try requireLength(format, "The format", atMost: Limits.formatBytes)
    try requireLength(source, "The source", atMost: Limits.nameBytes)
    try requireLength(identity, "The identity of the source", atMost: Limits.nameBytes)
    return [.importBegan(ImportBegan(format: format))]
  }
}

extension FinishImport {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    guard let position = try state.command(importCommand), let batch = try state.importState(position) else {
      throw Rejection(
        .unknownCommand, "Command \(importCommand) began no import.", remedy: "Name the `beginImport` command.")
    }
    guard !batch.isFinished else {
      throw Rejection(.importClosed, "The import is finished already.", remedy: "No action is needed.")
    }
    return [.importFinished(ImportFinished(importPosition: position))]
  }
}

extension ChatState {
  /// The open import that a command belongs to.
  func openImport(_ request: CommandRequest) throws -> ImportState? {
    guard let correlation = request.command.correlation, let position = try command(correlation),
      let batch = try importState(position), batch.isOpen
    else { return nil }
    return batch
  }

  /// Whether the command belongs to an open import, and not to a backfill.
  func isInOpenImport(_ request: CommandRequest) throws -> Bool { try openImport(request)?.kind == .archive }

  /// Refuses a time of the past outside of imports, and a time out of range.
  func requirePast(_ time: Timestamp?, _ field: String, _ request: CommandRequest) throws {
    guard let time else { return }
    try requireOpenImport(request, for: field)
    try requireValid(time, "`\(field)`")
  }

  /// Times of the past are for imports: a live command happens now.
  func requireOpenImport(_ request: CommandRequest, for field: String) throws {
    guard try isInOpenImport(request) else {
      throw Rejection(
        .importClosed, "`\(field)` is for imports, and the command belongs to no open one.",
        remedy: "Begin one with `beginImport` and put its identifier into `correlation`, or leave `\(field)` out.")
    }
  }
}

extension ImportState {
  /// The events of reverting the import: they hide its messages, and remove its conversations without other visible
  /// messages and its accounts without other conversations.
  func withdrawn(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    guard withdrawnBy == nil else {
      throw Rejection(
        .alreadyReverted, "The import \(commandID) has been taken back already.",
        remedy: "To bring it back, look at the import to find the command that did it, and revert that.",
        steps: [.look(at: commandID.description)])
    }
    var events: [Event] = [.importWithdrawn(ImportWithdrawn(importPosition: position))]
    var removed: Set<ConversationID> = []
    var accounts: [AccountID] = []
    var resources: [ResourceID] = []
    try state.forEachImportItem(position) { item in
      switch item {
      case .account(let id): accounts.append(id)
      case .conversation(let id) where kind == .backfill:
        events += try backfilledRoomRemoved(id, in: state)
      case .conversation(let id):
        events += try withdrawnFromConversation(id, request, in: state, removed: &removed)
      case .resource(let id): resources.append(id)
      case .record(let record) where try state.record(record)?.importedBy == position:
        events += try RemovalItem.recordRemoved(record).done(of: nil, in: state)
      case .record:
        // Somebody has set it anew since.
        break
      }
      return true
    }
    let withdrawal = ResourceWithdrawal(importPosition: position, removedConversations: removed)
    let gone = try withdrawal.removable(resources, in: state)
    events += gone.map { .resourceRemoved(ResourceRemoved(resource: $0)) }
    let relations = try state.relations()
    // By the earlier rules, one that a role in another spelling protected made the whole be refused.
    let rules = request.rules < .third ? RuleVersion.first : request.rules
    for id in accounts where try isOnlyIn(removed, Set(gone), id, relations, by: rules, in: state) {
      events.append(.accountRemoved(AccountRemoved(account: id)))
    }
    return events
  }

  /// Which items of an earlier withdrawal go again. What the ledger has come to rely on since stays: resources that
  /// something else refers to, records that were set anew, rooms of a backfill in which something was said.
  func itemsWithdrawnAgain(
    _ items: [RemovalItem], _ request: CommandRequest, in state: any ChatState
  ) throws -> [RemovalItem] {
    guard withdrawnBy == nil else { return items }
    var resources: Set<ResourceID> = []
    var records: Set<Record> = []
    var rooms: Set<ConversationID> = []
    for event in try withdrawn(request, in: state) {
      switch event {
      case .resourceRemoved(let event): resources.insert(event.resource)
      case .recordRemoved(let event): records.insert(event.record)
      case .conversationRemoved(let event): rooms.insert(event.conversation)
      default: break
      }
    }
    let relations = try state.relations()
    return try items.filter { item in
      switch item {
      // Something that stays may have come to refer to it.
      case .accountRemoved(let id): try !isHeld(id, resources, records, relations, in: state)
      case .resourceRemoved(let id): resources.contains(id)
      case .recordRemoved(let record): records.contains(record)
      case .conversationRemoved(let id): kind == .archive || rooms.contains(id)
      default: true
      }
    }
  }

  /// Whether a resource or record that stays refers to the account.
  private func isHeld(
    _ account: AccountID, _ resources: Set<ResourceID>, _ records: Set<Record>, _ relations: Relations,
    in state: any ChatState
  ) throws -> Bool {
    var isHeld = false
    try state.forEachReferrer(of: .account(account)) { resource in
      isHeld = !resource.isRemoved && !resources.contains(resource.id)
      return !isHeld
    }
    if isHeld { return true }
    try state.forEachRecord(hangingOn: account, relations) { record, _ in
      isHeld = record.isCounted && !records.contains(record.record)
      return !isHeld
    }
    return isHeld
  }

  /// A room in which something was said since the backfill made it stays as it is.
  private func backfilledRoomRemoved(_ id: ConversationID, in state: any ChatState) throws -> [Event] {
    guard let room = try state.conversation(id), room.importedBy == position, !room.isRemoved,
      room.lastMessagePosition == .start
    else { return [] }
    return [.conversationRemoved(ConversationRemoved(conversation: id, removed: room.contribution))]
  }

  private func withdrawnFromConversation(
    _ id: ConversationID, _ request: CommandRequest, in state: any ChatState, removed: inout Set<ConversationID>
  ) throws -> [Event] {
    guard let conversation = try state.conversation(id) else { return [] }
    let event = try conversation.cleared(by: request.position, .imported(by: position), in: state)
    let isLeftEmpty = event?.visible.messages ?? conversation.visible.messages == 0
    // One that is removed already gets the mark: it may come back while the import stays away.
    if conversation.importedBy == position, isLeftEmpty, !conversation.isRemoved {
      removed.insert(id)
      return [
        .conversationRemoved(ConversationRemoved(conversation: id, removed: conversation.contribution))
      ]
    }
    var events: [Event] = event.map { [.conversationCleared($0)] } ?? []
    try state.forEachParticipant(in: id) { participant in
      if participant.importedBy == position, participant.isActive {
        events.append(.participantLeft(ParticipantLeft(conversation: id, account: participant.account)))
      }
      return true
    }
    return events
  }

  /// Whether the account is not protected, and takes part in nothing but conversations that go, and in what this import
  /// brought it into.
  private func isOnlyIn(
    _ removed: Set<ConversationID>, _ gone: Set<ResourceID>, _ account: AccountID, _ relations: Relations,
    by rules: RuleVersion, in state: any ChatState
  ) throws -> Bool {
    guard let known = try state.account(account), !known.isRemoved, try !state.isProtected(known, by: rules)
    else { return false }
    var isOnly = true
    try state.forEachMembership(of: account) { membership in
      isOnly = removed.contains(membership.conversation) || membership.importedBy == position
      return isOnly
    }
    try state.forEachReferrer(of: .account(account)) { resource in
      isOnly = isOnly && (resource.isRemoved || gone.contains(resource.id))
      return isOnly
    }
    try state.forEachRecord(hangingOn: account, relations) { record, _ in
      isOnly = isOnly && (!record.isCounted || record.importedBy == position)
      return isOnly
    }
    return isOnly
  }
}

/// Which resources go with an import that is taken back: those to which nothing refers that stays.
private struct ResourceWithdrawal {
  let importPosition: Position
  let removedConversations: Set<ConversationID>

  /// The resources that go, children before their parents.
  ///
  /// O(resources and references among them).
  func removable(_ resources: [ResourceID], in state: any ChatState) throws -> [ResourceID] {
    let present = try resources.filter { try state.resource($0)?.isRemoved == false }
    var staying: Set<ResourceID> = []
    var pending: [ResourceID] = []
    let candidates = Set(present)
    for id in present where try isHeld(id, candidates, in: state) {
      staying.insert(id)
      pending.append(id)
    }
    // What something that stays refers to stays, too.
    while let id = pending.popLast() {
      for reference in try state.resource(id)?.references ?? [] {
        guard case .resource(let parent) = reference.target, candidates.contains(parent) else { continue }
        if staying.insert(parent).inserted { pending.append(parent) }
      }
    }
    // What was made later can refer to what was made earlier, and seldom the other way.
    let going = try present.filter { !staying.contains($0) }.map {
      ($0, try state.resource($0)?.createdPosition ?? .start)
    }
    return going.sorted { ($1.1, $1.0) < ($0.1, $0.0) }.map(\.0)
  }

  /// Whether something outside the import refers to the resource and stays.
  private func isHeld(_ id: ResourceID, _ candidates: Set<ResourceID>, in state: any ChatState) throws -> Bool {
    var isHeld = false
    try state.forEachReferrer(of: .resource(id)) { child in
      isHeld = !child.isRemoved && !candidates.contains(child.id)
      return !isHeld
    }
    if isHeld { return true }
    try state.forEachConversation(attachedTo: id) { conversation in
      isHeld = !conversation.isRemoved && !removedConversations.contains(conversation.id)
      return !isHeld
    }
    return isHeld
  }
}

// MARK: Fold

extension ImportBegan {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.put(
      ImportState(
        position: recorded.firstPosition, commandID: recorded.commandID, isFinished: false, withdrawnBy: nil))
  }
}

extension ImportFinished {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(importAt: importPosition, recorded) { $0.isFinished = true }
  }
}

extension ImportWithdrawn {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(importAt: importPosition, recorded) { $0.withdrawnBy = removal ?? recorded.firstPosition }
    try store.noteRemoval(.importWithdrawn(importPosition), of: removal, by: recorded)
  }
}

extension ImportReinstated {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.change(importAt: importPosition, recorded) { $0.withdrawnBy = nil }
  }
}

extension ChatStore {
  fileprivate func change(
    importAt position: Position, _ recorded: LoggedEvent, _ change: (inout ImportState) -> Void
  ) throws {
    guard var state = try importState(position) else {
      throw FoldFault("an import is changed that is not there")
    }
    change(&state)
    try put(state)
  }
}
