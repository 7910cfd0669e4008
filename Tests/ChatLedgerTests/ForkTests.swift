import ChatLedger
import LedgerTestSupport
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The process that holds a ledger is forked. The children are made by `ledger-crasher`, which ends by an alarm when
/// anything in it hangs.
@Suite(.ownThread) struct ForkTests {
  let directory = TemporaryDirectory()

  @Test func aForkedChildIsToldThatTheLedgerIsNotItsOwn() throws {
    try Cast.ledger(at: directory.ledger).close()
    let crasher = try Crasher("fork", directory.ledger)
    let lines = crasher.remainingLines()
    #expect(crasher.waitForEnd() == 0)
    let attempts = [
      "execute", "batch", "each", "preview", "read", "available", "statistics", "snapshot", "rebuild", "verify",
      "replay", "consumer", "close",
    ]
    #expect(
      lines == ["parent done"] + attempts.map { "\($0) OTHER_PROCESS" } + [
        "dropped", "child 0", "parent done",
        // It only ends.
        "child 7", "parent done",
        // It opens the ledger itself.
        "own writer BUSY", "own reader done", "child 0", "parent done",
        // It lives on while the parent closes and opens.
        "closed done", "opened again done", "parent done", "child 0", "clean done",
      ])
    let ledger = try Ledger.open(at: directory.ledger)
    #expect(try ledger.read { try $0.totals().messages } == 5)
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }
}
