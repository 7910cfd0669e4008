import ChatDomain

extension ReferenceModel {
  /// Where a chat and this model disagree, in words; empty when they agree on everything.
  public func differences(from chat: InMemoryChat) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ what: @autoclosure () -> String, _ expected: Value, _ actual: Value) {
      if expected != actual { found.append("\(what()): expected \(expected), found \(actual)") }
    }
    compare("conversations", Set(conversations.keys), Set(chat.tables.conversations.keys))
    for (id, state) in chat.tables.conversations {
      compare("what \(id) hangs on", attachments[id], state.resource)
      compare("the end of \(id)", ends[id], state.endedAt)
      compare("messages in \(id)", messages(in: id), chat.messages(in: id).map(\.id))
      compare("tally in \(id)", tally(in: id), state.visible)
      let hidden = Dictionary(state.marks.map { ($0.removal, $0.hidden) }, uniquingKeysWith: { $1 })
      compare("hidden in \(id)", self.hidden(in: id), hidden)
      for (seat, member) in members where seat.conversation == id {
        compare(
          "whether \(seat.account) has archived \(id)", member.isArchived,
          chat.participant(seat.account, in: id)?.isArchived)
        compare(
          "messages in \(id) for \(seat.account)", messages(in: id, for: seat.account),
          chat.messages(in: id, for: seat.account).map(\.id))
        compare(
          "unread in \(id) for \(seat.account)", unreadCount(of: seat.account, in: id),
          chat.unreadCount(of: seat.account, in: id))
      }
    }
    for (pair, _) in pairs { compare("the room of \(pair)", room(of: pair), chat.directConversation(pair)) }
    for table in RecordTable.allCases {
      compare("\(table)", records(in: table), Set(chat.records(in: table).map(\.record)))
    }
    compare("resources", Set(resources.keys), Set(chat.tables.resources.keys))
    for (id, state) in chat.tables.resources {
      compare("whether resource \(id) is removed", removedResources.contains(id), state.isRemoved)
      compare("status of \(id)", resources[id]?.status, state.status)
      let references = Dictionary(state.references.map { ($0.name, $0.target) }, uniquingKeysWith: { $1 })
      compare("references of \(id)", resources[id]?.references, references)
    }
    compare("totals", totals, chat.totals)
    compare("counted totals", totals, chat.countedTotals())
    return found
  }
}
