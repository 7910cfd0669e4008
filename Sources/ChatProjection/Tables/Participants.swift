public import ChatDomain
import LMDB

// Participants: conversation, account -> what is known of it. The other way round: account, conversation.

extension RowTable<ParticipantState> {
  static var participants: Self { Self("participants", number: 3, belongsToConversation: true) }
}

extension RowTable<MembershipRow> {
  static var memberships: Self { Self("memberships", number: 12) }
}

extension ParticipantState: ProjectionRow {
  enum Flag: UInt8, RowFlag {
    case isActive = 0x01
    case hasVisibleFrom = 0x02
    case isImported = 0x04
    case isArchived = 0x08
  }

  var rowKey: Key { Key(conversation, account) }

  func write(to row: inout RowWriter) {
    var flags = Flags<Flag>()
    flags[.isActive] = isActive
    flags[.hasVisibleFrom] = visibleFrom != nil
    flags[.isImported] = importedBy != nil
    flags[.isArchived] = isArchived
    row.write(flags)
    row.write(role)
    row.write(joinedPosition)
    if let time = visibleFrom { row.write(time) }
    if let position = importedBy { row.write(position) }
    row.write(UInt64(clears.count))
    for clear in clears {
      row.write(clear.removal)
      row.write(clear.watermark)
    }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    let conversation: ConversationID = try key.nextID()
    let account: AccountID = try key.nextID()
    let flags = try row.flags(Flag.self)
    let role: ParticipantRole = try row.code()
    let joinedPosition = try row.position()
    let visibleFrom = flags[.hasVisibleFrom] ? try row.time() : nil
    let importedBy = flags[.isImported] ? try row.position() : nil
    self.init(
      conversation: conversation, account: account, role: role, isActive: flags[.isActive],
      joinedPosition: joinedPosition, visibleFrom: visibleFrom, importedBy: importedBy)
    isArchived = flags[.isArchived]
    for _ in 0..<(try row.number()) {
      let removal = try row.position()
      clears.append(PersonalClear(removal: removal, watermark: try row.watermark()))
    }
  }
}

struct MembershipRow: IndexRow {
  var account: AccountID
  var conversation: ConversationID

  var rowKey: Key { Key(account, conversation) }
}

extension MembershipRow {
  init(key: inout KeyReader) throws {
    account = try key.nextID()
    conversation = try key.nextID()
  }
}

extension ParticipantRole: RowCode {
  var code: UInt8 {
    switch self {
    case .member: 1
    case .moderator: 2
    case .owner: 3
    }
  }
}

extension ProjectionSession {
  public func participant(_ account: AccountID, in conversation: ConversationID) throws -> ParticipantState? {
    try row(of: .participants, at: Key(conversation, account))
  }

  public func put(_ participant: ParticipantState) throws {
    let membership = MembershipRow(account: participant.account, conversation: participant.conversation)
    if try !contains(membership.rowKey, in: .memberships) { try insert(membership, into: .memberships) }
    try put(participant, into: .participants)
  }

  public func forEachParticipant(in conversation: ConversationID, _ body: (ParticipantState) throws -> Bool) throws {
    try forEachRow(of: .participants, below: Key(conversation), body)
  }

  public func forEachMembership(of account: AccountID, _ body: (ParticipantState) throws -> Bool) throws {
    try forEachRow(of: .memberships, below: Key(account)) { membership in
      guard let state = try participant(account, in: membership.conversation) else {
        throw ProjectionError(.damaged, "A membership of account \(account) has no participant.")
      }
      return try body(state)
    }
  }
}
