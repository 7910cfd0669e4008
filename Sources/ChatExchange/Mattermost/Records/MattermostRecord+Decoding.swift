extension MattermostRecord {
  /// Reads one line.
  ///
  /// - Throws: ``ExchangeError`` with the column of the fault.
  init(line: Span<UInt8>) throws(ExchangeError) {
    var reader = JSONReader(line)
    var type: String?
    var version: Int64?
    var starts: [(key: String, offset: Int)] = []
    try reader.refuseTwins()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "type": type = try reader.string()
      case "version": version = try reader.integer()
      default:
        _ = reader.peek()
        starts.append((key, reader.offset))
        try reader.skip()
      }
    }
    try reader.end()
    guard let type else { throw Self.missing("type") }
    guard let known = LineType(rawValue: type) else {
      self = .unknown(type: type)
      return
    }
    if known == .version {
      guard let version else { throw Self.missing("version") }
      self = .version(version)
      return
    }
    // The type may stand behind the object: the object is read once its type is known.
    guard let start = starts.last(where: { $0.key == type }) else { throw Self.missing(type) }
    reader.offset = start.offset
    self = try Self.object(known, &reader)
  }

  private static func object(
    _ type: LineType, _ reader: inout JSONReader
  ) throws(ExchangeError) -> MattermostRecord {
    switch type {
    case .version: throw missing("version")
    case .team: .team(try TeamRecord(&reader))
    case .channel: .channel(try ChannelRecord(&reader))
    case .user: .user(try UserRecord(&reader))
    case .post: .post(try PostRecord(&reader))
    case .directChannel: .directChannel(try DirectChannelRecord(&reader))
    case .directPost: .directPost(try DirectPostRecord(&reader))
    case .bot: .bot(try BotRecord(&reader))
    }
  }

  /// A field that must be there is not.
  static func missing(_ field: String) -> ExchangeError {
    ExchangeError(
      .invalid, "The field `\(field)` is missing.", remedy: "Add it to the line and import again.")
  }

  /// The value of a field that must be there and say something.
  static func require(_ value: String?, _ field: String) throws(ExchangeError) -> String {
    guard let value, !value.isEmpty else { throw missing(field) }
    return value
  }
}

extension JSONReader {
  /// Keeps a field as it is written; null stands for absence.
  mutating func keep(_ name: String, in rest: inout [RawField]) throws(ExchangeError) {
    if try null() { return }
    rest.append(RawField(name: name, json: try raw()))
  }

  /// A list of strings; empty for null.
  mutating func strings() throws(ExchangeError) -> [String] {
    if try null() { return [] }
    var result: [String] = []
    try beginArray()
    while try nextElement() { result.append(try string()) }
    return result
  }
}

extension TeamRecord {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var name: String?
    let start = reader.offset
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if key == "name" { name = try reader.string() } else { try reader.skip() }
    }
    self.name = try MattermostRecord.require(name, "name")
    self.json = try reader.text(start..<reader.offset)
  }
}

extension ChannelRecord {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var team: String?
    var name: String?
    var displayName: String?
    header = ""
    rest = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "team": team = try reader.string()
      case "name": name = try reader.string()
      case "display_name": displayName = try reader.optionalString()
      case "header": header = try reader.optionalString() ?? ""
      // Both names are in use: `delete_at` in Mattermost's own models, `deleted_at` in its bulk format.
      case "deleted_at", "delete_at":
        deletedAtMilliseconds = try MessageRecord.keptTime(key, &reader, keepingIn: &rest)
      default: try reader.keep(key, in: &rest)
      }
    }
    self.team = try MattermostRecord.require(team, "team")
    self.name = try MattermostRecord.require(name, "name")
    self.displayName = displayName ?? ""
  }
}

extension BotRecord {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var userName: String?
    displayName = ""
    var ignored: [RawField] = []
    let start = reader.offset
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "username": userName = try reader.string()
      case "display_name": displayName = try reader.optionalString() ?? ""
      case "delete_at", "deleted_at":
        deletedAtMilliseconds = try MessageRecord.keptTime(key, &reader, keepingIn: &ignored)
      default: try reader.skip()
      }
    }
    self.userName = try MattermostRecord.require(userName, "username")
    json = try reader.text(start..<reader.offset)
  }
}

extension UserRecord {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var userName: String?
    (email, nickname, firstName, lastName) = ("", "", "", "")
    (teams, hasTeams) = ([], false)
    rest = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "username": userName = try reader.string()
      case "email": email = try reader.optionalString() ?? ""
      case "nickname": nickname = try Self.text(key, &reader, keepingIn: &rest)
      case "first_name": firstName = try Self.text(key, &reader, keepingIn: &rest)
      case "last_name": lastName = try Self.text(key, &reader, keepingIn: &rest)
      case "teams":
        if try reader.null() { continue }
        hasTeams = true
        try reader.beginArray()
        while try reader.nextElement() { teams.append(try Team(&reader)) }
      case "delete_at", "deleted_at":
        deletedAtMilliseconds = try MessageRecord.keptTime(key, &reader, keepingIn: &rest)
      default: try reader.keep(key, in: &rest)
      }
    }
    self.userName = try MattermostRecord.require(userName, "username")
  }

  /// A text that is both used and kept as it is written.
  private static func text(
    _ name: String, _ reader: inout JSONReader, keepingIn rest: inout [RawField]
  ) throws(ExchangeError) -> String {
    if try reader.null() { return "" }
    let start = reader.offset
    let text = try reader.string()
    if !text.isEmpty { rest.append(RawField(name: name, json: try reader.text(start..<reader.offset))) }
    return text
  }
}

extension UserRecord.Team {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var name: String?
    rest = []
    channels = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "name": name = try reader.string()
      case "channels":
        if try reader.null() { continue }
        try reader.beginArray()
        while try reader.nextElement() { channels.append(try UserRecord.Channel(&reader)) }
      default: try reader.keep(key, in: &rest)
      }
    }
    self.name = try MattermostRecord.require(name, "teams.name")
  }
}

extension UserRecord.Channel {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    var name: String?
    rest = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "name": name = try reader.string()
      case "roles":
        if try reader.null() { continue }
        let start = reader.offset
        roles = try reader.string()
        rest.append(RawField(name: key, json: try reader.text(start..<reader.offset)))
      default: try reader.keep(key, in: &rest)
      }
    }
    self.name = try MattermostRecord.require(name, "channels.name")
  }
}
