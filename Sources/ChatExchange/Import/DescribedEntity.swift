package import ChatLedger

/// A thing as a source describes it: what it says, where that stands, and what is said besides.
///
/// A format makes these and decides nothing: what becomes of each is the business of ``ImportEngine``.
package struct DescribedEntity: Sendable {
  /// What a format does not say of its things at all; what the ledger has of that is left as it is.
  package struct Unsaid: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let roles = Unsaid(rawValue: 1)
    package static let history = Unsaid(rawValue: 2)
    package static let startedAt = Unsaid(rawValue: 4)
    /// Who takes part in a conversation comes as things of its own.
    package static let participants = Unsaid(rawValue: 8)
    /// The kind of an account that is only named.
    package static let kind = Unsaid(rawValue: 16)
    /// More may take part in a conversation than the description of it says.
    package static let otherParticipants = Unsaid(rawValue: 32)
  }

  /// The reactions and the pin of a message.
  package struct Hanging: Sendable {
    package var reactions: [(account: AccountID, emoji: String)] = []
    package var isPinned = false
  }

  package var thing: SourceEntity
  package var place: ImportLocation
  /// What a report calls it, for example `reply 3`.
  package var item: String
  /// Where it is counted: an index of the engine's buckets.
  package var bucket: Int
  /// The command that brings it in.
  package var command: CommandID
  package var unsaid: Unsaid = []
  /// Something refers to it, and nothing describes it: it is made with its name only, where it is not there.
  package var isPlaceholder = false
  /// What is noted where it is new.
  package var ifNew: ImportFault?
  /// All reactions and the pin of a message, if the source lists all of them.
  package var hanging: Hanging?
  /// Whether an account is in use; nil where the source does not say.
  package var isActive: Bool?
  package var isDeleted = false
  package var deletedAt: Timestamp?
  /// Why it is deleted or deactivated, for the log.
  package var reason: String?
  /// Something that comes later says what it says now.
  package var isTextElsewhere = false
  /// When its texts were changed last, where the source knows.
  package var editedAt: Timestamp?
  /// Whether what it belongs to is deleted in the source.
  package var isGoneWithOwner = false
  /// Whether the description may be older than what the ledger has, as that of an archive may be.
  package var mayBeOlder = false
  /// About how much memory it holds, in bytes.
  package var sizeBytes = 256

  package init(_ thing: SourceEntity, at place: ImportLocation, item: String, bucket: Int, command: CommandID) {
    self.thing = thing
    self.place = place
    self.item = item
    self.bucket = bucket
    self.command = command
  }
}
