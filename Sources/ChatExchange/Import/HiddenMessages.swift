internal import ChatLedger

/// Counts messages that an import finds in the ledger and that nobody sees, since their room was cleared or removed.
struct HiddenMessages {
  private var conversations: [ConversationID: ConversationState] = [:]
  private var messages: UInt64 = 0
  private var by: Set<Position> = []

  /// - Parameter thing: what is there in the source and does not show in the ledger.
  mutating func look(at thing: SourceEntity, in view: LedgerView) throws {
    guard case .message(let id, let command) = thing, let message = try view.messageState(id), !message.isDeleted
    else { return }
    let conversation: ConversationState
    if let known = conversations[command.conversation] {
      conversation = known
    } else {
      guard let found = try view.conversation(command.conversation)?.state else { return }
      conversation = found
      conversations[command.conversation] = found
    }
    messages += 1
    by.formUnion(conversation.marks.filter { $0.watermark.covers(message) }.map(\.removal))
  }

  func add(to hidden: inout ImportReport.Hidden) {
    hidden.messages += messages
    hidden.by = Array(Set(hidden.by).union(by).sorted().prefix(ImportReport.Hidden.keptCommands))
  }
}
