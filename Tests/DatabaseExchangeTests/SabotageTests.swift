import ChatExchange
import ChatLedger
import GRDB
import TestSupport
import Testing

@testable import DatabaseExchange

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What became of the changes.
struct SabotageCounts {
  var told = 0
  var errors = 0
  var listed = 0
  var skipped = 0
  var silent: [String] = []

  static var tries: Int? { ProcessInfo.processInfo.environment["SABOTAGE"].flatMap { Int($0) } }

  var text: String {
    "\(told) told, \(errors) errors, \(listed) listed as not compared, \(skipped) skipped, \(silent.count) silent"
  }
}

@Suite("Sabotage of a database", .ownThread)
struct SabotageTests {
  private static let seed: UInt64 = 20_261_130

  @Test("Every single change of a source is told, or is listed as not compared")
  func source() throws {
    var counts = SabotageCounts()
    let tries = SabotageCounts.tries ?? 400
    for round in 0..<UInt64((tries + 1_999) / 2_000) {
      let seed = Self.seed + round
      let scene = try Self.scene(seed)
      for number in 0..<UInt64(min(tries - Int(round) * 2_000, 2_000)) {
        try Self.sabotage(scene, seed &* 1_000_003 &+ number, &counts)
      }
    }
    print("Sabotage of a database: \(counts.text)")
    #expect(counts.silent == [])
    #expect(counts.told > counts.listed)
  }

  @Test("Every single change of a ledger is told, and is not there any more when it is undone")
  func ledger() throws {
    var counts = SabotageCounts()
    let tries = max(60, (SabotageCounts.tries ?? 0) / 10)
    var scene = try Self.scene(Self.seed)
    for number in 0..<UInt64(tries) {
      var dice = Dice(Self.seed &+ number)
      guard let change = try LedgerSabotage.make(in: scene, &dice) else {
        counts.skipped += 1
        continue
      }
      let report = try scene.compare(SabotageChat.mapping())
      if report.verdict == .different {
        counts.told += 1
      } else if change.what.hasPrefix("changeRole"),
        report.notCompared.contains(where: { $0.what.contains("the roles of members who stand there only") })
      {
        // No row of the source says what role they have.
        counts.listed += 1
      } else {
        counts.silent.append("seed \(Self.seed &+ number): \(change.what)")
      }
      // What a revert does not undo is what the source says otherwise.
      _ = try? scene.execute(.revert(Revert(command: change.command)), reason: "tests")
      if try scene.compare(SabotageChat.mapping()).isSame { continue }
      scene = try Self.scene(Self.seed &+ number)
    }
    print("Sabotage of a ledger: \(counts.text)")
    #expect(counts.silent == [])
  }

  private static func scene(_ seed: UInt64) throws -> Scene {
    let scene = try Scene(SabotageChat.schema, SabotageRows(seed: seed).sql)
    let mapping = try SabotageChat.mapping()
    let report = try scene.load(mapping)
    let faults = report.faults.map { "\($0.table) \($0.key): \($0.message)" }
    try #require(faults == [], "seed \(seed)")
    let second = try scene.load(mapping)
    try #require(second.outcome == .nothingNew, "seed \(seed): \(second.tables) \(second.faults)")
    let comparison = try scene.compare(mapping)
    let found = comparison.tables.flatMap { table in table.differences.map { "\(table.table) \($0)" } }
    try #require(comparison.isSame, "seed \(seed): \(found.prefix(5))")
    return scene
  }

  /// On a copy of the file, which is thrown away.
  private static func sabotage(_ scene: Scene, _ seed: UInt64, _ counts: inout SabotageCounts) throws {
    var dice = Dice(seed)
    let copy = scene.folder.path + "/copy.sqlite"
    try FileManager.default.copyItem(atPath: scene.file, toPath: copy)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let queue = try DatabaseQueue(path: copy)
    let change = try queue.write { try Sabotage.make(in: $0, &dice) }
    try queue.close()
    guard let change else {
      counts.skipped += 1
      return
    }
    do {
      let report = try scene.compare(SabotageChat.mapping(), from: SQLiteSource(path: copy))
      if report.verdict == .different {
        counts.told += 1
      } else if change.isListed(in: report) {
        counts.listed += 1
      } else {
        counts.silent.append("seed \(seed): \(change.what)")
      }
    } catch is SourceError {
      counts.errors += 1
    }
  }
}
