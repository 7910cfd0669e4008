// What a revert brings back must find what it hangs on.

/// The things that the events of a revert bring back.
struct Restoration {
  private let events: [Event]
  /// The command that took the things away last.
  private let removal: Position
  private var accounts: Set<AccountID> = []
  private var resources: Set<ResourceID> = []

  init(_ events: [Event], of removal: Position) {
    self.events = events
    self.removal = removal
    for event in events {
      switch event {
      case .accountRestored(let event): accounts.insert(event.account)
      case .resourceRestored(let event): resources.insert(event.resource)
      default: break
      }
    }
  }

  /// Refuses to bring back what refers to something that was removed by a later command and stays away. What was left
  /// hanging before it went, because it might then, comes back as it was.
  ///
  /// Only references that may dangle (`keep`) are let through. Participants come back in any case; where the account is
  /// gone, they are of no use until it is back.
  func check(in state: any ChatState) throws {
    let relations = Relations(schema: try state.schema())
    for event in events {
      switch event {
      case .resourceRestored(let event):
        guard let resource = try state.resource(event.resource) else { continue }
        for reference in resource.references {
          guard relations[.resource(resource.kind), reference.name]?.onRemoval != .keep else { continue }
          try require(reference.target, for: "Resource \(resource.id)", as: reference.name, in: state)
        }
      case .referenceRestored(let event):
        try require(
          event.reference.target, for: "Resource \(event.resource)", as: event.reference.name, in: state)
      case .conversationRestored(let event):
        guard let resource = try state.conversation(event.conversation)?.resource,
          let kind = try state.resource(resource)?.kind, try state.schema().kind(kind)?.conversations != .keep
        else { continue }
        try require(.resource(resource), for: "Conversation \(event.conversation)", as: "resource", in: state)
      case .conversationAttached(let event):
        try require(.resource(event.resource), for: "Conversation \(event.conversation)", as: "resource", in: state)
      case .recordRestored(let event):
        for account in try state.accounts(of: event.record) {
          try require(.account(account), for: event.record.description, as: "account", in: state)
        }
      default:
        break
      }
    }
  }

  /// Whether no later command removed it.
  private func wasThere(_ removedAt: Position?) -> Bool { removedAt.map { $0 < removal } ?? true }

  private func require(
    _ target: ReferenceTarget, for child: String, as reference: String, in state: any ChatState
  ) throws {
    let (name, isThere): (String, Bool) =
      switch target {
      case .account(let id):
        ("account \(id)", try accounts.contains(id) || wasThere(state.account(id)?.removedAt))
      case .resource(let id):
        ("resource \(id)", try resources.contains(id) || wasThere(state.resource(id)?.removedAt))
      }
    guard !isThere else { return }
    let words = name.split(separator: " ")
    throw Rejection(
      .restricted, "\(child) cannot come back while its \(reference), \(name), is removed.",
      remedy: "Revert the command that removed that first; `chat-ledger show \(words.last ?? "")` names it.")
  }
}

extension ChatState {
  /// The accounts with which a record goes.
  fileprivate func accounts(of record: Record) throws -> [AccountID] {
    switch record {
    case .block(let account, let contact): return [account, contact]
    case .chatSettings(let account), .twoStepVerification(let account): return [account]
    case .report: return []
    case .session:
      guard case .session(let session)? = try self.record(record)?.fields else { return [] }
      return [session.account]
    }
  }
}

extension Record: CustomStringConvertible {
  public var description: String {
    switch self {
    case .block(let account, let contact): "Block of \(contact) by \(account)"
    case .session(let id): "Session \(id)"
    case .report(let id): "Report \(id)"
    case .chatSettings(let account): "Chat settings of \(account)"
    case .twoStepVerification(let account): "Two-step verification of \(account)"
    }
  }
}

extension RemovalPlan {
  /// Refuses to take away again what something new hangs on.
  static func checkAgain(_ items: [RemovalItem], in state: any ChatState) throws {
    let again = try Cascade.plan(ofGoingAgain: items, in: state)
    if let blocker = again.blockers.first { throw blocker.rejection(of: again.blockers.count) }
    let known = Set(items)
    guard let added = again.items.first(where: { !known.contains($0) }) else { return }
    throw Rejection(
      .restricted, "Since it came back, something new hangs on what would go: \(added).",
      remedy: "Remove it by a new command, which takes that along, and see first what it does with `--dry-run`.")
  }
}

extension RemovalItem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .accountDeactivated(let id): "account \(id) is deactivated"
    case .accountRemoved(let id): "account \(id)"
    case .conversationRemoved(let id): "conversation \(id)"
    case .conversationCleared(let id, _): "the messages of conversation \(id)"
    case .historyCleared(let id, let account, _): "the history of conversation \(id) for account \(account)"
    case .participantLeft(let id, let account): "account \(account) in conversation \(id)"
    case .messageDeleted(_, let id): "message \(id)"
    case .reactionRemoved(let id, let account, _, _): "a reaction of account \(account) to message \(id)"
    case .messageUnpinned(let id, _): "the pin of message \(id)"
    case .importWithdrawn(let position): "the import at position \(position)"
    case .resourceRemoved(let id): "resource \(id)"
    case .referenceEmptied(let id, let reference): "the \(reference.name) of resource \(id)"
    case .conversationDetached(let id, let resource): "conversation \(id) on resource \(resource)"
    case .recordRemoved(let record): "\(record)"
    case .recordsCleared(let table): "the table \(table.rawValue)"
    }
  }
}
