/// A contact that an account does not want to hear from.
public struct Block: Hashable, Sendable {
  /// Who blocks.
  public var account: AccountID
  /// Who is blocked.
  public var contact: AccountID
  /// Since when.
  public var blockedAt: Timestamp
  /// The entry that recorded it.
  public var position: Position
  /// The import that brought it.
  public var importedBy: Position?
}

/// A session in which an account uses the chat.
public struct Session: Hashable, Sendable {
  /// Its identifier.
  public var id: SessionID
  /// Whose it is.
  public var account: AccountID
  /// The conversation that is open in it; nil where that has been removed.
  public var conversation: ConversationID?
  /// The device, in words; nil if its texts were erased.
  public var device: String?
  /// When it began.
  public var startedAt: Timestamp
  /// When it ended; nil while it is active.
  public var endedAt: Timestamp?
  /// The entry that recorded it.
  public var position: Position
  /// The import that brought it.
  public var importedBy: Position?
}

/// A privacy report with the items that it refers to, even if those were removed.
public struct PrivacyReport: Hashable, Sendable {
  /// Its identifier.
  public var id: ReportID
  /// Who reports whom about what; the evidence stays named when it is gone.
  public var fields: ReportFields
  /// The statement of the reporter; nil if its texts were erased.
  public var text: String?
  /// When it was filed.
  public var filedAt: Timestamp
  /// The entry that recorded it.
  public var position: Position
  /// The import that brought it.
  public var importedBy: Position?
}

/// All chat settings of an account.
public struct ChatSettings: Hashable, Sendable {
  /// Whose they are.
  public var account: AccountID
  /// By name; nil where its texts were erased.
  public var values: [String: String]?
  /// When they were set.
  public var changedAt: Timestamp
  /// The entry that recorded them.
  public var position: Position
}

/// Whether an account confirms who it is by a second step.
public struct TwoStepVerification: Hashable, Sendable {
  /// Whose setting it is.
  public var account: AccountID
  /// Whether a second step is asked for.
  public var isEnabled: Bool
  /// How, in a word of the service's own.
  public var method: String
  /// When it was set.
  public var changedAt: Timestamp
  /// The entry that recorded it.
  public var position: Position
}

/// A record of any table with its texts.
public struct RecordEntry: Hashable, Sendable {
  /// Its state, without its texts.
  public var state: RecordState
  /// The device of a session, the text of a report or of a scheduled message; nil for other records, and if it was
  /// erased.
  public var text: String?
  /// Chat settings by name; nil for other records and where they were erased.
  public var values: [String: String]?
}
