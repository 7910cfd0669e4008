import ChatExchange
import ChatLedger
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Faults in an export of Slack", .ownThread)
struct SlackFaultTests {
  static let day = "general/2012-12-14.json"

  /// An export of one channel with one day.
  private func export(_ day: String) -> SlackExport {
    var export = SlackExport()
    export["users.json"] = #"[{"id":"U1","team_id":"T1","name":"ann"}]"#
    export["channels.json"] = #"[{"id":"C1","name":"general","created":1355517000,"members":["U1"]}]"#
    export[Self.day] = day
    return export
  }

  private func said(_ text: String, _ time: String, more: String = "") -> String {
    #"{"type":"message","user":"U1","text":"\#(text)","ts":"\#(time)"\#(more)}"#
  }

  @Test("Bad JSON is named by file, line and column; what stands before it is taken")
  func namesBadJSON() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(
      export("[\n  \(said("one", "1.000001")),\n  \(said("two", "2.000001")),\n  {\"type\": message}\n]\n"))
    #expect(report.outcome == .finished)
    let fault = try #require(report.rejections.first)
    #expect(report.rejectionCount == 1)
    #expect(fault.file == Self.day)
    #expect(fault.line == 4)
    #expect(fault.column == 12)
    #expect(fault.code == "SYNTAX")
    #expect(fault.message.contains("In line 4, column 12"))
    #expect(fault.message.contains("2 elements"))
    #expect(try scene.texts(in: SlackExport.general) == ["one", "two"])
  }

  @Test("Elements that cannot be taken are named by file, line and index; the others are taken")
  func namesElements() throws {
    let scene = try TemporaryLedger()
    let elements = [
      said("good", "1.000001"),  // 0
      "7",  // 1
      #"{"type":"message","user":"U1","text":"no time"}"#,  // 2
      said("odd time", "yesterday"),  // 3
      #"{"type":"message","text":"nobody","ts":"4.000001"}"#,  // 4
      #"{"type":"message","user":["U1"],"text":"user","ts":"5.000001"}"#,  // 5
      said("", "6.000001"),  // 6
      said("too fine", "7.0000001"),  // 7
      said("half \\ud83d", "8.000001"),  // 8: ends the file
    ]
    let report = try scene.load(export("[\n" + elements.joined(separator: ",\n") + "\n]"))
    #expect(report.rejections.map(\.file) == Array(repeating: Self.day, count: 7))
    #expect(report.rejections.compactMap(\.index) == [1, 2, 3, 5, 6, 7])
    #expect(report.rejections.map(\.line) == [3, 4, 5, 7, 8, 9, 10])
    #expect(
      report.rejections.map(\.code) == ["SYNTAX", "INVALID", "INVALID", "INVALID", "INVALID", "INVALID", "SYNTAX"])
    // Who says nothing of who said it loses nothing: a placeholder speaks.
    #expect(report.tables.messages.added == 2)
    #expect(report.notices.contains { $0.code == "USER_NOT_DESCRIBED" && $0.index == 4 })
    #expect(try scene.texts(in: SlackExport.general) == ["good", "nobody"])
  }

  @Test(
    "A file of another shape is named, and the rest is taken",
    arguments: [("", "SYNTAX"), ("{}", "INVALID"), ("[", "SYNTAX"), ("[] []", "SYNTAX"), ("\u{1F4A5}", "INVALID")])
  func namesShapes(_ text: String, _ code: String) throws {
    let scene = try TemporaryLedger()
    var export = export(text)
    export["general/2012-12-15.json"] = "\u{FEFF}[\(said("next day", "9.000001"))]"
    let report = try scene.load(export)
    #expect(report.rejections.map(\.file) == [Self.day])
    #expect(report.rejections.map(\.code) == [code])
    #expect(report.rejections.first?.line == 1)
    #expect(try scene.texts(in: SlackExport.general) == ["next day"])
  }

  @Test("Two messages of one time: the same is one, another is refused")
  func refusesTwins() throws {
    let scene = try TemporaryLedger()
    var export = export(
      "[\(said("one", "1.000001")),\(said("one", "1.000001")),\(said("other", "1.000001"))]")
    export["general/2012-12-15.json"] = "[\(said("again other", "1.000001"))]"
    let report = try scene.load(export)
    #expect(report.tables.messages.added == 1)
    #expect(report.tables.messages.present == 1)
    #expect(report.tables.messages.rejected == 2)
    #expect(report.rejections.map(\.file) == [Self.day, "general/2012-12-15.json"])
    #expect(report.rejections.map(\.index) == [2, 0])
    #expect(report.rejections.first?.message.contains("1.000001") == true)
    #expect(try scene.texts(in: SlackExport.general) == ["one"])
  }

  @Test("A user who stands in no list gets an account, and is named")
  func makesMissingUsers() throws {
    let scene = try TemporaryLedger()
    var export = export("[\(said("one", "1.000001"))]")
    export.remove("users.json")
    let report = try scene.load(export)
    #expect(report.rejections == [])
    #expect(report.warningsBesideTimes == ["USER_NOT_DESCRIBED": 1])
    #expect(report.notices.first?.item == "user U1")
    #expect(report.notices.first?.file == "channels.json")
    // The list may come later; the name of the source stands for the workspace that no user names.
    var later = export
    later["users.json"] = #"[{"id":"U1","name":"ann"}]"#
    #expect(try scene.load(later).tables.changes.added == 1)
    let id = SlackIdentifier.account(team: "export", user: "U1")
    #expect(try scene.ledger.read { try $0.account(id)?.profile?.userName } == "ann")
  }

  @Test("A reply may stand in a file before its root")
  func takesRepliesBeforeTheirRoots() throws {
    let scene = try TemporaryLedger()
    var export = export("[\(said("reply", "2.000001", more: #","thread_ts":"1.000001""#))]")
    export["general/2012-12-15.json"] = "[\(said("root", "1.000001"))]"
    let report = try scene.load(export)
    #expect(report.rejections == [])
    #expect(report.warningsBesideTimes == [:])
    let replies = try scene.ledger.read { try $0.replies(to: SlackExport.message("1.000001")) }
    #expect(replies.map { $0.content?.body } == ["reply"])
    #expect(try scene.load(export).outcome == .nothingNew)
  }

  @Test("A reply to a message that could not be taken comes in without it")
  func keepsRepliesOfWhatWasRefused() throws {
    let scene = try TemporaryLedger(maximumBodyBytes: 50)
    let long = String(repeating: "x", count: 51)
    let report = try scene.load(
      export("[\(said(long, "1.000001")),\(said("reply", "2.000001", more: #","thread_ts":"1.000001""#))]"))
    #expect(report.rejections.map(\.code) == ["TOO_LARGE"])
    #expect(report.warningsBesideTimes == ["ROOT_MISSING": 1])
    #expect(try scene.texts(in: SlackExport.general) == ["reply"])
  }

  @Test("Edits and deletions of messages that are nowhere are named, and repeat nothing")
  func namesLostEvents() throws {
    let scene = try TemporaryLedger()
    let export = export(
      """
      [{"type":"message","subtype":"message_changed","ts":"9.000001",
        "message":{"type":"message","user":"U1","text":"as edited","ts":"1.000001","edited":{"ts":"9.000000"}}},
       {"type":"message","subtype":"message_changed","ts":"9.500001",
        "message":{"type":"message","user":"U1","text":"unfurled","ts":"1.500001"}},
       {"type":"message","subtype":"message_deleted","ts":"9.000002","deleted_ts":"2.000001"},
       {"type":"message","subtype":"message_deleted","ts":"9.000003"}]
      """)
    let report = try scene.load(export)
    #expect(report.warningsBesideTimes == ["EDITED_MESSAGE_MISSING": 2, "DELETED_MESSAGE_MISSING": 1])
    #expect(report.rejections.map(\.index) == [3])
    #expect(try scene.texts(in: SlackExport.general) == ["as edited", "unfurled"])
    #expect(try scene.load(export).outcome == .nothingNew)
  }

  @Test("An edit that a later one had overtaken is named, and the last text stays")
  func keepsTheLastText() throws {
    let scene = try TemporaryLedger()
    func edit(_ text: String, _ time: Int) -> String {
      #"{"type":"message","subtype":"message_changed","ts":"\#(time).5","message":\#(said(text, "1.000001", more: #","edited":{"ts":"\#(time).000000"}"#))}"#
    }
    let last = said("last", "1.000001", more: #","edited":{"ts":"8.000000"}"#)
    let export = export("[\(last),\(edit("middle", 7)),\(edit("last", 8))]")
    let report = try scene.load(export)
    #expect(report.warningsBesideTimes == ["EARLIER_TEXT_NOT_KEPT": 1])
    #expect(try scene.texts(in: SlackExport.general) == ["last"])
    // Where the export has the first text, every version is kept.
    let other = try TemporaryLedger()
    try other.load(self.export("[\(said("first", "1.000001")),\(edit("middle", 7)),\(edit("last", 8))]"))
    let versions = try other.ledger.read { try $0.versions(of: SlackExport.message("1.000001")) }
    #expect(versions.map { $0.content?.body } == ["first", "middle", "last"])
  }

  @Test("Fields that are too large to keep are named, and the message is taken without them")
  func dropsLargeFields() throws {
    let scene = try TemporaryLedger()
    let blocks = String(repeating: "b", count: 70_000)
    let report = try scene.load(export("[\(said("one", "1.000001", more: #","blocks":["\#(blocks)"],"team":"T1""#))]"))
    #expect(report.rejections.map(\.item) == ["field slack.blocks of message"])
    #expect(report.rejections.map(\.code) == ["TOO_LARGE"])
    let message = try scene.ledger.read { try $0.message(SlackExport.message("1.000001")) }
    #expect(message?.content?.attributes == ["slack.team": #""T1""#])
  }

  @Test("A conversation of no list is a room of its folder's name")
  func takesFoldersOfNoList() throws {
    let scene = try TemporaryLedger()
    var export = export("[]")
    export["ghost/2012-12-14.json"] = "[\(said("boo", "1.000001"))]"
    // A direct conversation without members is of no use, but its messages are.
    export["dms.json"] = #"[{"id":"D1"}]"#
    export["D1/2012-12-14.json"] = "[\(said("dm", "1.000001"))]"
    let report = try scene.load(export)
    #expect(report.warningsBesideTimes == ["CONVERSATION_NOT_DESCRIBED": 2])
    #expect(report.rejections.map(\.item) == ["dm D1"])
    #expect(report.tables.messages.added == 2)
    #expect(try scene.texts(in: SlackIdentifier.conversation(team: "T1", folder: "ghost")) == ["boo"])
    #expect(try scene.load(export).outcome == .nothingNew)
  }

  @Test("Strict stops at the first, and goes on once it is corrected")
  func stopsWhenStrict() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(export("[\(said("one", "1.000001")),7,\(said("two", "2.000001"))]")) {
      $0.isStrict = true
    }
    #expect(report.outcome == .stoppedAtFault)
    #expect(report.rejectionCount == 1)
    let again = try scene.load(export("[\(said("one", "1.000001")),\(said("two", "2.000001"))]"))
    #expect(again.outcome == .finished)
    #expect(try scene.texts(in: SlackExport.general) == ["one", "two"])
  }

  @Test("An export of faults only records nothing")
  func recordsNothingOfFaults() throws {
    let scene = try TemporaryLedger()
    var export = SlackExport()
    export["users.json"] = "[{}]"
    export["channels.json"] = "no"
    let report = try scene.load(export)
    #expect(report.outcome == .nothingNew)
    #expect(report.rejections.map(\.file) == ["channels.json", "users.json"])
    #expect(try scene.position() == Position(1))
  }

  @Test("A message stands twice in a list, a conversation in two")
  func refusesTwiceListed() throws {
    let scene = try TemporaryLedger()
    var export = export("[]")
    export["users.json"] = #"[{"id":"U1","team_id":"T1","name":"ann"},{"id":"U1","team_id":"T1","name":"bob"}]"#
    export["groups.json"] = #"[{"id":"C1","name":"general"}]"#
    let report = try scene.load(export)
    #expect(report.rejections.map(\.file) == ["groups.json", "users.json"])
    #expect(report.rejections.map(\.index) == [0, 1])
    #expect(report.tables.accounts.added == 1)
  }

  @Test("A file of ten thousand faults is read at once, and counted")
  func countsManyFaults() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(export("[" + String(repeating: "7,\n", count: 10_000) + said("one", "1.000001") + "]"))
    #expect(report.rejectionCount == 10_000)
    #expect(report.rejections.count == ImportOptions.keptRejections)
    #expect(report.rejections.last?.line == 1_000)
    #expect(report.rejections.last?.column == 1)
    #expect(try scene.texts(in: SlackExport.general) == ["one"])
  }

  @Test("Indentation changes nothing")
  func ignoresIndentation() throws {
    let scene = try TemporaryLedger()
    let plain = #","blocks":[{"type":"rich text","n":[1,2]}],"edited":{"user":"U1","ts":"2.000000"}"#
    try scene.load(export("[\(said("one", "1.000001", more: plain))]"))
    let message = try scene.ledger.read { try $0.message(SlackExport.message("1.000001")) }
    #expect(message?.content?.attributes["slack.blocks"] == #"[{"type":"rich text","n":[1,2]}]"#)
    var indented = export("[\n \(said("one", "1.000001", more: plain.replacing(",", with: " ,\n\t")))\n]\n")
    indented["users.json"] = indented["users.json"].replacing(",", with: "\r\n , ")
    #expect(try scene.load(indented).outcome == .nothingNew)
  }
}

extension ImportReport {
  /// The times of these tests are easy to read, and odd.
  var warningsBesideTimes: [String: UInt64] { warnings.filter { $0.key != "ODD_TIME" } }
}
