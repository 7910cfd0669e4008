import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// What holds in a ledger that checks who may do what, beside the table (`WhoMayTests` tries that).
@Suite(.ownThread) struct ThirdRulesTests {
  /// Alice and Bob have a direct conversation with a message of each, and Alice has a reaction there.
  private static let aPair =
    aRoom + [
      create(0xF5, pair, kind: .direct), send(1, in: pair), send(2, in: pair, by: bob), react(3, 2, by: alice),
      command(
        4, by: .account(alice), .removeReaction(RemoveReaction(message: message(2), account: alice, emoji: "heart"))),
    ]
  private static let blocked =
    aPair + [command(5, by: .account(bob), .blockContact(BlockContact(account: bob, contact: alice)))]

  private static let attempts: [Command] = [
    send(9, in: pair),
    command(
      9, by: .account(alice), .editMessage(EditMessage(message: message(1), content: MessageContent(body: "again")))),
    react(9, 2, by: alice, "star"),
    command(
      9, by: .account(alice),
      .scheduleMessage(
        ScheduleMessage(
          conversation: pair, author: alice, dueAt: second(0), content: MessageContent(body: "later")))),
  ]

  @Test(arguments: attempts) func whoIsBlockedDoesNotReachTheOther(_ attempt: Command) throws {
    try given(Self.aPair, authorization: .members).when(attempt).thenAccepted()
    try given(Self.blocked, authorization: .members).when(attempt).thenRejected(.blocked)
  }

  @Test func whoIsBlockedBeginsNoConversation() throws {
    let block = command(1, by: .account(bob), .blockContact(BlockContact(account: bob, contact: alice)))
    func begin(by account: AccountID) -> Command {
      command(
        2, by: .account(account),
        .createConversation(CreateConversation(conversation: pair, kind: .direct, participants: [alice, bob])))
    }
    try given(aRoom + [block], authorization: .members).when(begin(by: alice)).thenRejected(.blocked)
    try given(aRoom + [block], authorization: .members).when(begin(by: bob)).thenAccepted()
    try given(aRoom + [block], authorization: .trusted).when(begin(by: alice)).thenAccepted()
  }

  /// Random histories found that a revert was refused for what it brought back.
  @Test func whatWasThereComesBackAlthoughItsAuthorIsBlocked() throws {
    try given(Self.blocked, authorization: .members).when(revert(9, 4)).thenAccepted { chat in
      let target = try #require(chat.message(message(2)))
      #expect(chat.reaction("heart", of: alice, to: target) != nil)
    }
  }

  @Test func whoStartsARoomOwnsIt() throws {
    let start = command(
      1, by: .account(alice),
      .createConversation(CreateConversation(conversation: otherRoom, kind: .room, participants: [bob, alice])))
    try given(aRoom, authorization: .members).when(start).thenAccepted { chat in
      #expect(chat.participant(alice, in: otherRoom)?.role == .owner)
      #expect(chat.participant(bob, in: otherRoom)?.role == .member)
    }
    try given(aRoom, authorization: .trusted).when(start).thenAccepted { chat in
      #expect(chat.participant(alice, in: otherRoom)?.role == .member)
    }
  }

  /// The ledger that was made before there was a choice, and a command that was decided then.
  @Test func whatWasDecidedBeforeIsDecidedAsThen() throws {
    let forged = command(
      9, by: .account(bob), .editMessage(EditMessage(message: message(1), content: MessageContent(body: "forged"))))
    for authorization in Authorization.allCases {
      try given(aRoom + [send(1)], authorization: authorization).when(forged, by: .second).thenAccepted()
    }
    try given(aRoom + [send(1)], authorization: .members).when(forged).thenRejected(.forbidden)
  }

  /// Taking an import back leaves an account that a role in another spelling protects; earlier rules refused the whole.
  @Test func takingAnImportBackLeavesWhoIsProtected() throws {
    var brought = register(3, stranger)
    brought.correlation = CommandID(rawValue: 2)
    let history =
      aRoom + [
        configure(1, protectedRoles: ["admin"]), beginImport(2), brought, finishImport(4, 2),
        command(5, .setAccountRoles(SetAccountRoles(account: stranger, roles: ["Admin"]))),
      ]
    try given(history).when(revert(6, 2)).thenAccepted { #expect($0.account(stranger)?.isRemoved == false) }
    try given(history).when(revert(6, 2), by: .second).thenRejected(.protected)
  }
}
