// What a revert brings back must find what it hangs on.

/// The things that the events of a revert bring back.
struct Restoration {
  private let events: [Event]
  /// The command that took the things away first.
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
    let relations = try state.relations()
    for event in events {
      switch event {
      case .resourceRestored(let event):
        guard let resource = try state.resource(event.resource) else { continue }
        for reference in resource.references {
          guard relations[.resource(resource.kind), reference.name]?.onRemoval != .keep else { continue }
          try require(
            reference.target, for: "Resource \(resource.id)", goneSince: resource.removedPosition, as: reference.name,
            in: state)
        }
      case .referenceRestored(let event):
        try require(
          event.reference.target, for: "Resource \(event.resource)", as: event.reference.name, in: state)
      case .conversationRestored(let event):
        try checkConversation(event.conversation, relations, in: state)
      case .conversationAttached(let event):
        try require(.resource(event.resource), for: "Conversation \(event.conversation)", as: "resource", in: state)
      case .recordRestored(let event):
        let kind = event.record.table.entityKind
        for (reference, account) in try state.record(event.record)?.accounts ?? [] {
          guard relations[kind, reference]?.onRemoval != .keep else { continue }
          try require(.account(account), for: event.record.description, as: reference, in: state)
        }
      default:
        break
      }
    }
  }

  private func checkConversation(_ id: ConversationID, _ relations: Relations, in state: any ChatState) throws {
    guard let conversation = try state.conversation(id) else { return }
    if let resource = conversation.resource, let kind = try state.resource(resource)?.kind,
      relations.conversations(onKind: kind)?.onRemoval != .keep
    {
      try require(.resource(resource), for: "Conversation \(id)", as: "resource", in: state)
    }
    if let pair = conversation.pair, relations[.conversation, "pair"]?.onRemoval != .keep {
      for account in [pair.low, pair.high] {
        try require(.account(account), for: "Conversation \(id)", as: "pair", in: state)
      }
    }
  }

  /// - Parameter goneSince: The command that took the child: another than this removal, perhaps, where a redo found it
  ///   gone already. Where that is not known, a target that went after the removal was first done does not count as
  ///   left hanging before.
  private func require(
    _ target: ReferenceTarget, for child: String, goneSince: Position? = nil, as reference: String,
    in state: any ChatState
  ) throws {
    let (name, isBack, removedPosition): (String, Bool, Position?) =
      switch target {
      case .account(let id): ("account \(id)", accounts.contains(id), try state.account(id)?.removedPosition)
      case .resource(let id): ("resource \(id)", resources.contains(id), try state.resource(id)?.removedPosition)
      }
    guard !isBack, let removedPosition, removedPosition >= goneSince ?? removal else { return }
    let words = name.split(separator: " ")
    throw Rejection(
      .restricted, "\(child) cannot come back while its \(reference), \(name), is removed.",
      remedy: "Look at that to find the command that removed it, and revert that first.",
      steps: [.look(at: words.last.map(String.init) ?? "")])
  }
}

extension RemovalPlan {
  /// Refuses to take away again what something new hangs on. Only on accounts and resources does anything hang that has
  /// to be looked for; a million conversations that were cleared need no look.
  static func checkAgain(_ items: [RemovalItem], in state: any ChatState) throws {
    let hasParents = items.contains { item in
      switch item {
      case .accountRemoved, .resourceRemoved: true
      default: false
      }
    }
    guard hasParents else { return }
    let again = try Cascade.plan(ofGoingAgain: items, in: state)
    if let blocker = again.blockers.first { throw blocker.rejection(of: again.blockers.count) }
    let known = Set(items)
    guard let added = again.items.first(where: { !known.contains($0) }) else { return }
    throw Rejection(
      .restricted, "Since it came back, something new hangs on what would go: \(added).",
      remedy: "Remove it by a new command, which takes that along, and see first what it does with `--dry-run`.")
  }
}
