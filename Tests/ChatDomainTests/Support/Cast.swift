import ChatDomain
import ChatLedgerTesting

// The people and places of the tests.
let alice = AccountID(rawValue: 0xA11CE)
let bob = AccountID(rawValue: 0xB0B)
let carol = AccountID(rawValue: 0xCA401)
let stranger = AccountID(rawValue: 0x57A6)
let room = ConversationID(rawValue: 0x400)
let otherRoom = ConversationID(rawValue: 0x401)
let talk = ConversationID(rawValue: 0xA1)
let pair = ConversationID(rawValue: 0xD1)
let nowhere = ConversationID(rawValue: 0xDEAD)

/// A command whose number is its identifier, and that of the message it sends.
func command(
  _ number: UInt128, by actor: CommandActor = .operator("test"), because reason: String? = nil,
  within batch: UInt128? = nil,
  expecting revision: UInt64? = nil, origin: String = "tests", _ action: Action
) -> Command {
  Command(
    id: CommandID(rawValue: number), actor: actor, origin: origin, reason: reason,
    correlation: batch.map { CommandID(rawValue: $0) }, expectedRevision: revision, action: action)
}

func message(_ number: UInt128) -> MessageID { MessageID(rawValue: number) }

/// A time so many seconds after the fixture's.
func second(_ seconds: Int64) -> Timestamp {
  Timestamp(microseconds: InMemoryChat.fixtureTime.microseconds + seconds * 1_000_000)
}

func register(_ number: UInt128, _ account: AccountID, kind: AccountKind = .person) -> Command {
  command(
    number, .registerAccount(RegisterAccount(account: account, kind: kind, profile: Profile(userName: "somebody"))))
}

func create(
  _ number: UInt128, _ conversation: ConversationID, kind: ConversationKind = .room,
  history: HistoryVisibility = .shared, with participants: [AccountID] = [alice, bob]
) -> Command {
  command(
    number,
    .createConversation(
      CreateConversation(conversation: conversation, kind: kind, history: history, participants: participants)))
}

func send(
  _ number: UInt128, in conversation: ConversationID = room, by author: AccountID = alice, sender: Sender = .user,
  _ body: String = "hello", replyTo: MessageID? = nil, root: MessageID? = nil
) -> Command {
  command(
    number, by: .account(author),
    .sendMessage(
      SendMessage(
        conversation: conversation, author: author, sender: sender, content: MessageContent(body: body),
        replyTo: replyTo, root: root)))
}

/// A message of the past, within an import.
func bring(
  _ number: UInt128, in conversation: ConversationID = room, by author: AccountID = alice, at time: Timestamp,
  within batch: UInt128, replyTo: MessageID? = nil
) -> Command {
  command(
    number, within: batch,
    .sendMessage(
      SendMessage(
        conversation: conversation, author: author, content: MessageContent(body: "old"), replyTo: replyTo,
        sentAt: time)))
}

func delete(_ number: UInt128, _ target: UInt128) -> Command {
  command(number, because: "unwanted", .deleteMessage(DeleteMessage(message: message(target))))
}

func clear(_ number: UInt128, _ conversations: [ConversationID] = [room], for account: AccountID? = nil) -> Command {
  command(number, because: "tidying", .clear(Clear(conversations: conversations, forAccount: account)))
}

func clear(_ number: UInt128, upTo last: UInt128, in conversation: ConversationID = room) -> Command {
  command(number, because: "tidying", .clear(Clear(conversations: [conversation], upToMessage: message(last))))
}

func clear(_ number: UInt128, before time: Timestamp, in conversation: ConversationID = room) -> Command {
  command(number, because: "tidying", .clear(Clear(conversations: [conversation], upToTime: time)))
}

func revert(_ number: UInt128, _ target: UInt128) -> Command {
  command(number, because: "a mistake", .revert(Revert(command: CommandID(rawValue: target))))
}

func beginImport(_ number: UInt128) -> Command {
  command(number, .beginImport(BeginImport(format: "mattermost", source: "tests")))
}

func finishImport(_ number: UInt128, _ batch: UInt128) -> Command {
  command(number, within: batch, .finishImport(FinishImport(importCommand: CommandID(rawValue: batch))))
}

func react(_ number: UInt128, _ target: UInt128, by account: AccountID = bob, _ emoji: String = "heart") -> Command {
  command(
    number, by: .account(account),
    .addReaction(AddReaction(message: message(target), account: account, emoji: emoji)))
}

func unreact(_ number: UInt128, _ target: UInt128, by account: AccountID = bob, _ emoji: String = "heart") -> Command {
  command(
    number, by: .account(account),
    .removeReaction(RemoveReaction(message: message(target), account: account, emoji: emoji)))
}

func pin(_ number: UInt128, _ target: UInt128) -> Command {
  command(number, .pinMessage(PinMessage(message: message(target))))
}

func unpin(_ number: UInt128, _ target: UInt128) -> Command {
  command(number, .unpinMessage(UnpinMessage(message: message(target))))
}

func join(_ number: UInt128, _ account: AccountID, _ conversation: ConversationID = room) -> Command {
  command(number, .addParticipant(AddParticipant(conversation: conversation, account: account)))
}

func leave(_ number: UInt128, _ account: AccountID, _ conversation: ConversationID = room) -> Command {
  command(
    number, by: .account(account), .removeParticipant(RemoveParticipant(conversation: conversation, account: account)))
}

func remove(_ number: UInt128, _ conversation: ConversationID) -> Command {
  command(number, because: "done with it", .removeConversation(RemoveConversation(conversation: conversation)))
}

func read(_ number: UInt128, _ target: UInt128, by account: AccountID = bob) -> Command {
  command(
    number, by: .account(account), .markRead(MarkRead(conversation: room, account: account, message: message(target))))
}

/// Alice, Bob and Carol are registered; Alice and Bob are in the room. Positions 2 to 5.
let aRoom: [Command] = [register(0xF1, alice), register(0xF2, bob), register(0xF3, carol), create(0xF4, room)]
/// And three messages by Alice stand there: positions 6, 7 and 8.
let threeMessages: [Command] = aRoom + [send(1), send(2), send(3)]
