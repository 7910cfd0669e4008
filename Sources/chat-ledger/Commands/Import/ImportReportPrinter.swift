import ChatExchange
import ChatLedger
import ChatWire
import LedgerJSON

/// Prints what an import did, for people or as JSON, and ends with the exit code that goes with it.
struct ImportReportPrinter {
  let options: LedgerOptions
  let output: OutputOptions
  /// What a type that is not read counts, for example lines.
  var unit = "line"

  func finish(_ report: ImportReport) throws {
    if output.json {
      OutputChannel.output.line(JSON.encoded(try JSONText.encode(report)))
    } else {
      print(report)
    }
    let isWhole = report.outcome != .stoppedAtFault && report.outcome != .interrupted
    if !isWhole || report.rejectionCount > report.acceptedCount { throw SilentExit(status: .found) }
  }

  private func print(_ report: ImportReport) {
    var table = TextTable([
      .init("TABLE"), .init("NEW", isNumber: true), .init("CHANGED", isNumber: true), .init("DELETED", isNumber: true),
      .init("THERE ALREADY", isNumber: true), .init("NOT TAKEN", isNumber: true),
    ])
    let tables = report.tables
    for (name, counts) in [
      ("accounts", tables.accounts), ("conversations", tables.conversations), ("participants", tables.participants),
      ("messages", tables.messages), ("reactions", tables.reactions), ("pins", tables.pins),
    ] {
      table.append(
        [name]
          + [counts.added, counts.changed, counts.deleted, counts.present, counts.rejected].map { Format.count($0) })
    }
    table.print()
    let channel = OutputChannel.output
    channel.line()
    channel.line(outcome(report))
    printOddities(report)
    printFaults(report)
    printHidden(report)
    if let command = report.importCommand, report.outcome != .nothingNew {
      options.note("To take the whole import back: \(RevertLine(command))")
    }
  }

  private func outcome(_ report: ImportReport) -> String {
    let tables = report.tables
    let messages = tables.messages
    let changes = messages.changed > 0 ? ", changed \(Format.count(messages.changed))" : ""
    // The table says which; the sentence must not say that nothing was done.
    let others = [tables.accounts, tables.conversations, tables.participants, tables.reactions, tables.pins].reduce(
      messages.deleted
    ) { $0 + $1.added + $1.changed + $1.deleted }
    let besides = messages.added == 0 && others > 0 ? ", and \(Format.count(others, "other change"))" : ""
    let added = Format.count(messages.added, "message") + changes + besides
    switch report.outcome {
    case .finished:
      let rate = report.seconds > 0 ? Double(report.tables.messages.added) / report.seconds : 0
      return "Added \(added) in \(Format.duration(seconds: report.seconds)) (\(Format.count(Int(rate)))/s), command "
        + "\(report.importCommand?.description ?? "-")\(report.isResumed ? ", going on with an earlier import" : "")."
    case .nothingNew where report.rejectionCount > 0:
      return "Nothing was recorded: what could be read is in the ledger already."
    case .nothingNew where report.hidden.messages > 0:
      return "Nothing new, and nothing was recorded; some of the existing messages are hidden."
    case .nothingNew: return "Nothing new: all of it is in the ledger already, and nothing was recorded."
    case .dryRun: return "A dry run: \(added) would be added; nothing was recorded."
    case .interrupted: return "Interrupted after \(added); run the same command again to go on."
    case .stoppedAtFault: return "Stopped at the first \(unit) that could not be taken, after \(added)."
    }
  }

  private func printOddities(_ report: ImportReport) {
    let channel = OutputChannel.output
    for (type, count) in report.unknownLinesByType.sorted(by: { $0.key < $1.key }) {
      channel.line("Not read: \(Format.count(count, unit)) of the unknown type “\(type)”.")
    }
    for (warning, count) in report.warnings.sorted(by: { $0.key < $1.key }) {
      channel.line("Odd: \(warning) × \(Format.count(count))")
    }
    for notice in report.notices.prefix(20) { channel.line(Self.text(notice)) }
    if report.notices.count > 20 { channel.line("More of these with --json.") }
  }

  private func printFaults(_ report: ImportReport) {
    FaultPrinter().print(report.rejections.map(Self.text), of: report.rejectionCount, report.causes)
  }

  /// What is there and is not seen: whoever imports again to get a room back has to know.
  private func printHidden(_ report: ImportReport) {
    let hidden = report.hidden
    guard hidden.messages > 0 else { return }
    let present = Format.count(report.tables.messages.present, "message")
    OutputChannel.output.line(
      "Of \(present) that \(report.tables.messages.present == 1 ? "is" : "are") there already, "
        + "\(Format.count(hidden.messages)) \(hidden.messages == 1 ? "does" : "do") not show: cleared or removed since."
    )
    guard !hidden.by.isEmpty else {
      return OutputChannel.output.line(
        "`chat-ledger messages ROOM` names what took a room away, and what brings it back.")
    }
    OutputChannel.output.line("To bring them back:")
    // What went last comes back first.
    for position in hidden.by.reversed() { OutputChannel.output.line("  \(RevertLine(position))") }
  }

  /// The place first, as far as it is known.
  private static func text(_ rejected: ImportReport.Rejected) -> String {
    var place: [String] = []
    if let file = rejected.file { place.append(rejected.index.map { "\(file)[\($0)]" } ?? file) }
    if let table = rejected.table { place.append(rejected.key.map { "\(table) \($0)" } ?? table) }
    if rejected.line > 0 { place.append("\(place.isEmpty ? "Line" : "line") \(rejected.line)") }
    if let column = rejected.column { place.append("column \(column)") }
    let head = place.isEmpty ? rejected.item : "\(place.joined(separator: ", ")) (\(rejected.item))"
    return "\(head): \(rejected.message) \(RemedyText(rejected.remedy, rejected.steps))"
  }
}
