public import ChatDomain

/// Everything that a removal must remove, computed the slow and obvious way: by iterating over everything until nothing
/// is added.
///
/// It reads the declared kinds and what refers to what, and shares nothing with the domain's own walk. Compare it with
/// a ``RemovalPlan``, and its numbers with what a removal did.
public struct BlastRadius: Hashable, Sendable {
  /// The accounts that go: those that are named.
  public private(set) var accounts: Set<AccountID>
  /// The conversations that go.
  public private(set) var conversations: Set<ConversationID>
  /// The resources that go.
  public private(set) var resources: Set<ResourceID>
  /// All removed, emptied and detached items.
  public private(set) var items: Set<RemovalItem> = []
  /// Who keeps the removal from happening: child, reference and parent.
  public private(set) var blockers: Set<Blocker> = []

  /// A child that keeps its parent from going.
  public struct Blocker: Hashable, Sendable {
    public var child: Removable
    public var reference: String
    public var parent: Removable
  }

  /// Computes what a removal would remove now; the named items must exist.
  ///
  /// - Complexity: O(items · depth of their dependencies).
  public init(of remove: Remove, in chat: InMemoryChat) {
    accounts = Set(remove.accounts)
    conversations = Set(remove.conversations)
    resources = Set(remove.resources)
    var size = -1
    while size != conversations.count + resources.count {
      size = conversations.count + resources.count
      spread(in: chat)
    }
    addReferences(in: chat)
    addAccounts(in: chat)
    items.formUnion(accounts.map { .accountRemoved($0) })
    items.formUnion(conversations.map { .conversationRemoved($0) })
    items.formUnion(resources.map { .resourceRemoved($0) })
  }

  private func isGoing(_ target: ReferenceTarget) -> Bool {
    switch target {
    case .account(let id): accounts.contains(id)
    case .resource(let id): resources.contains(id)
    }
  }

  /// One round of what goes with what goes.
  private mutating func spread(in chat: InMemoryChat) {
    for resource in chat.tables.resources.values where !resource.isRemoved {
      let kind = chat.tables.schema.kind(resource.kind)
      let goesAlong = resource.references.contains { reference in
        kind?.reference(reference.name)?.onRemoval == .cascade && isGoing(reference.target)
      }
      if goesAlong { resources.insert(resource.id) }
    }
    for conversation in chat.tables.conversations.values where !conversation.isRemoved {
      guard let id = conversation.resource, resources.contains(id) else { continue }
      if action(of: id, in: chat) == .cascade { conversations.insert(conversation.id) }
    }
  }

  private func action(of resource: ResourceID, in chat: InMemoryChat) -> RemovalAction? {
    chat.tables.resources[resource].flatMap { chat.tables.schema.kind($0.kind)?.conversations }
  }

  private mutating func addReferences(in chat: InMemoryChat) {
    for resource in chat.tables.resources.values where !resource.isRemoved && !resources.contains(resource.id) {
      for reference in resource.references where isGoing(reference.target) {
        switch chat.tables.schema.kind(resource.kind)?.reference(reference.name)?.onRemoval {
        case .setNull: items.insert(.referenceEmptied(resource.id, reference))
        case .restrict:
          let parent: Removable =
            switch reference.target {
            case .account(let id): .account(id)
            case .resource(let id): .resource(id)
            }
          blockers.insert(Blocker(child: .resource(resource.id), reference: reference.name, parent: parent))
        default: break
        }
      }
    }
    for conversation in chat.tables.conversations.values {
      guard !conversation.isRemoved, !conversations.contains(conversation.id), let id = conversation.resource,
        resources.contains(id)
      else { continue }
      switch action(of: id, in: chat) {
      case .setNull: items.insert(.conversationDetached(conversation.id, id))
      case .restrict:
        blockers.insert(Blocker(child: .conversation(conversation.id), reference: "resource", parent: .resource(id)))
      default: break
      }
    }
  }

  /// Who takes part in nothing any more, and what is kept about nobody.
  private mutating func addAccounts(in chat: InMemoryChat) {
    for participant in chat.tables.participants.values where participant.isActive {
      guard accounts.contains(participant.account), !conversations.contains(participant.conversation) else { continue }
      items.insert(.participantLeft(participant.conversation, participant.account))
    }
    for record in chat.tables.records.values where !record.isRemoved {
      let owners = record.record.table == .reports ? [] : record.accounts.map(\.account)
      if owners.contains(where: accounts.contains) { items.insert(.recordRemoved(record.record)) }
    }
  }
}

extension BlastRadius {
  /// Where a plan says something else, in words.
  public func differences(from plan: RemovalPlan) -> [String] {
    var found: [String] = []
    let planned = Set(plan.items)
    if planned.count != plan.items.count { found.append("the plan has something twice") }
    found += items.subtracting(planned).map { "the plan is without \($0)" }
    found += planned.subtracting(items).map { "the plan has besides \($0)" }
    let blocking = Set(
      plan.blockers.map { Blocker(child: $0.child, reference: $0.relation.reference, parent: $0.parent) })
    if blocking != blockers { found.append("the plan is blocked by \(blocking), it should be by \(blockers)") }
    return found
  }

  /// Where a plan lets a parent go before a child that is no ancestor of it.
  public func disorder(of plan: RemovalPlan, in chat: InMemoryChat) -> [String] {
    var places: [ResourceID: Int] = [:]
    for (place, item) in plan.items.enumerated() {
      if case .resourceRemoved(let id) = item { places[id] = place }
    }
    var found: [String] = []
    for (child, place) in places {
      for parent in parents(of: child, in: chat) where !isAncestor(child, of: parent, in: chat) {
        if let later = places[parent], later < place { found.append("\(parent) goes before \(child)") }
      }
    }
    for (place, item) in plan.items.enumerated() {
      guard case .conversationRemoved(let id) = item, let resource = chat.tables.conversations[id]?.resource,
        action(of: resource, in: chat) == .cascade, !places.isEmpty, let later = places[resource], later < place
      else { continue }
      found.append("\(resource) goes before its conversation \(id)")
    }
    return found
  }

  private func parents(of child: ResourceID, in chat: InMemoryChat) -> [ResourceID] {
    guard let resource = chat.tables.resources[child] else { return [] }
    return resource.references.compactMap { reference in
      guard chat.tables.schema.kind(resource.kind)?.reference(reference.name)?.onRemoval == .cascade,
        case .resource(let id) = reference.target
      else { return nil }
      return id
    }
  }

  private func isAncestor(_ one: ResourceID, of other: ResourceID, in chat: InMemoryChat) -> Bool {
    var seen: Set<ResourceID> = []
    var pending = [other]
    while let next = pending.popLast() {
      if next == one { return true }
      if seen.insert(next).inserted { pending += parents(of: next, in: chat) }
    }
    return false
  }
}
