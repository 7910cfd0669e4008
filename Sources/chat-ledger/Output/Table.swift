/// Rows in aligned columns for people.
///
/// On a terminal some columns give way, the widest first, and some are left out, so that no line wraps; elsewhere
/// nothing is cut, so that `grep` finds it all.
struct Table {
  struct Column {
    var title: String
    var isNumber = false
    /// Cut where the terminal is too narrow.
    var givesWay = false
    /// Left out where the terminal is too narrow even so.
    var mayGo = false

    init(_ title: String, isNumber: Bool = false, givesWay: Bool = false, mayGo: Bool = false) {
      self.title = title
      self.isNumber = isNumber
      self.givesWay = givesWay
      self.mayGo = mayGo
    }
  }

  var columns: [Column]
  private(set) var rows: [[String]] = []

  init(_ columns: [Column]) { self.columns = columns }

  mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row has as many cells as the table has columns")
    rows.append(cells.map { SafeText.line($0) })
  }

  /// The lines of the table, at most `width` cells wide where a width is given.
  func lines(width: Int?) -> [String] {
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
    }
    return ([columns.map(\.title)] + rows).map { line($0, shown, widths) }
  }

  /// The narrowest that a column is cut to.
  private static let narrowest = 12

  private static func width(_ widths: [Int], _ shown: [Int]) -> Int {
    shown.reduce(0) { $0 + widths[$1] } + 2 * (shown.count - 1)
  }

  /// The widest columns that give way lose a cell at a time until all fits, or nothing gives way any more.
  private func fitted(_ widths: [Int], _ shown: [Int], to width: Int) -> [Int] {
    var widths = widths
    var excess = Self.width(widths, shown) - width
    while excess > 0, let widest = shown.filter({ columns[$0].givesWay }).max(by: { widths[$0] < widths[$1] }),
      widths[widest] > Self.narrowest
    {
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ cells: [String], _ shown: [Int], _ widths: [Int]) -> String {
    var line = ""
    for index in shown {
      if index != shown.first { line += "  " }
      let cell = columns[index].givesWay ? cells[index].fitted(to: widths[index]) : cells[index]
      line += cell.padded(to: widths[index], alignedRight: columns[index].isNumber)
    }
    // Nothing stands after the last words of a line, not even spaces.
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Prints the table with its header set off.
  func print(to channel: Channel = .output) {
    for (index, line) in lines(width: channel.columns).enumerated() {
      channel.line(index == 0 ? channel.styled(line, .bold) : line)
    }
  }
}

/// Names and values, one pair a line, the values aligned; what has no value is left out.
struct FactSheet {
  private var facts: [(name: String, value: String)] = []

  mutating func add(_ name: String, _ value: String?) {
    if let value, !value.isEmpty { facts.append((name, SafeText.line(value))) }
  }

  func print(to channel: Channel = .output) {
    let width = facts.reduce(0) { max($0, DisplayWidth.of($1.name)) }
    for fact in facts {
      channel.line("\(channel.styled(fact.name.padded(to: width), .dim))  \(fact.value)")
    }
  }
}
