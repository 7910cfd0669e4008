import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show everything that is known about one item.",
    discussion: """
      Takes the identifier of an account, conversation, message, resource, session, privacy report or command; a \
      position in the log; or a name (accounts as @name or by e-mail address, resources by their title). Shows hidden \
      items, too. A former name is found if nothing has it now; otherwise its former owner is mentioned.

      Examples:
        chat-ledger show @anna
        chat-ledger show general
        chat-ledger show "Algebra for beginners"
        chat-ledger show 01890a5d-ac96-774b-bcce-b302099a8057
        chat-ledger show 1200
        chat-ledger show 1200 --all      (everything it took away, and not the first 25)
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("An identifier, a position, or a name.", valueName: "id"))
  var id: String

  @Flag(help: "List everything that belongs to it, not only the first 25.")
  var all = false

  func run() throws {
    try options.withView { view in
      var namesakes: [Namesake] = []
      let lookup = NameLookup(view: view, note: { options.note($0) }, namesakes: { namesakes += $0 })
      let sheets = SheetMaker(view: view, names: Names(lookup.book), showsAll: all)
      var thing = try find(in: view, lookup, sheets)
      for line in namesakes.lines { thing.facts.add("same name", line) }
      if !namesakes.isEmpty {
        thing.json = .object(thing.json.members + [.init(name: "namesakes", value: namesakes.json)])
      }
      if output.json { OutputChannel.output.line(thing.json) } else { thing.print() }
    }
  }

  private func find(in view: LedgerView, _ lookup: NameLookup, _ sheets: SheetMaker) throws -> EntitySheet {
    if let number = Position(written: id) {
      guard let entry = try view.entry(at: number) else {
        // A room may be called 2024.
        if try !lookup.conversations(called: id).found.isEmpty { return try named(lookup, sheets) }
        throw CommandFailure.usage(
          "There is no entry at position \(number).", hint: "The log ends at position \(view.position).")
      }
      return try sheets.entry(entry)
    }
    guard let command = CommandID(id) else {
      if id.hasPrefix("@") { return try sheets.account(try lookup.account(id)) }
      return try named(lookup, sheets)
    }
    if let account = try view.account(AccountID(rawValue: command.rawValue)) { return try sheets.account(account) }
    if let conversation = try view.conversation(ConversationID(rawValue: command.rawValue)) {
      return try sheets.conversation(conversation)
    }
    if let message = try view.message(command.message) { return try sheets.message(message) }
    if let thing = try sheets.resourceOrRecord(command.rawValue) { return thing }
    if let position = try view.position(of: command), let entry = try view.entry(at: position) {
      return try sheets.entry(entry)
    }
    throw CommandFailure.usage(
      "Nothing has the identifier \(id).",
      hint: "`chat-ledger conversations` and `chat-ledger tail` show identifiers of rooms and commands.")
  }

  /// A conversation of the name, or a resource of the title, or the account with the address; one that was called so
  /// where nothing is now.
  private func named(_ lookup: NameLookup, _ sheets: SheetMaker) throws -> EntitySheet {
    let (rooms, resources) = (try lookup.conversations(called: id), try lookup.resources(called: id))
    if !rooms.found.isEmpty {
      lookup.namesakes?(
        resources.found.map { Namesake(kind: .resource, id: $0.id.description, name: id, isOfAnotherKind: true) })
      return try sheets.conversation(try lookup.conversation(id))
    }
    if !resources.found.isEmpty { return try sheets.resource(try lookup.resource(id)) }
    let accounts = try lookup.accounts(called: id)
    if id.contains("@"), !accounts.found.isEmpty { return try sheets.account(try lookup.account(id)) }
    if try !lookup.formerConversations(called: id).isEmpty {
      return try sheets.conversation(try lookup.conversation(id))
    }
    if try !lookup.formerResources(called: id).isEmpty { return try sheets.resource(try lookup.resource(id)) }
    let names = rooms.names.union(resources.names).union(accounts.names.filter { !$0.isEmpty }.map { "@\($0)" })
    throw CommandFailure.usage(
      "No conversation and no resource is called “\(id)”.",
      hint: "`chat-ledger conversations --all --with-removed` and `chat-ledger resources` list them; accounts are "
        + "written @NAME, or by their e-mail address.",
      details: Suggestion.details(for: id, among: names))
  }
}

/// One thing, ready to be printed for people or for programs.
struct EntitySheet {
  var title: String
  var facts = FactSheet()
  var tables: [(title: String, table: TextTable)] = []
  var json: JSON

  func print() {
    let channel = OutputChannel.output
    channel.line(channel.styled(title, .bold))
    facts.print()
    for (title, table) in tables where !table.rows.isEmpty {
      channel.line()
      channel.line(title)
      table.print()
    }
  }
}
