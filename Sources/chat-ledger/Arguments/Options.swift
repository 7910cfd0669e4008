import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON
import Logging

/// What every verb that works on a ledger takes.
struct LedgerOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The directory of the ledger; the environment variable CHAT_LEDGER names it otherwise.", valueName: "dir"))
  var ledger: String?

  @Option(
    help: ArgumentHelp(
      "The directory for unnamed temporary files when the log must be folded again; the default is the system's "
        + "temporary directory.", valueName: "dir"))
  var scratch: String?

  @Option(
    help: ArgumentHelp(
      "Address space for each file of the ledger, such as 2GiB; 64GiB otherwise. It grows when it is full. For "
        + "systems that limit it (`ulimit -v`).", valueName: "size"))
  var mapSize: ByteSize?

  @Flag(name: [.short, .long], help: "Say nothing on standard error but errors.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Log what happens to standard error.")
  var verbose = false

  @Flag(help: "Print times in UTC and read them so; otherwise in your time zone (TZ).")
  var utc = false

  func path() throws -> String {
    // Never empty: `EmptyArguments` refuses that.
    if let ledger { return ledger }
    if let path = System.environment("CHAT_LEDGER"), !path.isEmpty { return path }
    throw CommandFailure.usage(
      "No ledger is named.", hint: "Give --ledger DIR, or set the environment variable CHAT_LEDGER.")
  }

  func engineOptions() -> Ledger.Options {
    var options = Ledger.Options()
    if let mapSize { options.mapSizeBytes = mapSize.bytes }
    let level: Logger.Level = verbose ? .debug : quiet ? .error : .warning
    options.logger = Logger(label: "chat-ledger") { _ in StandardErrorLogHandler(level: level) }
    if let scratch { options.scratchDirectory = scratch }
    let line = ProgressLine(unit: "entries", isQuiet: quiet)
    options.progress = { progress in
      try Interruption.check()
      // What is done at once needs no line.
      if progress.done >= progress.total { return line.finish() }
      line.update(progress.stage, done: progress.done, total: progress.total)
    }
    return options
  }

  /// Runs the body with the ledger open, and closes it whatever happens.
  ///
  /// - Parameters:
  ///   - leavesNoTrace: Whether a verb that only looks leaves `lock.mdb` alone as well, where nobody writes; not for
  ///     those that look for hours.
  ///   - damagedLog: What is done with a log that cannot be folded to its end.
  ///   - holdsOutput: Whether a verb that only looks prints when it has closed the ledger.
  func withLedger<R>(
    _ mode: Ledger.Mode, leavesNoTrace: Bool = true, damagedLog: Ledger.DamagedLog = .refused, holdsOutput: Bool = true,
    _ body: (Ledger) throws -> R
  ) throws -> R {
    var engine = engineOptions()
    engine.leavesNoTrace = leavesNoTrace
    engine.damagedLog = damagedLog
    return try Self.holdingOutput(mode == .readOnly && holdsOutput) {
      let ledger = try Ledger.open(at: path(), mode: mode, options: engine)
      let result: R
      do {
        result = try Self.notingWhatIsRecorded(in: ledger, mode, body)
      } catch {
        // What went wrong first is what to tell.
        let told = Self.namingTheWayBack(error, in: ledger)
        try? ledger.close()
        throw told
      }
      try ledger.close()
      return result
    }
  }

  /// A rejection about what is gone names the command that took it.
  private static func namingTheWayBack(_ error: any Error, in ledger: Ledger) -> any Error {
    guard let rejection = error as? Rejection, rejection.gone != nil else { return error }
    return (try? ledger.read(.latest) { try rejection.namingTheWayBack(in: $0) }) ?? rejection
  }

  /// What only looks prints when it has closed the ledger: a pager that was left open holds nothing of it.
  private static func holdingOutput<R>(_ isHeld: Bool, _ body: () throws -> R) rethrows -> R {
    guard isHeld else { return try body() }
    StandardStreams.hold()
    defer { StandardStreams.release() }
    return try body()
  }

  /// Keeps in mind what came into the log, in case its receipt cannot be printed.
  private static func notingWhatIsRecorded<R>(
    in ledger: Ledger, _ mode: Ledger.Mode, _ body: (Ledger) throws -> R
  ) throws -> R {
    guard mode == .readWrite else { return try body(ledger) }
    let start = try ledger.read(.latest) { $0.position }
    defer { try? ledger.read(.latest) { try Recorded.note(since: start, in: $0) } }
    return try body(ledger)
  }

  /// Runs the body with a view of the latest state, for verbs that only look.
  func withView<R>(_ body: (LedgerView) throws -> R) throws -> R {
    try withLedger(.readOnly) { ledger in try ledger.read(.latest, body) }
  }

  /// Those of a verb that was parsed; nil where it works on no ledger.
  static func of(_ arguments: any ParsableArguments) -> LedgerOptions? {
    if let options = arguments as? LedgerOptions { return options }
    let groups = Mirror(reflecting: arguments).children.compactMap { ($0.value as? any ArgumentGroup)?.arguments }
    return groups.lazy.compactMap { of($0) }.first
  }

  /// Finds things by name for a verb that only looks: by former names, too, which it says; and says which others had
  /// the name.
  func lookup(in view: LedgerView) -> NameLookup {
    if quiet { return NameLookup(view: view, note: { note($0) }) }
    return NameLookup(
      view: view, note: { note($0) },
      namesakes: { namesakes in
        for line in namesakes.lines { note(line) }
      })
  }

  /// A remark for people; not with `--quiet`.
  func note(_ text: ScreenText) {
    if !quiet { OutputChannel.errors.line(text) }
  }

  @_disfavoredOverload
  func note(_ text: String) { note(ScreenText(text)) }
}

/// How results are printed.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print JSON instead of text for people (see Docs/JSON.md).")
  var json = false
}

/// Who acts, for verbs that record something.
struct OperatorOptions: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("Who does this, for the record; your login name otherwise.", valueName: "name"))
  var actor: String?

  /// The program, as it stands in the log.
  static let origin = "chat-ledger"

  var name: CommandActor { .operator(actor ?? System.userName()) }
}

extension CommandID {
  /// Reads an identifier from the command line.
  init(argument: String) throws {
    guard let id = CommandID(argument) else {
      throw CommandFailure.usage(
        "“\(argument)” is not a command identifier.",
        hint: "Write it like 01890a5d-ac96-774b-bcce-b302099a8057; receipts and `chat-ledger show POSITION` show it.")
    }
    self = id
  }
}

/// Options of a verb, which may be in a group with others.
private protocol ArgumentGroup {
  var arguments: any ParsableArguments { get }
}

extension OptionGroup: ArgumentGroup {
  fileprivate var arguments: any ParsableArguments { wrappedValue }
}
