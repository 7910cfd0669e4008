import ArgumentParser
import ChatLedger
import ChatOperations

struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "Put a conversation away for one of its participants.",
    discussion: """
      The account's list of conversations leaves it out; nothing else changes, for the account or for anybody. \
      `chat-ledger unarchive` puts it back.

      Examples:
        chat-ledger archive general --for-account @anna
        chat-ledger conversations --for-account @anna --archived
      """)

  @OptionGroup var change: ArchiveChange

  func run() throws {
    try change.run(saying: "has archived") {
      .archiveConversation(ArchiveConversation(conversation: $0, account: $1))
    }
  }
}

struct UnarchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unarchive", abstract: "Put an archived conversation back on the list of a participant.",
    discussion: """
      Examples:
        chat-ledger unarchive random --for-account @anna
      """)

  @OptionGroup var change: ArchiveChange

  func run() throws {
    try change.run(saying: "has again on the list") {
      .unarchiveConversation(UnarchiveConversation(conversation: $0, account: $1))
    }
  }
}

/// What both verbs take and do.
struct ArchiveChange: ParsableArguments {
  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var recording: RecordingOptions

  @Argument(help: ArgumentHelp("The conversation: its identifier or its exact name.", valueName: "conversation"))
  var conversation: String

  @Option(help: ArgumentHelp("The participant for whom.", valueName: "account"))
  var forAccount: String

  func run(saying verb: String, _ action: (ConversationID, AccountID) -> Action) throws {
    try options.withLedger(.readWrite) { ledger in
      let (room, account, name) = try ledger.read(.latest) { view in
        let lookup = NameLookup(view: view)
        let room = try lookup.conversation(conversation)
        return (room.id, try lookup.account(forAccount), try Names(view).label(of: room))
      }
      let receipt = try ledger.execute(try recording.command(action(room, account.id), by: `operator`.name))
      receipt.print(output, saying: "\(account.label) \(verb): \(SafeText.excerpt(name)).")
    }
  }
}
