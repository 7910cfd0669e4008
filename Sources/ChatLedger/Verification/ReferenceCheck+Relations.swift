import ChatDomain
import ChatProjection

/// What a reference names.
enum ReferredTo {
  case account(AccountID)
  case conversation(ConversationID)
  case message(MessageID)
  case importBatch(Position)
  case resource(ResourceID)
}

extension ReferenceCheck {
  /// Looks at every reference that the table of relations gives this kind of thing.
  ///
  /// - Parameter target: What the thing has under the reference's name; nil when it has none.
  mutating func expect(_ child: EntityKind, _ key: String, _ target: (String) -> ReferredTo?) throws {
    for relation in references[child] ?? [] {
      guard let target = target(relation.reference) else { continue }
      findings.checked += 1
      if try !isThere(target) {
        findings.add(key: key, kind: .reference, relation.complaint(about: target), remedy: Self.remedy)
      }
    }
  }

  /// Whether there is such a thing at all; what was removed is there.
  func isThere(_ target: ReferredTo) throws -> Bool {
    switch target {
    case .account(let id): knownAccounts.contains(id)
    case .conversation(let id): try state.conversation(id) != nil
    case .message(let id): try state.message(id) != nil
    case .importBatch(let position): try state.importState(position) != nil
    case .resource(let id): try state.resource(id) != nil
    }
  }
}

extension Relation {
  func complaint(about target: ReferredTo) -> String {
    let name =
      switch target {
      case .account(let id): id.description
      case .conversation(let id): id.description
      case .message(let id): id.description
      case .importBatch(let position): "at position \(position)"
      case .resource(let id): id.description
      }
    return "Its \(reference) \(name) is not there (\(child) → \(parent))."
  }
}

extension MessageState {
  /// Whether it answers a message of another conversation.
  var isQuote: Bool { replyTo != nil && root == nil }

  func target(of reference: String) -> ReferredTo? {
    switch reference {
    case "author": .account(author)
    case "root": root.map(ReferredTo.message)
    case "replyTo": replyTo.map(ReferredTo.message)
    case "importedBy": importedBy.map(ReferredTo.importBatch)
    // The walk found it in its conversation.
    default: nil
    }
  }
}
