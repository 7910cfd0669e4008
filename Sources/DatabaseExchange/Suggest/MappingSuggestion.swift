internal import ChatLedger

/// A mapping that is proposed for a database from its catalogue and its first rows.
///
/// Every guess is explained in a comment beside it. It is meant to be read and corrected, and then used.
public struct MappingSuggestion {
  /// How many rows of each table are looked at.
  public static let sampledRows = 500

  /// The mapping file.
  public let json: String
  /// Unused columns, by table; all columns of an unused table.
  public let unused: [(table: String, columns: [String])]
  /// The parts of a chat that were not found; nil if all were found.
  public let missing: String?

  /// Looks at a database.
  ///
  /// - Parameter name: The name of the mapping and of the source.
  /// - Throws: ``SourceError`` `catalogue` if nothing looks like a chat, and errors of reading.
  public init(session: any SourceSession, name: String) throws {
    let catalogue = try session.tables()
    var tables: [ExaminedTable] = []
    var unreadable: [String: String] = [:]
    for table in catalogue where !NameWords.isSystem(table) {
      do {
        tables.append(ExaminedTable(table, rows: try session.sample(table, limit: Self.sampledRows)))
      } catch let error as SourceError where error.code == .refused {
        unreadable[table.qualifiedName] = error.message
      }
    }
    let proposal = MappingProposal(tables)
    proposal.run()
    guard !proposal.entries.isEmpty else {
      throw SourceError(
        .catalogue, "Nothing in the database looks like people, conversations or messages.",
        remedy: "Write a mapping by hand: Docs/Mapping.md describes it, --print-mapping NAME shows examples.")
    }
    // What it reads is found out in the same way as for any other mapping.
    let draft = proposal.file(name: name, notUsed: [])
    let resolved = try Mapping(json: Array(draft.written().utf8), name: name).resolved(in: catalogue)
    var notUsed: [(table: String, columns: [String])] = []
    var comments: [(String, SuggestedText)] = []
    for table in catalogue {
      let entry = resolved.first { $0.table.qualifiedName == table.qualifiedName }
      let isMembers = resolved.contains { $0.participants?.table.qualifiedName == table.qualifiedName }
      if let entry {
        guard !entry.columnsNotRead.isEmpty else { continue }
        notUsed.append((table.qualifiedName, entry.columnsNotRead))
        comments.append((table.qualifiedName, .texts(entry.columnsNotRead)))
      } else if !isMembers {
        notUsed.append((table.qualifiedName, table.columns.map(\.name)))
        let why = unreadable[table.qualifiedName] ?? proposal.why(table)
        comments.append((table.qualifiedName, .text("the whole table: \(why)")))
      }
    }
    unused = notUsed
    missing = proposal.missing
    json = proposal.file(name: name, notUsed: comments).written() + "\n"
  }
}

/// One table of a proposal.
struct ProposedTable {
  var table: ExaminedTable
  /// `account`, `message` and so on; of a resource, its kind.
  var becomes: SuggestedText
  var why: String
  var members: [(String, SuggestedText)] = []
  var fields: [(String, SuggestedText)] = []
  var references: [(String, SuggestedText)] = []
  /// Columns that are read so far.
  var used: Set<String> = []
  /// Columns to keep as attributes; nil where the target has none.
  var keepsRest = true
  /// Columns that are a field and are kept beside it, too.
  var keptBeside: [String] = []

  mutating func field(_ name: String, _ column: String?) {
    guard let column else { return }
    fields.append((name, .text(column)))
    used.insert(column)
  }

  mutating func field(_ name: String, _ value: SuggestedText, reading columns: [String]) {
    fields.append((name, value))
    used.formUnion(columns)
  }

  mutating func reference(_ name: String, _ key: SourceForeignKey?, _ target: ExaminedTable?) {
    guard let key, let target else { return }
    fields.append((name, Self.reference(key, target, isGuess: table.guessed.contains(key.columns[0]))))
    used.formUnion(key.columns)
  }

  static func reference(_ key: SourceForeignKey, _ target: ExaminedTable, isGuess: Bool) -> SuggestedText {
    var members: [(String, SuggestedText)] =
      key.columns.count == 1 ? [("column", .text(key.columns[0]))] : [("columns", .texts(key.columns))]
    members.append(("references", .text(target.name)))
    if isGuess { members.append(("//", .text("guessed from the name; the database declares no reference"))) }
    return .object(members)
  }

  var written: SuggestedText {
    var all: [(String, SuggestedText)] = [("//", .text(why)), ("table", .text(table.name)), ("becomes", becomes)]
    all += members
    if !fields.isEmpty { all.append(("fields", .object(fields))) }
    if !references.isEmpty { all.append(("references", .object(references))) }
    let rest = keepsRest ? table.rest(without: used.union(table.key)) + keptBeside : []
    if !rest.isEmpty { all.append(("attributes", .texts(rest))) }
    return .object(all)
  }
}
