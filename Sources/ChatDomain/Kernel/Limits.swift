/// Every limit of the domain, in one place.
///
/// A command beyond a limit is rejected: with `tooLarge` if the command is too large, with `limitReached` if the state
/// has no more room. `Ledger.Options` and `CommandWriter` have the limits of the engine (queue, batches), and
/// `EntryLimits` those of an entry.
public enum Limits {
  /// The longest message body in UTF-8 bytes that a ledger can be made to allow.
  public static let largestBodyBytes = 8 * 1_024 * 1_024
  /// The longest message body in UTF-8 bytes unless the ledger was made with another limit.
  public static let defaultBodyBytes = 256 * 1_024
  /// Titles, user names, display names and e-mail addresses, in UTF-8 bytes.
  public static let nameBytes = 1_024
  /// The reason given with a command, in UTF-8 bytes.
  public static let reasonBytes = 4_096
  /// The program that sent a command, in UTF-8 bytes.
  public static let originBytes = 128
  /// The name of an operator who acts without an account, in UTF-8 bytes.
  public static let operatorBytes = 256
  /// The name of the format that an import reads, in UTF-8 bytes.
  public static let formatBytes = 64
  /// An emoji or its short code, in UTF-8 bytes.
  public static let emojiBytes = 64
  /// Attachments of one message.
  public static let attachments = 64
  /// Name, type, digest and reference of one attachment together, in UTF-8 bytes.
  public static let attachmentBytes = 8_192
  /// All attributes of one thing together, in UTF-8 bytes.
  public static let attributesBytes = 65_536
  /// Accounts mentioned in one message.
  public static let mentions = 256
  /// Participants named when a conversation is created; more can join afterwards.
  public static let initialParticipants = 256
  /// Conversations named in one clear; clearing everything has no such limit.
  public static let conversationsPerClear = 512
  /// Names of kinds, references, policies, statuses, roles, categories and methods, in UTF-8 bytes.
  public static let codeBytes = 64
  /// The text of a privacy report or its resolution, in UTF-8 bytes.
  public static let reportBytes = 65_536
  /// Kinds of resources in one schema.
  public static let resourceKinds = 128
  /// One schema as a whole, in UTF-8 bytes of its names and a few for each: command and event of one entry hold it.
  public static let schemaBytes = 24_576
  /// References of one kind of resource.
  public static let referencesPerKind = 16
  /// Room policies in one schema.
  public static let roomPolicies = 16
  /// Statuses in which one policy calls for a room.
  public static let policyStatuses = 16
  /// References that a policy follows from a resource to an account.
  public static let policyPath = 8
  /// Resources named in one backfill command.
  public static let resourcesPerBackfill = 1_000
  /// Items named in one removal; their dependants have no such limit.
  public static let thingsPerRemoval = 2_048
  /// The rules that a cleanup records as JSON, in UTF-8 bytes.
  public static let cleanupRulesBytes = 65_536
  /// Accounts that one cleanup leaves alone by name.
  public static let cleanupExclusions = 512
  /// Roles of one account, and protected ones of a ledger.
  public static let roles = 16
  /// Clears of one conversation (and of one participant of it) that can be reverted each on its own.
  ///
  /// Beyond that the one furthest back is joined with the next, and comes back with it: each is kept in the
  /// conversation's row and in every later clear event of it.
  public static let clearsPerConversation = 64
}
