import ChatOperations

/// Rows in aligned columns for people.
///
/// On a terminal some columns give way, the widest first, and some are left out, so that no line wraps. Where even that
/// does not fit, each row becomes lines of its own, a cell a line, so that nothing of weight is lost. Elsewhere nothing
/// is cut, so that `grep` finds it all.
struct TextTable {
  struct Column {
    var title: String
    var isNumber = false
    /// Cut where the terminal is too narrow.
    var givesWay = false
    /// The narrowest that it is cut to.
    var atLeast: Int
    /// Left out where the terminal is too narrow even so.
    var mayGo = false

    init(
      _ title: String, isNumber: Bool = false, givesWay: Bool = false, atLeast: Int = 0, mayGo: Bool = false
    ) {
      self.title = title
      self.isNumber = isNumber
      self.givesWay = givesWay
      self.atLeast = max(TextTable.narrowest, atLeast)
      self.mayGo = mayGo
    }
  }

  var columns: [Column]
  private(set) var rows: [[String]] = []

  init(_ columns: [Column]) {
    self.columns = columns
    for index in columns.indices { self.columns[index].title = SafeText.line(columns[index].title) }
  }

  mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row has as many cells as the table has columns")
    rows.append(cells.map { SafeText.line($0) })
  }

  fileprivate mutating func removeRows() { rows.removeAll() }

  /// The table without those of some columns in which no row has anything.
  func withoutEmptyColumns(of titles: Set<String>) -> TextTable {
    let kept = columns.indices.filter { index in
      !titles.contains(columns[index].title) || rows.contains { !$0[index].isEmpty }
    }
    var table = TextTable(kept.map { columns[$0] })
    for row in rows { table.append(kept.map { row[$0] }) }
    return table
  }

  /// The lines of the table, at most `width` cells wide where a width is given.
  func lines(width: Int?) -> [String] {
    let layout = layout(width: width)
    if let width, layout.isStacked { return Array(rows.map { stacked($0, width) }.joined(separator: [""])) }
    return ([columns.map(\.title)] + rows).map { line($0, layout) }
  }

  /// Whether the rows stand in columns on lines of a width, with no column below what it has at least.
  func fits(width: Int?) -> Bool { !layout(width: width).isStacked }

  /// Which columns are shown, and how wide each of them is.
  fileprivate struct Layout {
    var shown: [Int]
    var widths: [Int]
    /// Whether there is a line that must not be left.
    var isNarrow: Bool
    /// Whether even so no line is wide enough, so that rows stand each on lines of their own, without a header.
    var isStacked = false
  }

  fileprivate func layout(width: Int?) -> Layout {
    var widths = columns.indices.map { index in
      rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index])) }
    }
    var shown = Array(columns.indices)
    if let width {
      while shown.count > 1, Self.width(fitted(widths, shown, to: width), shown) > width,
        let last = shown.lastIndex(where: { columns[$0].mayGo })
      {
        shown.remove(at: last)
      }
      widths = fitted(widths, shown, to: width)
      if Self.width(widths, shown) > width, !rows.isEmpty {
        return Layout(shown: shown, widths: widths, isNarrow: true, isStacked: true)
      }
    }
    return Layout(shown: shown, widths: widths, isNarrow: width != nil)
  }

  /// A row as lines `TITLE  cell`, cells that are empty left out.
  fileprivate func stacked(_ row: [String], _ width: Int) -> [String] {
    let titles = columns.reduce(0) { max($0, DisplayWidth.of($1.title)) }
    let room = max(Self.narrowest, width - titles - 2)
    return columns.indices.filter { !row[$0].isEmpty }.map { index in
      let cell = columns[index].givesWay ? row[index].fitted(to: room) : row[index]
      return "\(columns[index].title.padded(to: titles))  \(cell)"
    }
  }

  /// The narrowest that anything is cut to.
  fileprivate static let narrowest = 12

  private static func width(_ widths: [Int], _ shown: [Int]) -> Int {
    shown.reduce(0) { $0 + widths[$1] } + 2 * (shown.count - 1)
  }

  /// The widest columns that give way lose a cell at a time until all fits, or nothing gives way any more.
  private func fitted(_ widths: [Int], _ shown: [Int], to width: Int) -> [Int] {
    var widths = widths
    var excess = Self.width(widths, shown) - width
    func canGiveWay(_ index: Int) -> Bool { columns[index].givesWay && widths[index] > columns[index].atLeast }
    while excess > 0, let widest = shown.filter(canGiveWay).max(by: { widths[$0] < widths[$1] }) {
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  fileprivate func line(_ cells: [String], _ layout: Layout) -> String {
    let widths = layout.widths
    var line = ""
    for index in layout.shown {
      if index != layout.shown.first { line += "  " }
      let cell = layout.isNarrow && columns[index].givesWay ? cells[index].fitted(to: widths[index]) : cells[index]
      line += cell.padded(to: widths[index], alignedRight: columns[index].isNumber)
    }
    // Nothing stands after the last words of a line, not even spaces.
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Prints the table with its header set off.
  func print(to channel: OutputChannel = .output) {
    let width = channel.columns
    let hasHeader = !layout(width: width).isStacked
    for (index, line) in lines(width: width).enumerated() {
      channel.line(index == 0 && hasHeader ? channel.styled(line, .bold) : ScreenText(line))
    }
  }
}

/// A table of any length, printed as it comes: the first rows decide how wide its columns are, so that no more than
/// those are kept. Where nobody looks, a wider cell of a later row moves what stands behind it.
struct TableStream {
  /// How many rows are waited for.
  static let sample = 1_000

  private var table: TextTable
  private var layout: TextTable.Layout?
  private let channel = OutputChannel.output
  private(set) var count = 0
  /// How wide each column is, once the first rows have decided it; nil before, and where rows take lines of their own.
  var widths: [Int]? { layout.flatMap { $0.isStacked ? nil : $0.widths } }

  init(_ columns: [TextTable.Column]) { table = TextTable(columns) }

  mutating func append(_ cells: [String]) {
    count += 1
    if let layout {
      let cells = cells.map { SafeText.line($0) }
      guard layout.isStacked, let width = channel.columns else { return channel.line(table.line(cells, layout)) }
      for line in [""] + table.stacked(cells, width) { channel.line(line) }
      return
    }
    table.append(cells)
    if table.rows.count == Self.sample { begin() }
  }

  /// Prints what is left, and the header alone where there was nothing.
  mutating func finish() {
    if layout == nil { begin() }
  }

  private mutating func begin() {
    layout = table.layout(width: channel.columns)
    table.print(to: channel)
    table.removeRows()
  }
}

/// Names and values, one pair a line, the values aligned; what has no value is left out.
struct FactSheet {
  private var facts: [(name: String, value: String)] = []

  mutating func add(_ name: String, _ value: String?) {
    // Names come from people, too: those of attributes and settings.
    if let value, !value.isEmpty { facts.append((SafeText.line(name), SafeText.line(value))) }
  }

  func print(to channel: OutputChannel = .output) {
    let width = facts.reduce(0) { max($0, DisplayWidth.of($1.name)) }
    for fact in facts {
      channel.line("\(channel.styled(fact.name.padded(to: width), .dim))  \(fact.value)")
    }
  }
}
