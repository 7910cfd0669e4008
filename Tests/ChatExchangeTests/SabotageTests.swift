import ChatExchange
import ChatLedger
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Sabotage of archives")
struct SabotageTests {
  private static let seed: UInt64 = 20_261_130
  private static var tries: UInt64 {
    ProcessInfo.processInfo.environment["SABOTAGE"].flatMap { UInt64($0) }.map { $0 / 10 } ?? 200
  }

  /// What became of the changes.
  private struct Counts {
    var told = 0
    var errors = 0
    var listed = 0
    var skipped = 0
    var silent: [String] = []

    var text: String {
      "\(told) told, \(errors) errors, \(listed) listed as not compared, \(skipped) skipped, \(silent.count) silent"
    }

    mutating func count(
      _ change: JSONSabotage?, _ seed: UInt64, _ compare: (JSONSabotage) throws -> ComparisonReport
    ) throws {
      guard let change else {
        skipped += 1
        return
      }
      do {
        let report = try compare(change)
        if report.verdict == .different {
          told += 1
        } else if SabotageTests.mayBeListed(change), report.lists(change.field) {
          listed += 1
        } else {
          silent.append("seed \(seed): \(change.what)")
        }
      } catch is ExchangeError {
        errors += 1
      }
    }
  }

  /// Of texts and times only those that others replace: of any other nothing may be silent.
  private static func mayBeListed(_ change: JSONSabotage) -> Bool {
    let replaced = [
      "second\"", "first\"", "I help\"", "said once\"", "1355603940.000001\"", "1355603950.000001\"",
      "1355603951.000001\"",
    ]
    return !["text", "ts"].contains(change.field)
      || replaced.contains { change.what.hasPrefix("\(change.field): \"\($0)") }
  }

  private static let options = ImportOptions(source: "archive", actor: .operator("tests"), origin: "tests")

  @Test("Every single change of a Mattermost archive is told, or is listed as not compared")
  func mattermost() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text, source: "archive")
    let importer = MattermostImporter(ledger: scene.ledger, options: Self.options)
    try #require(try importer.compare(MemorySource(Archive.text)).isSame)
    var counts = Counts()
    for seed in Self.seed..<Self.seed + Self.tries {
      var dice = Dice(seed)
      try counts.count(JSONSabotage.make(in: Array(Archive.text.utf8), &dice), seed) { change in
        try importer.compare(MemorySource(change.text))
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
    var counts = Counts()
    let paths = export.files.map(\.path)
    let pristine = try Self.compare(export, importer)
    try #require(pristine.isSame, "\(pristine.tables.flatMap(\.differences))")
    for seed in Self.seed..<Self.seed + Self.tries {
      var dice = Dice(seed)
      let path = dice.pick(paths)
      try counts.count(JSONSabotage.make(in: Array(export[path].utf8), &dice), seed) { change in
        var changed = export
        changed[path] = String(decoding: change.text, as: UTF8.self)
        return try Self.compare(changed, importer)
      }
    }
    print("Sabotage of a Slack export: \(counts.text)")
    #expect(counts.silent == [])
  }

  private static func compare(_ export: SlackExport, _ importer: SlackImporter) throws -> ComparisonReport {
    let path = try export.writeDirectory()
    defer { SlackExport.remove(at: path) }
    return try importer.compare(path)
  }
}

extension ComparisonReport {
  /// Whether it says that it does not compare a field.
  func lists(_ field: String) -> Bool {
    notCompared.contains { $0.names.contains(field) || $0.what == NotCompared.unreadTypes && field == "type" }
  }
}
