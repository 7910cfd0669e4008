import ChatLedger

/// Part of a sheet that can be long: for people the first lines, with how many there are.
struct Listing {
  /// How many lines are printed of each part, unless all are wanted.
  static let linesShown = 25

  private(set) var table: TextTable
  private(set) var count = 0
  private let limit: Int

  /// - Parameter count: How many there are, where somebody has counted: the first of them are shown by ``show(_:)``.
  init(_ columns: [TextTable.Column], showsAll: Bool, count: Int = 0) {
    table = TextTable(columns)
    limit = showsAll ? Int.max : Self.linesShown
    self.count = count
  }

  /// Shows one of those that are counted already.
  mutating func show(_ row: [String]) { table.append(row) }

  /// Counts one more; only what is printed of it is made.
  mutating func add(_ row: () throws -> [String]) rethrows {
    count += 1
    if hasRoom { table.append(try row()) }
  }

  /// Whether what was added last is printed.
  var hasRoom: Bool { count <= limit }

  /// `Blocks (the first 25 of 90; --all lists all):`
  func titled(_ title: String) -> (title: String, table: TextTable) {
    let shown = table.rows.count
    let rest = count > shown ? " (the first \(Format.count(shown)) of \(Format.count(count)); --all lists all)" : ""
    return ("\(title)\(rest):", table)
  }
}
