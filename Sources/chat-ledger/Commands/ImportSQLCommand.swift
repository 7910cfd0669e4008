import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire
import DatabaseExchange

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
        chat-ledger import sql app.sqlite --mapping tutoring --dry-run
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

  @Flag(help: "Count what would be taken and record nothing.")
  var dryRun = false

  @Flag(help: "Compare the ledger with the database instead; record nothing.")
  var compare = false

  @Flag(help: "List the mappings that ship with this program.")
  var listMappings = false

  @Option(help: ArgumentHelp("Print a mapping that ships with this program.", valueName: "name"))
  var printMapping: String?

  func validate() throws {
    if listMappings || printMapping != nil { return }
    guard database != nil else { throw ValidationError("No database is named.") }
    guard mapping != nil else { throw ValidationError("No mapping is named: give --mapping, or see --list-mappings.") }
    try ImportArguments.requireName(source)
    if compare, dryRun { throw ValidationError("--compare records nothing anyway: leave out --dry-run.") }
  }

  func run() throws {
    do {
      if listMappings { return try list() }
      if let name = printMapping { return try printShipped(name) }
      try compare ? runComparison() : runImport()
    } catch let error as SourceError {
      throw CommandFailure(
        error.code == .query ? .damaged : .usage, error.code.rawValue,
        [error.message, error.cause.map { "(\($0))" }].compactMap(\.self)
          .joined(separator: " "), hint: error.remedy)
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
      return Channel.output.line(JSON.array(values))
    }
    var table = Table([.init("MAPPING"), .init("TABLES", isNumber: true), .init("ABOUT", givesWay: true)])
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
    Channel.output.block(String(decoding: file.json, as: UTF8.self))
  }

  // MARK: Import and comparison

  private func importOptions(_ line: ProgressLine) -> DatabaseImportOptions {
    Interruption.install()
    var result = DatabaseImportOptions(actor: `operator`.name, origin: OperatorOptions.origin)
    result.source = source
    result.stopsAtFault = onFault == .stop
    result.isDryRun = dryRun
    result.reason = reason
    let stage = compare ? "compare" : "import"
    result.progress = { line.update(stage, done: $0.rows, total: $0.totalRows, note: $0.table) }
    result.isCancelled = { Interruption.isRequested }
    return result
  }

  private func runImport() throws {
    let mapping = try Mapping(nameOrPath: mapping ?? "")
    let source = try DatabaseAddress(database ?? "").open()
    let line = ProgressLine(unit: "rows", isQuiet: options.quiet)
    let report = try options.withLedger(dryRun ? .readOnly : .readWrite) { ledger in
      defer { line.finish() }
      return try DatabaseImporter(ledger: ledger, mapping: mapping, options: importOptions(line)).run(source)
    }
    if output.json {
      Channel.output.line(JSON.encoded(try JSONText.encode(report)))
    } else {
      SQLImportPrinter(options: options).print(report)
    }
    if report.faultCount > 0 || report.outcome == .interrupted { throw SilentExit(status: .found) }
  }

  private func runComparison() throws {
    let mapping = try Mapping(nameOrPath: mapping ?? "")
    let source = try DatabaseAddress(database ?? "").open()
    let line = ProgressLine(unit: "rows", isQuiet: options.quiet)
    let report = try options.withLedger(.readOnly) { ledger in
      defer { line.finish() }
      return try DatabaseComparison(ledger: ledger, mapping: mapping, options: importOptions(line)).run(source)
    }
    if output.json {
      Channel.output.line(JSON.encoded(try JSONText.encode(report)))
    } else {
      SQLImportPrinter(options: options).print(report)
    }
    if !report.isSame { throw SilentExit(status: .found) }
  }
}

/// Reports of imports and comparisons for people.
struct SQLImportPrinter {
  let options: LedgerOptions
  private let channel = Channel.output

  init(options: LedgerOptions) { self.options = options }

  func print(_ report: DatabaseImportReport) {
    var table = Table([
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
    for fault in report.faults.prefix(50) {
      let taken = fault.isTaken ? "odd" : "not taken"
      channel.line("\(fault.table):\(fault.key) \(taken), \(fault.code): \(fault.message) \(fault.remedy)")
    }
    if report.faultCount > 50 {
      channel.line("\(Format.count(report.faultCount)) faults in all; --json lists the first 1,000.")
    }
    if report.tables.contains(where: { $0.gone > 0 }) {
      let by = report.withdrawnBy.map { " Bring them back with `\(RevertLine($0))`." } ?? ""
      channel.line("What is gone here was removed, cleared or taken back in the ledger, and stays so.\(by)")
    }
    if let command = report.importCommand, report.outcome == .finished {
      options.note("To take back what it brought: \(RevertLine(command))")
    }
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

  func print(_ report: ComparisonReport) {
    var table = Table([
      .init("TABLE"), .init("BECOMES"), .init("SOURCE", isNumber: true), .init("DELETED", isNumber: true),
      .init("LEDGER", isNumber: true), .init("DELETED", isNumber: true), .init("DIGEST"), .init("STATE"),
    ])
    for row in report.tables {
      table.append([
        row.table, row.becomes, Format.count(row.sourceRows), Format.count(row.sourceDeleted),
        Format.count(row.ledgerRows), Format.count(row.ledgerDeleted), String(row.ledgerDigest.prefix(16)),
        row.isSame ? "[OK]" : "[DIFFERENT]",
      ])
    }
    table.print(to: channel)
    channel.line()
    for row in report.tables where row.differenceCount > 0 {
      for difference in row.differences {
        let message = difference.message.map { ": \($0)" } ?? ""
        channel.line("\(row.table):\(difference.key) \(difference.kind.rawValue)\(message)")
      }
      let more = row.differenceCount - UInt64(row.differences.count)
      if more > 0 { channel.line("… and \(Format.count(more)) more of \(row.table).") }
    }
    if report.isInterrupted { return channel.line("Interrupted: the other tables were not looked at.") }
    let different = report.tables.count { !$0.isSame }
    let rows = Format.count(report.tables.reduce(0) { $0 + $1.sourceRows }, "row")
    let time = Format.duration(seconds: report.seconds)
    channel.line(
      different == 0
        ? "The same: \(rows) of “\(report.source)” in \(time)."
        : "Different: \(Format.count(different, "table")) of \(Format.count(report.tables.count)), \(rows) in \(time).")
  }
}
