import ChatLedger
import ChatOperations

/// Prints entries of the log: as a table where nothing of weight would be cut, else each on lines of its own, so that
/// what was done, where, by whom, by which program and why is seen on every terminal.
struct EntryPrinter {
  /// Narrower, a table would cut its cells to a few letters.
  static let tableColumns = 120

  private let channel = OutputChannel.output
  private let columns: Int?
  private var state: State

  private enum State {
    /// The first rows decide whether there is a table.
    case waiting([Row])
    case table(TableStream)
    /// Where one line may have it all.
    case lines(mayBeOne: Bool)
  }

  /// An entry in cells.
  private struct Row {
    /// Columns that name who did it, with which program, and to what effect: they are never cut.
    static let whole = [2, 3, 5]
    static let what = 4

    var cells: [String]
    /// What is left of the cell WHAT without the text that was said.
    var named: Int
    var lines: [String]

    init(_ entry: LedgerEntry, _ summary: EntrySummary, columns: Int?) {
      cells = [
        entry.position.description, Format.time(entry.time), summary.who, summary.program, summary.what,
        summary.effect, SafeText.excerpt(summary.why),
      ].map { SafeText.line($0) }
      named = DisplayWidth.of(SafeText.line(summary.named))
      lines = EntryPrinter.lines(entry, summary, columns: columns, mayBeOne: false)
    }

    func fits(_ widths: [Int]) -> Bool {
      named <= widths[Self.what] && Self.whole.allSatisfy { DisplayWidth.of(cells[$0]) <= widths[$0] }
    }
  }

  /// - Parameters:
  ///   - columns: the width of the terminal; nil where nobody looks, and nothing is cut.
  ///   - isTable: all entries are known before the first is printed.
  init(columns: Int?, isTable: Bool) {
    self.columns = columns
    let isWide = (columns ?? Int.max) >= Self.tableColumns
    state = isTable && isWide ? .waiting([]) : .lines(mayBeOne: isWide)
  }

  mutating func print(_ entry: LedgerEntry, _ summary: EntrySummary) {
    switch state {
    case .waiting(var rows):
      rows.append(Row(entry, summary, columns: columns))
      state = rows.count < TableStream.sample ? .waiting(rows) : begun(rows)
    case .table(var table):
      let row = Row(entry, summary, columns: columns)
      if columns == nil || table.widths.map(row.fits) ?? true {
        table.append(row.cells)
      } else {
        for line in row.lines { channel.line(line) }
      }
      state = .table(table)
    case .lines(let mayBeOne):
      for line in Self.lines(entry, summary, columns: columns, mayBeOne: mayBeOne) { channel.line(line) }
    }
  }

  mutating func finish() {
    if case .waiting(let rows) = state { state = begun(rows) }
    if case .table(var table) = state { table.finish() }
  }

  /// Prints the first rows: in a table where all that names something has its place in it.
  private func begun(_ rows: [Row]) -> State {
    let named = rows.reduce(0) { max($0, $1.named) }
    let columns: [TextTable.Column] = [
      .init("POSITION", isNumber: true), .init("TIME"), .init("WHO"), .init("PROGRAM"),
      .init("WHAT", givesWay: true, atLeast: named), .init("EFFECT"), .init("WHY", givesWay: true),
    ]
    var table = TextTable(columns)
    var stream = TableStream(columns)
    for row in rows { table.append(row.cells) }
    guard table.fits(width: self.columns) else {
      for line in rows.flatMap(\.lines) { channel.line(line) }
      return .lines(mayBeOne: false)
    }
    for row in rows { stream.append(row.cells) }
    return .table(stream)
  }

  // MARK: Lines

  /// One line where it may be one and is wide enough, or nobody looks; else who and when, what, and why, each on as
  /// many lines as it takes. Only texts are cut: what was said, and why.
  static func lines(_ entry: LedgerEntry, _ summary: EntrySummary, columns: Int?, mayBeOne: Bool) -> [String] {
    let who = "\(entry.position)  \(Format.time(entry.time))  \(summary.who) (\(summary.program))"
    let why = SafeText.excerpt(summary.why, limit: 200)
    let effect = "→ \(summary.effect)"
    let one = SafeText.line("\(who)  \(summary.what)  \(effect)" + (why.isEmpty ? "" : "  “\(why)”"))
    guard let columns, !mayBeOne || DisplayWidth.of(one) > columns else { return [one] }
    let indent = "    "
    let room = max(10, columns - indent.count)
    var lines = SafeText.line(who).wrapped(to: columns, indent: indent)
    let both = SafeText.line("\(summary.what)  \(effect)")
    if DisplayWidth.of(both) <= room {
      lines.append(indent + both)
    } else {
      for part in what(summary, room) + SafeText.line(effect).wrapped(to: room) { lines.append(indent + part) }
    }
    if !why.isEmpty { lines.append(indent + SafeText.line("“\(why)”").fitted(to: room)) }
    return lines
  }

  /// The text stands behind the names where some of it finds room there.
  private static func what(_ summary: EntrySummary, _ room: Int) -> [String] {
    let named = SafeText.line(summary.named)
    let text = SafeText.line(summary.text)
    if text.isEmpty { return named.wrapped(to: room) }
    if DisplayWidth.of(named) + 12 <= room { return ["\(named): \(text)".fitted(to: room)] }
    return "\(named):".wrapped(to: room) + [text.fitted(to: room)]
  }
}
