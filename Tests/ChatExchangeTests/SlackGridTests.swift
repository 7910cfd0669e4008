import ChatExchange
import ChatLedger
import TestSupport
import Testing

@Suite("Export of an organisation of several workspaces of Slack", .ownThread)
struct SlackGridTests {
  private static let users = """
    [{"id":"U1","team_id":"T0","name":"ann","is_admin":true},{"id":"U2","team_id":"T0","name":"bob"},
     {"id":"U3","team_id":"T9","name":"eve"}]
    """

  private static func said(_ text: String, _ time: String, by user: String = "U1") -> String {
    #"{"type":"message","user":"\#(user)","text":"\#(text)","ts":"\#(time)"}"#
  }

  /// Two workspaces with a channel of the same name, and a channel of the whole organisation.
  static var grid: SlackExport {
    var export = SlackExport()
    export["org_users.json"] = users
    export["channels.json"] = #"[{"id":"C9","name":"org-wide","created":1600000000,"members":["U1"]}]"#
    export["org-wide/2021-03-01.json"] = "[\(said("for everybody", "1614600000.000100"))]"
    for (team, channel) in [("north", "C1"), ("south", "C2")] {
      export["teams/\(team)/users.json"] = users
      export["teams/\(team)/channels.json"] =
        #"[{"id":"\#(channel)","name":"general","created":1600000000,"members":["U1"]}]"#
      export["teams/\(team)/general/2021-03-01.json"] =
        "[\(said("hello \(team)", "1614600001.000100")),\(said("hi \(team)", "1614600002.000100", by: "U2"))]"
    }
    return export
  }

  private func room(_ channel: String, team: String = "T0") -> ConversationID {
    SlackIdentifier.conversation(team: team, channel: channel)
  }

  @Test("Every workspace is read, and a user of two of them is one account", arguments: ["", "Org export/"])
  func readsWorkspaces(_ prefix: String) throws {
    let scene = try TemporaryLedger()
    let path = try Self.grid.writeZip(below: prefix)
    defer { SlackExport.remove(at: path) }
    let report = try scene.load(slack: path) { $0.isStrict = true }
    #expect(report.outcome == .finished)
    #expect(report.rejections == [])
    #expect(report.warnings == [:])
    #expect(report.tables.accounts == .init(added: 3))
    #expect(report.tables.conversations.added == 3)
    #expect(report.tables.messages.added == 5)
    #expect(try scene.texts(in: room("C9")) == ["for everybody"])
    #expect(try scene.texts(in: room("C1")) == ["hello north", "hi north"])
    #expect(try scene.texts(in: room("C2")) == ["hello south", "hi south"])
    let north = try scene.ledger.read { try $0.conversation(room("C1")) }
    #expect(north?.details?.attributes["slack.workspace"] == #""north""#)
    #expect(try scene.load(slack: path).outcome == .nothingNew)
    // The directory says the same.
    if prefix.isEmpty { #expect(try scene.load(Self.grid).outcome == .nothingNew) }
  }

  @Test("Places carry the path of the workspace")
  func namesPlaces() throws {
    var export = Self.grid
    export["teams/north/general/2021-03-01.json"] = "[7]"
    let report = try TemporaryLedger().load(export)
    #expect(report.rejections.map(\.file) == ["teams/north/general/2021-03-01.json"])
    #expect(report.tables.messages.added == 3)
  }

  @Test("A workspace without lists, and an organisation without any at its top, are read")
  func readsWithoutLists() throws {
    var export = SlackExport()
    export["teams/north/users.json"] = #"[{"id":"U1","team_id":"T0","name":"ann"}]"#
    export["teams/south/general/2021-03-01.json"] = "[\(Self.said("hello", "1614600001.000100"))]"
    export["teams/north/general/2021-03-01.json"] = "[\(Self.said("hi", "1614600001.000100"))]"
    let scene = try TemporaryLedger()
    let report = try scene.load(export)
    #expect(report.rejections == [])
    #expect(report.warnings == ["CONVERSATION_NOT_DESCRIBED": 2])
    // Two folders of one name in two workspaces are two rooms.
    for (folder, text) in [("teams/north/general", "hi"), ("teams/south/general", "hello")] {
      #expect(try scene.texts(in: SlackIdentifier.conversation(team: "T0", folder: folder)) == [text])
    }
    #expect(report.tables.accounts.added == 1)
  }

  @Test("Where nobody names a team, each workspace is called by its folder")
  func takesNamesOfFolders() throws {
    var export = SlackExport()
    export["teams/north/channels.json"] = #"[{"id":"C1","name":"general"}]"#
    export["teams/north/general/2021-03-01.json"] = "[\(Self.said("hi", "1614600001.000100"))]"
    let scene = try TemporaryLedger()
    try scene.load(export)
    #expect(try scene.texts(in: room("C1", team: "north")) == ["hi"])
  }

  @Test("A channel that workspaces share is one room, with the messages and the members of all")
  func mergesSharedChannels() throws {
    var export = Self.grid
    export["teams/north/channels.json"] = #"[{"id":"C7","name":"shared","created":1600000000,"members":["U1"]}]"#
    export["teams/south/channels.json"] = #"[{"id":"C7","name":"shared","created":1600000000,"members":["U2"]}]"#
    export["teams/north/shared/2021-03-01.json"] =
      "[\(Self.said("one", "1614600001.000100")),\(Self.said("both", "1614600002.000100"))]"
    export["teams/south/shared/2021-03-01.json"] =
      "[\(Self.said("both", "1614600002.000100")),\(Self.said("two", "1614600003.000100"))]"
    let scene = try TemporaryLedger()
    let report = try scene.load(export)
    #expect(report.rejections == [])
    #expect(try scene.texts(in: room("C7")) == ["one", "both", "two"])
    let members = try scene.ledger.read { try $0.participants(in: room("C7")).filter(\.isActive).map(\.account) }
    #expect(Set(members) == Set(["U1", "U2"].map { SlackIdentifier.account(team: "T0", user: $0) }))
    #expect(try scene.load(export).outcome == .nothingNew)
  }

  @Test("What a workspace says otherwise of a user is named, and the organisation's list counts")
  func namesDifferences() throws {
    var export = Self.grid
    export["teams/north/users.json"] = #"[{"id":"U1","team_id":"T0","name":"anna","is_admin":false}]"#
    export["teams/south/users.json"] = #"[{"id":"U8","team_id":"T0","name":"new"}]"#
    let scene = try TemporaryLedger()
    let report = try scene.load(export) { $0.isStrict = true }
    #expect(report.outcome == .finished)
    #expect(report.warnings == ["WORKSPACE_DIFFERS": 1])
    let notice = try #require(report.notices.first)
    #expect(notice.file == "teams/north/users.json")
    #expect(notice.item == "user U1")
    #expect(notice.message.contains("“name”, “is_admin”") && notice.message.contains("org_users.json"))
    let ann = try scene.ledger.read { try $0.account(SlackIdentifier.account(team: "T0", user: "U1")) }
    #expect(ann?.profile?.userName == "ann")
    #expect(report.tables.accounts.added == 4)
  }

  @Test("A channel that is called teams is a channel")
  func knowsChannelsCalledTeams() throws {
    var export = SlackExport.sample
    export["teams/2012-12-14.json"] = "[\(Self.said("go", "1355517523.000005"))]"
    let scene = try TemporaryLedger()
    let report = try scene.load(export)
    #expect(report.rejections == [])
    #expect(try scene.texts(in: SlackIdentifier.conversation(team: "T1", folder: "teams")) == ["go"])
  }
}
