internal import ChatLedger

/// Counts messages that an import finds in the ledger and that nobody sees, since their room was cleared or removed.
///
/// A message costs a look at its row only where its conversation hides something.
struct HiddenMessages {
  private var conversations: [ConversationID: ConversationState] = [:]
  private var messages: UInt64 = 0
  private var by: Set<Position> = []

  mutating func look(at command: Command, in view: LedgerView) throws {
    guard case .sendMessage(let action) = command.action else { return }
    let conversation: ConversationState
    if let known = conversations[action.conversation] {
      conversation = known
    } else {
      guard let found = try view.conversation(action.conversation)?.state else { return }
      conversation = found
      conversations[action.conversation] = found
    }
    guard conversation.isRemoved || !conversation.marks.isEmpty,
      let message = try view.messageState(command.id.message), !message.isDeleted
    else { return }
    // What went with its import is told of as that.
    if let batch = message.importedBy, try view.importState(batch)?.withdrawnBy != nil { return }
    let marks = conversation.marks.filter { $0.watermark.covers(message) }
    guard conversation.isRemoved || !marks.isEmpty else { return }
    messages += 1
    by.formUnion(marks.map(\.removal))
  }

  func add(to hidden: inout ImportReport.Hidden) {
    hidden.messages += messages
    hidden.by = Array(Set(hidden.by).union(by).sorted().prefix(ImportReport.Hidden.keptCommands))
  }
}
