internal import ChatLedger

/// Turns records of an export of Slack into described things, in the order in which the ledger can take them.
///
/// Remembers which accounts there are, and of one conversation at a time which messages it has.
struct SlackPlanner {
  /// The conversation that is being read. A class, so that what grows with its messages is never copied.
  final class Room {
    /// What names of messages are made with, and what the ledger's may be found by.
    let scope: ConversationID
    let kind: ConversationKind
    let record: SlackChannel?
    /// It was in the ledger before this import.
    let isOld: Bool
    /// Where its description stands.
    let place: ImportLocation
    /// Messages that the list of pins names.
    let pinTimes: Set<SlackTime>
    /// Messages of which events that come later say what they say.
    var eventTargets: Set<SlackTime> = []
    /// A digest of every message, by its time.
    var seen: [SlackTime: Int] = [:]
    /// When messages were edited last, of those that were.
    var edits: [SlackTime: SlackTime] = [:]
    var pinned: Set<MessageID> = []
    var deleted: Set<MessageID> = []
    var moves: [Move] = []

    init(
      _ scope: ConversationID, _ kind: ConversationKind, _ record: SlackChannel?, isOld: Bool, at place: ImportLocation
    ) {
      self.scope = scope
      self.kind = kind
      self.record = record
      self.isOld = isOld
      self.place = place
      pinTimes = Set((record?.pins ?? []).compactMap { SlackTime($0.id) })
    }
  }

  /// Somebody joins or leaves.
  struct Move: Hashable {
    var user: String
    var time: SlackTime
    var joins: Bool
    var place: ImportLocation
  }

  let engine: ImportEngine
  /// The workspace that identifiers are made with.
  var team: String
  /// What is counted while reading.
  var report = ImportReport()
  /// The element that is being planned.
  var place = ImportLocation()
  var room: Room?
  var accounts: Set<AccountID> = []
  /// Conversations of the lists.
  var conversations: Set<ConversationID> = []

  init(_ engine: ImportEngine, team: String) {
    self.engine = engine
    self.team = team
  }

  /// A thing of the element.
  func described(
    _ thing: SourceEntity, _ table: ArchiveTable, _ item: String, _ command: CommandID
  ) -> DescribedEntity {
    var described = DescribedEntity(thing, at: place, item: item, bucket: table.rawValue, command: command)
    described.mayBeOlder = true
    return described
  }

  /// Notes something of the element that nothing is lost by.
  func notice(_ warning: ImportWarning, item: String, _ message: String, remedy: String) {
    engine.note(ImportFault(.notice, warning.rawValue, message, remedy: remedy, at: place, item: item))
  }

  /// Notes something of the element that is not taken.
  func refuse(_ error: ExchangeError, item: String, in table: ArchiveTable?, at place: ImportLocation? = nil) {
    engine.note(ImportFault(.refused, error, at: place ?? self.place, item: item), in: table?.rawValue)
  }
}
