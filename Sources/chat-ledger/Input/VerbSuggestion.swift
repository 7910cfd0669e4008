import ArgumentParser

/// Verbs that somebody may have meant.
enum VerbSuggestion {
  /// The failure for a verb that there is not; nil where the verbs are right and something else is wrong.
  static func failure(_ arguments: [String], in root: any ParsableCommand.Type) -> CommandFailure? {
    var command = root
    var path = [name(of: root)]
    for argument in arguments {
      let verbs = subcommands(of: command)
      if verbs.isEmpty || argument.hasPrefix("-") { return nil }
      if let next = verbs.first(where: { name(of: $0) == argument }) {
        command = next
        path.append(argument)
        continue
      }
      // A verb that works without another takes arguments of its own.
      if command.configuration.defaultSubcommand != nil || argument == "help" { return nil }
      var names: Set<String> = []
      for verb in verbs where verb.configuration.shouldDisplay { names.insert(name(of: verb)) }
      return .usage(
        "There is no verb “\(argument)”.", hint: "`\(path.joined(separator: " ")) --help` lists the verbs.",
        details: Suggestion.details(for: argument, among: names, limit: 2))
    }
    return nil
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }

  private static func subcommands(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    command.configuration.subcommands
  }
}
