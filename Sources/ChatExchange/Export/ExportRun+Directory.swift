internal import ChatLedger
import LedgerSupport

// The lines before the users: version, teams, channels.

extension ExportRun {
  mutating func writeVersion() throws {
    output.json.beginObject()
    output.json.key("type")
    output.json.string(LineType.version.rawValue)
    output.json.key("version")
    output.json.integer(1)
    try output.endLine()
  }

  /// Teams as their lines were; rooms of one team that differ in it agree on the first one's.
  mutating func writeTeams() throws {
    var previous: String?
    for channel in directory.channels {
      if let previous, previous.hasSameBytes(as: channel.team) { continue }
      previous = channel.team
      teams.insert(Bytewise(wrappedValue: channel.team))
      output.beginLine(.team)
      if let text = channel.teamText, Self.isWholeTeam(text) {
        checkTeam(channel.team, MattermostNaming.fields(text) ?? [])
        output.json.raw(text)
      } else {
        checkTeam(channel.team, nil)
        output.json.beginObject()
        write("name", channel.team)
        write("display_name", channel.team)
        write("type", "O")
        output.json.endObject()
      }
      try output.endLine()
      report.teams += 1
    }
  }

  /// A team that no line described has its name only.
  private static func isWholeTeam(_ text: String) -> Bool {
    (MattermostNaming.fields(text) ?? []).contains { $0.name != "name" }
  }

  /// - Parameter fields: Those of its line, where an archive had one.
  private mutating func checkTeam(_ name: String, _ fields: [RawField]?) {
    func text(_ field: String) -> String? {
      fields?.first { $0.name == field }.flatMap { MattermostNaming.text($0.json) }
    }
    let displayName = fields == nil ? name : text("display_name") ?? ""
    let type = fields == nil ? "O" : text("type") ?? ""
    let isValid =
      MattermostRules.isTeamName(name) && !displayName.isEmpty
      && !MattermostRules.isLonger(displayName, than: MattermostRules.nameRunes) && ["O", "I"].contains(type)
      && (text("description") ?? "").utf8.count <= 255
    if !isValid { report.warn(.teamInvalid, at: ExportLocation(name: name)) }
  }

  mutating func writeChannels() throws {
    for channel in directory.channels {
      guard let conversation = try view.conversation(channel.id) else { continue }
      let details = conversation.details ?? ConversationDetails()
      var kept = details.attributes
      let isPublic = conversation.state.kind == .room && conversation.state.history == .shared
      // All in one order, whether an archive said it or not: what comes back from another import is the same bytes.
      if kept[MattermostNaming.type] == nil { kept[MattermostNaming.type] = isPublic ? "\"O\"" : "\"P\"" }
      kept[MattermostNaming.deletedAt] = directory.history.deletedAt(
        conversation.state, kept: kept[MattermostNaming.deletedAt])
      check(channel, details, type: MattermostNaming.text(kept[MattermostNaming.type]))
      output.beginLine(.channel)
      output.json.beginObject()
      write("team", channel.team)
      write("name", channel.name)
      write("display_name", details.title)
      writeTopic(details, ExportLocation(conversation: channel.id, name: channel.label))
      writeKept(kept, without: [MattermostNaming.team, MattermostNaming.header])
      output.json.endObject()
      try output.endLine()
      report.channels += 1
    }
  }

  private mutating func check(_ channel: ExportDirectory.Channel, _ details: ConversationDetails, type: String?) {
    let place = ExportLocation(conversation: channel.id, name: channel.label)
    if !MattermostRules.isChannelName(channel.name) { report.warn(.channelNameInvalid, at: place) }
    if type != "O", type != "P" { report.warn(.channelTypeInvalid, at: place) }
    if MattermostRules.isLonger(details.title, than: MattermostRules.nameRunes) {
      report.warn(.displayNameLong, at: place)
    }
    let purpose = MattermostNaming.text(details.attributes[MattermostNaming.purpose]) ?? ""
    if MattermostRules.isLonger(purpose, than: MattermostRules.purposeRunes) { report.warn(.purposeLong, at: place) }
  }

  /// The topic as `header`; a long one was kept as JSON text.
  mutating func writeTopic(_ details: ConversationDetails, _ place: ExportLocation) {
    let kept = details.attributes[MattermostNaming.header]
    let header = details.topic.isEmpty ? MattermostNaming.text(kept) ?? "" : details.topic
    if MattermostRules.isLonger(header, than: MattermostRules.headerRunes) { report.warn(.headerLong, at: place) }
    if !details.topic.isEmpty {
      write("header", details.topic)
    } else if let kept, Self.isOneLine(kept) {
      output.json.key("header")
      output.json.raw(kept)
    }
  }

  // MARK: Fields

  mutating func write(_ name: String, _ text: String) {
    output.json.key(name)
    output.json.string(text)
  }

  mutating func write(_ fields: [RawField]) {
    for field in fields {
      output.json.key(field.name)
      output.json.raw(field.json)
    }
  }
}

extension ExportDirectory.Channel {
  /// As people tell it from others: the team, and the channel in it.
  var label: String { "\(team)/\(name)" }
}
