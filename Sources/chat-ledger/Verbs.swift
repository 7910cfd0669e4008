import ArgumentParser

extension ChatLedgerCommand {
  /// Every verb as it is typed, hidden ones included: `["import", "mattermost"]`.
  static var verbs: [[String]] { verbs(of: Self.self, after: []) }

  private static func verbs(of command: any ParsableCommand.Type, after path: [String]) -> [[String]] {
    let configuration = command.configuration
    let below = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
    if below.isEmpty { return [path] }
    return below.flatMap { verbs(of: $0, after: path + [$0._commandName]) }
  }
}
