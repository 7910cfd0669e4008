import ChatLedger

/// Finds arguments that are nothing: a variable was not set, and no verb may go on with what it does otherwise.
///
/// One place for all options and all arguments of all verbs, those to come included: `--ledger ""` must not fall back
/// to CHAT_LEDGER, `--id ""` not to a new identifier, `--for-account ""` not to everybody.
enum EmptyArguments {
  static func check(_ arguments: [String]) throws {
    // The scripts of shells ask for completions in this way, with the words as far as they are typed.
    if arguments.first?.hasPrefix("---") == true { return }
    for (index, argument) in arguments.enumerated() {
      if argument.isUnreadable {
        let before = index > 0 ? arguments[index - 1] : ""
        throw failure(before.hasPrefix("-") && before != "--" ? "The value after \(before)" : "Argument \(index + 1)")
      }
      // Only of an option: a text may end with this sign.
      guard argument.hasPrefix("--"), let sign = argument.firstIndex(of: "=") else { continue }
      if argument[argument.index(after: sign)...].isUnreadable {
        throw failure("The value after \(argument[..<sign])")
      }
    }
  }

  private static func failure(_ what: String) -> CommandFailure {
    .usage(
      "\(what) is empty.",
      hint: "A variable of the shell is not set, perhaps. Give a value, or leave the option out.")
  }
}
