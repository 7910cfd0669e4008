import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct ReportsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reports", abstract: "List privacy reports, the open ones unless told otherwise.",
    discussion: """
      A report names its evidence even when that is gone: the message is marked so, and \
      `chat-ledger show MESSAGE` says who took it away and how it comes back.

      Examples:
        chat-ledger reports
        chat-ledger reports --status any
        chat-ledger reports --status dismissed --json
      """)

  enum Status: String, CaseIterable, ExpressibleByArgument {
    case open, resolved, dismissed, any

    var status: ReportStatus? {
      switch self {
      case .open: .open
      case .resolved: .resolved
      case .dismissed: .dismissed
      case .any: nil
      }
    }
  }

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var list: ListOptions

  @Option(help: "open, resolved, dismissed or any.")
  var status = Status.open

  func run() throws {
    try options.withList(output) { view in
      let names = Names(view)
      var printer = ListPrinter(
        [
          .init("FILED"), .init("STATUS"), .init("CATEGORY"), .init("BY", givesWay: true),
          .init("ABOUT", givesWay: true), .init("EVIDENCE", givesWay: true), .init("TEXT", givesWay: true), .init("ID"),
        ], list, output, options)
      try view.forEachReport(status.status) { report in
        try printer.add(
          row: { try row(report, view, names) },
          json: { try report.json(names, isEvidenceGone: try report.isEvidenceGone(in: view)) })
      }
      let hint = try hint(view)
      printer.finish(whenEmpty: try HidingFinder(view: view).sentences(.reports, names, otherwise: hint))
    }
  }

  private func row(_ report: PrivacyReport, _ view: LedgerView, _ names: Names) throws -> [String] {
    let fields = report.fields
    var evidence = try fields.message.map { "message \(try names.message($0))" } ?? ""
    if evidence.isEmpty, let conversation = fields.conversation { evidence = try names.conversation(conversation) }
    if try report.isEvidenceGone(in: view) { evidence += " (gone)" }
    return [
      Format.time(report.filedAt), fields.status.rawValue.lowercased(), fields.category,
      try names.account(fields.reporter), try fields.subject.map { try names.account($0) } ?? "",
      SafeText.excerpt(evidence), SafeText.excerpt(report.text ?? "(erased)"), report.id.description,
    ]
  }

  private func hint(_ view: LedgerView) throws -> String {
    if try view.totals().reports == 0 {
      return "There are no privacy reports; `fileReport` files one (see `chat-ledger exec --help`)."
    }
    return "No report is \(status.rawValue); --status any lists all."
  }
}

extension PrivacyReport {
  /// Whether the message that it names does not show any more.
  func isEvidenceGone(in view: LedgerView) throws -> Bool {
    guard let id = fields.message else { return false }
    guard let message = try view.message(id) else { return true }
    return try !view.isVisible(message.state)
  }
}
