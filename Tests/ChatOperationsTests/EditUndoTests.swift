import ChatLedger
import ChatOperations
import LedgerTestSupport
import TestSupport
import Testing

/// Taking edits back, and looking at commands before they are executed.
@Suite(.ownThread) struct EditUndoTests {
  let directory = TemporaryDirectory()

  private func edit(_ message: MessageID, _ body: String) -> Command {
    Cast.command(.editMessage(EditMessage(message: message, content: MessageContent(body: body))))
  }

  @Test func anUndoBringsTheVersionBeforeItBack() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let sent = try ledger.execute(Cast.send("one"))
    let message = MessageID(rawValue: sent.commandID.rawValue)
    let second = try ledger.execute(edit(message, "two"))
    let third = try ledger.execute(edit(message, "three"))
    let undo = try ledger.read { try $0.editUndos(of: [third.position]) }
    #expect(undo.map(\.previous.content?.body) == ["two"] && undo.map(\.later.isEmpty) == [true])
    let earlier = try ledger.read { try $0.editUndos(of: [second.position]) }
    #expect(earlier.first?.previous.content?.body == "one" && earlier.first?.later.map(\.position) == [third.position])
    let both = try ledger.read { try $0.editUndos(of: [third.position, second.position]) }
    #expect(both.count == 1 && both.first?.edits == [second.position, third.position])
    #expect(both.first?.later == [] && both.first?.command == second.commandID)
    let command = try #require(undo.first).command(
      id: Ledger.newCommandID(), actor: .operator("tests"), origin: "tests", reason: "x")
    #expect(try ledger.read { try $0.decide(command) }.count == 1)
    #expect(try ledger.execute(command).position == third.position.next)
    #expect(try ledger.bodies() == ["two"])
    #expect(throws: LedgerError.self) { try ledger.read { try $0.editUndos(of: [third.position]) } }
    #expect(throws: LedgerError.self) { try ledger.read { try $0.editUndos(of: [sent.position]) } }
    #expect(try ledger.verify().isClean)
    try ledger.close()
  }

  @Test func aPreviewOfSeveralCommandsIsThatOfAllOfThem() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(Cast.send("one"))
    let root = try ledger.stateRoot()
    let clears = [try ledger.execute(Cast.clear([Cast.room])).commandID]
    _ = try ledger.execute(Cast.send("two"))
    let second = try ledger.execute(Cast.clear([Cast.room])).commandID
    let cleared = try ledger.stateRoot()
    // The first clear's message shows only when both are taken back.
    #expect(try ledger.preview(Cast.revert(clears[0])).after.messages == 0)
    let preview = try ledger.preview(batch: [Cast.revert(second), Cast.revert(clears[0])])
    #expect(preview.before.messages == 0 && preview.after.messages == 2)
    #expect(try ledger.stateRoot() == cleared && cleared != root)
    do {
      _ = try ledger.preview(batch: [Cast.revert(second), Cast.revert(second)])
      Issue.record("the second is refused")
    } catch let rejection as Rejection {
      #expect(rejection.index == 1 && rejection.code == .alreadyReverted)
    }
    try ledger.close()
  }
}
