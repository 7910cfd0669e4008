import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON

struct ResourcesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resources", abstract: "List the resources of the chat: events, lessons, bookings, whiteboards.",
    discussion: """
      In the order of their identifiers. `chat-ledger schema` says which kinds there are; `chat-ledger stats` counts \
      them. Those that are removed are listed with --removed, or among the others with --with-removed.

      Examples:
        chat-ledger resources
        chat-ledger resources --kind booking --status active
        chat-ledger resources --of @anna      (what refers to her)
        chat-ledger resources --of 01890a5d-ac96-774b-bcce-b302099a8057 --json
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var list: ListOptions

  @Option(help: ArgumentHelp("Only those of this kind.", valueName: "kind"))
  var kind: String?

  @Option(help: ArgumentHelp("Only those in this status.", valueName: "status"))
  var status: String?

  @Option(help: ArgumentHelp("Only those that refer to this account or resource.", valueName: "id"))
  var of: String?

  @Option(help: ArgumentHelp("Only those after this one in the order of identifiers.", valueName: "id"))
  var after: String?

  @OptionGroup var presence: RemovedOptions

  func run() throws {
    try options.withList(output) { view in
      let lookup = options.lookup(in: view)
      let names = Names(view)
      let filter = ResourceFilter(
        kind: try kind.map { try known($0, view) }, status: status, target: try of.map { try lookup.target($0) },
        includesRemoved: presence.looksAtRemoved)
      var printer = ListPrinter(
        [
          .init("KIND"), .init("TITLE", givesWay: true), .init("STATUS"), .init("REFERENCES", givesWay: true),
          .init("CREATED"), .init("ID"),
        ], list, output, options)
      try view.forEachResource(filter, after: try after.map { try lookup.resource($0).id }) { resource in
        guard presence.lists(isRemoved: resource.state.isRemoved) else { return true }
        return try printer.add(row: { try row(resource, names) }, json: { resource.json })
      }
      printer.finish(whenEmpty: try hint(view))
    }
  }

  /// A kind that is misspelt lists nothing, which somebody would believe.
  private func known(_ kind: String, _ view: LedgerView) throws -> String {
    let schema = try view.schema()
    guard schema.kind(kind) == nil, !schema.kinds.isEmpty else { return kind }
    throw CommandFailure.usage(
      "No kind “\(kind)” is declared.", hint: "`chat-ledger schema` lists what there is.",
      details: Suggestion.details(for: kind, among: Set(schema.kinds.map(\.name))))
  }

  private func row(_ resource: Resource, _ names: Names) throws -> [String] {
    let state = resource.state
    let references = try state.references.map { "\($0.name): \(try names.target($0.target))" }
    let status = [state.status, state.isRemoved ? "removed" : ""].filter { !$0.isEmpty }
    return [
      state.kind, SafeText.excerpt(resource.details?.title ?? "(erased)"), status.joined(separator: ", "),
      references.joined(separator: ", "), Format.time(state.createdTime), resource.id.description,
    ]
  }

  private func hint(_ view: LedgerView) throws -> String {
    if try view.schema().kinds.isEmpty {
      return "No kinds of resources are declared: `chat-ledger schema declare FILE` declares them."
    }
    if presence.removed { return "No resource like that is removed." }
    if try view.totals().resources == 0 { return try NothingThere.noResourcesNow(view) }
    return "No resource is like that; `chat-ledger resources` lists all."
      + (presence.withRemoved ? "" : " Removed ones are listed with --removed.")
  }
}
