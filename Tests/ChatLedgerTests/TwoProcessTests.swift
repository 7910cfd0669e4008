import ChatLedger
import LedgerTestSupport
import TestSupport
import Testing

/// One process writes, others read.
@Suite(.ownThread) struct TwoProcessTests {
  let directory = TemporaryDirectory()

  @Test func aSecondWriterInThisProcessIsRefused() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let refusal = #expect(throws: LedgerError.self) { try Ledger.open(at: directory.ledger) }
    #expect(refusal?.code == .busy)
    // Nor a reader: a process reads through what it writes with.
    let second = #expect(throws: LedgerError.self) { try Ledger.open(at: directory.ledger, mode: .readOnly) }
    #expect(second?.code == .busy)
    _ = try ledger.execute(Cast.send("undisturbed"))
    try ledger.close()
    try Ledger.open(at: directory.ledger).close()
  }

  @Test func aSecondWriterInAnotherProcessIsRefused() throws {
    try Cast.ledger(at: directory.ledger).close()
    let holder = try Crasher("hold", directory.ledger)
    #expect(holder.line() == "ready")
    let refusal = #expect(throws: LedgerError.self) { try Ledger.open(at: directory.ledger) }
    #expect(refusal?.code == .busy)
    // Reading goes on beside it.
    let reader = try Ledger.open(at: directory.ledger, mode: .readOnly)
    #expect(try reader.statistics().position == Position(2))
    let misuse = #expect(throws: LedgerError.self) { try reader.execute(Cast.send("no")) }
    #expect(misuse?.code == .usage)
    try reader.close()
    holder.endInput()
    #expect(holder.waitForEnd() == 0)
    try Ledger.open(at: directory.ledger).close()
  }

  @Test func aWriterThatWasKilledIsInNobodysWay() throws {
    try Cast.ledger(at: directory.ledger).close()
    let holder = try Crasher("hold", directory.ledger)
    #expect(holder.line() == "ready")
    holder.killNow()
    holder.waitForEnd()
    let ledger = try Ledger.open(at: directory.ledger)
    _ = try ledger.execute(Cast.send("after"))
    try ledger.close()
  }

  @Test func aReaderInAnotherProcessFollowsTheWriter() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let reader = try Crasher("follow", directory.ledger, "42")
    for position in 1...2 { #expect(reader.line() == "\(position)") }
    for number in 0..<40 { _ = try ledger.execute(Cast.send("\(number)")) }
    #expect(reader.remainingLines() == (3...42).map { "\($0)" } + ["messages 40"])
    #expect(reader.waitForEnd() == 0)
    try ledger.close()
  }

  @Test func aReaderInAnotherProcessSeesWhatComesAfterARebuild() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let reader = try Crasher("follow", directory.ledger, "12")
    for position in 1...2 { #expect(reader.line() == "\(position)") }
    for number in 0..<5 { _ = try ledger.execute(Cast.send("\(number)")) }
    _ = try ledger.rebuild()
    for number in 5..<10 { _ = try ledger.execute(Cast.send("\(number)")) }
    #expect(reader.remainingLines().last == "messages 10")
    try ledger.close()
  }

  @Test func aLedgerThatNobodyWritesCanBeRead() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(Cast.send("one"))
    let before = try ledger.statistics()
    try ledger.close()
    Files.remove(directory.ledger + "/projection")
    let reader = try Ledger.open(at: directory.ledger, mode: .readOnly)
    #expect(try reader.stateRoot() == before.stateRoot)
    #expect(try reader.verify().faultTexts == [])
    #expect(try reader.replay().stateRoot == before.stateRoot)
    try reader.close()
  }
}
