public import ChatDomain

// Writing. What the contract of ``ChatStore`` promises is checked, so that a fold that breaks it is found here.
extension InMemoryChat {
  public func setSettings(_ settings: LedgerSettings) { tables.settings = settings }
  public func setConfiguration(_ configuration: LedgerConfiguration) { tables.configuration = configuration }
  public func setSchema(_ schema: ResourceSchema) { tables.schema = schema }
  public func put(_ account: AccountState) { tables.accounts[account.id] = account }
  public func put(_ conversation: ConversationState) { tables.conversations[conversation.id] = conversation }
  public func put(_ removal: RemovalState) { tables.removals[removal.position] = removal }
  public func put(_ state: ImportState) { tables.imports[state.position] = state }
  public func put(_ resource: ResourceState) { tables.resources[resource.id] = resource }
  public func put(_ record: RecordState) { tables.records[record.record] = record }
  public func put(_ table: RecordTableState) { tables.recordTables[table.table] = table }
  public func put(_ pin: PinState) { tables.pins[pin.message] = pin }
  public func delete(_ pin: PinState) { tables.pins[pin.message] = nil }
  public func adjustTotals(_ change: (inout Totals) -> Void) { change(&tables.totals) }

  public func setDirectConversation(_ conversation: ConversationID?, of pair: AccountPair) {
    tables.directConversations[pair] = conversation
  }

  public func put(_ participant: ParticipantState) {
    let key = ParticipantKey(conversation: participant.conversation, account: participant.account)
    tables.participants[key] = participant
  }

  public func put(_ marker: ReadMarkerState) {
    tables.readMarkers[ParticipantKey(conversation: marker.conversation, account: marker.account)] = marker
  }

  public func insert(_ message: MessageState) throws {
    guard tables.messages.updateValue(message, forKey: message.id) == nil else {
      throw FoldFault("message \(message.id) is there already")
    }
    var order = tables.readingOrder.removeValue(forKey: message.conversation) ?? []
    order.insert(
      PlacedMessage(point: message.point, id: message.id), at: firstIndex(in: order, notBefore: message.point))
    tables.readingOrder[message.conversation] = order
  }

  public func update(_ message: MessageState) throws {
    guard let before = tables.messages.updateValue(message, forKey: message.id), before.point == message.point,
      before.conversation == message.conversation, before.author == message.author
    else {
      throw FoldFault("message \(message.id) is not there, or elsewhere")
    }
  }

  public func setAttachment(_ isAttached: Bool, of conversation: ConversationID, to resource: ResourceID) throws {
    var attached = tables.attachments[resource] ?? []
    let isChanged = isAttached ? attached.insert(conversation).inserted : attached.remove(conversation) != nil
    guard isChanged else {
      throw FoldFault("conversation \(conversation) hangs on \(resource) already, or never did")
    }
    tables.attachments[resource] = attached.isEmpty ? nil : attached
  }

  public func insertQuote(of target: MessageState, by reply: MessageState) throws {
    guard tables.messages[reply.id] == reply, reply.replyTo == target.id, target.conversation != reply.conversation
    else { throw FoldFault("message \(reply.id) answers none of another conversation") }
    tables.quotes[target.conversation, default: []].append(reply.id)
  }

  public func insert(_ version: MessageVersionState) throws {
    let count = tables.versions[version.messagePosition, default: []].count
    guard version.version == UInt32(count + 1) else {
      throw FoldFault("version \(version.version) follows \(count)")
    }
    tables.versions[version.messagePosition, default: []].append(version)
  }

  public func put(_ reaction: ReactionState) { tables.reactions[key(of: reaction)] = reaction }
  public func delete(_ reaction: ReactionState) { tables.reactions[key(of: reaction)] = nil }

  private func key(of reaction: ReactionState) -> ReactionKey {
    ReactionKey(messagePosition: reaction.messagePosition, account: reaction.account, emoji: reaction.emoji)
  }

  public func append(_ item: RemovalItem, to removal: Position, at index: UInt64) throws {
    let count = tables.removalItems[removal, default: []].count
    guard index == UInt64(count) + 1 else {
      throw FoldFault("removal item \(index) follows \(count)")
    }
    tables.removalItems[removal, default: []].append(item)
  }

  public func insert(_ item: ImportItem, of importPosition: Position) {
    tables.importItems[importPosition, default: []].insert(item)
  }
}
