import ChatDomain
import LMDB

/// The tables of the projection. Keys and rows are described byte by byte in `Docs/Format.md`.
public enum ProjectionTable: String, CaseIterable, Sendable, Codable {
  // Tables whose keys begin with a conversation's identifier.
  case conversations
  case participants
  case messages
  case versions
  case reactions
  case readMarkers
  case pins
  // The others.
  case accounts
  case commands
  case direct
  case imports
  case memberships
  case removals
  case threads
  case attachments
  case declarations
  case quotes
  case records
  case recordsByAccount
  case recordTables
  case referrers
  case resources

  /// The conversation's own digest covers the tables whose keys begin with its identifier.
  var belongsToConversation: Bool {
    switch self {
    case .conversations, .participants, .messages, .versions, .reactions, .readMarkers, .pins: true
    case .accounts, .commands, .direct, .imports, .memberships, .removals, .threads, .attachments, .declarations,
      .quotes, .records, .recordsByAccount, .recordTables, .referrers, .resources:
      false
    }
  }

  /// The number that stands for the table in digests. A format: never reuse one.
  var digestNumber: UInt8 {
    switch self {
    case .accounts: 1
    case .conversations: 2
    case .participants: 3
    case .messages: 4
    case .versions: 5
    case .reactions: 6
    case .readMarkers: 7
    case .pins: 8
    case .commands: 9
    case .direct: 10
    case .imports: 11
    case .memberships: 12
    case .removals: 13
    case .threads: 14
    case .resources: 15
    case .referrers: 16
    case .attachments: 17
    case .quotes: 18
    case .records: 19
    case .recordsByAccount: 20
    case .recordTables: 21
    case .declarations: 22
    }
  }

  /// Its place among the digests, by `digestNumber`.
  var index: Int { Int(digestNumber) - 1 }

  static let inDigestOrder = allCases.sorted { $0.digestNumber < $1.digestNumber }
}

/// The opened tables.
public struct ProjectionTables: Sendable {
  private let tables: [Table]
  /// Position, totals, digests and settings; not part of any digest itself.
  let meta: Table
  /// The digest of each conversation.
  let digests: Table

  init(in environment: Environment) throws {
    let names = ProjectionTable.inDigestOrder.map(\.rawValue)
    let opened = try environment.openTables(names + ["meta", "digests"])
    tables = Array(opened[..<names.count])
    meta = opened[names.count]
    digests = opened[names.count + 1]
  }

  subscript(table: ProjectionTable) -> Table { tables[table.index] }
}

/// The version of the fold and of the rows. A projection of another version is rebuilt from the log, never read.
public let foldVersion: UInt32 = 2

extension Key {
  mutating func append(_ id: some Identifier) { append(id.rawValue) }
  mutating func append(_ position: Position) { append(position.rawValue) }

  /// Times may lie before 1970: flipping the sign bit makes byte order time order.
  mutating func append(_ time: Timestamp) { append(UInt64(bitPattern: time.microseconds) ^ (1 << 63)) }

  mutating func append(_ point: ReadingPoint) {
    append(point.time)
    append(point.position)
  }

  init(_ id: some Identifier) {
    self.init()
    append(id)
  }

  init(_ first: some Identifier, _ second: some Identifier) {
    self.init()
    append(first)
    append(second)
  }

  static func message(_ conversation: ConversationID, _ point: ReadingPoint) -> Key {
    var key = Key(conversation)
    key.append(point)
    return key
  }

  static func atMessage(_ conversation: ConversationID, _ position: Position) -> Key {
    var key = Key(conversation)
    key.append(position)
    return key
  }

  static func reaction(_ conversation: ConversationID, _ position: Position, _ account: AccountID, _ emoji: String)
    -> Key
  {
    var key = atMessage(conversation, position)
    key.append(account)
    key.append(Array(emoji.utf8))
    return key
  }

  static func removal(_ position: Position, _ index: UInt64) -> Key {
    var key = Key(position.rawValue)
    key.append(index)
    return key
  }

  static func meta(_ name: String) -> Key {
    var key = Key()
    key.append(Array(name.utf8))
    return key
  }
}

extension KeyReader {
  mutating func nextID<ID: Identifier>(_ type: ID.Type = ID.self) throws -> ID {
    ID(rawValue: try nextUInt128())
  }

  mutating func nextPosition() throws -> Position { Position(try nextUInt64()) }

  mutating func nextPoint() throws -> ReadingPoint {
    let time = Timestamp(microseconds: Int64(bitPattern: try nextUInt64() ^ (1 << 63)))
    return ReadingPoint(time: time, position: try nextPosition())
  }
}
