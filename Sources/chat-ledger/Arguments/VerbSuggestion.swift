import ArgumentParser
import ChatOperations

/// Verbs that somebody may have meant.
enum VerbSuggestion {
  /// The failure for a verb that there is not; nil where the verbs are right and something else is wrong.
  static func failure(_ arguments: [String], in root: any ParsableCommand.Type) -> CommandFailure? {
    if let misplaced = optionsBeforeVerb(arguments, in: root) { return misplaced }
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

  /// The failure for options that stand before the verb, where they belong to it; with the line as it is right.
  private static func optionsBeforeVerb(
    _ arguments: [String], in root: any ParsableCommand.Type
  ) -> CommandFailure? {
    guard let first = arguments.first, first.hasPrefix("-"), !arguments.contains("--") else { return nil }
    let verbs = Set(subcommands(of: root).map { name(of: $0) })
    var index = 0
    while index < arguments.count, arguments[index].hasPrefix("-") {
      // The value of an option may be called like a verb.
      index += valued.contains(arguments[index]) ? 2 : 1
    }
    guard index < arguments.count, verbs.contains(arguments[index]) else { return nil }
    let line = ([name(of: root)] + arguments[index...] + arguments[..<index]).map(quoted).joined(separator: " ")
    return .usage(
      "Options stand after the verb: “\(first.prefix { $0 != "=" })” stands before “\(arguments[index])”.",
      hint: "Write: \(line)")
  }

  /// Options of every verb that take a value.
  private static let valued: Set<String> = ["--ledger", "--scratch", "--map-size"]

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.firstMatch(of: /[^A-Za-z0-9_.,:=@\/+-]/) == nil
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }

  private static func subcommands(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    command.configuration.subcommands
  }
}
