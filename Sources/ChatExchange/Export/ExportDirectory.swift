internal import ChatLedger

/// The names that an export uses: of accounts, channels and teams, each of them once.
///
/// Holds names and identifiers of all accounts and conversations, and nothing of any message.
struct ExportDirectory {
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
  private(set) var users: [(name: String, id: AccountID)] = []
  private(set) var userNames: [AccountID: String] = [:]
  /// By team and name.
  private(set) var channels: [Channel] = []
  private(set) var directs: [Direct] = []
  private(set) var memberships: [AccountID: [Membership]] = [:]

  init(_ view: LedgerView, options: ExportOptions, report: inout ExportReport) throws {
    try readUsers(view, &report)
    var others: [ConversationID] = []
    try view.forEachConversation { conversation in
      switch conversation.state.kind {
      case .direct, .group: others.append(conversation.id)
      case .room, .assistant:
        channels.append(Self.channel(conversation, options, &report))
      case .whiteboard:
        report.warn(.whiteboardLeftOut)
      }
      return true
    }
    nameChannelsApart(&report)
    try readMemberships(view)
    for id in others { directs.append(try direct(id, view)) }
    directs.sort { ($0.members, $0.id) < ($1.members, $1.id) }
    for (one, other) in zip(directs, directs.dropFirst()) where Self.isSame(one.members, other.members) {
      report.warn(.sameMembers)
    }
  }

  /// The name of an account, known or not.
  func userName(_ id: AccountID) -> String { userNames[id] ?? id.description }

  private mutating func readUsers(_ view: LedgerView, _ report: inout ExportReport) throws {
    try view.forEachAccount { account in
      let name = account.profile?.userName ?? ""
      if name.isEmpty { report.warn(.userNameMissing) }
      users.append((name.isEmpty ? account.id.description : name, account.id))
      return true
    }
    users.sort { Self.precedes(($0.name, $0.id), ($1.name, $1.id)) }
    var previous: String?
    for index in users.indices {
      let name = users[index].name
      if let previous, previous.utf8.elementsEqual(name.utf8) {
        users[index].name = "\(name)-\(users[index].id)"
        report.warn(.userNameShared)
      }
      previous = name
      userNames[users[index].id] = users[index].name
    }
  }

  private static func channel(
    _ conversation: Conversation, _ options: ExportOptions, _ report: inout ExportReport
  ) -> Channel {
    let name = conversation.details?.name ?? ""
    if name.isEmpty { report.warn(.channelNameMissing) }
    if conversation.state.kind == .assistant { report.warn(.assistantAsChannel) }
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
      left.team.utf8.elementsEqual(right.team.utf8)
        ? Self.precedes((left.name, left.id), (right.name, right.id))
        : left.team.utf8.lexicographicallyPrecedes(right.team.utf8)
    }
    var previous: (team: String, name: String)?
    for index in channels.indices {
      let (team, name) = (channels[index].team, channels[index].name)
      if let previous, Self.isSame([previous.team, previous.name], [team, name]) {
        channels[index].name = "\(name)-\(channels[index].id)"
        report.warn(.channelNameShared)
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

  private func direct(_ id: ConversationID, _ view: LedgerView) throws -> Direct {
    var members: [String] = []
    try view.forEachParticipant(in: id) { participant in
      if participant.isActive { members.append(userName(participant.account)) }
      return true
    }
    return Direct(id: id, members: ImportIdentifier.distinct(members))
  }

  /// By the bytes of the names: names that differ only by Unicode form are different names.
  static func precedes<ID: Comparable>(_ left: (String, ID), _ right: (String, ID)) -> Bool {
    left.0.utf8.elementsEqual(right.0.utf8)
      ? left.1 < right.1 : left.0.utf8.lexicographicallyPrecedes(right.0.utf8)
  }

  static func isSame(_ left: [String], _ right: [String]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
  }
}

/// Lists of names by their bytes, then by identifier.
private func < (
  left: ([String], ConversationID), right: ([String], ConversationID)
) -> Bool {
  for (one, other) in zip(left.0, right.0) where !one.utf8.elementsEqual(other.utf8) {
    return one.utf8.lexicographicallyPrecedes(other.utf8)
  }
  return left.0.count == right.0.count ? left.1 < right.1 : left.0.count < right.0.count
}
