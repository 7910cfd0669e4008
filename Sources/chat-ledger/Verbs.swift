import ArgumentParser

extension ChatLedgerCommand {
  /// Every verb as it is typed, hidden ones included: `["import", "mattermost"]`.
  static var verbs: [[String]] { commands(of: Self.self, after: []).map(\.verb) }

  /// What the help of a verb says below its abstract; nil where there is no such verb.
  static func discussion(of verb: [String]) -> String? {
    commands(of: Self.self, after: []).first { $0.verb == verb }?.command.configuration.discussion
  }

  private static func commands(
    of command: any ParsableCommand.Type, after path: [String]
  ) -> [(verb: [String], command: any ParsableCommand.Type)] {
    let configuration = command.configuration
    let below = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
    if below.isEmpty { return [(path, command)] }
    return below.flatMap { commands(of: $0, after: path + [$0._commandName]) }
  }
}
