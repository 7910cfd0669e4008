import ChatLedger
import TestSupport
import Testing

@testable import ChatExchange

/// Green where archive and ledger say the same, and red only for what somebody has to look at.
@Suite("A daily job on archives of Mattermost", .ownThread)
struct DailyArchiveTests {
  /// What one night's import and comparison came to.
  private struct Night: Equatable {
    /// What the import did, by kind: new, changed and deleted ones.
    var took: [String] = []
    var told: [String] = []
    /// What the comparison found; nothing is green.
    var red: [String] = []
    /// Nothing was recorded.
    var isQuiet = false

    static let quiet = Night(isQuiet: true)
  }

  /// What an archive says, from which each day takes something away or puts something in.
  private struct Town {
    var text = "hello"
    var more = ""
    var isPinned = true
    var hasReaction = true
    var hasBob = true
    var deletedSecond = ""
    var eveIsGone = false

    var archive: String {
      let bob = hasBob ? #","channels":[{"name":"town","roles":"channel_user"}]"# : #","channels":[]"#
      let reaction =
        hasReaction ? #","reactions":[{"user":"bob","emoji_name":"eyes","create_at":1652000005000}]"# : ""
      let eve = eveIsGone ? #","delete_at":1652200000000"# : ""
      return NewerArchiveTests.archive(
        NewerArchiveTests.channel("header"), NewerArchiveTests.user("a@x.example"),
        #"{"type":"user","user":{"username":"bob","email":"b@x.example","teams":[{"name":"acme","roles":"team_user"\#(bob)}]}}"#,
        #"{"type":"user","user":{"username":"eve","email":"e@x.example"\#(eve),"teams":[{"name":"acme","roles":"team_user","channels":[]}]}}"#,
        NewerArchiveTests.post(text, more: more + (isPinned ? #","is_pinned":true"# : "") + reaction),
        NewerArchiveTests.post("second", 1_652_000_002_000, more: deletedSecond))
    }
  }

  private func night(_ scene: TemporaryLedger, _ town: Town, deletesVanished: Bool = false) throws -> Night {
    let before = try scene.position()
    let report = try scene.load(town.archive, source: "acme") { $0.deletesVanished = deletesVanished }
    let after = try scene.position()
    let options = ImportOptions(source: "acme", actor: .operator("tests"), origin: "tests")
    let comparison = try MattermostImporter(ledger: scene.ledger, options: options).compare(MemorySource(town.archive))
    #expect(try scene.position() == after, "a comparison records nothing")
    var night = Night(isQuiet: after == before)
    for (name, counts) in [
      ("accounts", report.tables.accounts), ("participants", report.tables.participants),
      ("messages", report.tables.messages), ("reactions", report.tables.reactions), ("pins", report.tables.pins),
    ] {
      let numbers = [("+", counts.added), ("~", counts.changed), ("-", counts.deleted)].filter { $0.1 > 0 }
      if !numbers.isEmpty { night.took.append(([name] + numbers.map { "\($0.0)\($0.1)" }).joined(separator: " ")) }
    }
    night.told = (report.rejections + report.notices).map(\.code).sorted()
    for table in comparison.tables { night.red += table.differences.map { "\(table.table) \($0.kind.rawValue)" } }
    #expect(comparison.isSame == night.red.isEmpty)
    return night
  }

  private func expect(
    _ wanted: Night, of town: Town, in scene: TemporaryLedger, deletesVanished: Bool = false,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let found = try night(scene, town, deletesVanished: deletesVanished)
    #expect(found == wanted, sourceLocation: location)
  }

  @Test("Six days: edits, deletions, people who go, what vanishes and comes back, and an older archive")
  func sixDays() throws {
    let scene = try TemporaryLedger()
    var town = Town()
    let all = ["accounts +3", "participants +2", "messages +2", "reactions +1", "pins +1"]
    try expect(Night(took: all), of: town, in: scene)
    try expect(.quiet, of: town, in: scene)

    town.text = "hello, all"
    town.more = #","edit_at":1652100000000"#
    town.deletedSecond = #","delete_at":1652100000000"#
    town.eveIsGone = true
    try expect(Night(took: ["accounts ~1", "messages ~2 -1"]), of: town, in: scene)
    #expect(try scene.texts(in: Archive.town) == ["hello, all"])
    try expect(.quiet, of: town, in: scene)

    // What the lists do not have any more is told each night, until it is followed.
    var less = town
    (less.isPinned, less.hasReaction, less.hasBob) = (false, false, false)
    let red = ["participants EXTRA", "reactions EXTRA", "pins EXTRA"]
    let told = ["MEMBER_VANISHED", "PIN_VANISHED", "REACTION_VANISHED"]
    for _ in 1...3 {
      // Where Bob is stands in his own line, too.
      try expect(Night(took: ["accounts ~1"], told: told, red: red), of: less, in: scene)
      try expect(Night(told: told, red: red, isQuiet: true), of: less, in: scene)
      let gone = ["participants -1", "reactions -1", "pins -1"]
      try expect(Night(took: gone), of: less, in: scene, deletesVanished: true)
      try expect(.quiet, of: less, in: scene)
      // And it comes back with an archive that has it.
      let back = ["accounts ~1", "participants ~1", "reactions ~1", "pins ~1"]
      try expect(Night(took: back), of: town, in: scene, deletesVanished: true)
      try expect(.quiet, of: town, in: scene)
    }

    // The archive of the first day once more: what it dates before the present text changes nothing, and is no
    // longer what the ledger says.
    try expect(Night(took: ["accounts ~1", "messages ~1"], red: ["messages CHANGED"]), of: Town(), in: scene)
    #expect(try scene.texts(in: Archive.town) == ["hello, all", "second"])
    try expect(Night(took: ["accounts ~1", "messages ~1 -1"]), of: town, in: scene)
    #expect(try scene.ledger.verify().isClean)
  }
}
