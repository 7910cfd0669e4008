import ArgumentParser

extension ChatLedgerCommand {
  /// Every verb as it is typed, hidden ones included: `["import", "mattermost"]`.
  static var verbs: [[String]] { commands.map(\.verb) }

  /// Every verb with what does it.
  static var commands: [(verb: [String], command: any ParsableCommand.Type)] { commands(of: Self.self, after: []) }

  private static func commands(
    of command: any ParsableCommand.Type, after path: [String]
  ) -> [(verb: [String], command: any ParsableCommand.Type)] {
    let configuration = command.configuration
    let below = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
    if below.isEmpty { return [(path, command)] }
    return below.flatMap { commands(of: $0, after: path + [$0._commandName]) }
  }
}
