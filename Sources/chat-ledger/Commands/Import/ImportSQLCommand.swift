import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire
import DatabaseExchange
import LedgerJSON

/// What to do about rows that cannot be taken.
enum FaultPolicy: String, CaseIterable, ExpressibleByArgument {
  case skip, stop
}

struct ImportSQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql", abstract: "Import a SQLite file or a live PostgreSQL database, or compare with it.",
    discussion: """
      A mapping says which tables and columns become what; some ship with this program (--list-mappings), and \
      Docs/Mapping.md tells how to write one. One consistent state of the database is read, and nothing is ever \
      written to it. Run it again at any time: it takes what is new or has changed, and deletes what is marked as \
      deleted (what is simply gone stays; --compare names it). Rows that break a reference or a rule are reported with \
      table, key and cause; the others go in, and the exit code is 1. One `revert` of the import's command takes back \
      all that it brought; what it changed or deleted of what was there before stays so (see Docs/Mapping.md).

      --compare records nothing: it counts and digests every table on both sides, names what is different, and ends \
      with exit code 1 where anything is.

      DATABASE is the path of a SQLite file, postgres://USER@HOST/NAME, service=NAME, `postgres:` for what PGHOST, \
      PGDATABASE … say, or env:VARIABLE for an address in the environment, as Prisma, SQLAlchemy or Django write it. \
      Passwords come from PGPASSWORD, PGPASSFILE, ~/.pgpass, a service file, or an address in the environment; never \
      from the command line.

      Examples:
        chat-ledger import sql app.sqlite --suggest > mine.json
        chat-ledger import sql app.sqlite --mapping mine.json --dry-run
        chat-ledger import sql postgres://reader@db/app --mapping mine.json
        chat-ledger import sql env:DATABASE_URL --mapping mine.json --compare
        chat-ledger import sql --print-mapping tutoring > mine.json
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions

  @Argument(help: ArgumentHelp("Where the database is.", valueName: "database"))
  var database: String?

  @Option(help: ArgumentHelp("A mapping by its name, or a mapping file.", valueName: "name or file"))
  var mapping: String?

  @Option(
    help: ArgumentHelp(
      "What to call the database: part of every identifier; the mapping's own name for it otherwise.",
      valueName: "name"))
  var source: String?

  @Option(help: ArgumentHelp("What to do about rows that cannot be taken: skip or stop.", valueName: "what"))
  var onFault = FaultPolicy.skip

  @Option(help: ArgumentHelp("Why; it stays in the log.", valueName: "text"))
  var reason: String?

  @Flag(help: "Stop at the first row that cannot be taken: as --on-fault stop.")
  var strict = false

  @Flag(help: "Say exactly what would be recorded, and record nothing.")
  var dryRun = false

  @OptionGroup var faults: FaultArguments

  @OptionGroup var comparison: ComparisonArguments

  @Flag(help: "With --compare: print each table's digest whole, and the rule that it is made by.")
  var digests = false

  @Flag(help: "List the mappings that ship with this program.")
  var listMappings = false

  @Flag(help: "Propose a mapping: from the tables, keys and foreign keys of the database, and its first rows.")
  var suggest = false

  @Option(help: ArgumentHelp("Print a mapping that ships with this program.", valueName: "name"))
  var printMapping: String?

  func validate() throws {
    if listMappings || printMapping != nil { return }
    guard database != nil else { throw ValidationError("No database is named.") }
    if suggest { return }
    guard mapping != nil else {
      throw ValidationError("No mapping is named: give --mapping, or have one proposed with --suggest.")
    }
    try ImportArguments.requireName(source)
    try comparison.require(isDryRun: dryRun)
    if digests, !comparison.compare { throw ValidationError("--digests goes with --compare.") }
  }

  func run() throws {
    do {
      if listMappings { return try list() }
      if let name = printMapping { return try printShipped(name) }
      if suggest { return try printSuggestion() }
      try comparison.compare ? runComparison() : runImport()
    } catch let error as SourceError {
      let status: ExitStatus =
        switch error.code {
        case .query, .locked: .damaged
        case .interrupted: .found
        case .address, .unreachable, .mapping, .catalogue, .refused: .usage
        }
      throw CommandFailure(
        status, error.code.rawValue,
        [error.message, error.cause.map { "(\($0))" }].compactMap(\.self)
          .joined(separator: " "),
        hint: error.code == .mapping
          ? "\(error.remedy) `chat-ledger import sql --print-mapping NAME` shows one." : error.remedy)
    }
  }

  // MARK: Mappings

  private func list() throws {
    let mappings = try MappingLibrary.files.compactMap { try MappingLibrary.mapping(named: $0.name) }
    if output.json {
      let values = mappings.map { mapping -> JSON in
        [
          "name": .string(mapping.name), "about": .string(mapping.about), "source": .string(mapping.source),
          "tables": .array(mapping.tables.map { .string($0.table) }),
        ]
      }
      return OutputChannel.output.line(JSON.array(values))
    }
    var table = TextTable([.init("MAPPING"), .init("TABLES", isNumber: true), .init("ABOUT", givesWay: true)])
    for mapping in mappings {
      table.append([mapping.name, Format.count(Set(mapping.tables.map(\.table)).count), mapping.about])
    }
    table.print()
  }

  private func printShipped(_ name: String) throws {
    guard let file = MappingLibrary.files.first(where: { $0.name == name }) else {
      throw CommandFailure.usage(
        "No mapping “\(name)” ships with this program.",
        hint: "There are: \(MappingLibrary.files.map(\.name).joined(separator: ", ")).")
    }
    OutputChannel.output.block(String(decoding: file.json, as: UTF8.self))
  }

  private func printSuggestion() throws {
    Interruption.install()
    let database = try DatabaseAddress(database ?? "").open(isCancelled: { Interruption.isRequested })
    let suggestion = try database.withSnapshot { session in
      try MappingSuggestion(session: session, name: source ?? "app")
    }
    OutputChannel.output.block(suggestion.json)
    for (table, columns) in suggestion.unused {
      options.note("Not used: \(columns.isEmpty ? table : "\(table) (\(columns.joined(separator: ", ")))").")
    }
    if let missing = suggestion.missing { options.note(missing) }
    options.note("Save it as a file, read the lines that begin with \"//\", and try it: --mapping FILE --dry-run")
  }

  // MARK: Import and comparison

  private func importOptions(_ line: ProgressLine, _ rejects: RejectsFile? = nil) -> DatabaseImportOptions {
    Interruption.install()
    var result = DatabaseImportOptions(actor: `operator`.name, origin: OperatorOptions.origin)
    result.source = source
    result.stopsAtFault = strict || onFault == .stop
    result.deletesVanished = faults.deleteGone
    result.acceptsAnotherSource = faults.anotherSource
    if let rejects { result.rejected = { rejects.add($0) } }
    result.isDryRun = dryRun
    result.reason = reason
    let stage = comparison.compare ? "compare" : "import"
    result.progress = { line.update(stage, done: $0.rows, total: $0.totalRows, note: $0.table) }
    result.isCancelled = { Interruption.isRequested }
    return result
  }

  private func runImport() throws {
    let mapping = try Mapping(nameOrPath: mapping ?? "")
    let source = try DatabaseAddress(database ?? "").open(isCancelled: { Interruption.isRequested })
    let line = ProgressLine(unit: "rows", isQuiet: options.quiet)
    let baseline = try comparison.readBaseline()
    let report = try faults.withRejects { rejects in
      try options.withLedger(dryRun ? .readOnly : .readWrite) { ledger in
        defer { line.finish() }
        var importOptions = importOptions(line, rejects)
        importOptions.baseline = baseline
        return try DatabaseImporter(ledger: ledger, mapping: mapping, options: importOptions).run(source)
      }
    }
    if output.json {
      OutputChannel.output.line(JSON.encoded(try JSONText.encode(report)))
    } else {
      SQLImportPrinter(options: options).print(report)
    }
    if report.faultCount > report.acceptedCount || report.outcome == .interrupted {
      throw SilentExit(status: .found)
    }
  }

  private func runComparison() throws {
    let mapping = try Mapping(nameOrPath: mapping ?? "")
    let source = try DatabaseAddress(database ?? "").open(isCancelled: { Interruption.isRequested })
    let line = ProgressLine(unit: "rows", isQuiet: options.quiet)
    let report = try comparison.withBaseline { baseline, differs in
      try options.withLedger(.readOnly) { ledger in
        defer { line.finish() }
        var importOptions = importOptions(line)
        importOptions.baseline = baseline
        importOptions.differs = differs
        return try DatabaseComparison(ledger: ledger, mapping: mapping, options: importOptions).run(source)
      }
    }
    try ComparisonPrinter(options: options, output: output, showsDigests: digests).finish(report)
  }
}

/// Reports of imports and comparisons for people.
struct SQLImportPrinter {
  let options: LedgerOptions
  private let channel = OutputChannel.output

  init(options: LedgerOptions) { self.options = options }

  func print(_ report: DatabaseImportReport) {
    var table = TextTable([
      .init("TABLE"), .init("BECOMES"), .init("ROWS", isNumber: true), .init("NEW", isNumber: true),
      .init("CHANGED", isNumber: true), .init("DELETED", isNumber: true), .init("THERE ALREADY", isNumber: true),
      .init("GONE HERE", isNumber: true), .init("NOT TAKEN", isNumber: true),
    ])
    for row in report.tables {
      table.append(
        [row.table, row.becomes]
          + [row.rows, row.added, row.changed, row.deleted, row.present, row.gone, row.rejected].map {
            Format.count($0)
          })
    }
    table.print(to: channel)
    channel.line()
    channel.line(outcome(report))
    if !report.tablesNotRead.isEmpty {
      options.note("Not read by the mapping: \(report.tablesNotRead.joined(separator: ", ")).")
    }
    for columns in report.columnsNotRead {
      options.note("Not read of \(columns.table): \(columns.columns.joined(separator: ", ")).")
    }
    for row in report.tables where row.leftOut > 0 {
      options.note("\(Format.count(row.leftOut, "row")) of \(row.table) are left out by the mapping's `where`.")
    }
    for (warning, count) in report.warnings.sorted(by: { $0.key < $1.key }) {
      channel.line("Odd: \(warning) × \(Format.count(count))")
    }
    for notice in report.notices.prefix(20) {
      let what = "\(notice.message) \(RemedyText(notice.remedy, notice.steps))"
      channel.line("\(notice.table):\(notice.key) odd, \(notice.code): \(what)")
    }
    if report.notices.count > 20 { channel.line("More of these with --json.") }
    FaultPrinter().print(
      report.faults.map { fault in
        let taken = fault.isTaken ? "taken in part" : "not taken"
        return "\(fault.table):\(fault.key) \(taken), \(fault.code): \(fault.message) "
          + RemedyText(fault.remedy, fault.steps).description
      }, of: report.faultCount, report.causes)
    printVanished(report)
    if report.tables.contains(where: { $0.gone > 0 }) {
      let by = report.withdrawnBy.map { " Bring them back with `\(RevertLine($0))`." } ?? ""
      channel.line("What is gone here was removed or cleared in the ledger since, and stays so.\(by)")
    }
    if let command = report.importCommand, report.outcome == .finished {
      options.note("To take back what it brought: \(RevertLine(command))")
    }
  }

  /// What earlier imports brought and the source does not have any more.
  private func printVanished(_ report: DatabaseImportReport) {
    guard !report.vanished.isEmpty else { return }
    let counts = report.vanished.sorted { $0.key < $1.key }.map { Format.count($1, $0) }.joined(separator: ", ")
    channel.line(
      "Gone from the source since an earlier import: \(counts). --compare names them, and --delete-gone deletes them "
        + "here, too.")
  }

  private func outcome(_ report: DatabaseImportReport) -> String {
    let added = report.tables.reduce(0) { $0 + $1.added }
    let changed = report.tables.reduce(0) { $0 + $1.changed }
    let deleted = report.tables.reduce(0) { $0 + $1.deleted }
    let rows = report.tables.reduce(0) { $0 + $1.rows }
    let sum =
      "\(Format.count(added, "new row")), \(Format.count(changed)) changed, \(Format.count(deleted)) deleted"
    switch report.outcome {
    case .finished:
      let rate = report.seconds > 0 ? Double(rows) / report.seconds : 0
      return "Took \(sum) in \(Format.duration(seconds: report.seconds)) (\(Format.count(Int(rate))) rows/s), command "
        + "\(report.importCommand?.description ?? "-")\(report.isResumed ? ", going on with an earlier import" : "")."
    case .nothingNew where report.faultCount > 0:
      return "Nothing was recorded: what could be read is in the ledger already."
    case .nothingNew where report.tables.contains { $0.gone > 0 }:
      return "Nothing new, and nothing was recorded: all of it is in the ledger, or was."
    case .nothingNew: return "Nothing new: all of it is in the ledger already, and nothing was recorded."
    case .interrupted: return "Interrupted after \(sum); run the same command again to go on."
    case .stoppedAtFault: return "Stopped at a row that could not be taken, after \(sum)."
    case .dryRun: return "Would take \(sum). Nothing was recorded: this was a dry run."
    }
  }
}
