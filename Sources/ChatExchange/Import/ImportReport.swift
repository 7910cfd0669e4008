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
    /// Other than before: edits, new profiles and descriptions, what came back.
    public var changed: UInt64 = 0
    /// Deleted or left in the source, and so in the ledger now; the new ones among them count as added, too.
    public var deleted: UInt64 = 0
    /// In the ledger already, and the same, whether it shows or not.
    public var present: UInt64 = 0
    /// Not taken; see ``ImportReport/rejections``.
    public var rejected: UInt64 = 0

    /// Nothing of anything.
    public init(added: UInt64 = 0, present: UInt64 = 0, rejected: UInt64 = 0) {
      self.added = added
      self.present = present
      self.rejected = rejected
    }
  }

  /// Faults of one cause, so that thousands of them can be read.
  public struct Cause: Hashable, Sendable, Codable {
    /// As ``Rejected/code``.
    public var code: String
    /// The table, where a database is read.
    public var table: String?
    /// The field or column, where it is one.
    public var field: String?
    /// Whether the items themselves were imported, without the faulty part.
    public var isTaken: Bool
    /// How many there are.
    public var count: UInt64
    /// Where the first one stands.
    public var example: String
    /// What is wrong with the first one.
    public var message: String
    /// What to do about it.
    public var remedy: String
    /// The same for programs; not part of the report's JSON.
    public var steps: [NextStep] = []

    private enum CodingKeys: CodingKey { case code, table, field, isTaken, count, example, message, remedy }
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

  /// An item that could not be imported, or an odd one that was. It gives its place as far as known.
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
    /// The field, where it is one of a thing.
    public var field: String?
    /// The item: `line`, or a part of it, for example `reply 17`.
    public var item: String
    /// An ``ExchangeError/Code`` or a code of a rejection.
    public var code: String
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var remedy: String
    /// The same for programs; not part of the report's JSON.
    public var steps: [NextStep] = []
    /// Whether the item itself was imported, unchanged or without the faulty part.
    public var isTaken = false

    private enum CodingKeys: CodingKey {
      case file, table, key, line, index, column, field, item, code, message, remedy, isTaken
    }
  }

  /// Messages that are in the ledger but hidden, because their conversation was cleared or removed.
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
  /// The `beginImport` of everything new; reverting it undoes the whole import.
  public var importCommand: CommandID?
  /// It went on with an import that had been stopped.
  public var isResumed = false
  /// Lines read, including empty ones; for sources without lines, elements of arrays or rows.
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
  /// How many of them a baseline accepts.
  public var acceptedCount: UInt64 = 0
  /// All of them by cause, the most frequent first.
  public var causes: [Cause] = []
  /// Imported items with oddities, counted by kind.
  public var warnings: [String: UInt64] = [:]
  /// The first of those with the places that are known; their codes are the kinds.
  public var notices: [Rejected] = []
  /// Existing messages that are hidden.
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
  /// A field that is too large or of the wrong form for its place is kept as an attribute.
  case fieldKeptBeside = "FIELD_KEPT_BESIDE"
  case oddTime = "ODD_TIME"
  /// A second direct conversation of a pair.
  case pairHasConversation = "PAIR_HAS_CONVERSATION"
  /// The ledger has a reaction or a pin that an import brought and that the source no longer has.
  case reactionVanished = "REACTION_VANISHED"
  case pinVanished = "PIN_VANISHED"
  /// Somebody whom an import brought into a conversation is not among its members any more.
  case memberVanished = "MEMBER_VANISHED"
}

extension ImportReport {
  static let keptUnknownTypes = 64

  mutating func countUnknown(_ type: String) {
    let name = String(type.unicodeScalars.prefix(64))
    let isRoom = unknownLinesByType[name] != nil || unknownLinesByType.count < Self.keptUnknownTypes
    unknownLinesByType[isRoom ? name : "…", default: 0] += 1
  }
}

extension ImportReport.Rejected {
  package init(
    _ place: ImportLocation, column: Int? = nil, item: String, code: String, message: String, remedy: String
  ) {
    self.init(
      file: place.file, table: place.table, key: place.key, line: place.line, index: place.index, column: column,
      item: item, code: code, message: message, remedy: remedy)
  }
}
