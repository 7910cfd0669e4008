import ChatLedger
import ChatWire
import EventLog
import LedgerTestSupport
import TestSupport
import Testing

/// One fault for each level of `verify`, found where it is and by whoever is to find it.
@Suite(.ownThread) struct PlantedFaultTests {
  let directory = TemporaryDirectory()
  let root = CommandID(rawValue: 0x100)
  let reply = CommandID(rawValue: 0x101)

  /// Entries: 1 ledger, 2 room, 3 root, 4 reply, 5 reaction, 6 edit, 7 last.
  private func makeLedger() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    _ = try ledger.execute(Cast.send("the very first text", id: root))
    _ = try ledger.execute(Cast.send("an answer", by: Cast.bob, id: reply, replyTo: root.message))
    let reaction = AddReaction(message: root.message, account: Cast.bob, emoji: "+1")
    _ = try ledger.execute(Cast.command(.addReaction(reaction), by: .account(Cast.bob)))
    let edit = EditMessage(message: reply.message, content: MessageContent(body: "a better answer"))
    _ = try ledger.execute(Cast.command(.editMessage(edit), by: .account(Cast.bob)))
    _ = try ledger.execute(Cast.send("the last one"))
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }

  private var planting: Planting { Planting(ledger: directory.ledger) }

  private func verify(_ levels: Set<VerifyLevel> = Set(VerifyLevel.allCases)) throws -> VerifyReport {
    let ledger = try Ledger.open(at: directory.ledger)
    defer { try? ledger.close() }
    return try ledger.verify(levels)
  }

  @Test func aFlippedByteInAnEntryIsFoundByTheLog() throws {
    try makeLedger()
    try planting.changeText("very first", to: "vary first", at: Position(3), withGoodChecksum: false)
    let report = try verify()
    #expect(report.faultyLevels == [.log])
    let faults = report.faults(of: .log)
    #expect(faults.map(\.position) == [Position(3)])
    let fault = try #require(faults.first)
    #expect(fault.message.contains("checksum") && fault.remedy.contains("backup"))
  }

  @Test(arguments: [0, 1, 2, 3, 4, 9, 20, 30, 45, 48, 50, 52, 60, 75, 90])
  func aFlippedBitAnywhereInAnEnvelopeIsFoundByTheLog(offset: Int) throws {
    try makeLedger()
    try planting.changeEntry(Position(4)) { $0[offset] ^= 0x10 }
    do {
      let report = try verify([.log])
      #expect(report.faults(of: .log).first?.position == Position(4), "\(report.faultTexts)")
    } catch let error as LedgerError {
      Issue.record("opening needs no more than the projection has: \(error)")
    }
  }

  /// A commit is written whole: of a log that ends in one, somebody has cut the rest off.
  @Test func aLogThatEndsInTheMiddleOfACommitIsFound() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    let receipts = try ledger.execute(batch: (1...3).map { Cast.send("message \($0)") })
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
    try planting.deleteEntry(try #require(receipts.last).position)
    let faults = try verify([.log]).faults(of: .log)
    #expect(faults.map(\.position) == [receipts[1].position])
    #expect(faults.first?.message.contains("ends in the middle of a commit") == true, "\(faults)")
    // With the last of the commit gone and one before it, too, it is the same; whole commits that were cut off are
    // what a checkpoint has to tell.
    try planting.deleteEntry(receipts[1].position)
    try planting.deleteEntry(receipts[0].position)
    #expect(try verify([.log]).faults(of: .log) == [])
  }

  /// Who writes goes on from the last entry, so it has to be whole; who reads can look into it.
  @Test func aDamagedLastEntryIsRefusedByTheWriterAndFoundByTheReader() throws {
    try makeLedger()
    try planting.changeText("last one", to: "lost one", at: Position(7), withGoodChecksum: false)
    let refusal = #expect(throws: LedgerError.self) { try Ledger.open(at: directory.ledger) }
    #expect(refusal?.code == .damaged && refusal?.message.contains("log, entry 7: ") == true)
    let reader = try Ledger.open(at: directory.ledger, mode: .readOnly)
    #expect(try reader.verify([.log]).faults(of: .log).map(\.position) == [Position(7)])
    try reader.close()
  }

  /// The last parts of a split command are lost: every level that reads the log says so, and none goes on for ever.
  @Test func aLogThatEndsWithinACommandIsFound() throws {
    try makeLedger()
    try planting.changeDraft(Position(7)) { $0.parts = 2 }
    let report = try verify()
    #expect(report.faultyLevels == [.log, .projection, .decisions], "\(report.faultTexts)")
    // It also says that it ends its commit.
    #expect(report.faults(of: .log).map(\.position) == [Position(7), Position(7)])
    #expect(report.faults(of: .decisions).map(\.position) == [Position(7)])
  }

  @Test func aMissingEntryIsFoundByTheLog() throws {
    try makeLedger()
    try planting.deleteEntry(Position(5))
    let report = try verify([.log])
    #expect(report.faults(of: .log).map(\.position) == [Position(5)])
  }

  @Test func anAlteredRowIsFoundByTheProjection() throws {
    try makeLedger()
    try planting.changeRow(of: "versions") { row in
      var row = row
      row[row.count - 1] ^= 1
      return row
    }
    let report = try verify()
    #expect(report.faultyLevels == [.projection])
    #expect(report.faults(of: .projection).count == 1)
    let fault = try #require(report.faults(of: .projection).first)
    #expect(fault.key?.hasPrefix("versions 0000") == true && fault.steps == [.rebuildProjection])
  }

  @Test func aDeletedRowIsFoundByTheProjectionAndMissedByTheReferences() throws {
    try makeLedger()
    try planting.changeRow(of: "reactions") { _ in nil }
    let report = try verify()
    #expect(report.faultyLevels == [.projection, .references])
    #expect(
      report.faults(of: .projection).contains {
        $0.key?.hasPrefix("reactions ") == true && $0.message.contains("missing")
      })
    #expect(report.faults(of: .references).contains { $0.key == "messages \(root.message)" })
  }

  /// A dangling reference: the account is gone from under those who name it, and nothing was told.
  @Test func aDanglingReferenceIsFoundByTheReferences() throws {
    try makeLedger()
    try planting.changeRow(of: "accounts") { _ in nil }
    let report = try verify()
    #expect(report.faultyLevels == [.projection, .references])
    let faults = report.faults(of: .references)
    #expect(faults.contains { $0.key?.hasPrefix("participants ") == true && $0.message.contains("is not there") })
    #expect(faults.contains { $0.key == "messages \(root.message)" })
  }

  @Test func aConversationThatIsGoneIsFoundByTheReferences() throws {
    try makeLedger()
    try planting.changeRow(of: "conversations") { _ in nil }
    let report = try verify([.references])
    #expect(report.faults(of: .references).contains { $0.message.contains("\(Cast.room)") })
  }

  /// The log itself holds a message that answers one that never was: its checksum is right, and the fold takes it.
  @Test func anEventThatItsCommandWouldNotDecideIsFoundByTheDecisions() throws {
    try makeLedger()
    let sent = MessageSent(
      conversation: Cast.room, message: MessageID(rawValue: 0x200), author: Cast.bob, sender: .user,
      sentAt: Timestamp(milliseconds: 1_704_067_200_000), replyTo: nil, root: nil)
    try replaceLast(events: [.messageSent(sent)])
    let report = try verify()
    #expect(report.faultyLevels == [.decisions])
    #expect(report.faults(of: .decisions).map(\.position) == [Position(7)])
    #expect(report.faults(of: .decisions)[0].message.contains("number 1"))
  }

  @Test func aReferenceThatDanglesInTheLogIsFoundByDecisionsAndReferences() throws {
    try makeLedger()
    let sent = MessageSent(
      conversation: Cast.room, message: MessageID(rawValue: 0x200), author: Cast.ada, sender: .user,
      sentAt: Timestamp(milliseconds: 1_704_067_200_000), replyTo: MessageID(rawValue: 0x999), root: nil)
    try replaceLast(events: [.messageSent(sent)])
    let report = try verify()
    #expect(report.faultyLevels == [.decisions, .references])
    #expect(report.faults(of: .references).contains { $0.message.contains("replyTo") })
  }

  private func replaceLast(events: [Event]) throws {
    let command = Cast.send("the last one", id: CommandID(rawValue: 0x200))
    let encoded = CommandCoding.encode(command)
    let time = try lastTime()
    let draft = EntryDraft(
      time: time, commandID: command.id.rawValue, actor: Cast.ada.rawValue, command: encoded.command,
      events: EventCoding.encode(events), content: encoded.content)
    try planting.replaceEntry(Position(7), with: draft)
    Files.remove(directory.ledger + "/projection")
  }

  private func lastTime() throws -> Int64 {
    let ledger = try Ledger.open(at: directory.ledger)
    defer { try? ledger.close() }
    return try ledger.read { try $0.entry(at: Position(7))?.time.microseconds ?? 0 }
  }

  /// Entries of format version 1 have their commitment beside the text: see `GoldenLedgerTests`.
  @Test func aChangedTextWithAGoodChecksumIsSaidToBeOutOfSight() throws {
    try makeLedger()
    try planting.changeText("very first", to: "vary first", at: Position(3), withGoodChecksum: true)
    let report = try verify()
    #expect(report.faultyLevels == [])
    let texts = try #require(report.levels.first { $0.level == .contents }).uncommitted
    #expect(texts > 0)
    #expect(report.notes.contains { $0.hasPrefix("\(texts) texts of format version 2: no commitment") })
  }

  @Test func aLevelCanBeAskedForAlone() throws {
    try makeLedger()
    for level in VerifyLevel.allCases {
      let report = try verify([level])
      #expect(report.levels.map(\.level) == [level])
      #expect(report.isClean && report.levels[0].checked > 0)
    }
  }
}
