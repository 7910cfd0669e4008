package import ChatLedger

/// Who and what the tests speak of, and short ways to say it.
package enum Cast {
  package static let ada = AccountID(rawValue: 0xA)
  package static let bob = AccountID(rawValue: 0xB)
  package static let room = ConversationID(rawValue: 0xC)

  package static let settings = LedgerSettings(
    registersUnknownAccounts: true, digestKey: DigestKey(rawValue: 0x0001_0203_0405_0607_0809_0A0B_0C0D_0E0F))

  package static func command(
    _ action: Action, id: CommandID = Ledger.newCommandID(), by actor: CommandActor = .operator("tests"),
    because reason: String? = "test"
  ) -> Command {
    Command(id: id, actor: actor, origin: "tests", reason: reason, action: action)
  }

  package static func send(
    _ body: String, by author: AccountID = ada, in conversation: ConversationID = room,
    id: CommandID = Ledger.newCommandID(), replyTo: MessageID? = nil
  ) -> Command {
    command(
      .sendMessage(
        SendMessage(conversation: conversation, author: author, content: MessageContent(body: body), replyTo: replyTo)),
      id: id, by: .account(author), because: nil)
  }

  package static func makeRoom(_ id: ConversationID = room, of accounts: [AccountID] = [ada, bob]) -> Command {
    command(
      .createConversation(
        CreateConversation(
          conversation: id, kind: .room, participants: accounts, details: ConversationDetails(title: "Room"))))
  }

  package static func clear(_ conversations: [ConversationID]) -> Command {
    command(.clear(conversations.isEmpty ? Clear(everything: true) : Clear(conversations: conversations)))
  }

  package static func revert(_ id: CommandID) -> Command { command(.revert(Revert(command: id))) }

  /// A ledger with one room in it, in which Ada and Bob take part.
  package static func ledger(at path: String, options: Ledger.Options = Ledger.Options()) throws -> Ledger {
    let ledger = try Ledger.create(
      at: path, settings: settings, actor: .operator("tests"), origin: "tests", options: options)
    _ = try ledger.execute(makeRoom())
    return ledger
  }
}

extension VerifyReport {
  /// The faults in words, by level.
  package var faultTexts: [String] { levels.flatMap { level in level.faults.map { "\(level.level): \($0)" } } }

  package var faultyLevels: Set<VerifyLevel> { Set(levels.filter { $0.faultCount > 0 }.map(\.level)) }

  package func faults(of level: VerifyLevel) -> [VerifyFault] { levels.filter { $0.level == level }.flatMap(\.faults) }
}

extension Ledger {
  package func stateRoot() throws -> StateRoot { try read { try $0.stateRoot() } }
  package func bodies(in conversation: ConversationID = Cast.room) throws -> [String] {
    try read { view in
      var bodies: [String] = []
      try view.forEachMessage(in: conversation) {
        bodies.append($0.content?.body ?? "")
        return true
      }
      return bodies
    }
  }
}
