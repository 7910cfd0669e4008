import ArgumentParser
import ChatLedger
import LedgerJSON

struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Show how much there is, and the state root.",
    discussion: """
      Messages are those that show: neither deleted nor cleared for everyone. Two ledgers with the same state \
      root hold the same state. Resources are counted by kind, too.

      Examples:
        chat-ledger stats
        chat-ledger stats --json | jq .tables.messages
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (statistics, kinds) = try options.withLedger(.readOnly) { ledger in
      (try ledger.statistics(), try ledger.read(.latest) { try $0.resourceCounts() }.sorted { $0.key < $1.key })
    }
    if output.json {
      let resources = JSON.object(kinds.map { .init(name: $0.key, value: .integer($0.value)) })
      OutputChannel.output.line(JSON.object(statistics.json.members + [.init(name: "resources", value: resources)]))
      return
    }
    var sheet = FactSheet()
    sheet.add("position", statistics.position.description)
    sheet.add("events", Format.count(statistics.events))
    sheet.add("state root", statistics.stateRoot.description)
    for (name, count) in statistics.tables.counts { sheet.add(name, Format.count(count)) }
    for (kind, count) in kinds { sheet.add("  \(kind)", Format.count(count)) }
    sheet.add("log", Format.bytes(statistics.logBytes))
    sheet.add("projection", Format.bytes(statistics.projectionBytes))
    sheet.add("snapshots", Format.count(statistics.snapshots))
    sheet.print()
  }
}
