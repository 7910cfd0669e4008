import ChatLedger

/// Prints entries of the log: as a table where there is room, as two lines or three on a narrow terminal, so that what
/// was done, where, by whom, by which program and why is seen there, too.
struct EntryPrinter {
  /// Narrower, a table would cut its cells to a few letters.
  static let tableColumns = 120

  private let channel = Channel.output
  private let columns: Int?
  private var table: TableStream?

  /// - Parameters:
  ///   - columns: the width of the terminal; nil where nobody looks, and nothing is cut.
  ///   - isTable: all entries are known before the first is printed.
  init(columns: Int?, isTable: Bool) {
    self.columns = columns
    guard isTable, (columns ?? Int.max) >= Self.tableColumns else { return }
    table = TableStream([
      .init("POSITION", isNumber: true), .init("TIME"), .init("WHO", givesWay: true), .init("PROGRAM", givesWay: true),
      .init("WHAT", givesWay: true), .init("EFFECT", givesWay: true), .init("WHY", givesWay: true),
    ])
  }

  mutating func print(_ entry: LedgerEntry, _ summary: EntrySummary) {
    guard table != nil else {
      for line in Self.lines(entry, summary, columns: columns) { channel.line(line) }
      return
    }
    table?.append([
      entry.position.description, Format.time(entry.time), summary.who.fitted(to: 40), summary.program.fitted(to: 24),
      SafeText.excerpt(summary.what, limit: 120), summary.effect.fitted(to: 80),
      SafeText.excerpt(summary.why).fitted(to: 60),
    ])
  }

  mutating func finish() { table?.finish() }

  /// One line where it is wide enough, or nobody looks; else who and when, what, and why.
  static func lines(_ entry: LedgerEntry, _ summary: EntrySummary, columns: Int?) -> [String] {
    let who = "\(entry.position)  \(Format.time(entry.time))  \(summary.who) (\(summary.program))"
    let what = SafeText.excerpt(summary.what, limit: 200)
    let why = SafeText.excerpt(summary.why, limit: 200)
    guard let columns, columns < tableColumns else {
      let line = "\(who)  \(what)  →  \(summary.effect)" + (why.isEmpty ? "" : "  “\(why)”")
      return [columns.map { SafeText.line(line).fitted(to: $0) } ?? SafeText.line(line)]
    }
    let indent = "    "
    let room = max(10, columns - indent.count)
    let effect = "→ \(summary.effect)"
    let both = "\(what)  \(effect)"
    var lines = [SafeText.line(who).fitted(to: columns)]
    if DisplayWidth.of(SafeText.line(both)) <= room {
      lines.append(indent + SafeText.line(both))
    } else {
      lines += [what, effect].map { indent + SafeText.line($0).fitted(to: room) }
    }
    if !why.isEmpty { lines.append(indent + SafeText.line("“\(why)”").fitted(to: room)) }
    return lines
  }
}
