internal import ChatExchange
internal import ChatLedger

/// Turns rows into things, one table after another.
///
/// Remembers the identifiers of accounts, conversations and resources that it has seen, to tell a reference that leads
/// nowhere; never a message.
final class RowMapper {
  let mapping: Mapping
  let source: String
  /// The table whose rows are being read.
  private(set) var table: ResolvedTable
  private(set) var tableIndex = 0
  /// Rows that were taken or are in the ledger; messages are asked for in the ledger.
  var known: Set<UInt128> = []
  /// What is deleted in the source, by itself or with what it belongs to.
  var deleted: Set<UInt128> = []
  /// Messages that are deleted because their conversation is: only then does who has read them go, too.
  private var deletedWithConversation: Set<UInt128> = []
  /// Who speaks where no column says it: the first participant of an assistant conversation.
  var speakers: [ConversationID: AccountID] = [:]
  /// Keys of the members of conversations by key, where another table has them.
  var members: [String: [String]] = [:]
  /// Keys of the present table so far, where the database does not keep them apart.
  var keys: Set<UInt128> = []
  /// What joins things of the present table, to find the second of a kind.
  var subjects: Set<UInt128> = []
  /// Accounts without a row of their own that a row has brought along.
  private var delivered: Set<UInt128> = []
  /// What the first row said of an account that several rows describe, and whether another one was told of.
  private var descriptions: [UInt128: (digests: [String: Int], isTold: Bool)] = [:]
  /// What has been told of the present table, and is told once.
  private var told: Set<String> = []
  private var lowercased: Set<String> = []

  private var constants: [String: UInt128] = [:]
  private let messageTables: Set<String>

  init(_ mapping: Mapping, source: String, first table: ResolvedTable) {
    self.mapping = mapping
    self.source = source
    self.table = table
    messageTables = Set(mapping.tables.filter { $0.target == .message }.map(\.table))
    lowercased = Set(mapping.tables.filter(\.lowercasesKey).map(\.table))
    for account in mapping.accounts { constants[account.key] = Self.constantID(account.key, source) }
  }

  static func constantID(_ key: String, _ source: String) -> UInt128 {
    DatabaseIdentifier.identifier(of: .account, source: source, table: ConstantAccount.table, key: [key])
  }

  func begin(_ table: ResolvedTable, at index: Int) {
    self.table = table
    tableIndex = index
    keys = []
    subjects = []
    told = []
  }

  /// What the row says.
  ///
  /// - Throws: ``RowFault`` when it cannot be taken.
  func map(_ row: any SourceRow) throws(RowFault) -> ImportedRow {
    var reader = SourceRowReader(table: table, row: row, offsetSeconds: mapping.timeZoneSeconds)
    let parts = try reader.keyParts()
    let id = DatabaseIdentifier.identifier(
      of: table.mapping.target.identifierKind, source: source, table: table.name, key: parts)
    let isRepeated = !table.isKeyUnique && !keys.insert(id).inserted
    if isRepeated, !table.mapping.isDistinct {
      throw reader.fault(
        RowFault.Code.duplicateKey, "An earlier row has the same key.",
        remedy: "Correct one of the two, name more columns as the table's `key`, or say that accounts are `distinct`.")
    }
    var result = ImportedRow(
      table: tableIndex, tableName: table.name, key: reader.key, id: id, thing: .pin(MessageID(rawValue: id)))
    var context = RowContext(reader: reader, mapper: self)
    result.thing = try thing(id, &context)
    (result.isDeleted, result.deletedAt) = context.deletion()
    result.editedAt = context.time("editedAt")
    context.noteEncoding()
    if table.mapping.isDistinct, case .account(let command) = result.thing {
      context.noteDescription(
        of: id, command.profile.texts(roles: command.roles), "\(table.name):\(reader.key)", column: table.key.first)
    }
    try refuseSecond(of: result.thing, context.reader)
    result.owners = context.owners
    result.notes = context.notes
    result.companions = context.companions
    result.isRepeated = isRepeated
    result.sizeBytes = 256 + context.reader.sizeBytes
    for companion in result.companions { delivered.insert(companion.id) }
    noteDeletion(&result)
    return result
  }

  /// What is deleted takes along what belongs to it, in this table and later ones.
  private func noteDeletion(_ row: inout ImportedRow) {
    let isGone = row.isDeleted || row.owners.contains(where: deleted.contains)
    if isGone, table.mapping.target.isReferable { deleted.insert(row.id) }
    switch row.thing {
    case .message(_, let command) where deleted.contains(command.conversation.rawValue):
      deletedWithConversation.insert(row.id)
    case .readMarker(let message, _):
      row.isDeleted = row.isDeleted || deletedWithConversation.contains(message.rawValue)
    default: break
    }
  }

  /// Two rows that join the same things say it once; where the identifier is the row's own, there is no second.
  private func refuseSecond(of thing: SourceEntity, _ reader: SourceRowReader) throws(RowFault) {
    switch thing {
    case .participant, .reaction, .readMarker, .pin, .block, .chatSettings, .twoStepVerification: break
    default: return
    }
    var digest: UInt128 = 0
    for subject in thing.subjects { digest = (digest &* 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) ^ subject }
    guard subjects.insert(digest).inserted else {
      throw reader.fault(
        RowFault.Code.duplicate, "An earlier row says the same under another key.",
        remedy: "Nothing is lost: what it says is in the ledger. Delete one of the two in the source.")
    }
  }

  /// The row is in the ledger, or will be.
  func remember(_ row: ImportedRow) {
    // Whoever leads to it again is told of again.
    guard !row.isPlaceholder else { return }
    switch row.thing {
    case .account, .resource:
      known.insert(row.id)
    case .conversation(let command, _):
      known.insert(row.id)
      if command.kind == .assistant, let first = command.participants.first {
        speakers[command.conversation] = first
      }
    default: break
    }
  }

  /// Whether this is said for the first time of the present table.
  func isFirst(_ what: String) -> Bool { told.insert(what).inserted }

  /// Whether no row has brought the account along yet.
  func isUndelivered(_ id: UInt128) -> Bool { !delivered.contains(id) }

  /// Whether an earlier row described the account differently, and that has not been told. What a row has no column for
  /// it does not say.
  func isDescribedAnew(_ id: UInt128, _ values: [String: String?]) -> Bool {
    let digests = values.mapValues { value in
      var hasher = Hasher()
      hasher.combine(value == nil)
      hasher.combine(bytesOf: value ?? "")
      return hasher.finalize()
    }
    guard let known = descriptions[id] else {
      descriptions[id] = (digests, false)
      return false
    }
    guard !known.isTold, digests.contains(where: { known.digests[$0.key] != $0.value }) else { return false }
    descriptions[id]?.isTold = true
    return true
  }

  func lowercases(_ table: String) -> Bool { lowercased.contains(table) }

  /// The table that stands for accounts of which nothing says where they come from.
  var accountTable: String { mapping.tables.first { $0.target == .account }?.table ?? ConstantAccount.table }

  func holdsMessages(_ table: String) -> Bool { messageTables.contains(table) }

  func constantAccount(_ key: String) -> AccountID? { constants[key].map { AccountID(rawValue: $0) } }
}

extension Profile {
  /// What an account is said to be, by the names of fields.
  fileprivate func texts(roles: [String]) -> [String: String] {
    ["userName": userName, "displayName": displayName, "email": email, "role": roles.joined(separator: ",")]
  }
}

extension ConstantAccount {
  /// What stands for the table in identifiers of accounts that no table has.
  static let table = "mapping"
}
