import ChatLedger
import ChatProjection
import LedgerTestSupport
import TestSupport
import Testing

/// Taking much away and bringing it back costs what one mark costs.
@Suite(.ownThread) struct ClearingTests {
  let directory = TemporaryDirectory()

  /// How many rows two snapshots differ in, over all tables.
  private func rowsChanged(_ first: SnapshotManifest, _ second: SnapshotManifest) throws -> Int {
    let folder = directory.ledger + "/snapshots/"
    let before = try Projection(at: folder + first.name, readOnly: true)
    let after = try Projection(at: folder + second.name, readOnly: true)
    defer {
      before.close()
      after.close()
    }
    var count = 0
    for table in ProjectionTable.all {
      _ = try ProjectionSession.differences(in: table, between: before.beginReading(), and: after.beginReading()) { _ in
        count += 1
      }
    }
    return count
  }

  @Test func aLargeRoomIsClearedAndBroughtBackByAFewRows() throws {
    let count = isSoak ? 76_152 : 6_000
    let ledger = try Cast.ledger(at: directory.ledger)
    for start in stride(from: 0, to: count, by: 1_000) {
      let commands = (start..<min(start + 1_000, count)).map { Cast.send("message \($0)") }
      #expect(try ledger.execute(each: commands).allSatisfy { (try? $0.get()) != nil })
    }
    let root = try ledger.stateRoot()
    let full = try ledger.snapshot()
    let clear = Cast.clear([Cast.room])
    let receipt = try ledger.execute(clear)
    #expect(receipt.change?.messages == -Int64(count) && receipt.lastPosition == receipt.position)
    let empty = try ledger.snapshot()
    try ledger.read { view in
      #expect(try view.totals().messages == 0)
      #expect(try view.messages(in: Cast.room).isEmpty)
      #expect(try view.unreadCount(of: Cast.bob, in: Cast.room) == 0)
      let entry = try #require(try view.entry(at: receipt.position))
      #expect(entry.sizeBytes < 1_024 && entry.events.count == 1)
    }
    // The conversation, the removal with its one item, and the command: whatever the number of messages.
    #expect(try rowsChanged(full, empty) == 4)

    let revert = try ledger.execute(Cast.revert(clear.id))
    #expect(revert.change?.messages == Int64(count))
    #expect(try rowsChanged(empty, ledger.snapshot()) == 4)
    #expect(try ledger.bodies().count == count)
    #expect(try ledger.stateRoot() != root, "the position is part of the root")
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
  }

  @Test func aClearOfVeryManyConversationsIsSplitOverEntries() throws {
    let rooms = 1_500
    let ledger = try Cast.ledger(at: directory.ledger)
    let ids = (0..<rooms).map { ConversationID(rawValue: UInt128(0x1000 + $0)) }
    for start in stride(from: 0, to: rooms, by: 500) {
      let chunk = ids[start..<(start + 500)]
      _ = try ledger.execute(each: chunk.map { Cast.makeRoom($0, of: [Cast.ada]) })
      _ = try ledger.execute(each: chunk.map { Cast.send("in \($0)", in: $0) })
    }
    let before = try ledger.statistics()
    #expect(before.tables.messages == Int64(rooms))
    let clear = Cast.clear([])
    let receipt = try ledger.execute(clear)
    #expect(receipt.change?.messages == -Int64(rooms))
    #expect(receipt.lastPosition > receipt.position)
    let parts = Int(receipt.lastPosition.rawValue - receipt.position.rawValue) + 1
    try ledger.read { view in
      var events = 0
      try view.forEachEntry(from: receipt.position) { entry in
        #expect(entry.command == clear && entry.firstPosition == receipt.position && entry.parts == parts)
        #expect(entry.sizeBytes <= 66_000)
        events += entry.events.count
        return true
      }
      #expect(events == rooms)
      #expect(try view.removal(receipt.position)?.itemCount == UInt64(rooms))
    }
    let retry = try ledger.execute(clear)
    #expect(retry.isDuplicate && retry.position == receipt.position && retry.lastPosition == receipt.lastPosition)
    // Further commands and a reader that begins in the middle take no harm.
    _ = try ledger.execute(Cast.send("after"))
    #expect(try ledger.replay().stateRoot == ledger.stateRoot())
    #expect(try ledger.replay(through: receipt.position).position == receipt.position)
    #expect(try ledger.verify().faultTexts == [])
    let revert = try ledger.execute(Cast.revert(clear.id))
    #expect(revert.change?.messages == Int64(rooms))
    // Away again, which is as large as the clear was, and back.
    let redo = try ledger.execute(Cast.revert(revert.commandID))
    #expect(redo.change?.messages == -Int64(rooms) && redo.lastPosition > redo.position)
    #expect(try ledger.execute(Cast.revert(redo.commandID)).change?.messages == Int64(rooms))
    let root = try ledger.stateRoot()
    try ledger.close()

    let again = try Ledger.open(at: directory.ledger)
    #expect(try again.execute(clear).lastPosition == receipt.lastPosition)
    #expect(try again.stateRoot() == root && again.rebuild().matchedPrevious)
    #expect(try again.statistics().tables.messages == Int64(rooms) + 1)
    #expect(try again.verify().faultTexts == [])
    try again.close()
  }

  @Test func aSmallMapGrowsAndNothingIsLost() throws {
    var options = Ledger.Options()
    options.mapSizeBytes = 1 << 20
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    let body = String(repeating: "a map that is much too small ", count: 200)
    var sent: [String] = []
    for number in 0..<40 {
      // Batches larger than the whole map, all at once and all or none.
      let commands = (0..<50).map { Cast.send("\(number) \($0) \(body)") }
      if number % 2 == 0 {
        #expect(try ledger.execute(each: commands).allSatisfy { (try? $0.get()) != nil })
      } else {
        _ = try ledger.execute(batch: commands)
      }
      sent += (0..<50).map { "\(number) \($0) \(body)" }
    }
    _ = try ledger.preview(Cast.clear([Cast.room]))
    #expect(try ledger.bodies() == sent)
    let root = try ledger.stateRoot()
    #expect(try ledger.rebuild().stateRoot == root)
    #expect(try ledger.replay().stateRoot == root)
    #expect(try ledger.verify().faultTexts == [])
    try ledger.close()
    Files.remove(directory.ledger + "/projection")
    let again = try Ledger.open(at: directory.ledger, options: options)
    #expect(try again.stateRoot() == root)
    _ = try again.execute(Cast.send("on"))
    try again.close()
  }
}
