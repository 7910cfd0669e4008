// What Mattermost accepts of names, texts and roles when it imports an archive.

enum MattermostRules {
  static let messageRunes = 16_383
  static let nameRunes = 64
  static let positionRunes = 128
  static let headerRunes = 1_024
  static let purposeRunes = 250
  static let emailBytes = 128
  /// Members of a direct channel.
  static let members = 2...8

  /// Whether a text has more characters than allowed, as Go counts them: Unicode scalars.
  static func isLonger(_ text: String, than runes: Int) -> Bool {
    // A scalar has one to four bytes; most texts need no count.
    text.utf8.count > runes && text.unicodeScalars.count > runes
  }

  /// Case does not matter: Mattermost folds it.
  static func isUserName(_ name: String) -> Bool {
    let folded = name.lowercased()
    return (1...64).contains(folded.utf8.count) && folded.utf8.allSatisfy { isWordByte($0, also: ".-_") }
      && !["all", "channel", "matterbot", "system"].contains(folded)
  }

  static func isChannelName(_ name: String) -> Bool {
    let folded = name.lowercased()
    guard let first = folded.utf8.first, folded.utf8.count <= 64 else { return false }
    return isWordByte(first, also: "") && folded.utf8.allSatisfy { isWordByte($0, also: "-_") }
  }

  static func isTeamName(_ name: String) -> Bool {
    let folded = name.lowercased()
    guard (2...64).contains(folded.utf8.count), let first = folded.utf8.first, let last = folded.utf8.last,
      isWordByte(first, also: ""), isWordByte(last, also: "")
    else { return false }
    let parts = folded.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    let isPlain = parts.count == 1 && folded.utf8.allSatisfy { isWordByte($0, also: "-") }
    // One double underscore is allowed between letters and digits.
    let isJoined =
      parts.count == 3 && parts[1].isEmpty && parts.joined().allSatisfy { isWordByte($0, also: "") }
    return (isPlain || isJoined) && !reservedTeamNames.contains { folded.hasPrefix($0) }
  }

  private static let reservedTeamNames = [
    "admin", "api", "channel", "claim", "error", "files", "help", "landing", "login", "mfa", "oauth", "plug", "plugins",
    "post", "signup", "boards", "playbooks",
  ]

  static func isEmail(_ address: String) -> Bool {
    let parts = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    return address.utf8.count <= emailBytes && parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && address.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<>()[],;:\\\"".utf8.contains($0) }
  }

  /// Words separated by blanks; `system_admin` alone would be a mistake.
  static func areRoles(_ roles: String) -> Bool {
    let words = words(roles)
    let areWords = words.allSatisfy { $0.utf8.count <= 64 && $0.utf8.allSatisfy { isWordByte($0, also: "_") } }
    return areWords && words != ["system_admin"]
  }

  static func words(_ roles: String) -> [Substring] { roles.split { $0 == " " || $0 == "\t" || $0 == "\n" } }

  static func isEmojiName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 64
      && name.utf8.allSatisfy { isWordByte($0, also: "-+_") || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
  }

  /// Whether a path stays below the folder that it is joined to.
  static func isInside(_ path: String) -> Bool {
    var depth = 0
    for part in path.utf8.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
      depth += part.elementsEqual("..".utf8) ? -1 : 1
      if depth < 0 { return false }
    }
    return true
  }

  private static func isWordByte(_ byte: UInt8, also others: String) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: others.utf8.contains(byte)
    }
  }
}

/// Whether the roles of a user, of memberships in teams and in channels agree on who is a guest.
struct GuestRoles {
  /// The user's own roles; nil where the line has none.
  var system: String?
  var teams = (all: 0, guests: 0)
  var channels = (all: 0, guests: 0)

  mutating func addTeam(_ roles: String?) {
    teams.all += 1
    if Self.has("team_guest", in: roles) { teams.guests += 1 }
  }

  mutating func addChannel(_ roles: String?) {
    channels.all += 1
    if Self.has("channel_guest", in: roles) { channels.guests += 1 }
  }

  var agree: Bool {
    guard let system, teams.all > 0 else { return true }
    let areTeams = teams.guests == teams.all
    let areChannels = channels.all > 0 && channels.guests == channels.all
    if Self.has("system_guest", in: system) { return areTeams && (channels.all == 0 || areChannels) }
    return !areTeams && !areChannels
  }

  private static func has(_ role: String, in roles: String?) -> Bool {
    roles.map { MattermostRules.words($0).contains { $0.elementsEqual(role) } } ?? false
  }
}
