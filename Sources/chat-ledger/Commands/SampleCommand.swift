import ArgumentParser
import ChatLedgerTesting

/// Hidden: makes the archive that `make demo` runs on.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Write a made-up archive in Mattermost bulk JSONL to standard output.",
    shouldDisplay: false)

  @Option(help: ArgumentHelp("How many messages.", valueName: "n"))
  var messages = 50_000

  @Option(help: ArgumentHelp("How many rooms.", valueName: "n"))
  var rooms = 40

  @Option(help: ArgumentHelp("How many accounts.", valueName: "n"))
  var accounts = 500

  @Option(help: ArgumentHelp("The same seed makes the same bytes.", valueName: "n"))
  var seed: UInt64 = 1

  func validate() throws {
    guard messages > 0, rooms > 0, accounts > 0 else { throw ValidationError("Counts are above 0.") }
  }

  func run() throws {
    try SampleArchive(seed: seed, messages: messages, rooms: rooms, accounts: accounts).forEachLine { line in
      try OutputChannel.check()
      var line = line + "\n"
      line.withUTF8 { OutputChannel.output.archive(UnsafeRawBufferPointer($0)) }
    }
  }
}
