internal import ChatExchange
internal import ChatLedger

/// One row with what it became.
struct ImportedRow: Sendable {
  /// Which of the mapping's tables, from 0.
  var table: Int
  /// What stands for the table in identifiers and in `sourceKey`: not the row's own where a companion has another.
  var tableName: String
  /// The key as reports write it.
  var key: String
  var id: UInt128
  var thing: SourceEntity
  var isDeleted = false
  var deletedAt: Timestamp?
  var editedAt: Timestamp?
  /// Things whose deletion takes this one along.
  var owners: [UInt128] = []
  /// What was odd about the row, which was taken nevertheless.
  var notes: [RowFault] = []
  /// About how much memory it holds.
  var sizeBytes = 256
  /// Accounts that have no row of their own, to be brought in before this one where they are not there. Each comes
  /// once, with the first row that needs it.
  var companions: [ImportedRow] = []
  /// It stands for an account that is null or not there. What a row says of it later is worth more.
  var isPlaceholder = false
  /// What the row does not say of an account that it brings along.
  var unsaid: DescribedEntity.Unsaid = [.roles, .kind]
  /// An earlier row has made the same account: nothing is to be done but to count it.
  var isRepeated = false
}
