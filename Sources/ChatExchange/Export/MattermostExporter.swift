public import ChatLedger
import LedgerSupport

/// Exports everything visible as a Mattermost bulk JSONL archive.
///
/// Deleted and cleared messages and removed conversations are not exported. A removed account is exported while
/// something visible refers to it. The same state gives the same bytes: teams, channels and users are sorted by name,
/// posts by time and position. Memory holds the names and identifiers of accounts and conversations, and one message at
/// a time.
///
/// Values that the format cannot express, or that Mattermost refuses, are written anyway and counted: see
/// ``ExportWarning``.
///
/// Valid inside the body of ``Ledger/read(_:_:)`` only, like the view.
public struct MattermostExporter {
  let view: LedgerView

  /// Exports the state of the view.
  public init(view: LedgerView) { self.view = view }

  /// Writes the archive. O(messages).
  ///
  /// - Throws: ``ExchangeError`` when the sink fails; what the view throws.
  public func write(to sink: any ByteSink, options: ExportOptions = ExportOptions()) throws -> ExportReport {
    let clock = ContinuousClock()
    let start = clock.now
    var report = ExportReport()
    let directory = try ExportDirectory(view, options: options, report: &report)
    var run = ExportRun(
      view: view, directory: directory, options: options, output: ExportOutput(sink), report: report)
    try run.writeVersion()
    try run.writeTeams()
    try run.writeChannels()
    try run.writeUsers()
    try run.writeBots()
    try run.writePosts()
    try run.writeDirectChannels()
    try run.writeDirectPosts()
    try run.output.flush()
    report = run.report
    report.lines = run.output.lines
    report.bytes = run.output.bytes
    report.seconds = (clock.now - start) / .seconds(1)
    return report
  }
}

/// One export while it is being written.
struct ExportRun {
  let view: LedgerView
  let directory: ExportDirectory
  let options: ExportOptions
  var output: ExportOutput
  var report: ExportReport
  /// The teams that have a line.
  var teams: Set<Bytewise<String>> = []
  /// The addresses of users, in small letters.
  var emails: Set<String> = []
  /// Messages written and messages there are, for the progress.
  var messages: UInt64 = 0
  var totalMessages: UInt64 = 0
  private var pace = ProgressPace(startsNow: true)

  init(
    view: LedgerView, directory: ExportDirectory, options: ExportOptions, output: ExportOutput, report: ExportReport
  ) {
    self.view = view
    self.directory = directory
    self.options = options
    self.output = output
    self.report = report
    totalMessages = UInt64(max(0, (try? view.totals().messages) ?? 0))
  }

  mutating func countMessage() {
    messages += 1
    // A look at the clock costs more than a message: every now and then is enough.
    guard messages % 1_024 == 0, let progress = options.progress, pace.isDue() else { return }
    progress(messages, totalMessages)
  }

  /// The fields that an import kept as they were, in the order of their names, without those already written.
  mutating func writeKept(_ attributes: [String: String], without written: Set<String> = []) {
    guard !attributes.isEmpty else { return }
    let prefix = MattermostNaming.attributePrefix
    let kept = attributes.filter { $0.key.utf8.starts(with: prefix.utf8) && !written.contains($0.key) }
    for (key, json) in kept.sortedByBytes {
      guard Self.isOneLine(json) else {
        report.warn(.attributeDropped)
        continue
      }
      output.json.key(String(key.unicodeScalars.dropFirst(prefix.utf8.count)))
      output.json.raw(json)
    }
  }

  /// Whether a text is one JSON value without line feeds: other programs may have written the attribute.
  static func isOneLine(_ json: String) -> Bool {
    let bytes = Array(json.utf8)
    guard !bytes.contains(0x0A) else { return false }
    var reader = JSONReader(bytes.span)
    do {
      try reader.skip()
      try reader.end()
      return true
    } catch {
      return false
    }
  }
}
