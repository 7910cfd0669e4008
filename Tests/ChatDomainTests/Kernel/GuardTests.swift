import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct SeedingGuardTests {
  private func seeded(_ number: UInt128) -> Command {
    command(
      number, origin: "seed", .registerAccount(RegisterAccount(account: stranger, profile: Profile(userName: "demo"))))
  }

  @Test func refusesWhatIsMadeUpInProduction() throws {
    try given().when(seeded(1)).thenAccepted()
    try given([configure(1, isProduction: true)]).when(seeded(2)).thenRejected(.seedingRefused)
    try given([configure(1, isProduction: true)]).when(register(2, stranger)).thenAccepted()
    let history = [configure(1, isProduction: true), configure(2, isProduction: false)]
    try given(history).when(seeded(3)).thenAccepted()
  }

  @Test func cannotBeSwitchedOffBySeeding() throws {
    let off = command(
      2, because: "in my way", origin: "seed", .configureLedger(ConfigureLedger(isProduction: false)))
    try given([configure(1, isProduction: true)]).when(off).thenRejected(.seedingRefused)
  }

  @Test func changesOnlyWithAReasonWhereItWeakens() throws {
    let off = command(2, .configureLedger(ConfigureLedger(isProduction: false)))
    try given([configure(1, isProduction: true)]).when(off).thenRejected(.reasonRequired)
    let fewer = command(2, .configureLedger(ConfigureLedger(protectedRoles: ["admin"])))
    try given([configure(1, protectedRoles: ["admin", "staff"])]).when(fewer).thenRejected(.reasonRequired)
    let on = command(1, .configureLedger(ConfigureLedger(isProduction: true, protectedRoles: ["staff", "admin"])))
    let configured = LedgerConfiguration(isProduction: true, protectedRoles: ["admin", "staff"])
    try given().when(on).then([.ledgerConfigured(LedgerConfigured(configuration: configured))])
    try given([on]).when(configure(2, isProduction: true)).thenNothingHappened()
    try given().when(configure(1, protectedRoles: ["a", "a"])).thenRejected(.invalid)
    let many = (0...Limits.roles).map { "role-\($0)" }
    try given().when(configure(1, protectedRoles: many)).thenRejected(.tooLarge)
  }
}

@Suite(.ownThread) struct ProtectionTests {
  private func setRoles(_ number: UInt128, _ roles: [String], because reason: String? = nil) -> Command {
    command(number, because: reason, .setAccountRoles(SetAccountRoles(account: carol, roles: roles)))
  }

  private func deactivate(_ number: UInt128) -> Command {
    command(number, because: "left us", .deactivateAccount(DeactivateAccount(account: carol)))
  }

  @Test func nothingRemovesAProtectedAccount() throws {
    let byFlag = aRoom + [protect(1, carol)]
    let byRole = aRoom + [configure(1, protectedRoles: ["admin"]), setRoles(2, ["admin", "student"])]
    for history in [byFlag, byRole] {
      try given(history).when(remove(3, accounts: [carol])).thenRejected(.protected)
      try given(history).when(deactivate(3)).thenRejected(.protected)
      try given(history).when(remove(3, accounts: [bob, carol])).thenRejected(.protected)
    }
    try given(byFlag + [protect(2, carol, false)]).when(remove(3, accounts: [carol])).thenAccepted()
    try given(byRole + [configure(3, protectedRoles: [])]).when(remove(4, accounts: [carol])).thenAccepted()
  }

  @Test func nothingRedoesARemovalOfOneProtectedSince() throws {
    for removal in [remove(1, accounts: [carol]), deactivate(1)] {
      try given(aRoom + [removal, revert(2, 1), protect(3, carol)]).when(revert(4, 2)).thenRejected(.protected)
    }
  }

  @Test func anImportTakenBackLeavesIt() throws {
    var imported = register(2, stranger)
    imported.correlation = CommandID(rawValue: 1)
    let history = aRoom + [beginImport(1), imported, protect(3, stranger)]
    try given(history).when(revert(4, 1)).thenAccepted { chat in #expect(chat.account(stranger)?.isRemoved == false) }
  }

  @Test func isTakenAwayWithAReasonOnly() throws {
    let off = command(2, .protectAccount(ProtectAccount(account: carol, isProtected: false)))
    try given(aRoom + [protect(1, carol)]).when(off).thenRejected(.reasonRequired)
    let byRole = aRoom + [configure(1, protectedRoles: ["admin"]), setRoles(2, ["admin"])]
    try given(byRole).when(setRoles(3, ["student"])).thenRejected(.reasonRequired)
    try given(byRole).when(setRoles(3, ["student"], because: "no admin any more")).thenAccepted()
    try given(byRole).when(setRoles(3, ["admin", "staff"])).thenAccepted()
  }

  @Test func isNotLostByAProfileAfterFirstUse() throws {
    let history = [configure(1, protectedRoles: ["admin"]), setRoles(2, ["admin"])]
    let chat = try given(history, registersUnknownAccounts: true).chat
    do { try chat.executeNext(register(3, carol)) } catch let rejection as Rejection {
      #expect(rejection.code == .reasonRequired)
    }
    #expect(try chat.isProtected(try #require(chat.account(carol))))
  }

  @Test func rolesAreWordsAndReplaceEachOther() throws {
    try given(aRoom).when(setRoles(1, ["staff", "admin"])).then([
      .accountRolesChanged(AccountRolesChanged(account: carol, roles: ["admin", "staff"]))
    ])
    try given(aRoom + [setRoles(1, ["staff", "admin"])]).when(setRoles(2, ["admin", "staff"])).thenNothingHappened()
    try given(aRoom).when(setRoles(1, ["two words"])).thenRejected(.invalid)
    try given(aRoom).when(setRoles(1, ["a", "a"])).thenRejected(.invalid)
    try given(aRoom).when(setRoles(1, (0...Limits.roles).map { "role-\($0)" })).thenRejected(.tooLarge)
    try given(aRoom + [protect(1, carol)]).when(protect(2, carol)).thenNothingHappened()
    try given(aRoom).when(protect(1, stranger)).thenRejected(.unknownAccount)
    let born = RegisterAccount(account: stranger, profile: Profile(), roles: ["staff", "admin"])
    try given().when(command(1, .registerAccount(born))).thenAccepted { chat in
      #expect(chat.account(stranger)?.roles == ["admin", "staff"])
    }
  }
}
