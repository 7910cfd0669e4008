// Cascades: what a removal takes along, found by the table of relations before anything is removed.

/// A thing that a removal reaches on its own, not by the tombstone of another.
public enum Removable: Hashable, Sendable {
  case account(AccountID)
  case conversation(ConversationID)
  case resource(ResourceID)
  case participant(ConversationID, AccountID)
  case record(Record)
}

/// A child that keeps its parent from going.
public struct RemovalBlocker: Hashable, Sendable {
  public var child: Removable
  public var relation: Relation
  public var parent: Removable

  public init(child: Removable, relation: Relation, parent: Removable) {
    self.child = child
    self.relation = relation
    self.parent = parent
  }
}

/// What a removal will do: its blast radius.
public struct RemovalPlan: Hashable, Sendable {
  /// Everything it does, in the order it is done: children before their parents, emptied references first.
  public var items: [RemovalItem] = []
  /// What keeps it from being done at all.
  public var blockers: [RemovalBlocker] = []
  /// What no longer counts afterwards, table by table.
  public var removed = Totals()
  /// The resources among them, by kind.
  public var resources: [String: Int64] = [:]
  /// References of things that stay and are emptied, by relation: `resource:booking.lesson`.
  public var emptied: [String: Int64] = [:]
  /// Messages of other conversations whose reply loses its target.
  public var orphanedReplies: Int64 = 0

  public init() {}
}

// MARK: Planning

extension Remove {
  /// What removing would do now. Nothing is changed.
  ///
  /// - Throws: ``Rejection`` for what is not known, already removed or protected; blockers are in the plan.
  /// - Complexity: O(things reached), independent of how many messages the conversations have.
  public func plan(in state: any ChatState) throws -> RemovalPlan {
    let plan = try planOfRemovable(in: state)
    for id in accounts { try state.requireUnprotected(id) }
    return plan
  }

  /// The plan before ``WhoMay`` has looked at it.
  private func planOfRemovable(in state: any ChatState) throws -> RemovalPlan {
    var cascade = try Cascade(state)
    for id in conversations {
      _ = try state.requireConversation(id)
      try cascade.remove(.conversation(id))
    }
    for id in resources {
      _ = try state.requireResource(id)
      try cascade.remove(.resource(id))
    }
    for id in accounts {
      try state.requireRemovable(id)
      try cascade.remove(.account(id))
    }
    return try cascade.plan()
  }

  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.requireReason()
    try state.requirePast(removedAt, "removedAt", request)
    try checkShape()
    try cleanup?.check()
    let plan = try planOfRemovable(in: state)
    if let blocker = plan.blockers.first { throw blocker.rejection(of: plan.blockers.count) }
    var events: [Event] = []
    for item in plan.items { events += try item.done(of: nil, at: removedAt, in: state) }
    return events
  }

  private func checkShape() throws {
    let count = resources.count + accounts.count + conversations.count
    guard count > 0 else {
      throw Rejection(
        .invalid, "The command names nothing to remove.",
        remedy: "Name at least one resource, account or conversation.")
    }
    try requireCount(count, "things in one removal", atMost: Limits.thingsPerRemoval)
    guard Set(resources).count == resources.count, Set(accounts).count == accounts.count,
      Set(conversations).count == conversations.count
    else { throw Rejection(.invalid, "A thing is named twice.", remedy: "Name each one once.") }
  }
}

extension RemovalBlocker {
  func rejection(of count: Int) -> Rejection {
    let others = count > 1 ? " There are \(count) such references." : ""
    return Rejection(
      .restricted,
      "\(parent) cannot go while \(child) refers to it as its \(relation.reference).\(others)",
      remedy: "Remove or change that first, or name it in the same command.")
  }
}

extension Removable: CustomStringConvertible {
  public var description: String {
    switch self {
    case .account(let id): "Account \(id)"
    case .conversation(let id): "Conversation \(id)"
    case .resource(let id): "Resource \(id)"
    case .participant(let id, let account): "Participant \(account) of conversation \(id)"
    case .record(let record): "\(record)"
    }
  }
}

extension ChatState {
  func requireRemovable(_ id: AccountID) throws {
    guard let account = try account(id) else {
      throw Rejection(
        .unknownAccount, "Account \(id) is not known.", remedy: "List the accounts to find it.",
        steps: [.list(.accounts)])
    }
    guard !account.isRemoved else {
      throw Rejection(
        .accountInactive, "Account \(id) has been removed already.",
        remedy: "Bring it back by reverting the command that did it.",
        gone: .account(id))
    }
  }
}

/// Walks from what is to go to everything that goes with it.
struct Cascade {
  private let state: any ChatState
  private let relations: Relations
  /// What goes, children before their parents.
  private var order: [Removable] = []
  private var going: Set<Removable> = []
  private var touched: [Touch] = []

  /// A child that stays, or may go by another way.
  private struct Touch {
    var child: Removable
    var relation: Relation
    var parent: Removable

    /// What empties the reference; nil where nothing can (``Relation/possibleActions``).
    var emptied: RemovalItem? {
      switch (child, parent) {
      case (.resource(let id), .resource(let target)):
        .referenceEmptied(id, ResourceReference(relation.reference, .resource(target)))
      case (.resource(let id), .account(let target)):
        .referenceEmptied(id, ResourceReference(relation.reference, .account(target)))
      case (.conversation(let id), .resource(let target)): .conversationDetached(id, target)
      default: nil
      }
    }
  }

  /// A step of the walk: looking at a thing, or being done with its children. A stack of its own, for a chain of
  /// references may be longer than the thread's stack is deep.
  private enum Step {
    case enter(Removable)
    case leave(Removable)
  }

  init(_ state: any ChatState) throws {
    self.state = state
    relations = try state.relations()
  }

  /// What removing the things among the items would do now, where they are there.
  static func plan(ofGoingAgain items: [RemovalItem], in state: any ChatState) throws -> RemovalPlan {
    var cascade = try Cascade(state)
    for item in items {
      switch item {
      case .accountRemoved(let id):
        if try state.account(id)?.isRemoved == false { try cascade.remove(.account(id)) }
      case .resourceRemoved(let id):
        if try state.resource(id)?.isRemoved == false { try cascade.remove(.resource(id)) }
      case .conversationRemoved(let id):
        if try state.conversation(id)?.isRemoved == false { try cascade.remove(.conversation(id)) }
      default:
        break
      }
    }
    return try cascade.plan()
  }

  mutating func remove(_ root: Removable) throws {
    var steps = [Step.enter(root)]
    while let step = steps.popLast() {
      switch step {
      case .leave(let thing):
        order.append(thing)
      case .enter(let thing):
        guard going.insert(thing).inserted else { continue }
        steps.append(.leave(thing))
        try forEachChild(of: thing) { child, relation in
          switch relation.onRemoval {
          case .cascade:
            steps.append(.enter(child))
          case .setNull, .restrict:
            touched.append(Touch(child: child, relation: relation, parent: thing))
          case .keep:
            break
          }
        }
      }
    }
  }

  func plan() throws -> RemovalPlan {
    var plan = RemovalPlan()
    for touch in touched where !going.contains(touch.child) && !isCovered(touch.child) {
      if touch.relation.onRemoval == .restrict {
        plan.blockers.append(RemovalBlocker(child: touch.child, relation: touch.relation, parent: touch.parent))
      } else if let item = touch.emptied {
        plan.items.append(item)
        plan.emptied[touch.relation.name, default: 0] += 1
      }
    }
    for thing in order where !isCovered(thing) { try add(thing, to: &plan) }
    return plan
  }

  /// Who takes part in a conversation that goes need not leave it one by one.
  private func isCovered(_ thing: Removable) -> Bool {
    if case .participant(let id, _) = thing { going.contains(.conversation(id)) } else { false }
  }

  private func add(_ thing: Removable, to plan: inout RemovalPlan) throws {
    switch thing {
    case .account(let id):
      plan.items.append(.accountRemoved(id))
      plan.removed.accounts += 1
    case .conversation(let id):
      guard let conversation = try state.conversation(id) else { return }
      plan.items.append(.conversationRemoved(id))
      plan.removed.add(conversation.contribution)
      try state.forEachQuote(of: id) { reply in
        // Only one that shows, and answers one that shows, loses anything.
        guard !going.contains(.conversation(reply.conversation)),
          try state.conversation(reply.conversation)?.shows(reply) == true,
          let target = try reply.replyTo.flatMap({ try state.message($0) }), conversation.shows(target)
        else { return true }
        plan.orphanedReplies += 1
        return true
      }
    case .resource(let id):
      guard let resource = try state.resource(id) else { return }
      plan.items.append(.resourceRemoved(id))
      plan.removed.resources += 1
      plan.resources[resource.kind, default: 0] += 1
    case .participant(let id, let account):
      plan.items.append(.participantLeft(id, account))
      if let conversation = try state.conversation(id), !conversation.isRemoved { plan.removed.participants += 1 }
    case .record(let record):
      plan.items.append(.recordRemoved(record))
      if try state.visibleRecord(record) != nil { plan.removed[record.table] += 1 }
    }
  }

  /// Every child that is there and stands in a relation that decides.
  private func forEachChild(of parent: Removable, _ body: (Removable, Relation) throws -> Void) throws {
    switch parent {
    case .account(let id): try forEachChild(ofAccount: id, body)
    case .resource(let id): try forEachChild(ofResource: id, body)
    // What hangs on these goes by their own tombstone.
    case .conversation, .participant, .record: break
    }
  }

  private func forEachChild(ofAccount id: AccountID, _ body: (Removable, Relation) throws -> Void) throws {
    let seat = relations[.participant, "account"]
    // Where the table keeps the conversations of a pair, which it does, none is looked up.
    let pair = relations[.conversation, "pair"].flatMap { $0.onRemoval == .keep ? nil : $0 }
    try state.forEachMembership(of: id) { membership in
      // Of a conversation that is removed now, too: it may come back.
      if let seat, membership.isActive { try body(.participant(membership.conversation, id), seat) }
      if let pair, let conversation = try state.conversation(membership.conversation), !conversation.isRemoved,
        conversation.pair?.has(id) == true
      {
        try body(.conversation(conversation.id), pair)
      }
      return true
    }
    try state.forEachRecord(hangingOn: id, relations) { record, relation in
      if !record.isRemoved { try body(.record(record.record), relation) }
      return true
    }
    try forEachReferrer(of: .account(id), body)
  }

  private func forEachChild(ofResource id: ResourceID, _ body: (Removable, Relation) throws -> Void) throws {
    try forEachReferrer(of: .resource(id), body)
    guard let kind = try state.resource(id)?.kind, let relation = relations.conversations(onKind: kind)
    else { return }
    try state.forEachConversation(attachedTo: id) { conversation in
      if !conversation.isRemoved { try body(.conversation(conversation.id), relation) }
      return true
    }
  }

  private func forEachReferrer(
    of target: ReferenceTarget, _ body: (Removable, Relation) throws -> Void
  ) throws {
    try state.forEachReferrer(of: target) { child in
      if child.isRemoved { return true }
      for reference in child.references where reference.target == target {
        if let relation = relations[.resource(child.kind), reference.name] { try body(.resource(child.id), relation) }
      }
      return true
    }
  }
}
