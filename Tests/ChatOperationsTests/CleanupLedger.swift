import ChatLedger
import ChatOperations
import LedgerTestSupport

/// A ledger on a clock that the test sets, and short ways to register accounts in it.
final class CleanupLedger {
  static let opened = Timestamp(microseconds: 1_700_000_000_000_000)
  let directory = TemporaryDirectory()
  let clock = TestClock(CleanupLedger.opened)
  private var accounts: UInt128 = 0x9000

  /// Names and addresses of real people, some of which look a little like those of demo accounts.
  static let realPeople = [
    ("lindqvist", "astrid@lindqvist.example"), ("democratis", "maria@democratis.example"),
    ("j.tester", "jonas.tester@tischlerei.example"), ("usera.nagy", "usera@nagy.example"),
    ("contest", "con@test-drive.com"), ("superuser1", "root@firm.com"), ("mydemo_1", "me@mydemo.com"),
    ("", ""), ("örjan", "örjan@firm.com"),
  ]

  func ledger() throws -> Ledger {
    var options = Ledger.Options()
    options.clock = { [clock] in clock.now }
    return try Ledger.create(
      at: directory.ledger, settings: Cast.settings, actor: .operator("tests"), origin: "tests", options: options)
  }

  func newAccount() -> AccountID {
    accounts += 1
    return AccountID(rawValue: accounts)
  }

  @discardableResult
  func register(
    _ profile: Profile, in ledger: Ledger, origin: String = "tests", roles: [String] = [], kind: AccountKind = .person
  ) throws -> AccountID {
    let id = newAccount()
    var command = Cast.command(
      .registerAccount(RegisterAccount(account: id, kind: kind, profile: profile, roles: roles)))
    command.origin = origin
    _ = try ledger.execute(command)
    return id
  }

  /// Registers accounts in the same moment.
  @discardableResult
  func register(_ count: Int, in ledger: Ledger, _ names: (Int) -> (String, String)) throws -> [AccountID] {
    try (1...count).map { number in
      let (userName, email) = names(number)
      return try register(Profile(userName: userName, email: email), in: ledger)
    }
  }

  /// Registers real people, days apart, and lets some time pass.
  @discardableResult
  func registerRealPeople(in ledger: Ledger) throws -> [AccountID] {
    try Self.realPeople.map { userName, email in
      defer { clock.now = clock.now.adding(days: 3) }
      return try register(Profile(userName: userName, email: email), in: ledger)
    }
  }
}

extension Timestamp {
  func adding(days: Int64) -> Timestamp { Timestamp(microseconds: microseconds + days * 86_400_000_000) }
}
