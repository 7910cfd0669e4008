internal import ChatLedger

/// The names that an export uses: of accounts, channels and teams, each of them once.
///
/// Holds names and identifiers of all accounts and conversations, and nothing of any message.
struct ExportDirectory {
  struct User {
    var name: String
    var id: AccountID
    /// Removed, and referred to by what shows.
    var isRemoved = false
    /// Has a bot's line instead of a user's.
    var isBot = false
  }

  struct Channel {
    var id: ConversationID
    var team: String
    var name: String
    /// The team's line, where the room has one.
    var teamText: String?
  }

  struct Direct {
    var id: ConversationID
    /// User names, in the order of their bytes.
    var members: [String]
  }

  struct Membership {
    /// An index of ``ExportDirectory/channels``.
    var channel: Int
    var role: ParticipantRole
  }

  /// By name.
  private(set) var users: [User] = []
  private(set) var userNames: [AccountID: String] = [:]
  /// By team and name.
  private(set) var channels: [Channel] = []
  private(set) var directs: [Direct] = []
  private(set) var memberships: [AccountID: [Membership]] = [:]
  private(set) var history = ExportHistory()

  init(_ view: LedgerView, options: ExportOptions, report: inout ExportReport) throws {
    var others: [ConversationState] = []
    var hasOpenRooms = false
    try view.forEachConversation { conversation in
      switch conversation.state.kind {
      case .direct, .group: others.append(conversation.state)
      case .room, .assistant:
        channels.append(Self.channel(conversation, options, &report))
        let kept = conversation.details?.attributes[MattermostNaming.deletedAt]
        if conversation.state.endedAt == nil, kept != nil { hasOpenRooms = true }
      case .whiteboard:
        report.warn(.whiteboardLeftOut, at: ExportLocation(conversation: conversation.id))
      }
      return true
    }
    var removed = RemovedAccounts()
    var asked: [AccountID: Bool] = [:]
    try readUsers(view, &removed, &asked)
    try removed.find(in: channels.map(\.id), others, view)
    history = try ExportHistory(view, of: asked, hasOpenRooms: hasOpenRooms)
    nameUsersApart(removed, &report)
    nameChannelsApart(&report)
    try readMemberships(view)
    for state in others { directs.append(try direct(state, removed, view)) }
    directs.sort { ($0.members, $0.id) < ($1.members, $1.id) }
    for (one, other) in zip(directs, directs.dropFirst()) where Self.isSame(one.members, other.members) {
      report.warn(.sameMembers, at: ExportLocation(conversation: other.id))
    }
  }

  /// The name of an account, known or not.
  func userName(_ id: AccountID) -> String { userNames[id] ?? id.description }

  // MARK: Users

  /// Names without telling them apart, and of which accounts the log has to be asked when they went out of use.
  private mutating func readUsers(
    _ view: LedgerView, _ removed: inout RemovedAccounts, _ asked: inout [AccountID: Bool]
  ) throws {
    try view.forEachAccount(includingRemoved: true) { account in
      let attributes = account.profile?.attributes ?? [:]
      let kept = attributes[MattermostNaming.deleteAt]
      let isBot = account.state.kind == .service && attributes[MattermostNaming.bot] != nil
      let user = User(name: account.profile?.userName ?? "", id: account.id, isBot: isBot)
      if account.state.isRemoved {
        removed.add(user, at: account.state.removedPosition)
      } else {
        users.append(user)
        let isUnclear = account.state.isActive ? kept != nil : !(kept.map(ExportHistory.isTime) ?? false)
        if isUnclear { asked[account.id] = account.state.isActive }
      }
      return true
    }
  }

  /// A name that is there twice stays with the one that is there, and has its identifier behind it for the others.
  private mutating func nameUsersApart(_ removed: RemovedAccounts, _ report: inout ExportReport) {
    for var user in removed.shown {
      user.isRemoved = true
      report.warn(.userRemoved, at: ExportLocation(account: user.id, name: user.name))
      users.append(user)
    }
    for index in users.indices where users[index].name.isEmpty {
      users[index].name = users[index].id.description
      report.warn(.userNameMissing, at: ExportLocation(account: users[index].id))
    }
    users.sort { left, right in
      left.isRemoved == right.isRemoved || !left.name.hasSameBytes(as: right.name)
        ? Self.precedes((left.name, left.id), (right.name, right.id)) : right.isRemoved
    }
    var previous: String?
    var isFolded: [String: AccountID] = [:]
    for index in users.indices {
      let user = users[index]
      if let previous, previous.hasSameBytes(as: user.name) {
        users[index].name = "\(user.name)-\(user.id)"
        report.warn(.userNameShared, at: ExportLocation(account: user.id, name: user.name))
      } else if isFolded.updateValue(user.id, forKey: user.name.lowercased()) != nil {
        report.warn(.userNameAlike, at: ExportLocation(account: user.id, name: user.name))
      }
      previous = user.name
      userNames[user.id] = users[index].name
    }
  }

  // MARK: Channels

  private static func channel(
    _ conversation: Conversation, _ options: ExportOptions, _ report: inout ExportReport
  ) -> Channel {
    let name = conversation.details?.name ?? ""
    let place = ExportLocation(conversation: conversation.id)
    if name.isEmpty { report.warn(.channelNameMissing, at: place) }
    if conversation.state.kind == .assistant { report.warn(.assistantAsChannel, at: place) }
    let text = conversation.details?.attributes[MattermostNaming.team]
    let team = text.flatMap(teamName)
    return Channel(
      id: conversation.id, team: team ?? options.team, name: name.isEmpty ? conversation.id.description : name,
      teamText: team == nil ? nil : text)
  }

  /// The name in a team's line; nil where the line is none.
  private static func teamName(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard !bytes.contains(0x0A) else { return nil }
    var reader = JSONReader(bytes.span)
    guard let team = try? TeamRecord(&reader), (try? reader.end()) != nil else { return nil }
    return team.name
  }

  private mutating func nameChannelsApart(_ report: inout ExportReport) {
    channels.sort { left, right in
      left.team.hasSameBytes(as: right.team)
        ? Self.precedes((left.name, left.id), (right.name, right.id)) : left.team.precedesBytewise(right.team)
    }
    var previous: (team: String, name: String)?
    for index in channels.indices {
      let (team, name) = (channels[index].team, channels[index].name)
      if let previous, Self.isSame([previous.team, previous.name], [team, name]) {
        channels[index].name = "\(name)-\(channels[index].id)"
        report.warn(.channelNameShared, at: ExportLocation(conversation: channels[index].id, name: "\(team)/\(name)"))
      }
      previous = (team, name)
    }
  }

  private mutating func readMemberships(_ view: LedgerView) throws {
    for (index, channel) in channels.enumerated() {
      try view.forEachParticipant(in: channel.id) { participant in
        if participant.isActive {
          memberships[participant.account, default: []].append(Membership(channel: index, role: participant.role))
        }
        return true
      }
    }
  }

  // MARK: Direct conversations

  /// Whoever was taken away with an account that was removed still belongs to it, and a talk with oneself has oneself
  /// for both members.
  private func direct(_ state: ConversationState, _ removed: RemovedAccounts, _ view: LedgerView) throws -> Direct {
    if let pair = state.pair {
      return Direct(id: state.id, members: MattermostIdentifier.distinct([userName(pair.low), userName(pair.high)]))
    }
    var members = removed.members(of: state.id).map { userName($0) }
    var everybody = 0
    try view.forEachParticipant(in: state.id) { participant in
      everybody += 1
      if participant.isActive { members.append(userName(participant.account)) }
      return true
    }
    let isSelfTalk = everybody == 1 && members.count == 1
    return Direct(
      id: state.id, members: isSelfTalk ? members + members : MattermostIdentifier.distinct(members))
  }

  /// By the bytes of the names: names that differ only by Unicode form are different names.
  static func precedes<ID: Comparable>(_ left: (String, ID), _ right: (String, ID)) -> Bool {
    left.0.hasSameBytes(as: right.0) ? left.1 < right.1 : left.0.precedesBytewise(right.0)
  }

  static func isSame(_ left: [String], _ right: [String]) -> Bool { left.hasSameBytes(as: right) }
}

/// Lists of names by their bytes, then by identifier.
private func < (
  left: ([String], ConversationID), right: ([String], ConversationID)
) -> Bool {
  for (one, other) in zip(left.0, right.0) where !one.hasSameBytes(as: other) { return one.precedesBytewise(other) }
  return left.0.count == right.0.count ? left.1 < right.1 : left.0.count < right.0.count
}
