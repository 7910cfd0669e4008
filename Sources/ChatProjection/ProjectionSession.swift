public import ChatDomain
import LMDB

/// One transaction on the projection: what deciding reads and folding writes.
///
/// Conversations, totals and digests are kept in memory while a writing session goes on, since nearly every event
/// changes them; ``flush()`` writes them out. Use from one thread at a time.
///
/// What every event touches is marked `@exclusivity(unchecked)`: the checks at run time took a tenth of a rebuild. No
/// access to those properties calls anything that comes back to the session.
public final class ProjectionSession {
  let tables: ProjectionTables
  @exclusivity(unchecked) var writer: WriteTransaction?
  private let reader: ReadTransaction?
  /// Reads go through a copyable view of whichever transaction there is; it is never handed out.
  let view: TransactionView

  /// The last entry that was folded in.
  @exclusivity(unchecked) public internal(set) var position: Position = .start
  @exclusivity(unchecked) public internal(set) var totals = Totals()
  @exclusivity(unchecked) var digests = TableDigests()
  var storedSettings: LedgerSettings?
  /// What was declared, read once: nearly every decision asks.
  var knownConfiguration: LedgerConfiguration?
  var knownSchema: ResourceSchema?

  /// What the writing session has not written yet.
  @exclusivity(unchecked) var conversations: [ConversationID: ConversationState] = [:]
  @exclusivity(unchecked) var conversationDigests: [ConversationID: UInt128] = [:]
  @exclusivity(unchecked) var current: CurrentEntry?
  /// The removal whose items are being recorded: each of them counts in its head.
  var pendingRemoval: RemovalState?
  var notedImportItems: Set<NotedItem> = []
  @exclusivity(unchecked) var scratch = RowWriter()

  struct CurrentEntry {
    var commandID: CommandID
    var position: Position
    var message: (conversation: ConversationID, time: Timestamp)?
  }

  struct NotedItem: Hashable {
    var importPosition: Position
    /// Things of different kinds may have one identifier.
    var kind: UInt8
    var id: UInt128
  }

  init(reading transaction: consuming ReadTransaction, tables: ProjectionTables) throws {
    view = TransactionView(handle: transaction.handle, environment: transaction.environment)
    reader = consume transaction
    writer = nil
    self.tables = tables
    try loadMeta()
  }

  init(writing transaction: consuming WriteTransaction, tables: ProjectionTables) throws {
    view = TransactionView(handle: transaction.handle, environment: transaction.environment)
    writer = consume transaction
    reader = nil
    self.tables = tables
    try loadMeta()
  }

  /// Whether anything was folded in since the session began.
  public internal(set) var hasChanges = false

  /// Writes everything out and makes it visible to those who read.
  public func commit() throws {
    try flush()
    guard let transaction = writer.take() else { return }
    try transaction.commit()
  }

  /// Conversations that are kept in memory at most: clearing everything changes all of them.
  static let conversationsKept = 50_000

  /// Drops everything since the session began.
  public func abort() {
    guard let transaction = writer.take() else { return }
    transaction.abort()
  }
}

/// A transaction that somebody else owns, for reading.
struct TransactionView: Transaction {
  let handle: TransactionHandle
  let environment: Environment
}

// MARK: Meta

extension ProjectionSession {
  private func loadMeta() throws {
    let view = view
    guard let row = try view.get(tables.meta, .meta("state")) else { return }
    var reader = RowReader(row)
    let version = try reader.number()
    // A projection of another version is refused when it is opened; nothing of it can be read here.
    guard version == UInt64(foldVersion) else { return }
    position = try reader.position()
    for path in Totals.inOrder { totals[keyPath: path] = try reader.signed() }
    if try reader.byte() == 1 {
      let body = try reader.number()
      let registers = try reader.byte() == 1
      storedSettings = LedgerSettings(
        maximumBodyBytes: Int(body), registersUnknownAccounts: registers, digestKey: try reader.id())
    }
    for index in digests.values.indices { digests.values[index] = try reader.id(DigestKey.self).rawValue }
    try reader.finish()
    digests.key = storedSettings?.digestKey.rawValue ?? 0
  }

  func storedVersion() throws -> UInt32? {
    let view = view
    guard let row = try view.get(tables.meta, .meta("state")) else { return nil }
    var reader = RowReader(row)
    return UInt32(clamping: try reader.number())
  }

  private func saveMeta() throws {
    var row = RowWriter()
    row.write(UInt64(foldVersion))
    row.write(position)
    for count in totals.inOrder { row.write(signed: count) }
    if let settings = storedSettings {
      row.write(byte: 1)
      row.write(UInt64(settings.maximumBodyBytes))
      row.write(byte: settings.registersUnknownAccounts ? 1 : 0)
      row.write(settings.digestKey)
    } else {
      row.write(byte: 0)
    }
    for value in digests.values { row.write(value) }
    try writer?.put(tables.meta, .meta("state"), row.bytes.span.bytes)
  }

  /// Writes what is kept in memory into the transaction. O(conversations changed).
  func flush() throws {
    guard hasChanges else { return }
    try writePendingRemoval()
    for state in conversations.values.sorted(by: { $0.id < $1.id }) {
      scratch.reset()
      scratch.write(row: state)
      try put(.conversations, Key(state.id), of: state.id)
    }
    conversations.removeAll(keepingCapacity: true)
    for (id, change) in conversationDigests.sorted(by: { $0.key < $1.key }) {
      let key = Key(id)
      let before = try storedDigest(key)
      var row = RowWriter()
      row.write(before &+ change)
      try writer?.put(tables.digests, key, row.bytes.span.bytes)
    }
    conversationDigests.removeAll(keepingCapacity: true)
    try saveMeta()
  }
}

extension Totals {
  /// The order of a format: totals in state roots and in the projection's meta row.
  static var inOrder: [WritableKeyPath<Totals, Int64>] {
    [
      \.accounts, \.conversations, \.participants, \.messages, \.reactions, \.readMarkers, \.pins,
      \.whiteboardMessages, \.blocks, \.sessions, \.reports, \.chatSettings, \.twoStepVerifications, \.resources,
    ]
  }

  var inOrder: [Int64] { Self.inOrder.map { self[keyPath: $0] } }
}
