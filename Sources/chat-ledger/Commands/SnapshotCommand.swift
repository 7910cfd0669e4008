import ArgumentParser
import ChatLedger
import LedgerJSON

struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Keep a compacted copy of the projection, or list those there are.",
    discussion: """
      A snapshot makes replays and rebuilds shorter. It is derived: the log alone is what to back up.

      Examples:
        chat-ledger snapshot
        chat-ledger snapshot --list
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "List the snapshots instead of making one.")
  var list = false

  func run() throws {
    if list { try printList() } else { try make() }
  }

  private func make() throws {
    let manifest = try options.withLedger(.readWrite) { try $0.snapshot() }
    Recorded.note("The snapshot \(manifest.name) WAS made.")
    if output.json {
      OutputChannel.output.line(manifest.json)
      return
    }
    var sheet = FactSheet()
    sheet.add("snapshot", manifest.name)
    sheet.add("position", manifest.position.description)
    sheet.add("state root", manifest.stateRoot.description)
    sheet.add("size", Format.bytes(manifest.sizeBytes))
    sheet.print()
  }

  private func printList() throws {
    let manifests = try options.withLedger(.readOnly) { try $0.snapshots() }
    if output.json {
      for manifest in manifests { OutputChannel.output.line(manifest.json) }
      return
    }
    guard !manifests.isEmpty else {
      options.note("There are no snapshots; `chat-ledger snapshot` makes one.")
      return
    }
    var table = TextTable([
      .init("NAME"), .init("POSITION", isNumber: true), .init("MADE"), .init("MESSAGES", isNumber: true),
      .init("SIZE", isNumber: true), .init("STATE ROOT"),
    ])
    for manifest in manifests {
      table.append([
        manifest.name, manifest.position.description, Format.time(manifest.createdAt),
        Format.count(manifest.totals.messages), Format.bytes(manifest.sizeBytes), manifest.stateRoot.description,
      ])
    }
    table.print()
  }
}
