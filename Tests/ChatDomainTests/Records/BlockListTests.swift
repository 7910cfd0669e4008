import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct BlockListTests {
  private let blocked = Record.block(alice, contact: bob)
  private let talking = aRoom + [create(0x10, pair, kind: .direct), send(0x11, in: pair, by: bob)]

  @Test func takesAContact() throws {
    try given(aRoom).when(block(1)).then([
      .contactBlocked(ContactBlocked(account: alice, contact: bob, blockedAt: second(5)))
    ]).thenAccepted { chat in #expect(chat.shows(blocked) && chat.totals.blocks == 1) }
    try given(aRoom + [block(1)]).when(block(2)).thenRejected(.alreadyExists)
    try given(aRoom + [block(1)]).when(block(2, bob, alice)).thenAccepted()
    try given(aRoom).when(block(1, alice, alice)).thenRejected(.invalid)
    try given(aRoom).when(block(1, alice, stranger)).thenRejected(.unknownAccount)
    try given(aRoom, registersUnknownAccounts: true).when(block(1, alice, stranger)).thenAccepted { chat in
      #expect(chat.totals.accounts == 4)
    }
  }

  @Test func whoIsOnItCannotWriteToTheOther() throws {
    try given(talking + [block(1)]).when(send(2, in: pair, by: bob)).thenRejected(.blocked)
    try given(talking + [block(1)]).when(send(2, in: pair, by: alice)).thenAccepted()
    try given(talking + [block(1)]).when(send(2, in: room, by: bob)).thenAccepted()
    try given(talking + [block(1), unblock(2)]).when(send(3, in: pair, by: bob)).thenAccepted()
    try given(talking + [block(1), clearEverything(2), revert(3, 2)]).when(send(4, in: pair, by: bob))
      .thenRejected(.blocked)
  }

  @Test func anImportBringsWhatTheyWrote() throws {
    let history = talking + [block(1), beginImport(2)]
    try given(history).when(bring(3, in: pair, by: bob, at: second(-5), within: 2)).thenAccepted()
  }

  @Test func losesAContactAndGetsItBack() throws {
    try given(aRoom + [block(1)]).when(unblock(2)).then([.recordRemoved(RecordRemoved(record: blocked))])
    try given(aRoom).when(unblock(1)).thenRejected(.unknownRecord)
    try given(aRoom + [block(1), unblock(2)]).when(revert(3, 2)).thenAccepted { chat in
      #expect(chat.shows(blocked))
    }
    try given(aRoom + [block(1), unblock(2), revert(3, 2)]).when(revert(4, 3)).thenAccepted { chat in
      #expect(!chat.shows(blocked) && chat.totals.blocks == 0)
    }
  }

  @Test func blockingAgainAfterAClearStaysWhenThatIsUndoneAndRedone() throws {
    let again = aRoom + [block(1), clearEverything(2), block(3)]
    try given(again).when(revert(4, 2)).thenAccepted { chat in #expect(chat.totals.blocks == 1) }
    try given(again + [revert(4, 2)]).when(revert(5, 4)).thenAccepted { chat in #expect(chat.totals.blocks == 1) }
    try given(again + [unblock(4)]).when(revert(5, 2)).thenAccepted { chat in #expect(chat.totals.blocks == 0) }
  }

  @Test func unblockedAndClearedAreLayers() throws {
    let history = aRoom + [block(1), block(2, alice, carol), unblock(3), clearEverything(4)]
    try given(history).when(revert(5, 3)).thenAccepted { chat in #expect(chat.totals.blocks == 0) }
    try given(history + [revert(5, 3)]).when(revert(6, 4)).thenAccepted { chat in #expect(chat.totals.blocks == 2) }
    try given(history + [revert(5, 4)]).when(revert(6, 3)).thenAccepted { chat in #expect(chat.totals.blocks == 2) }
  }

  @Test func timesOfThePastAreForImports() throws {
    let past = BlockContact(account: alice, contact: bob, blockedAt: second(-3))
    try given(aRoom).when(command(1, .blockContact(past))).thenRejected(.importClosed)
    try given(aRoom + [beginImport(1)]).when(command(2, within: 1, .blockContact(past))).thenAccepted { chat in
      #expect(chat.record(blocked)?.time == second(-3))
    }
  }
}
