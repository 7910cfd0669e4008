import ArgumentParser
import ChatLedger

struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Show how much there is, and the state root.",
    discussion: """
      Messages are those that show: neither deleted nor cleared for everyone. Two ledgers with the same state \
      root hold the same state.

      Examples:
        chat-ledger stats
        chat-ledger stats --json | jq .tables.messages
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let statistics = try options.withLedger(.readOnly) { try $0.statistics() }
    if output.json {
      Channel.output.line(statistics.json.text)
      return
    }
    var sheet = FactSheet()
    sheet.add("position", Format.count(statistics.position.rawValue))
    sheet.add("events", Format.count(statistics.events))
    sheet.add("state root", statistics.stateRoot.description)
    for (name, count) in statistics.tables.counts { sheet.add(name, Format.count(count)) }
    sheet.add("log", Format.bytes(statistics.logBytes))
    sheet.add("projection", Format.bytes(statistics.projectionBytes))
    sheet.add("snapshots", Format.count(statistics.snapshots))
    sheet.print()
  }
}

extension Statistics: JSONConvertible {
  var json: JSON {
    [
      "position": .position(position), "events": .unsigned(events), "stateRoot": .of(stateRoot),
      "tables": tables.json, "logBytes": .unsigned(logBytes), "projectionBytes": .unsigned(projectionBytes),
      "snapshots": .integer(Int64(snapshots)),
    ]
  }
}
