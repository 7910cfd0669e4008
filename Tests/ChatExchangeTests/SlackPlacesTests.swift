import ChatExchange
import ChatLedger
import TestSupport
import Testing

@Suite("Where messages stand in an export of Slack", .ownThread)
struct SlackPlacesTests {
  private static func said(_ text: String, _ time: String = "1355517523.000005") -> String {
    #"{"type":"message","user":"U1","text":"\#(text)","ts":"\#(time)"}"#
  }

  private func export() -> SlackExport {
    var export = SlackExport()
    export["users.json"] = #"[{"id":"U1","team_id":"T1","name":"ann"}]"#
    export["channels.json"] =
      #"[{"id":"C1","name":"general","members":["U1"]},{"id":"C2","name":"random","members":["U1"]}]"#
    export["dms.json"] = #"[{"id":"D1","members":["U1","U2"]}]"#
    return export
  }

  private func room(_ channel: String) -> ConversationID {
    SlackIdentifier.conversation(team: "T1", channel: channel)
  }

  @Test("One file a channel, at the top or in a folder of all", arguments: ["", "messages/"])
  func readsOneFileAChannel(_ folder: String) throws {
    var export = export()
    export["\(folder)general.json"] = "[\(Self.said("one"))]"
    // By its identifier.
    export["\(folder)C2.json"] = "[\(Self.said("two"))]"
    export["\(folder)D1.json"] = "[\(Self.said("three"))]"
    export["\(folder)ghost.json"] = "[\(Self.said("boo"))]"
    let scene = try TemporaryLedger()
    let report = try scene.load(export)
    #expect(report.rejections == [])
    #expect(report.warnings["FILE_NOT_READ"] == nil)
    #expect(report.tables.messages.added == 4)
    for (channel, text) in [("C1", "one"), ("C2", "two"), ("D1", "three")] {
      #expect(try scene.texts(in: room(channel)) == [text])
    }
    #expect(report.warnings["CONVERSATION_NOT_DESCRIBED"] == 1)
    #expect(try scene.texts(in: SlackIdentifier.conversation(team: "T1", folder: "\(folder)ghost")) == ["boo"])
    #expect(try scene.load(export).outcome == .nothingNew)
  }

  @Test("Files of messages in a channel's folder are read, whatever they are called")
  func readsFilesThatAreNoDays() throws {
    var export = export()
    export["general/2012-12-14.json"] = "[\(Self.said("day"))]"
    export["general/2012.json"] = "[\(Self.said("year", "1355517524.000005"))]"
    export["general/all.json"] = "[\(Self.said("day")),\(Self.said("all", "1355517525.000005"))]"
    export["random/Part 1.JSON"] = "[\(Self.said("part"))]"
    let scene = try TemporaryLedger()
    let report = try scene.load(export)
    #expect(report.rejections == [])
    #expect(try scene.texts(in: room("C1")) == ["day", "year", "all"])
    #expect(try scene.texts(in: room("C2")) == ["part"])
    #expect(report.tables.messages.present == 1)
  }

  @Test("A file of messages that cannot be placed is a fault, and strict stops")
  func refusesWhatCannotBePlaced() throws {
    var export = export()
    export["general/2012-12-14.json"] = "[\(Self.said("day"))]"
    export["general/more/2012-12-15.json"] = "[\(Self.said("a")),\(Self.said("b"))]"
    export["2012-12-16.json"] = "[\(Self.said("c"))]"
    let report = try TemporaryLedger().load(export)
    #expect(report.rejections.map(\.file) == ["2012-12-16.json", "general/more/2012-12-15.json"])
    #expect(report.rejections.allSatisfy { $0.code == "INVALID" && $0.remedy.contains("folder of its conversation") })
    #expect(report.warnings["FILE_NOT_READ"] == nil)
    #expect(report.tables.messages.added == 1)
    #expect(try TemporaryLedger().load(export) { $0.isStrict = true }.outcome == .stoppedAtFault)
  }

  @Test("Messages in another shape than an array are a fault, not a file of no kind")
  func refusesOtherShapes() throws {
    var export = export()
    export["general.json"] = #"{"ok":true,"messages":[\#(Self.said("one"))]}"#
    export["random/all.json"] = "\(Self.said("one"))\n\(Self.said("two", "1355517525.000005"))"
    let report = try TemporaryLedger().load(export)
    #expect(report.rejections.map(\.file) == ["general.json", "random/all.json"])
    #expect(report.rejections.allSatisfy { $0.message.contains("an array should stand here") })
  }

  @Test("What holds no messages is named, and is no fault")
  func namesOtherFiles() throws {
    var export = export()
    export["general/2012-12-14.json"] = "[\(Self.said("day"))]"
    let others = [
      "README.md": "read me", "integration_logs.json": #"[{"user_id":"U1","date":"1355517523"}]"#, "empty.json": "[]",
      "canvases.json": #"[{"id":"F1","title":"text"}]"#, "general/canvas.json": #"[{"id":"F1"}]"#, "no.json": "no",
      "lists.json": #"{"lists":[]}"#,
    ]
    for (path, text) in others { export[path] = text }
    let report = try TemporaryLedger().load(export) { $0.isStrict = true }
    #expect(report.rejections == [])
    #expect(report.warnings["FILE_NOT_READ"] == UInt64(others.count))
    #expect(report.notices.filter { $0.code == "FILE_NOT_READ" }.compactMap(\.file) == others.keys.sorted())
    #expect(report.tables.messages.added == 1)
  }

  @Test("A file that is called by a channel and is damaged is a fault")
  func refusesDamagedFiles() throws {
    var export = export()
    export["general.json"] = #"[{"type":"mess"#
    export["random/all.json"] = ""
    let report = try TemporaryLedger().load(export)
    #expect(report.rejections.map(\.file) == ["general.json", "random/all.json"])
    #expect(report.rejections.map(\.code) == ["SYNTAX", "SYNTAX"])
  }

  @Test("A file is known for one of messages by its beginning, however large it is")
  func looksAtBeginnings() throws {
    var export = export()
    let blocks = String(repeating: "b", count: 2 << 20)
    export["random/2012-12-14.json"] = "[\(Self.said("day"))]"
    export["general.json"] =
      #"[{"type":"message","user":"U1","ts":"1355517523.000005","text":"long","blocks":"\#(blocks)"}]"#
    export["notes.json"] = #"[{"note":"\#(blocks)","type":"message","ts":"1.0"}]"#
    let scene = try TemporaryLedger()
    let report = try scene.load(export)
    #expect(try scene.texts(in: room("C1")) == ["long"])
    #expect(report.notices.filter { $0.code == "FILE_NOT_READ" }.map(\.file) == ["notes.json"])
  }
}
