import ChatLedger
import ChatOperations
import LedgerJSON

/// The way of `revert`: find what each name means, look, ask, do all of it or nothing, and say how to take it back.
struct RevertFlow {
  var flow: RemovalFlow
  /// Who does it, and why.
  var actor: CommandActor
  var reason: String
  /// Whether an edit is taken back although the message was edited again since.
  var discardsLater: Bool

  /// What is to be done: removals first, for a message has to show before its text is brought back.
  struct Plan {
    /// Commands that are reverted, the latest first: what went last comes back first.
    var reverted: [CommandID] = []
    var undos: [EditUndo] = []
    var commands: [Command] = []
  }

  // MARK: Planning

  /// - Parameter names: Identifiers of commands, or positions.
  func plan(_ names: [String], in view: LedgerView) throws -> Plan {
    var entries: [Position: LedgerEntry] = [:]
    for name in names {
      let entry = try view.entry(named: name)
      entries[entry.firstPosition] = entry
    }
    var plan = Plan()
    var edits: [Position] = []
    for (position, entry) in entries.sorted(by: { $0.key > $1.key }) {
      switch entry.command.action {
      case .editMessage: edits.append(position)
      case .sendMessage(let action):
        throw CommandFailure.usage(
          "The entry at position \(position) sent a message: there is no version before it.",
          hint:
            #"To take the message away: echo '{"deleteMessage":{"message":"\#(entry.command.id)"},"reason":"…"}' | "#
            + "chat-ledger exec",
          details: ["it says: \(SafeText.excerpt(action.content.body, limit: 80))"])
      default:
        if let failure = try TextsUndo(view: view).failure(for: entry) { throw failure }
        plan.reverted.append(entry.command.id)
      }
    }
    plan.undos = try view.editUndos(of: edits.reversed())
    try requireConsent(plan.undos, in: view)
    plan.commands = try commands(plan)
    return plan
  }

  private func commands(_ plan: Plan) throws -> [Command] {
    let first = try flow.removal.id.map { try CommandID(argument: $0) }
    func id(_ index: Int) -> CommandID {
      first.map { CommandID(rawValue: $0.rawValue &+ UInt128(index)) } ?? Ledger.newCommandID()
    }
    let reverts = plan.reverted.enumerated().map { index, command in
      Command(
        id: id(index), actor: actor, origin: OperatorOptions.origin, reason: reason,
        action: .revert(Revert(command: command)))
    }
    let edits = plan.undos.enumerated().map { index, undo in
      undo.command(id: id(reverts.count + index), actor: actor, origin: OperatorOptions.origin, reason: reason)
    }
    return reverts + edits
  }

  /// What somebody wrote after the edit goes with it; that has to be wanted.
  private func requireConsent(_ undos: [EditUndo], in view: LedgerView) throws {
    let later = undos.flatMap { undo in undo.later.map { (undo, $0) } }
    guard !later.isEmpty, !discardsLater else { return }
    let names = Names(view)
    let lines = try later.prefix(20).map { undo, version in
      let who = try view.entry(at: version.position).map { try names.actor($0.command.actor) } ?? "somebody"
      return
        "position \(version.position): edited by \(who) at \(Format.time(version.time)), message \(undo.message.id)"
    }
    throw CommandFailure(
      .usage, "EDITED_SINCE",
      later.count == 1 ? "The message was edited again since." : "Messages were edited again since.",
      hint: "Name those edits as well to take them back too, or say --discard-later if what they wrote may go.",
      details: lines + (later.count > 20 ? ["and \(Format.count(later.count - 20)) more"] : []))
  }

  // MARK: Looking

  func look(_ plan: Plan) throws {
    let preview = try preview(plan)
    try flow.ledger.read(.latest) { view in
      printForeseen(plan, before: preview.before, after: preview.after, events: preview.events.count, in: view)
    }
  }

  private func preview(_ plan: Plan) throws -> Preview {
    do { return try flow.ledger.preview(batch: plan.commands) } catch let rejection as Rejection {
      throw failure(rejection, plan)
    }
  }

  /// Says which of several it was that cannot be taken back.
  private func failure(_ rejection: Rejection, _ plan: Plan) -> any Error {
    guard plan.commands.count > 1, let index = rejection.index, plan.commands.indices.contains(index) else {
      return rejection
    }
    let name =
      index < plan.reverted.count
      ? "command \(plan.reverted[index])"
      : "the edit at position \(plan.undos[index - plan.reverted.count].edits.first ?? .start)"
    return CommandFailure(
      .usage, rejection.code.rawValue, rejection.message, hint: RemedyText(rejection).description,
      details: ["it is about \(name); nothing was recorded, of the others neither"])
  }

  private func printForeseen(_ plan: Plan, before: Totals, after: Totals, events: Int, in view: LedgerView) {
    let printer = EditUndoPrinter(names: Names(view))
    if flow.output.json {
      let json: JSON = [
        "dryRun": .bool(true), "before": before.json, "removed": (before - after).positive.json, "after": after.json,
        "events": .integer(Int64(events)), "edits": plan.undos.isEmpty ? .null : .array(plan.undos.map(\.json)),
      ]
      return OutputChannel.output.line(json.compact.text)
    }
    if !plan.reverted.isEmpty { RemovalFlow.printTable(before: before, after: after) }
    if !plan.undos.isEmpty { printer.print(plan.undos) }
    flow.options.note("Nothing was recorded: this was a dry run.")
  }

  // MARK: Doing

  func run(_ plan: Plan) throws {
    let preview = try preview(plan)
    try flow.ledger.read(.latest) { view in
      var question = try RemovalQuestion(flow, preview, in: view)
      if !plan.undos.isEmpty {
        question.besides.append("changes the text of \(Format.count(plan.undos.count, "message"))")
        question.number = max(question.number, Int64(plan.undos.count))
      } else if preview.removed == Totals(), preview.restored == Totals(), !preview.events.isEmpty {
        question.besides.append("changes nothing that is counted")
      }
      try question.requireAnswers(flow.removal)
      if !flow.output.json, !plan.undos.isEmpty { EditUndoPrinter(names: Names(view)).print(plan.undos) }
      try question.ask(flow.removal)
    }
    let receipts: [Receipt]
    do { receipts = try flow.ledger.execute(batch: plan.commands) } catch let rejection as Rejection {
      throw failure(rejection, plan)
    }
    printReceipts(receipts, plan, preview)
  }

  private func printReceipts(_ receipts: [Receipt], _ plan: Plan, _ preview: Preview) {
    if flow.output.json {
      let json = receipts.count == 1 ? receipts[0].json : ["commands": .array(receipts.map(\.json))] as JSON
      return OutputChannel.output.line(json.text)
    }
    if !plan.reverted.isEmpty { RemovalFlow.printTable(before: preview.before, after: preview.after) }
    if receipts.count == 1, let receipt = receipts.first {
      receipt.printFacts()
      if preview.events.isEmpty { return flow.options.note("\nThere was nothing to do.") }
      return flow.options.note("\nTo take this back: \(RevertLine(receipt.commandID))")
    }
    OutputChannel.output.line("\nTook \(Format.count(receipts.count)) commands back, all in one transaction.")
    flow.options.note("\nTo take this back: \(RevertLine(receipts.map(\.position)))")
  }
}

extension LedgerView {
  /// An entry by its position, or by the identifier of its command.
  func entry(named name: String) throws -> LedgerEntry {
    if let number = Position(written: name) {
      guard let entry = try entry(at: number) else {
        throw CommandFailure.usage(
          "There is no entry at position \(number).", hint: "The log ends at position \(position).")
      }
      return entry
    }
    let id = try CommandID(argument: name)
    guard let position = try position(of: id), let entry = try entry(at: position) else {
      throw CommandFailure(
        .usage, Rejection.Code.unknownCommand.rawValue, "Command \(id) is not known.",
        hint: "Look the identifier up with `chat-ledger tail`; a receipt shows it, too.")
    }
    return entry
  }
}
