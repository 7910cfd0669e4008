/// Why a command was not accepted, and what to do. A rejected command leaves no trace in the log.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of reason it is: for programs.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    case invalid = "INVALID"
    case tooLarge = "TOO_LARGE"
    case reasonRequired = "REASON_REQUIRED"
    case unknownAccount = "UNKNOWN_ACCOUNT"
    case accountInactive = "ACCOUNT_INACTIVE"
    case unknownConversation = "UNKNOWN_CONVERSATION"
    case conversationRemoved = "CONVERSATION_REMOVED"
    case conversationEnded = "CONVERSATION_ENDED"
    /// It has not ended.
    case conversationOpen = "CONVERSATION_OPEN"
    case notAParticipant = "NOT_A_PARTICIPANT"
    case unknownMessage = "UNKNOWN_MESSAGE"
    case messageGone = "MESSAGE_GONE"
    case alreadyExists = "ALREADY_EXISTS"
    case revisionConflict = "REVISION_CONFLICT"
    case commandConflict = "COMMAND_CONFLICT"
    case unknownCommand = "UNKNOWN_COMMAND"
    case nothingToRevert = "NOTHING_TO_REVERT"
    case alreadyReverted = "ALREADY_REVERTED"
    case importClosed = "IMPORT_CLOSED"
    case limitReached = "LIMIT_REACHED"
    case unknownKind = "UNKNOWN_KIND"
    case unknownResource = "UNKNOWN_RESOURCE"
    case resourceRemoved = "RESOURCE_REMOVED"
    case unknownPolicy = "UNKNOWN_POLICY"
    case unknownRecord = "UNKNOWN_RECORD"
    case restricted = "RESTRICTED"
    case protected = "PROTECTED"
    case blocked = "BLOCKED"
    /// The actor may not do that; see `Docs/WhoMay.md`.
    case forbidden = "FORBIDDEN"
    case notDue = "NOT_DUE"
    case seedingRefused = "SEEDING_REFUSED"
  }

  public let code: Code
  /// What is wrong, with the name of the affected item.
  public let message: String
  /// What to do about it.
  public let remedy: String
  /// Which command of an atomic batch it was, counted from 0; nil outside of batches.
  public var index: Int?

  /// The removed item, so that a caller with the log can name the command that removed it.
  public let gone: Subject?

  /// The next steps, for user interfaces that show how to do them.
  public let steps: [NextStep]

  /// A reason of the given parts.
  public init(_ code: Code, _ message: String, remedy: String, steps: [NextStep] = [], gone: Subject? = nil) {
    self.gone = gone
    self.steps = steps
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  public var description: String { "\(message) \(remedy)" }
}
