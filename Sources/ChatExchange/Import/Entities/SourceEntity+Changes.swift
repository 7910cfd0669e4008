internal import ChatLedger

/// What it takes to make the ledger's thing say what the source says.
struct EntityChange: Sendable {
  var actions: [Action] = []
  /// Names of what differs and what no command changes.
  var fixed: [String] = []

  static let none = EntityChange()

  mutating func removeEdits() {
    actions.removeAll { if case .editMessage = $0 { true } else { false } }
  }
}

extension SourceEntity {
  /// Compares field by field, by bytes.
  ///
  /// - Parameter known: what the ledger has, as far as the source speaks of it.
  func changes(from known: SourceEntity, editedAt: Timestamp?) -> EntityChange {
    switch (self, known) {
    case (.account(let new), .account(let old)): return Self.changes(from: old, to: new)
    case (.conversation(let new, let endedAt), .conversation(let old, let endedBefore)):
      return Self.changes(from: old, endedBefore, to: new, endedAt)
    case (.participant(let new), .participant(let old)):
      let change = ChangeRole(conversation: new.conversation, account: new.account, role: new.role)
      return EntityChange(actions: new.role != old.role ? [.changeRole(change)] : [])
    case (.message(let id, let new), .message(_, let old)):
      let edit = EditMessage(message: id, content: new.content, editedAt: editedAt)
      return EntityChange(
        actions: new.content == old.content ? [] : [.editMessage(edit)], fixed: Self.fixed(new, old))
    case (.resource(let new), .resource(let old)): return Self.changes(from: old, to: new)
    case (.chatSettings(let new), .chatSettings(let old)):
      return EntityChange(actions: new.values.hasSameBytes(as: old.values) ? [] : [.setChatSettings(new)])
    case (.twoStepVerification(let new), .twoStepVerification(let old)):
      let isSame = new.isEnabled == old.isEnabled && new.method.hasSameBytes(as: old.method)
      return EntityChange(actions: isSame ? [] : [.setTwoStepVerification(new)])
    case (.reaction(let new), .reaction(let old)): return Self.changes(from: old, to: new)
    case (.block(let new), .block(let old)): return Self.changes(from: old, to: new)
    case (.session(_, let endedAt), .session(_, let endedBefore)):
      // A session that is open still ends by a command of its own.
      let names = namesOfDifferences(from: known)
      return EntityChange(fixed: endedBefore == nil && endedAt != nil ? names.filter { $0 != "endedAt" } : names)
    case (.report, .report(_, let before)):
      let names = namesOfDifferences(from: known)
      return EntityChange(fixed: before == .open ? names.filter { $0 != "status" } : names)
    default:
      return .none
    }
  }

  private static func changes(from old: RegisterAccount, to new: RegisterAccount) -> EntityChange {
    var change = EntityChange()
    if new.profile != old.profile {
      change.actions.append(.updateAccount(UpdateAccount(account: new.account, profile: new.profile)))
    }
    if !sameWords(new.roles, old.roles) {
      change.actions.append(.setAccountRoles(SetAccountRoles(account: new.account, roles: new.roles)))
    }
    if new.kind != old.kind { change.fixed.append("kind") }
    if new.createdAt != old.createdAt { change.fixed.append("createdAt") }
    return change
  }

  private static func changes(
    from old: CreateConversation, _ endedBefore: Timestamp?, to new: CreateConversation, _ endedAt: Timestamp?
  ) -> EntityChange {
    var change = EntityChange()
    let id = new.conversation
    if let endedBefore, endedAt != endedBefore {
      // It goes on, or it ended at another time: then it ends again when everything has gone into it.
      change.actions.append(.reopenConversation(ReopenConversation(conversation: id)))
      if let endedAt {
        change.actions.append(.endConversation(EndConversation(conversation: id, endedAt: endedAt)))
      }
    }
    let details = new.details.keepingMerged(of: old.details)
    if details != old.details || new.history != old.history {
      change.actions.append(
        .updateConversation(UpdateConversation(conversation: id, history: new.history, details: details)))
    }
    if new.kind != old.kind { change.fixed.append("kind") }
    if new.startedAt != old.startedAt { change.fixed.append("startedAt") }
    if new.resource != old.resource { change.fixed.append("resource") }
    let (before, after) = (Set(old.participants), Set(new.participants))
    guard before != after else { return change }
    if old.kind == .direct {
      change.fixed.append("participants")
    } else {
      for account in after.subtracting(before).sorted() {
        change.actions.append(.addParticipant(AddParticipant(conversation: id, account: account)))
      }
      for account in before.subtracting(after).sorted() {
        change.actions.append(.removeParticipant(RemoveParticipant(conversation: id, account: account)))
      }
    }
    return change
  }

  /// A reaction of another time is taken off and put on again.
  private static func changes(from old: AddReaction, to new: AddReaction) -> EntityChange {
    guard new.reactedAt != old.reactedAt else { return .none }
    return EntityChange(actions: [
      .removeReaction(RemoveReaction(message: new.message, account: new.account, emoji: new.emoji)),
      .addReaction(new),
    ])
  }

  private static func changes(from old: BlockContact, to new: BlockContact) -> EntityChange {
    guard new.blockedAt != old.blockedAt else { return .none }
    return EntityChange(actions: [
      .unblockContact(UnblockContact(account: new.account, contact: new.contact)), .blockContact(new),
    ])
  }

  private static func changes(from old: CreateResource, to new: CreateResource) -> EntityChange {
    let references = new.references.sorted { $0.name.precedesBytewise($1.name) }
    let before = old.references.sorted { $0.name.precedesBytewise($1.name) }
    let isStatusSame = new.status.hasSameBytes(as: old.status)
    let areDetailsSame = new.details == old.details
    var change = EntityChange()
    if !isStatusSame || references != before || !areDetailsSame {
      change.actions.append(
        .updateResource(
          UpdateResource(
            resource: new.resource, status: isStatusSame ? nil : new.status,
            references: references == before ? nil : references, details: areDetailsSame ? nil : new.details)))
    }
    if !new.kind.hasSameBytes(as: old.kind) { change.fixed.append("kind") }
    if new.createdAt != old.createdAt { change.fixed.append("createdAt") }
    return change
  }

  private static func fixed(_ new: SendMessage, _ old: SendMessage) -> [String] {
    var names: [String] = []
    if new.conversation != old.conversation { names.append("conversation") }
    if new.author != old.author { names.append("author") }
    if new.sender != old.sender { names.append("sender") }
    if new.replyTo != old.replyTo { names.append("replyTo") }
    if new.sentAt != old.sentAt { names.append("sentAt") }
    return names
  }

  private static func sameWords(_ left: [String], _ right: [String]) -> Bool {
    left.sorted { $0.precedesBytewise($1) }.hasSameBytes(as: right.sorted { $0.precedesBytewise($1) })
  }
}
