import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct CleanupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cleanup", abstract: "Find demo and seeded accounts, and remove them with all that depends on them.",
    discussion: """
      Without --apply it only reports which rule matched which account, and the certainty. The weights of the matching \
      rules add up; messages among real people count against them. Protected accounts and roles (see `protect` and \
      `configure`) are never removed.

      --apply removes the accounts at or above the required certainty, the conversations without other participants, \
      and everything that depends on them. It removes all of it or nothing, and can be reverted. The entry records the \
      rules.

      If an account was real, revert the cleanup and repeat it: --again with --exclude removes exactly the accounts of \
      that cleanup except the excluded ones, whatever the rules would find today.

      Examples:
        chat-ledger cleanup
        chat-ledger cleanup --dry-run --exclude @demo_sales
        chat-ledger cleanup --apply --reason "demo data in production"
        chat-ledger cleanup --print-rules > rules.json
        chat-ledger cleanup --rules rules.json --at-least certain
        chat-ledger cleanup --again 344 --exclude @user7 --apply --reason "without a customer"
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var removal: RemovalOptions

  @Flag(help: "Report the findings and do nothing; this is the default.")
  var report = false

  @Flag(help: "Remove what is found.")
  var apply = false

  @Option(
    help: ArgumentHelp("The required certainty: possible, likely or certain.", valueName: "certainty"),
    transform: CleanupCertainty.init(argument:))
  var atLeast: CleanupCertainty?

  @Option(help: ArgumentHelp("An account to leave alone; may be repeated.", valueName: "account"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Repeat this cleanup, by its position or command: exactly its accounts, except excluded ones.",
      valueName: "entry"))
  var again: String?

  @Option(help: ArgumentHelp("Rules from a JSON file instead of those built in.", valueName: "file"))
  var rules: String?

  @Flag(help: "Print the rules as JSON, as a start for your own file.")
  var printRules = false

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("List at most this many accounts.", valueName: "n"))
  var limit = 50

  @Flag(help: "List all accounts.")
  var all = false

  @Option(help: ArgumentHelp("Why; it stays in the log. Required with --apply.", valueName: "text"))
  var reason: String?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit takes a number above 0.") }
    guard [report, apply, removal.dryRun].count(where: \.self) <= 1 else {
      throw ValidationError("Choose one of --report, --dry-run and --apply.")
    }
    guard !apply || !(reason ?? "").isEmpty else {
      throw ValidationError("A cleanup says why: give --reason TEXT.")
    }
    guard again == nil || (rules == nil && atLeast == nil && !printRules) else {
      throw ValidationError(
        "--again takes the accounts of that cleanup: leave out --rules, --at-least and --print-rules.")
    }
    guard apply || (!removal.force && removal.id == nil) else {
      throw ValidationError("--force and --id go with --apply.")
    }
  }

  func run() throws {
    let rules = try readRules()
    if printRules { return OutputChannel.output.line(JSON.encoded(try rules.json())) }
    try options.withLedger(apply ? .readWrite : .readOnly) { ledger in
      let flow = RemovalFlow(ledger: ledger, removal: removal, output: output, options: options)
      if let id = try removal.id.map({ try CommandID(argument: $0) }), try flow.wasAccepted(id) {
        return try ledger.receiptAgain(of: id).printDuplicate(output)
      }
      let printer: any CleanupListing = try ledger.read(.latest) { view in
        let lookup = NameLookup(view: view)
        let excluded = Set(try exclude.map { try lookup.account($0).id })
        if let again { return try repetition(of: again, excluding: excluded, in: view) }
        return CleanupPrinter(try found(rules, in: view), certainty, excluded)
      }
      if apply { return try apply(printer, flow) }
      try ledger.read(.latest) { try look(printer, in: $0) }
    }
  }

  private var certainty: CleanupCertainty { atLeast ?? .likely }

  private func repetition(
    of name: String, excluding excluded: Set<AccountID>, in view: LedgerView
  ) throws -> CleanupRepetition {
    let entry = try view.entry(named: name)
    return try CleanupRepetition(try view.recordedCleanup(at: entry.firstPosition), excluding: excluded, in: view)
  }

  private func readRules() throws -> CleanupRules {
    guard let rules else { return .standard }
    return try CleanupRules(json: try InputLineReader(path: rules, limitBytes: 1 << 20).rest())
  }

  private func found(_ rules: CleanupRules, in view: LedgerView) throws -> CleanupReport {
    let line = ProgressLine(unit: "accounts", isQuiet: options.quiet)
    defer { line.finish() }
    return try view.cleanupReport(rules: rules, atLeast: certainty) {
      line.update($0.stage, done: $0.done, total: $0.total)
    }
  }

  // MARK: Looking

  private func look(_ printer: any CleanupListing, in view: LedgerView) throws {
    let proposed = printer.proposed
    let radius =
      removal.dryRun && !proposed.isEmpty
      ? try RemovalForecast(of: try view.cleanupRemoval(of: proposed), in: view) : nil
    if output.json {
      let head = removal.dryRun ? [JSON.Member(name: "dryRun", value: .bool(true))] : []
      OutputChannel.output.line(JSON.object(head + printer.members + (radius?.members ?? [])))
    } else {
      printer.print(limit: all ? Int.max : limit)
      if let radius {
        OutputChannel.output.line()
        radius.print()
      }
      printer.notes(dryRun: removal.dryRun).forEach(options.note)
    }
    if radius?.blockers.isEmpty == false { throw SilentExit(status: .found) }
  }

  // MARK: Doing

  private func apply(_ printer: any CleanupListing, _ flow: RemovalFlow) throws {
    let proposed = printer.proposed
    if proposed.isEmpty {
      if output.json {
        let json = [JSON.Member(name: "recorded", value: .bool(false))] + printer.members
        OutputChannel.output.line(JSON.object(json))
      }
      return options.note("There is nothing to clean up, and nothing was recorded.")
    }
    let (action, radius, question) = try flow.ledger.read(.latest) { view in
      var action = try view.cleanupRemoval(of: proposed)
      action.cleanup = try printer.record()
      let radius = try RemovalForecast(of: action, in: view)
      var question = try RemovalQuestion(flow, radius, in: view)
      question.number = radius.plan.removed.accounts
      return (action, radius, question)
    }
    if let refusal = radius.refusal { throw refusal }
    try question.requireAnswers(removal)
    if !output.json { printer.print(limit: all ? Int.max : limit) }
    try question.ask(removal)
    let commands = action.commands(
      id: try removal.id.map { try CommandID(argument: $0) } ?? Ledger.newCommandID(), actor: `operator`.name,
      origin: OperatorOptions.origin, reason: reason ?? "")
    // One batch: the first command that is refused refuses all.
    let receipts = try flow.ledger.execute(batch: commands)
    if !output.json { OutputChannel.output.line() }
    try RemovalOutcome(flow: flow, radius: radius).conclude(with: receipts, more: printer.counts)
  }
}

extension CleanupCertainty {
  /// Reads a certainty from the command line.
  fileprivate init(argument: String) throws {
    guard let known = CleanupCertainty(rawValue: argument.uppercased()) else {
      throw ValidationError("“\(argument)” is none of possible, likely and certain.")
    }
    self = known
  }
}
