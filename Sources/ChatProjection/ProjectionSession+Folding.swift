public import ChatDomain
import LMDB

extension ProjectionSession {
  /// Folds the events of one entry.
  ///
  /// - Throws: ``FoldError`` or ``ProjectionError`` when the entry does not fit; abort the session then.
  public func fold(_ events: [Event], of entry: EntryStamp) throws {
    guard entry.position == position.next else {
      throw FoldError("an entry is folded out of order, after position \(position)", at: entry.position)
    }
    hasChanges = true
    current = CurrentEntry(commandID: entry.commandID, position: entry.position)
    do {
      for event in events {
        try LoggedEvent(
          event: event, position: entry.position, firstPosition: entry.firstPosition, time: entry.time,
          commandID: entry.commandID, correlation: entry.correlation
        ).fold(into: self)
      }
    } catch let error as FoldError {
      throw FoldError(error.message, at: entry.position)
    }
    // The continuations of a split command bring no identifier of their own.
    if entry.position == entry.firstPosition { try recordCommand() }
    current = nil
    position = entry.position
    if conversations.count > Self.conversationsKept { try flush() }
  }

  private func recordCommand() throws {
    guard let current else { return }
    scratch.reset()
    scratch.write(current.position)
    if let message = current.message {
      scratch.write(byte: 1)
      scratch.write(message.conversation)
      scratch.write(message.time)
    } else {
      scratch.write(byte: 0)
    }
    try insert(.commands, Key(current.commandID))
  }
}

extension ProjectionSession: ChatStore {
  public func setSettings(_ settings: LedgerSettings) throws {
    storedSettings = settings
    digests.key = settings.digestKey.rawValue
  }

  public func put(_ account: AccountState) throws {
    scratch.reset()
    scratch.write(row: account)
    try put(.accounts, Key(account.id))
  }

  public func put(_ conversation: ConversationState) throws { conversations[conversation.id] = conversation }

  public func setDirectConversation(_ conversation: ConversationID?, of pair: AccountPair) throws {
    let key = Key(pair.low, pair.high)
    guard let conversation else { return try delete(.direct, key) }
    scratch.reset()
    scratch.write(conversation)
    try put(.direct, key)
  }

  public func put(_ participant: ParticipantState) throws {
    let membership = Key(participant.account, participant.conversation)
    if try !view.contains(tables[.memberships], membership) {
      scratch.reset()
      try insert(.memberships, membership)
    }
    scratch.reset()
    scratch.write(row: participant)
    try put(
      .participants, Key(participant.conversation, participant.account), of: participant.conversation)
  }

  public func insert(_ message: MessageState) throws {
    scratch.reset()
    scratch.write(row: message)
    try insert(.messages, .message(message.conversation, message.point), of: message.conversation)
    if let root = message.root {
      var key = Key(root)
      key.append(message.point)
      scratch.reset()
      try insert(.threads, key)
    }
    // The command's row says where its message is: one lookup by identifier finds both.
    current?.message = (message.conversation, message.point.time)
  }

  public func update(_ message: MessageState) throws {
    scratch.reset()
    scratch.write(row: message)
    try put(.messages, .message(message.conversation, message.point), of: message.conversation)
  }

  public func insert(_ version: MessageVersionState) throws {
    var key = Key.atMessage(version.conversation, version.messagePosition)
    key.append(version.version)
    scratch.reset()
    scratch.write(version.contentPosition)
    scratch.write(version.editedAt)
    try insert(.versions, key, of: version.conversation)
  }

  public func put(_ reaction: ReactionState) throws {
    scratch.reset()
    scratch.write(reaction.addedPosition)
    scratch.write(reaction.reactedAt)
    let key = Key.reaction(reaction.conversation, reaction.messagePosition, reaction.account, reaction.emoji)
    try put(.reactions, key, of: reaction.conversation)
  }

  public func delete(_ reaction: ReactionState) throws {
    let key = Key.reaction(reaction.conversation, reaction.messagePosition, reaction.account, reaction.emoji)
    try delete(.reactions, key, of: reaction.conversation)
  }

  public func put(_ marker: ReadMarkerState) throws {
    scratch.reset()
    scratch.write(marker.point)
    scratch.write(marker.movedAt)
    try put(.readMarkers, Key(marker.conversation, marker.account), of: marker.conversation)
  }

  public func put(_ pin: PinState) throws {
    scratch.reset()
    scratch.write(pin.message)
    scratch.write(pin.pinnedAt)
    try put(.pins, .atMessage(pin.conversation, pin.messagePosition), of: pin.conversation)
  }

  public func delete(_ pin: PinState) throws {
    try delete(.pins, .atMessage(pin.conversation, pin.messagePosition), of: pin.conversation)
  }

  public func put(_ removal: RemovalState) throws {
    if let pending = pendingRemoval, pending.position != removal.position { try writePendingRemoval() }
    pendingRemoval = removal
  }

  /// Writes the head of the removal that is being recorded.
  func writePendingRemoval() throws {
    guard let removal = pendingRemoval.take() else { return }
    scratch.reset()
    scratch.write(row: removal)
    try put(.removals, .removal(removal.position, 0))
  }

  public func append(_ item: RemovalItem, to removal: Position, at index: UInt64) throws {
    scratch.reset()
    scratch.write(row: item)
    try insert(.removals, .removal(removal, index))
  }

  public func put(_ state: ImportState) throws {
    scratch.reset()
    scratch.write(row: state)
    try put(.imports, Key(state.position.rawValue))
  }

  public func insert(_ item: ImportItem, of importPosition: Position) throws {
    let kind: UInt8
    let id: UInt128
    switch item {
    case .account(let account): (kind, id) = (1, account.rawValue)
    case .conversation(let conversation): (kind, id) = (2, conversation.rawValue)
    case .resource(let resource): (kind, id) = (3, resource.rawValue)
    case .record(let record): return try insertImported(record, of: importPosition)
    }
    // Every message of an import names its conversation: most are known, and need no look at the tree.
    let noted = NotedItem(importPosition: importPosition, kind: kind, id: id)
    guard notedImportItems.insert(noted).inserted else { return }
    if notedImportItems.count > 10_000 { notedImportItems.removeAll(keepingCapacity: true) }
    var key = Key(importPosition.rawValue)
    key.append(kind)
    key.append(id)
    guard try !view.contains(tables[.imports], key) else { return }
    scratch.reset()
    try insert(.imports, key)
  }

  public func adjustTotals(_ change: (inout Totals) -> Void) throws { change(&totals) }
}
