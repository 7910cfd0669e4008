import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct AccountTests {
  private func update(_ number: UInt128, _ account: AccountID) -> Command {
    command(number, .updateAccount(UpdateAccount(account: account, profile: Profile(userName: "new"))))
  }

  private func deactivate(_ number: UInt128, _ account: AccountID, because reason: String? = "left us") -> Command {
    command(number, because: reason, .deactivateAccount(DeactivateAccount(account: account)))
  }

  @Test func registers() throws {
    try given().when(register(1, alice, kind: .service)).then([
      .accountRegistered(AccountRegistered(account: alice, kind: .service, isFirstUse: false))
    ])
  }

  @Test func registersItself() throws {
    var itself = register(1, alice)
    itself.actor = .account(alice)
    try given().when(itself).then([
      .accountRegistered(AccountRegistered(account: alice, kind: .person, isFirstUse: false))
    ])
  }

  @Test func isRegisteredOnce() throws {
    try given([register(1, alice)]).when(register(2, alice)).thenRejected(.alreadyExists)
  }

  @Test func getsItsProfileAfterFirstUse() throws {
    let history = [create(1, room, with: [alice])]
    try given(history, registersUnknownAccounts: true).when(register(2, alice)).then([
      .accountUpdated(AccountUpdated(account: alice))
    ]).thenAccepted { chat in
      #expect(chat.account(alice)?.contentPosition == Position(3))
      #expect(chat.totals.accounts == 1)
    }
  }

  @Test func updates() throws {
    try given([register(1, alice)]).when(update(2, alice)).then([.accountUpdated(AccountUpdated(account: alice))])
  }

  @Test func updateOfAStrangerIsRejectedOrRegisters() throws {
    try given().when(update(1, alice)).thenRejected(.unknownAccount)
    try given(registersUnknownAccounts: true).when(update(1, alice)).then([
      .accountRegistered(AccountRegistered(account: alice, kind: .person, isFirstUse: true)),
      .accountUpdated(AccountUpdated(account: alice)),
    ])
  }

  @Test func deactivatesAndComesBack() throws {
    try given([register(1, alice)]).when(deactivate(2, alice)).then([
      .accountDeactivated(AccountDeactivated(account: alice))
    ])
    try given([register(1, alice), deactivate(2, alice)]).when(revert(3, 2)).then([
      .removalReverted(RemovalReverted(removal: Position(3))),
      .accountReactivated(AccountReactivated(account: alice)),
    ])
    try given([register(1, alice), deactivate(2, alice), revert(3, 2)]).when(revert(4, 3)).then([
      .removalReapplied(RemovalReapplied(removal: Position(3))),
      .accountDeactivated(AccountDeactivated(account: alice, removal: Position(3))),
    ])
  }

  @Test func deactivationIsRefused() throws {
    try given([register(1, alice)]).when(deactivate(2, alice, because: nil)).thenRejected(.reasonRequired)
    try given([register(1, alice)]).when(deactivate(2, alice, because: "")).thenRejected(.reasonRequired)
    try given().when(deactivate(2, alice)).thenRejected(.unknownAccount)
    try given([register(1, alice), deactivate(2, alice)]).when(deactivate(3, alice)).thenRejected(.accountInactive)
  }

  @Test func inactiveAccountsDoNothing() throws {
    let history = threeMessages + [deactivate(9, alice)]
    try given(history).when(send(10)).thenRejected(.accountInactive)
    try given(history).when(update(10, alice)).thenRejected(.accountInactive)
    try given(history).when(create(10, otherRoom, with: [alice])).thenRejected(.accountInactive)
  }

  @Test func profilesAreBounded() throws {
    let long = String(repeating: "x", count: Limits.nameBytes + 1)
    let profiles = [
      Profile(userName: long), Profile(displayName: long), Profile(email: long),
      Profile(attributes: ["note": String(repeating: "x", count: Limits.attributesBytes)]),
    ]
    for profile in profiles {
      try given().when(command(1, .registerAccount(RegisterAccount(account: alice, profile: profile))))
        .thenRejected(.tooLarge)
      try given([register(1, alice)]).when(
        command(2, .updateAccount(UpdateAccount(account: alice, profile: profile)))
      ).thenRejected(.tooLarge)
    }
    let longest = Profile(userName: String(repeating: "x", count: Limits.nameBytes))
    try given().when(command(1, .registerAccount(RegisterAccount(account: alice, profile: longest)))).thenAccepted()
  }
}
