public import ChatLedger

/// What an import did.
public struct ImportReport: Hashable, Sendable, Codable {
  /// How it ended.
  public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// Everything was read; something was new.
    case finished = "FINISHED"
    /// Everything was read; nothing that could be taken was new, and nothing was recorded.
    case nothingNew = "NOTHING_NEW"
    /// It was asked to stop; importing again goes on where it stopped.
    case interrupted = "INTERRUPTED"
    /// Everything was read and nothing recorded, as `isDryRun` asks for; `added` counts what would be.
    case dryRun = "DRY_RUN"
    /// It stopped at the first thing that could not be taken, as `isStrict` asks for.
    case stoppedAtFault = "STOPPED_AT_FAULT"
  }

  /// What became of the things of one kind.
  public struct Counts: Hashable, Sendable, Codable {
    /// Recorded by this import.
    public var added: UInt64 = 0
    /// In the ledger already.
    public var present: UInt64 = 0
    /// Not taken; see ``ImportReport/rejections``.
    public var rejected: UInt64 = 0

    /// Nothing of anything.
    public init() {}
  }

  /// The counts by kind of thing.
  public struct Tables: Hashable, Sendable, Codable {
    /// Users.
    public var accounts = Counts()
    /// Channels and direct channels.
    public var conversations = Counts()
    /// Memberships in channels; members of direct channels come with their conversation.
    public var participants = Counts()
    /// Posts, replies, direct posts.
    public var messages = Counts()
    /// Reactions to anything.
    public var reactions = Counts()
    /// Pinned messages.
    public var pins = Counts()
    /// Messages that had been edited.
    public var edits = Counts()
    /// Things that had been deleted.
    public var deletions = Counts()
    /// Everything else about things that are there: descriptions, deactivations, leaving.
    public var changes = Counts()

    /// Nothing of anything.
    public init() {}
  }

  /// Something that could not be taken, or was taken though it is odd. Of its place, what is known is there.
  public struct Rejected: Hashable, Sendable, Codable {
    /// The file, where there are several.
    public var file: String?
    /// The table, where a database is read.
    public var table: String?
    /// The key of the row, where a database is read.
    public var key: String?
    /// The line, from 1; 0 where it is not known.
    public var line: UInt64
    /// The element of the file's array, from 0.
    public var index: UInt64?
    /// Where in the line, in bytes from 1.
    public var column: Int?
    /// What it is about: `line`, or a kind of thing in it, for example `reply 17`.
    public var item: String
    /// An ``ExchangeError/Code`` or a code of a rejection.
    public var code: String
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var remedy: String
  }

  /// What is in the ledger but was taken back with the import that brought it.
  public struct Withdrawn: Hashable, Sendable, Codable {
    /// How many messages.
    public var messages: UInt64 = 0
    /// The command that took it back; reverting that brings everything back.
    public var by: CommandID?
  }

  /// What is in the ledger but does not show, for what it is in was cleared or removed since.
  public struct Hidden: Hashable, Sendable, Codable {
    /// How many messages.
    public var messages: UInt64 = 0
    /// The clears that hide them, the first of them; reverting them brings the messages back. What removed a whole
    /// conversation is not looked for here: `show` names it.
    public var by: [Position] = []

    /// The most commands that are named.
    static let keptCommands = 20

    /// Nothing of anything.
    public init() {}
  }

  /// How it ended.
  public var outcome: Outcome = .nothingNew
  /// The name of the archive.
  public var source = ""
  /// The `beginImport` that everything new belongs to; reverting it takes all of it back.
  public var importCommand: CommandID?
  /// It went on with an import that had been stopped.
  public var isResumed = false
  /// Lines read, empty ones too; elements of arrays, or rows, where what is read has no lines.
  public var lines: UInt64 = 0
  /// Bytes read.
  public var bytes: UInt64 = 0
  /// Lines by type, of the types that are read.
  public var linesByType: [String: UInt64] = [:]
  /// Lines of types that are not read, by type; at most 64 types, the others together under `…`.
  public var unknownLinesByType: [String: UInt64] = [:]
  /// What became of the things in the lines.
  public var tables = Tables()
  /// The first of what could not be taken, in the order it was found.
  public var rejections: [Rejected] = []
  /// How many rejections there are in all.
  public var rejectionCount: UInt64 = 0
  /// What was taken though something was odd, by kind.
  public var warnings: [String: UInt64] = [:]
  /// The first of those with the places that are known; their codes are the kinds.
  public var notices: [Rejected] = []
  /// What was taken back earlier and is not back.
  public var withdrawn = Withdrawn()
  /// What is there already and does not show.
  public var hidden = Hidden()
  /// How long it took.
  public var seconds: Double = 0

  /// A report of nothing.
  public init() {}
}

/// Oddities that an import reports and goes on over.
package enum ImportWarning: String, CaseIterable, Sendable {
  case userNotDescribed = "USER_NOT_DESCRIBED"
  case conversationNotDescribed = "CONVERSATION_NOT_DESCRIBED"
  case teamWithoutChannels = "TEAM_WITHOUT_CHANNELS"
  case membershipDetailsDropped = "MEMBERSHIP_DETAILS_DROPPED"
  case reactionFieldsDropped = "REACTION_FIELDS_DROPPED"
  case versionMissing = "VERSION_MISSING"
  case fileNotRead = "FILE_NOT_READ"
  case typeNotRead = "TYPE_NOT_READ"
  case unknownSubtype = "UNKNOWN_SUBTYPE"
  case rootMissing = "ROOT_MISSING"
  case mentionNotKnown = "MENTION_NOT_KNOWN"
  case reactionUsersMissing = "REACTION_USERS_MISSING"
  case pinDropped = "PIN_DROPPED"
  case editedMessageMissing = "EDITED_MESSAGE_MISSING"
  case deletedMessageMissing = "DELETED_MESSAGE_MISSING"
  case earlierTextNotKept = "EARLIER_TEXT_NOT_KEPT"
}

extension ImportReport {
  static let keptUnknownTypes = 64

  mutating func countUnknown(_ type: String) {
    let name = String(type.unicodeScalars.prefix(64))
    let isRoom = unknownLinesByType[name] != nil || unknownLinesByType.count < Self.keptUnknownTypes
    unknownLinesByType[isRoom ? name : "…", default: 0] += 1
  }

  package mutating func warn(_ warning: ImportWarning, count: UInt64 = 1) {
    warnings[warning.rawValue, default: 0] += count
  }

  package mutating func reject(_ rejected: Rejected) {
    rejectionCount += 1
    if rejections.count < ImportOptions.keptRejections { rejections.append(rejected) }
  }

  package mutating func reject(_ place: ImportPlace, item: String, _ error: ExchangeError) {
    var place = place
    // Where the text is a whole file, the fault knows its line better than who reads it.
    if let line = error.line { place.line = UInt64(line) }
    reject(
      Rejected(
        place, column: error.column, item: item, code: error.code.rawValue,
        message: error.cause.map { "\(error.message) (\($0))" } ?? error.message, remedy: error.remedy))
  }

  /// Counts an oddity and keeps its place.
  package mutating func notice(
    _ warning: ImportWarning, _ place: ImportPlace, item: String, _ message: String, remedy: String
  ) {
    warn(warning)
    guard notices.count < ImportOptions.keptRejections else { return }
    notices.append(Rejected(place, item: item, code: warning.rawValue, message: message, remedy: remedy))
  }
}

extension ImportReport.Rejected {
  package init(
    _ place: ImportPlace, column: Int? = nil, item: String, code: String, message: String, remedy: String
  ) {
    self.init(
      file: place.file, table: place.table, key: place.key, line: place.line, index: place.index, column: column,
      item: item, code: code, message: message, remedy: remedy)
  }
}
