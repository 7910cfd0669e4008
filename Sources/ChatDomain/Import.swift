// Imports: a chain of commands under one `beginImport`, which one revert takes back whole.

/// Opens an import. The commands that follow carry its identifier as their correlation.
public struct BeginImport: Hashable, Sendable {
  /// The format that is read, for example `mattermost`.
  public var format: String
  /// Where it comes from, in words; kept in the content.
  public var source: String

  public init(format: String, source: String) {
    self.format = format
    self.source = source
  }
}

/// Closes an import: nothing more can join it.
public struct FinishImport: Hashable, Sendable {
  /// The `beginImport` command.
  public var importCommand: CommandID

  public init(importCommand: CommandID) { self.importCommand = importCommand }
}

public struct ImportBegan: Hashable, Sendable, Codable {
  public var format: String

  public init(format: String) { self.format = format }
}

public struct ImportFinished: Hashable, Sendable, Codable {
  public var importPosition: Position

  public init(importPosition: Position) { self.importPosition = importPosition }
}

/// An import was taken back; what that took away is in the events beside this one.
public struct ImportWithdrawn: Hashable, Sendable, Codable {
  public var importPosition: Position
  public var removal: Position?

  public init(importPosition: Position, removal: Position? = nil) {
    self.importPosition = importPosition
    self.removal = removal
  }
}

public struct ImportReinstated: Hashable, Sendable, Codable {
  public var importPosition: Position

  public init(importPosition: Position) { self.importPosition = importPosition }
}

public struct ImportState: Hashable, Sendable {
  public var position: Position
  public var commandID: CommandID
  public var isFinished: Bool
  /// The removal that took it back, while that applies.
  public var withdrawnBy: Position?

  public init(position: Position, commandID: CommandID, isFinished: Bool, withdrawnBy: Position?) {
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
}

// MARK: Decisions

extension BeginImport {
  func decide(_ request: Request, in state: any ChatState) throws -> [Event] {
    try requireText(format, "The format")
    try requireLength(format, "The format", atMost: Limits.formatBytes)
    try requireLength(source, "The source", atMost: Limits.nameBytes)
    return [.importBegan(ImportBegan(format: format))]
  }
}

extension FinishImport {
  func decide(_ request: Request, in state: any ChatState) throws -> [Event] {
    guard let position = try state.command(importCommand), let batch = try state.importState(position) else {
      throw Rejection(
        .unknownCommand, "Command \(importCommand) began no import.", remedy: "Name the `beginImport` command.")
    }
    guard !batch.isFinished else {
      throw Rejection(.importClosed, "The import is finished already.", remedy: "Nothing is to be done.")
    }
    return [.importFinished(ImportFinished(importPosition: position))]
  }
}

extension ChatState {
  /// The import that a command belongs to, while more can join it.
  func openImport(_ request: Request) throws -> ImportState? {
    guard let correlation = request.command.correlation, let position = try command(correlation),
      let batch = try importState(position), batch.isOpen
    else { return nil }
    return batch
  }

  func isInOpenImport(_ request: Request) throws -> Bool { try openImport(request) != nil }

  /// Times of the past are for imports: a live command happens now.
  func requireOpenImport(_ request: Request, for field: String) throws {
    guard try openImport(request) != nil else {
      throw Rejection(
        .importClosed, "`\(field)` is for imports, and the command belongs to no open one.",
        remedy: "Begin one with `beginImport` and put its identifier into `correlation`, or leave `\(field)` out.")
    }
  }
}

extension ImportState {
  /// What taking the import back does: its messages are hidden; conversations that would then show nothing else go,
  /// and so do accounts that take part nowhere else.
  func withdrawn(_ request: Request, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    guard withdrawnBy == nil else {
      throw Rejection(
        .alreadyReverted, "The import \(commandID) has been taken back already.",
        remedy: "To bring it back, revert the command that did it; `chat-ledger show \(commandID)` names it.")
    }
    var events: [Event] = [.importWithdrawn(ImportWithdrawn(importPosition: position))]
    var removed: Set<ConversationID> = []
    var accounts: [AccountID] = []
    try state.forEachImportItem(position) { item in
      switch item {
      case .account(let id): accounts.append(id)
      case .conversation(let id):
        events += try withdrawnFromConversation(id, request, in: state, removed: &removed)
      }
      return true
    }
    for id in accounts where try isOnlyIn(removed, id, in: state) {
      events.append(.accountRemoved(AccountRemoved(account: id)))
    }
    return events
  }

  private func withdrawnFromConversation(
    _ id: ConversationID, _ request: Request, in state: any ChatState, removed: inout Set<ConversationID>
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

  /// Whether the account takes part in nothing but conversations that go, and in what this import brought it into.
  private func isOnlyIn(
    _ removed: Set<ConversationID>, _ account: AccountID, in state: any ChatState
  ) throws -> Bool {
    guard let known = try state.account(account), !known.isRemoved else { return false }
    var isOnly = true
    try state.forEachMembership(of: account) { membership in
      isOnly = removed.contains(membership.conversation) || membership.importedBy == position
      return isOnly
    }
    return isOnly
  }
}

// MARK: Fold

extension ImportBegan {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.put(
      ImportState(
        position: recorded.firstPosition, commandID: recorded.commandID, isFinished: false, withdrawnBy: nil))
  }
}

extension ImportFinished {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.change(importAt: importPosition, recorded) { $0.isFinished = true }
  }
}

extension ImportWithdrawn {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.change(importAt: importPosition, recorded) { $0.withdrawnBy = removal ?? recorded.firstPosition }
    try store.record(.importWithdrawn(importPosition), of: removal, by: recorded)
  }
}

extension ImportReinstated {
  func fold(_ recorded: Recorded, into store: any ChatStore) throws {
    try store.change(importAt: importPosition, recorded) { $0.withdrawnBy = nil }
  }
}

extension ChatStore {
  fileprivate func change(
    importAt position: Position, _ recorded: Recorded, _ change: (inout ImportState) -> Void
  ) throws {
    guard var state = try importState(position) else {
      throw FoldError("an import is changed that is not there", at: recorded.position)
    }
    change(&state)
    try put(state)
  }
}
