import ChatLedger
import TestSupport
import Testing

@testable import ChatExchange

@Suite("What went from an archive and came back", .ownThread)
struct ArchiveReturnTests {
  /// A change of the archive that takes something out, and what is said of it.
  private struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var what: String
    var instead: String
    var warning: String
  }

  private static let changes = [
    Change(
      testDescription: "reaction", what: #""reactions":[{"user":"bob","emoji_name":"+1","create_at":1600000000005}],"#,
      instead: "", warning: "REACTION_VANISHED"),
    Change(testDescription: "pin", what: #""is_pinned":true,"#, instead: "", warning: "PIN_VANISHED"),
    Change(
      testDescription: "member", what: #""channels":[{"name":"town","roles":"channel_user"}]"#,
      instead: #""channels":[]"#, warning: "MEMBER_VANISHED"),
  ]

  @Test("What a newer archive does not have any more is named, or followed, and comes back with it", arguments: changes)
  private func goesAndComes(_ change: Change) throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    let less = Archive.text.replacing(change.what, with: change.instead)
    #expect(less != Archive.text)
    func compare(_ text: String) throws -> Bool {
      let options = ImportOptions(source: "archive.jsonl", actor: .operator("tests"), origin: "tests")
      return try MattermostImporter(ledger: scene.ledger, options: options).compare(MemorySource(text)).isSame
    }
    let state = try scene.export().text
    #expect(try scene.load(less).warnings[change.warning] == 1)
    #expect(try scene.export().text == state)
    for round in 1...3 {
      #expect(try !compare(less), "round \(round)")
      let gone = try scene.load(less) { $0.deletesVanished = true }
      #expect(gone.warnings[change.warning] == nil, "round \(round)")
      #expect(gone.rejections == [], "round \(round)")
      #expect(try compare(less), "round \(round)")
      #expect(try scene.load(less) { $0.deletesVanished = true }.outcome == .nothingNew, "round \(round)")
      #expect(try scene.load(Archive.text).rejections == [], "round \(round)")
      #expect(try compare(Archive.text), "round \(round)")
      #expect(try scene.export().text == state, "round \(round)")
    }
  }

  @Test("A membership that is said twice counts once, and one with another role is refused, each time the same way")
  func twoMemberships() throws {
    let scene = try TemporaryLedger()
    let once = #"{"name":"town","roles":"channel_user"}"#
    let again = Archive.text.replacing(once, with: #"\#(once),\#(once),{"name":"town","roles":"channel_admin"}"#)
    #expect(again != Archive.text)
    for _ in 1...2 {
      let report = try scene.load(again)
      #expect(report.rejections.map(\.code) == ["CONTRADICTION"])
      #expect(report.tables.participants.changed == 0)
    }
    let plain = try TemporaryLedger()
    try plain.load(Archive.text)
    #expect(try scene.export().text == plain.export().text)
  }

  @Test("Of whom an archive does not say where they are nothing is taken for gone")
  func unsaid() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    // Only what was said since, by people whose lines name no teams.
    let posts = Archive.lines.filter { !$0.contains(#""type":"user""#) }.joined(separator: "\n")
    let report = try scene.load(posts) { $0.deletesVanished = true }
    #expect(report.warnings["MEMBER_VANISHED"] == nil)
    #expect(try scene.ledger.read { try $0.participants(in: Archive.town).filter(\.isActive).count } == 2)
  }
}
