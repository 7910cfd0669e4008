internal import ChatLedger

/// Kinds of things of which the ledger can say how many came from a source, without a look at their texts.
enum LivingKind: String, CaseIterable, Hashable, Sendable {
  case account, conversation, message

  init?(_ thing: SourceEntity) {
    switch thing {
    case .account: self = .account
    case .conversation: self = .conversation
    case .message: self = .message
    default: return nil
    }
  }
}

// What a source does not have any more.

extension ImportEngine {
  /// How many things of each kind came from earlier imports of this source, show, and were not described this time.
  ///
  /// Counted, not compared: where the numbers agree nothing has vanished, for every described thing was found. What
  /// this run adds counts on neither side, and what it deletes still shows: that is done at the end.
  /// O(messages) without their texts.
  package func countVanished() throws {
    try settle()
    var found: [LivingKind: Int64] = [:]
    try target.read { view in
      let own = chain.positions
      func isOwn(_ id: UInt128, _ position: Position?, since: Position) -> Bool {
        position.map(own.contains) == true && since <= startPosition && !memory.unread.contains(id)
      }
      try view.forEachAccountState { state in
        if isOwn(state.id.rawValue, state.importedBy, since: state.registeredPosition), !state.isRemoved {
          found[.account, default: 0] += 1
        }
        return true
      }
      try view.forEachConversationState { room in
        guard !room.isRemoved else { return true }
        if isOwn(room.id.rawValue, room.importedBy, since: room.createdPosition) {
          found[.conversation, default: 0] += 1
        }
        try view.forEachMessageState(in: room.id) { message in
          if isOwn(message.id.rawValue, message.importedBy, since: message.point.position), room.shows(message) {
            found[.message, default: 0] += 1
          }
          return true
        }
        return true
      }
    }
    for kind in LivingKind.allCases {
      let more = found[kind, default: 0] - living[kind, default: 0]
      if more > 0 { vanishedByKind[kind.rawValue] = UInt64(more) }
    }
  }

  /// Whether an identifier stands for another one that was withdrawn with its import.
  package func isAgain(_ id: UInt128, _ original: UInt128) -> Bool { memory.aliases[original] == id }

  /// Deletes something that the source does not have any more, as where the source says that it is deleted: what comes
  /// back is then brought back.
  package func delete(_ described: DescribedEntity) throws {
    try target.read { try planDeletion(described, in: $0) }
  }
}

// MARK: Members

extension ImportEngine {
  /// Names whom an import brought into a room and whom the source does not have there any more, or lets them leave.
  ///
  /// - Parameter named: whom the source has there.
  /// - Parameter described: of whom the source says all rooms that they are in; nil where it says all members of the
  ///   room. Of others nothing is known.
  /// - Parameter place: where the list of members is; nil where there is none.
  func noteVanishedMembers(
    of conversation: ConversationID, except named: Set<AccountID>, among described: Set<AccountID>? = nil,
    at place: ImportLocation? = nil
  ) throws {
    try decidePending()
    let room = ConversationID(rawValue: memory.resolve(conversation.rawValue))
    let present = Set(named.map { memory.resolve($0.rawValue) })
    let known = described.map { Set($0.map { memory.resolve($0.rawValue) }) }
    let vanished = try target.read { view -> [ParticipantState] in
      guard let state = try view.conversation(room)?.state, !state.isRemoved, state.kind == .room else { return [] }
      return try view.participants(in: room).filter { participant in
        participant.isActive && participant.importedBy != nil && !present.contains(participant.account.rawValue)
          && known?.contains(participant.account.rawValue) != false
      }
    }
    for member in vanished {
      let membership = SourceEntity.participant(AddParticipant(conversation: room, account: member.account))
      let described = DescribedEntity(
        membership, at: place ?? ImportLocation(key: "member \(member.account) of \(room)"), item: "membership",
        bucket: ArchiveTable.participants.rawValue, command: importCommand)
      try self.vanished(
        membership, described, .memberVanished, "Account \(member.account) is not among the members any more.",
        .participants)
    }
  }
}
