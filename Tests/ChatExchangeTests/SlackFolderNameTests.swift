import ChatExchange
import ChatLedger
import TestSupport
import Testing

@Suite("Folders of an export of Slack whose names are not as the lists have them", .ownThread)
struct SlackFolderNameTests {
  private static func said(_ text: String) -> String {
    #"[{"type":"message","user":"U1","text":"\#(text)","ts":"1355517523.000005"}]"#
  }

  /// Imports an export of some channels (`C0`, `C1`, …) with folders of these names.
  private func load(_ channels: [String], folders: [[UInt8]]) throws -> (scene: TemporaryLedger, report: ImportReport) {
    var export = SlackExport()
    export["users.json"] = #"[{"id":"U1","team_id":"T1","name":"ann"}]"#
    let list = channels.enumerated().map { #"{"id":"C\#($0)","name":"\#($1)","members":["U1"]}"# }
    export["channels.json"] = "[" + list.joined(separator: ",") + "]"
    let path = try export.writeZip { zip in
      for (index, folder) in folders.enumerated() {
        var entry = TestZip.Entry("", Array(Self.said("text \(index)").utf8))
        entry.name = folder + Array("/2012-12-14.json".utf8)
        entry.flags = 0
        zip.entries.append(entry)
      }
    }
    defer { SlackExport.remove(at: path) }
    let scene = try TemporaryLedger()
    let report = try scene.load(slack: path)
    #expect(report.rejections == [])
    #expect(report.tables.messages.added == UInt64(folders.count))
    #expect(try scene.load(slack: path).outcome == .nothingNew)
    return (scene, report)
  }

  private func texts(_ scene: TemporaryLedger, _ channel: Int) throws -> [String] {
    try scene.texts(in: SlackIdentifier.conversation(team: "T1", channel: "C\(channel)"))
  }

  @Test("Two folders whose names are no UTF-8 never become one room")
  func keepsFoldersApart() throws {
    let (scene, report) = try load(
      ["general"],
      folders: [Array("k\u{84}se".unicodeScalars), Array("k\u{94}se".unicodeScalars)].map { $0.map { UInt8($0.value) } }
    )
    #expect(report.warnings["CONVERSATION_NOT_DESCRIBED"] == 2)
    #expect(report.notices.compactMap(\.file) == ["k\\x84se/", "k\\x94se/"])
    #expect(try scene.ledger.read { try $0.totals() }.conversations == 3)
  }

  @Test("Names in the encodings of old programs and of countries are those of the lists")
  func readsEncodings() throws {
    let names: [(name: String, bytes: [UInt8])] = [
      ("k\u{e4}se", [0x6B, 0x84, 0x73, 0x65]),  // CP437
      ("k\u{f6}se", [0x6B, 0x94, 0x73, 0x65]),
      ("f\u{e5}re", [0x66, 0xE5, 0x72, 0x65]),  // CP1252
      ("\u{65E5}\u{672C}", [0x93, 0xFA, 0x96, 0x7B]),  // CP932
      ("\u{D55C}\u{AE00}", [0xC7, 0xD1, 0xB1, 0xDB]),  // EUC-KR
      ("\u{4E2D}\u{6587}", [0xD6, 0xD0, 0xCE, 0xC4]),  // GBK
    ]
    let (scene, report) = try load(names.map(\.name), folders: names.map(\.bytes))
    #expect(report.warnings["CONVERSATION_NOT_DESCRIBED"] == nil)
    for index in names.indices { #expect(try texts(scene, index) == ["text \(index)"], "\(names[index].name)") }
  }

  @Test("Names in another Unicode form, and UTF-8 that was taken for something else, are those of the lists")
  func readsForms() throws {
    let mistaken = Array("f\u{251C}\u{2562}re".utf8)  // ö, as CP437 shows its two bytes… of UTF-8
    let names = ["caf\u{e9}", "nai\u{308}ve", "f\u{f6}re"]
    let folders = [Array("cafe\u{301}".utf8), Array("na\u{ef}ve".utf8), mistaken]
    let (scene, report) = try load(names, folders: folders)
    #expect(report.warnings["CONVERSATION_NOT_DESCRIBED"] == nil)
    for index in names.indices { #expect(try texts(scene, index) == ["text \(index)"]) }
  }

  @Test("Bytes come before identifiers, and both before what is meant")
  func prefersBytes() throws {
    let names = ["caf\u{e9}", "cafe\u{301}", "C0"]
    let (scene, _) = try load(names, folders: ["cafe\u{301}", "caf\u{e9}", "C0", "C1"].map { Array($0.utf8) })
    #expect(try texts(scene, 0) == ["text 1"])
    #expect(try texts(scene, 1) == ["text 0"])
    #expect(try texts(scene, 2) == ["text 2"])
    let last = SlackIdentifier.conversation(team: "T1", folder: "C1")
    #expect(try scene.texts(in: last) == ["text 3"])
  }

  @Test("What can be meant in two ways is a room of its own")
  func guessesNothing() throws {
    // Two folders for one channel.
    let (scene, report) = try load(
      ["caf\u{e9}", "f\u{e5}re"],
      folders: [[0x66, 0xE5, 0x72, 0x65], [0x66, 0x86, 0x72, 0x65]] + [Array("caf\u{e9}".utf8)])
    #expect(report.warnings["CONVERSATION_NOT_DESCRIBED"] == 2)
    #expect(try texts(scene, 0) == ["text 2"])
    #expect(try texts(scene, 1) == [])
  }
}
