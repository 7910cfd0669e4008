import ArgumentParser
import ChatLedger
import LedgerJSON

/// What verbs take that record something and take nothing away.
struct RecordingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The reason, kept in the log. Required to weaken a protection.", valueName: "text"))
  var reason: String?

  @Option(
    help: ArgumentHelp(
      "The identifier of the command; sending it again changes nothing twice. The default is a new one.",
      valueName: "command"))
  var id: String?

  func command(_ action: Action, by actor: CommandActor) throws -> Command {
    Command(
      id: try id.map { try CommandID(argument: $0) } ?? Ledger.newCommandID(), actor: actor,
      origin: OperatorOptions.origin, reason: reason, action: action)
  }
}

extension Receipt {
  /// For programs as JSON; for people with a sentence that says what was done.
  func print(_ output: OutputOptions, saying sentence: String) {
    if output.json { return OutputChannel.output.line(json) }
    if isDuplicate { return printDuplicate(output) }
    OutputChannel.output.line(sentence)
    printFacts()
  }

  /// That of a command that was accepted before.
  func printDuplicate(_ output: OutputOptions) {
    if output.json {
      OutputChannel.output.line(json)
    } else {
      OutputChannel.output.line("Command \(commandID) was accepted before, at position \(position).")
    }
  }

  /// Which command it is, under whatever stands above.
  func printFacts() {
    OutputChannel.output.line()
    var sheet = FactSheet()
    sheet.add("command", commandID.description)
    sheet.add("position", position.description)
    sheet.add("time", Format.time(time))
    sheet.print()
  }
}
