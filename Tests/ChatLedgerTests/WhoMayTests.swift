import ChatLedger
import ChatLedgerTesting
import LedgerTestSupport
import TestSupport
import Testing

/// Every action, tried by everybody, in the model and in the engine, against expectations that are written by hand.
@Suite(.ownThread) struct WhoMayTests {
  typealias Who = WhoMayWorld.Who
  let directory = TemporaryDirectory()

  /// The world in the model, and on disk.
  private func makeWorld(_ authorization: Authorization = .members) throws -> (InMemoryChat, Ledger) {
    let chat = try InMemoryChat.fixture(authorization: authorization)
    let settings = try #require(chat.settings())
    let ledger = try Ledger.create(
      at: directory.ledger, settings: settings, actor: .operator("set-up"), origin: "tests")
    for command in WhoMayWorld.commands {
      do {
        try chat.execute(command, at: Timestamp(microseconds: chat.clock.microseconds + 1_000_000))
        _ = try ledger.execute(command)
      } catch { Issue.record("\(command.action): \(error)") }
    }
    return (chat, ledger)
  }

  private func command(_ trial: WhoMayTrial, by who: Who?, because reason: String?) -> Command {
    let isFromOutside = who == nil || who == .service
    return Command(
      id: CommandID(rawValue: 0xFFFF), actor: who.map { .account($0.id) } ?? .operator("on-call"), origin: "tests",
      reason: reason, correlation: trial.chain, action: trial.action(isFromOutside ? Who.author.id : who!.id))
  }

  private func decide(_ command: Command, in chat: InMemoryChat, by rules: RuleVersion = .current) throws -> Rejection?
  {
    let request = CommandRequest(command: command, time: chat.clock, position: chat.position.next, rules: rules)
    do { _ = try Command.decide(request, in: chat) } catch let rejection as Rejection { return rejection }
    return nil
  }

  private func preview(_ command: Command, in ledger: Ledger) throws -> Rejection? {
    do { _ = try ledger.preview(command) } catch let rejection as Rejection { return rejection }
    return nil
  }

  /// Why somebody may be refused here; anything else is a fault of the trial.
  private static let refusals: Set<Rejection.Code> = [
    .forbidden, .reasonRequired, .notAParticipant, .unknownAccount, .alreadyExists,
  ]

  @Test func everybodyTriesEverything() throws {
    let (chat, ledger) = try makeWorld()
    defer { try? ledger.close() }
    var tries = 0
    for trial in WhoMayTrial.all {
      for who in Who.allCases.map(Optional.some) + [nil] {
        for reason in [nil, "because"] {
          let command = command(trial, by: who, because: reason)
          let (model, engine) = (try decide(command, in: chat), try preview(command, in: ledger))
          let name = "\(trial) by \(who.map { "\($0)" } ?? "an operator"), reason: \(reason ?? "none")"
          #expect(
            (model == nil) == trial.isGranted(to: who, withReason: reason != nil), "\(name): \(model?.message ?? "")")
          #expect(model == engine, "\(name)")
          if let model { #expect(Self.refusals.contains(model.code), "\(name): \(model)") }
          tries += 1
        }
      }
    }
    #expect(tries > 1_500)
  }

  @Test func everyActionAndEveryRowOfTheTableIsTried() throws {
    let tried = Set(WhoMayTrial.all.map { $0.action(Who.author.id).name })
    #expect(Set(Action.names).subtracting(tried) == ["createLedger"], "tried before there are accounts")
    #expect(Set(WhoMayTrial.all.map(\.permission)) == Set(Permission.allCases))
    for trial in WhoMayTrial.all where trial.exempt.isEmpty && trial.permission != .leave {
      if case .revert = trial.action(Who.author.id) { continue }
      #expect(trial.reason == trial.permission.grant.reason, "\(trial)")
    }
    for trial in WhoMayTrial.all where trial.chain != WhoMayWorld.openImport {
      #expect(
        trial.permission.row.actions.contains(trial.action(Who.author.id).name), "\(trial) is not in the row")
    }
  }

  /// The standing that lets somebody through is the one that the table names.
  @Test func nobodyIsLetInWhomTheTableDoesNotName() throws {
    for trial in WhoMayTrial.all where trial.permission.grant.accounts.isEmpty {
      let others = trial.allowed.subtracting(trial.permission == .speakAsAI ? [.assistant] : [])
      #expect(others.isEmpty, "\(trial)")
    }
  }

  @Test func aLedgerThatTrustsItsServiceForbidsNothing() throws {
    let (chat, ledger) = try makeWorld(.trusted)
    defer { try? ledger.close() }
    for trial in WhoMayTrial.all {
      for who in Who.allCases.map(Optional.some) + [nil] {
        let command = command(trial, by: who, because: "because")
        let (model, engine) = (try decide(command, in: chat), try preview(command, in: ledger))
        #expect(model?.code != .forbidden && model == engine, "\(trial) by \(String(describing: who))")
      }
    }
  }

  @Test func theRulesFromBeforeForbidNothing() throws {
    let (chat, ledger) = try makeWorld()
    try ledger.close()
    for trial in WhoMayTrial.all {
      let rejection = try decide(command(trial, by: .outsider, because: "because"), in: chat, by: .second)
      #expect(rejection?.code != .forbidden, "\(trial)")
    }
  }

  @Test func aRefusalSaysWhoMayAndLeavesNoTrace() throws {
    let (_, ledger) = try makeWorld()
    defer { try? ledger.close() }
    let trial = try #require(WhoMayTrial.all.first { $0.permission == .delete })
    let before = try ledger.stateRoot()
    let rejection = #expect(throws: Rejection.self) {
      try ledger.execute(command(trial, by: .member, because: "because"))
    }
    #expect(rejection?.code == .forbidden)
    #expect(rejection?.message.contains("may not delete a message") == true)
    #expect(rejection?.remedy.contains("a moderator or an owner may") == true, "\(rejection?.remedy ?? "")")
    #expect(try ledger.stateRoot() == before)
  }

  @Test func aServiceSpeaksAsItselfWithoutAReason() throws {
    let chat = try makeWorld().0
    let action = Action.sendMessage(
      SendMessage(conversation: WhoMayWorld.board, author: Who.service.id, content: MessageContent(body: "beep")))
    let command = Command(
      id: CommandID(rawValue: 0xFFFF), actor: .account(Who.service.id), origin: "tests", action: action)
    #expect(try decide(command, in: chat) == nil)
  }
}
