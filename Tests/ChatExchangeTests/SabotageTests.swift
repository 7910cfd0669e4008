import ChatExchange
import ChatLedger
import TestSupport
import Testing

@Suite("Sabotage of archives", .ownThread)
struct SabotageTests {
  private static let seed: UInt64 = 20_261_130
  private static var tries: UInt64 { SabotageCounts.tries ?? 200 }

  /// Of texts and times only those that others replace: of any other nothing may be silent.
  private static func isListed(_ change: JSONSabotage, in report: ComparisonReport) -> Bool {
    let replaced = [
      "second\"", "first\"", "I help\"", "said once\"", "1355603940.000001\"", "1355603950.000001\"",
      "1355603951.000001\"",
    ]
    let mayBe =
      !["text", "ts"].contains(change.field)
      || replaced.contains { change.what.hasPrefix("\(change.field): \"\($0)") }
    return mayBe && report.lists(change.field)
  }

  private static let options = ImportOptions(source: "archive", actor: .operator("tests"), origin: "tests")

  @Test("Every single change of a Mattermost archive is told, or is listed as not compared")
  func mattermost() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text, source: "archive")
    let importer = MattermostImporter(ledger: scene.ledger, options: Self.options)
    try #require(try importer.compare(MemorySource(Archive.text)).isSame)
    var counts = SabotageCounts()
    for seed in Self.seed..<Self.seed + Self.tries {
      var dice = Dice(seed)
      guard let change = JSONSabotage.make(in: Array(Archive.text.utf8), &dice) else {
        counts.skipped += 1
        continue
      }
      try counts.count(change.what, seed, importer.compare(MemorySource(change.text))) {
        Self.isListed(change, in: $0)
      }
    }
    print("Sabotage of a Mattermost archive: \(counts.text)")
    #expect(counts.silent == [])
  }

  @Test("Every single change of a Slack export is told, or is listed as not compared")
  func slack() throws {
    let scene = try TemporaryLedger()
    var export = SlackExport.sample
    // What is no longer odd: the sample has things in it that are refused.
    export["dms.json"] = #"[{"id":"D1","created":1355517000,"members":["U1","U3"]}]"#
    try scene.load(export, source: "archive")
    let importer = SlackImporter(ledger: scene.ledger, options: Self.options)
    var counts = SabotageCounts()
    let paths = export.files.map(\.path)
    let pristine = try importer.compare(export)
    try #require(pristine.isSame, "\(pristine.tables.flatMap(\.differences))")
    for seed in Self.seed..<Self.seed + Self.tries {
      var dice = Dice(seed)
      let path = dice.pick(paths)
      guard let change = JSONSabotage.make(in: Array(export[path].utf8), &dice) else {
        counts.skipped += 1
        continue
      }
      var changed = export
      changed[path] = String(decoding: change.text, as: UTF8.self)
      try counts.count(change.what, seed, importer.compare(changed)) {
        Self.isListed(change, in: $0)
      }
    }
    print("Sabotage of a Slack export: \(counts.text)")
    #expect(counts.silent == [])
  }
}
