import ArgumentParser
import ChatLedger
import ChatWire
import LedgerJSON

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Show or declare the kinds of resources, their references and room policies.",
    discussion: """
      Examples:
        chat-ledger schema
        chat-ledger schema --json > schema.json
        chat-ledger schema declare schema.json
        chat-ledger schema relations      (what a removal does about every reference)
        chat-ledger schema who-may        (which accounts may do what)
      """,
    subcommands: [ShowSchemaCommand.self, DeclareSchemaCommand.self, RelationsCommand.self, WhoMayCommand.self],
    defaultSubcommand: ShowSchemaCommand.self)
}

struct ShowSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what is declared; with --json as `declare` reads it.",
    discussion: """
      Examples:
        chat-ledger schema show
        chat-ledger schema show --json > schema.json
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (schema, counts) = try options.withView { (try $0.schema(), try $0.resourceCounts()) }
    if output.json {
      OutputChannel.output.line(JSON.encoded(try JSONText.encode(schema)))
      return
    }
    schema.kindTable(counts).print()
    if schema.kinds.isEmpty {
      options.note("Nothing is declared: `chat-ledger schema declare FILE` declares it (see `schema declare --help`).")
    }
    guard !schema.policies.isEmpty else { return }
    OutputChannel.output.line()
    schema.policyTable.print()
  }
}

extension ResourceSchema {
  /// A line for each kind, and one for each further reference of it.
  fileprivate func kindTable(_ counts: [String: Int64]) -> TextTable {
    var table = TextTable([
      .init("KIND"), .init("RESOURCES", isNumber: true), .init("REFERENCE"), .init("LEADS TO"), .init("REQUIRED"),
      .init("WHEN THAT GOES", givesWay: true), .init("WHEN IT GOES, ITS CONVERSATIONS", givesWay: true),
    ])
    for kind in kinds {
      var head = [kind.name, Format.count(counts[kind.name] ?? 0)]
      var tail = [kind.conversations.rawValue]
      for rule in kind.references {
        table.append(
          head + [rule.name, rule.target.name, rule.isRequired ? "yes" : "no", rule.onRemoval.rawValue] + tail)
        (head, tail) = (["", ""], [""])
      }
      if kind.references.isEmpty { table.append(head + ["", "", "", ""] + tail) }
    }
    return table
  }

  fileprivate var policyTable: TextTable {
    var table = TextTable([.init("POLICY"), .init("KIND"), .init("WHEN ITS STATUS IS"), .init("ROOM OF")])
    for policy in policies {
      table.append([
        policy.name, policy.kind, policy.activeStatuses.joined(separator: ", "),
        policy.members.map { $0.joined(separator: ".") }.joined(separator: " and "),
      ])
    }
    return table
  }
}

extension ReferenceKind {
  /// As it stands in a schema file.
  var name: String {
    switch self {
    case .account: "account"
    case .resource(let kind): kind
    }
  }
}

struct DeclareSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "declare", abstract: "Declare the schema from a file, or replace it.",
    discussion: """
      A kind has a name, references, and an action for its conversations when it is removed. A reference has a target, \
      `account` or a kind, and an action for the removal of that target: cascade, setNull, restrict or keep. Declared \
      kinds stay. You can add kinds and optional references, and change actions. Declaring the same schema again \
      changes nothing.

        {"kinds": [
           {"name": "lesson", "references": [{"name": "teacher", "target": "account", "onRemoval": "restrict"}]},
           {"name": "booking", "references": [
             {"name": "lesson", "target": "lesson", "onRemoval": "cascade", "isRequired": true},
             {"name": "student", "target": "account", "onRemoval": "cascade"}]}],
         "policies": [
           {"name": "booking-room", "kind": "booking", "activeStatuses": ["active"],
            "members": [["lesson", "teacher"], ["student"]]}]}

      Examples:
        chat-ledger schema declare schema.json --dry-run
        chat-ledger schema declare schema.json
        chat-ledger schema --json | jq … | chat-ledger schema declare -
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var recording: RecordingOptions

  @Argument(help: ArgumentHelp("A file with the schema as JSON; - for standard input.", valueName: "file"))
  var file: String

  @Flag(help: "Only check it against what is declared; record nothing.")
  var dryRun = false

  func run() throws {
    let schema = try read()
    try options.withLedger(dryRun ? .readOnly : .readWrite) { ledger in
      let before = try ledger.read(.latest) { try $0.schema() }
      if before == schema, recording.id == nil { return tellNothingNew() }
      let command = try recording.command(.declareSchema(DeclareSchema(schema: schema)), by: `operator`.name)
      if dryRun {
        _ = try ledger.preview(command)
        return tellAccepted(schema)
      }
      let kinds = Format.count(schema.kinds.count, "kind of resource", plural: "kinds of resources")
      let policies = Format.count(schema.policies.count, "room policy", plural: "room policies")
      try ledger.execute(command).print(output, saying: "Declared \(kinds) and \(policies).")
      if !schema.policies.isEmpty {
        options.note("\nRooms that are missing by now: chat-ledger backfill --check-only")
      }
    }
  }

  private func read() throws -> ResourceSchema {
    let text = try InputLineReader(path: file).rest()
    do {
      return try JSONText.decode(ResourceSchema.self, from: text)
    } catch {
      throw CommandFailure.usage(
        "The schema cannot be read: \(error.message)", hint: "`chat-ledger schema declare --help` shows one.")
    }
  }

  private func tellNothingNew() {
    if output.json { return OutputChannel.output.line((["unchanged": .bool(true)] as JSON)) }
    OutputChannel.output.line("That is what is declared; nothing was recorded.")
  }

  private func tellAccepted(_ schema: ResourceSchema) {
    if output.json {
      let json: JSON = [
        "dryRun": .bool(true), "kinds": .integer(Int64(schema.kinds.count)),
        "policies": .integer(Int64(schema.policies.count)),
      ]
      return OutputChannel.output.line(json)
    }
    schema.kindTable([:]).print()
    options.note("It would be accepted. Nothing was recorded: this was a dry run.")
  }
}
