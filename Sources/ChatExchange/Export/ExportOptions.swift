/// How to export.
public struct ExportOptions: Sendable {
  /// The team of rooms that came from no archive.
  public var team = "ledger"
  /// Accounts without an e-mail address get NAME@DOMAIN where a domain is given; none otherwise.
  public var placeholderEmailDomain: String?
  /// Called about five times a second with the messages written so far and the messages there are.
  public var progress: (@Sendable (_ messages: UInt64, _ total: UInt64) -> Void)?

  /// The usual way.
  public init() {}
}

/// What an export wrote.
public struct ExportReport: Hashable, Sendable, Codable {
  /// Lines written.
  public var lines: UInt64 = 0
  /// Bytes written.
  public var bytes: UInt64 = 0
  /// Lines of teams.
  public var teams: UInt64 = 0
  /// Lines of channels.
  public var channels: UInt64 = 0
  /// Lines of users.
  public var users: UInt64 = 0
  /// Lines of bots.
  public var bots: UInt64 = 0
  /// Memberships in channels.
  public var memberships: UInt64 = 0
  /// Lines of posts.
  public var posts: UInt64 = 0
  /// Replies in posts and in direct posts.
  public var replies: UInt64 = 0
  /// Reactions to anything.
  public var reactions: UInt64 = 0
  /// Lines of direct channels.
  public var directChannels: UInt64 = 0
  /// Lines of direct posts.
  public var directPosts: UInt64 = 0
  /// Counts of values that the format cannot express or that Mattermost refuses, by the names of ``ExportWarning``.
  public var warnings: [String: UInt64] = [:]
  /// The first places of each kind.
  public var places: [String: [ExportLocation]] = [:]
  /// How long it took.
  public var seconds: Double = 0

  /// A report of nothing.
  public init() {}

  /// So many places of one kind are kept.
  static let mostPlaces = 10

  mutating func warn(_ warning: ExportWarning, at place: ExportLocation? = nil, count: UInt64 = 1) {
    let name = warning.rawValue
    warnings[name, default: 0] += count
    if let place, places[name, default: []].count < Self.mostPlaces { places[name, default: []].append(place) }
  }
}
