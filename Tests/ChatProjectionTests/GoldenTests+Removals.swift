import ChatDomain
import ChatLedgerTesting

extension GoldenTests {
  /// Everything that can be taken away: what ``history()`` leaves out of the kinds of removals, watermarks and flags.
  static func historyOfRemovals() throws -> InMemoryChat {
    let chat = try InMemoryChat.fixture(authorization: .trusted)
    for (index, action) in (things + takings + importing).enumerated() {
      let command = Command(
        id: CommandID(rawValue: 0x200 + UInt128(index)), actor: .operator("golden"), origin: "test", reason: "golden",
        correlation: (18...21).contains(index) ? CommandID(rawValue: 0x211) : nil, action: action)
      try chat.execute(
        command, at: Timestamp(milliseconds: InMemoryChat.fixtureTime.milliseconds + Int64(index + 1) * 1_000))
    }
    return chat
  }

  private static let (ada, bob, carol) = (
    AccountID(rawValue: 0xA), AccountID(rawValue: 0xB), AccountID(rawValue: 0xE)
  )
  private static let (room, direct, talk) = (
    ConversationID(rawValue: 0xC), ConversationID(rawValue: 0xD), ConversationID(rawValue: 0xF)
  )
  /// What the import makes.
  private static let (guest, archive) = (AccountID(rawValue: 0x10), ConversationID(rawValue: 0x11))

  private static var things: [Action] {
    [
      .registerAccount(RegisterAccount(account: ada, profile: Profile(userName: "ada"))),
      .registerAccount(RegisterAccount(account: bob, kind: .service, profile: Profile(userName: "bob"))),
      .registerAccount(RegisterAccount(account: carol, profile: Profile(userName: "carol"))),
      .createConversation(CreateConversation(conversation: room, kind: .room, participants: [ada, bob])),
      .createConversation(CreateConversation(conversation: direct, kind: .direct, participants: [ada, bob])),
      .createConversation(CreateConversation(conversation: talk, kind: .assistant, participants: [ada])),
      send("an answer", in: talk, by: ada, sender: .ai),
      .endConversation(EndConversation(conversation: talk)),
      send("one", in: room, by: ada),
    ]
  }

  private static var takings: [Action] {
    let message = MessageID(rawValue: 0x208)
    return [
      .addReaction(AddReaction(message: message, account: bob, emoji: "+1")),
      .removeReaction(RemoveReaction(message: message, account: bob, emoji: "+1")),
      .pinMessage(PinMessage(message: message)),
      .unpinMessage(UnpinMessage(message: message)),
      .addParticipant(AddParticipant(conversation: room, account: carol, role: .moderator)),
      .removeParticipant(RemoveParticipant(conversation: room, account: carol)),
      .deactivateAccount(DeactivateAccount(account: carol)),
      .removeConversation(RemoveConversation(conversation: direct)),
    ]
  }

  private static var importing: [Action] {
    let past = Timestamp(microseconds: 5)
    return [
      .beginImport(BeginImport(format: "golden", source: "a test")),
      .registerAccount(RegisterAccount(account: guest, profile: Profile(userName: "guest"))),
      .createConversation(CreateConversation(conversation: archive, kind: .group, participants: [guest])),
      send("old", in: archive, by: guest, at: past),
      send("old as well", in: room, by: guest, at: past),
      .finishImport(FinishImport(importCommand: CommandID(rawValue: 0x211))),
      .revert(Revert(command: CommandID(rawValue: 0x211))),
      .clear(
        Clear(
          conversations: [room],
          upToTime: Timestamp(microseconds: InMemoryChat.fixtureTime.microseconds + 3_600_000_000))),
      .revert(Revert(command: CommandID(rawValue: 0x20C))),
    ]
  }

  private static func send(
    _ body: String, in conversation: ConversationID, by author: AccountID, sender: Sender = .user,
    at time: Timestamp? = nil
  ) -> Action {
    .sendMessage(
      SendMessage(
        conversation: conversation, author: author, sender: sender, content: MessageContent(body: body), sentAt: time))
  }
}
