import ArgumentParser
import LedgerJSON

/// How much of a list is printed.
struct ListOptions: ParsableArguments {
  @Option(
    name: [.customShort("n", allowingJoined: true), .long], parsing: .unconditional,
    help: ArgumentHelp("At most this many.", valueName: "n"))
  var limit = 50

  @Flag(help: "List all of them.")
  var all = false

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit takes a number above 0.") }
  }

  var most: Int { all ? Int.max : limit }
}

/// Whether a list has what is removed.
struct RemovedOptions: ParsableArguments {
  @Flag(help: "List only what is removed; `chat-ledger show` says by whom.")
  var removed = false

  @Flag(help: "List removed ones among the others.")
  var withRemoved = false

  func validate() throws {
    guard !(removed && withRemoved) else { throw ValidationError("Give --removed or --with-removed, and not both.") }
  }

  /// Whether removed things have to be looked at.
  var looksAtRemoved: Bool { removed || withRemoved }

  func lists(isRemoved: Bool) -> Bool { isRemoved ? looksAtRemoved : !removed }
}

/// Prints a list: JSON line by line as it comes, a table when it is whole.
struct ListPrinter {
  private let asJSON: Bool
  private let most: Int
  private let options: LedgerOptions
  private var table: TableStream
  private(set) var count = 0
  private(set) var hasMore = false

  init(_ columns: [TextTable.Column], _ list: ListOptions, _ output: OutputOptions, _ options: LedgerOptions) {
    asJSON = output.json
    most = list.most
    self.options = options
    table = TableStream(columns)
  }

  /// Takes one more; only what is printed of it is made.
  ///
  /// - Returns: whether there is room for another.
  mutating func add(row: () throws -> [String], json: () throws -> JSON) rethrows -> Bool {
    guard count < most else {
      hasMore = true
      return false
    }
    // Nobody gets what comes now.
    if StandardStreams.failure != nil { return false }
    count += 1
    if asJSON {
      OutputChannel.output.line(try json())
    } else {
      table.append(try row())
    }
    return true
  }

  /// Prints what is left, and for people what to do where there is nothing or more.
  mutating func finish(whenEmpty hint: ScreenText) {
    if asJSON { return }
    table.finish()
    if count == 0 { return options.note(hint) }
    if hasMore { options.note("The first \(Format.count(count)); --all lists the others, too.") }
  }

  @_disfavoredOverload
  mutating func finish(whenEmpty hint: String) { finish(whenEmpty: ScreenText(hint)) }
}
