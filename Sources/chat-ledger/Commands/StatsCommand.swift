import ArgumentParser
import ChatLedger
import LedgerJSON

struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Show how much there is, and the state root.",
    discussion: """
      Messages are those that show: neither deleted nor cleared for everyone. Two ledgers with the same state \
      root hold the same state. Resources are counted by kind, too. It also says whether the ledger checks who may do \
      what, as it was made (`init --authorization`).

      Examples:
        chat-ledger stats
        chat-ledger stats --json | jq .tables.messages
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (statistics, kinds, settings) = try options.withLedger(.readOnly) { ledger in
      let (counts, settings) = try ledger.read(.latest) { (try $0.resourceCounts(), try $0.settings()) }
      return (try ledger.statistics(), counts.sorted { $0.key < $1.key }, settings)
    }
    if output.json {
      let resources = JSON.object(kinds.map { .init(name: $0.key, value: .integer($0.value)) })
      OutputChannel.output.line(
        JSON.object(
          statistics.json.members + [
            .init(name: "resources", value: resources),
            .init(name: "authorization", value: .string(settings.authorization.rawValue)),
          ]))
      return
    }
    var sheet = FactSheet()
    sheet.add("position", statistics.position.description)
    sheet.add("events", Format.count(statistics.events))
    sheet.add("state root", statistics.stateRoot.description)
    for (name, count) in statistics.tables.counts { sheet.add(name, Format.count(count)) }
    for (kind, count) in kinds { sheet.add("  \(kind)", Format.count(count)) }
    sheet.add("who may do what", settings.authorization.meaning)
    sheet.add("log", Format.bytes(statistics.logBytes))
    sheet.add("projection", Format.bytes(statistics.projectionBytes))
    sheet.add("snapshots", Format.count(statistics.snapshots))
    sheet.print()
  }
}

extension Authorization {
  /// In words.
  fileprivate var meaning: String {
    switch self {
    case .members: "the ledger checks it (see `schema who-may`)"
    case .trusted: "the service checks it, and the ledger nothing"
    }
  }
}
