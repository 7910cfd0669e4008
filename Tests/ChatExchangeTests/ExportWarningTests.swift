import ChatExchange
import ChatLedger
import TestSupport
import Testing

/// What Mattermost would refuse is written as it is, and named with its place.
@Suite(.ownThread) struct ExportWarningTests {
  private func warnings(of lines: String...) throws -> ExportReport {
    let scene = try TemporaryLedger()
    try scene.load(([#"{"type":"version","version":1}"#] + lines).joined(separator: "\n"))
    return try scene.export().report
  }

  private static let ann = #"{"type":"user","user":{"username":"ann","email":"ann@b","teams":[]}}"#

  private func post(_ message: String, at time: Int = 1_600_000_000_000, _ more: String = "") -> String {
    #"{"type":"post","post":{"team":"acme","channel":"town","user":"ann","message":"\#(message)","create_at":\#(time)\#(more)}}"#
  }

  private static let team = #"{"type":"team","team":{"name":"acme","display_name":"Acme","type":"O"}}"#
  private static let town =
    #"{"type":"channel","channel":{"team":"acme","name":"town","display_name":"Town","type":"O"}}"#

  @Test func aTalkWithOneselfHasTwoMembers() throws {
    let scene = try TemporaryLedger()
    let lines = [
      #"{"type":"version","version":1}"#, Self.ann,
      #"{"type":"direct_channel","direct_channel":{"members":["ann","ann"]}}"#,
      #"{"type":"direct_post","direct_post":{"channel_members":["ann","ann"],"user":"ann","message":"note","create_at":1649000030000}}"#,
    ]
    try scene.load(lines.joined(separator: "\n"))
    let (text, report) = try scene.export()
    #expect(text.split(separator: "\n").map(String.init) == lines)
    #expect(report.warnings == [:])
  }

  @Test func membersThatWereLeftBehindAreNoTalkWithOneself() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    let group = MattermostIdentifier.direct(members: ["ann", "bob", "eve"])
    for name in ["bob", "eve"] {
      let leave = RemoveParticipant(conversation: group, account: MattermostIdentifier.account(userName: name))
      try scene.execute(.removeParticipant(leave), reason: "left")
    }
    let (text, report) = try scene.export()
    #expect(text.contains(#""members":["ann"]"#) && report.warnings == ["MEMBERS_FEW": 1])
    #expect(report.places["MEMBERS_FEW"] == [ExportLocation(conversation: group)])
  }

  @Test func tooManyMembers() throws {
    let names = (1...9).map { #""u\#($0)""# }.joined(separator: ",")
    let report = try warnings(of: #"{"type":"direct_channel","direct_channel":{"members":[\#(names)]}}"#)
    #expect(report.warnings["MEMBERS_MANY"] == 1)
  }

  @Test func addresses() throws {
    let report = try warnings(
      of: Self.ann, #"{"type":"user","user":{"username":"bob","teams":[]}}"#,
      #"{"type":"user","user":{"username":"eve","email":"ANN@b","teams":[]}}"#,
      #"{"type":"user","user":{"username":"joe","email":"no address","teams":[]}}"#)
    #expect(report.warnings == ["EMAIL_MISSING": 1, "EMAIL_SHARED": 1, "EMAIL_INVALID": 1])
    let bob = MattermostIdentifier.account(userName: "bob")
    #expect(report.places["EMAIL_MISSING"] == [ExportLocation(account: bob, name: "bob")])
  }

  @Test func aPlaceholderIsWrittenWhereItIsAskedFor() throws {
    let scene = try TemporaryLedger()
    let bob = #"{"type":"user","user":{"username":"bob","teams":[]}}"#
    try scene.load([#"{"type":"version","version":1}"#, Self.ann, bob].joined(separator: "\n"))
    #expect(!(try scene.export().text.contains("bob@")))
    let (text, report) = try scene.export { $0.placeholderEmailDomain = "invalid.example" }
    #expect(text.contains(#""username":"bob","email":"bob@invalid.example""#) && text.contains(#""email":"ann@b""#))
    #expect(report.warnings == ["EMAIL_PLACEHOLDER": 1])
  }

  @Test func usersAndTheirRoles() throws {
    let long = String(repeating: "x", count: 65)
    let report = try warnings(
      of: #"{"type":"user","user":{"username":"Ann B","email":"a@b","nickname":"\#(long)","teams":[]}}"#,
      #"{"type":"user","user":{"username":"all","email":"b@b","roles":"system_admin","teams":[]}}"#,
      #"{"type":"user","user":{"username":"eve","email":"c@b","teams":[{"name":"nowhere","roles":"team_user","channels":[]}]}}"#,
      #"{"type":"user","user":{"username":"Eve","email":"d@b","teams":[]}}"#)
    #expect(
      report.warnings == [
        "USER_NAME_INVALID": 2, "USER_TEXT_LONG": 1, "ROLES_INVALID": 1, "USER_TEAM_UNKNOWN": 1, "USER_NAME_ALIKE": 1,
      ])
  }

  @Test func teamsAndChannels() throws {
    let (long, header) = (String(repeating: "x", count: 65), String(repeating: "x", count: 1_025))
    let report = try warnings(
      of: #"{"type":"team","team":{"name":"a","display_name":"A","type":"X"}}"#,
      #"{"type":"channel","channel":{"team":"a","name":"-x","display_name":"\#(long)","type":"D"}}"#,
      #"{"type":"channel","channel":{"team":"a","name":"y","display_name":"Y","type":"O","header":"\#(header)","purpose":"\#(header)"}}"#
    )
    #expect(
      report.warnings == [
        "TEAM_INVALID": 1, "CHANNEL_NAME_INVALID": 1, "DISPLAY_NAME_LONG": 1, "CHANNEL_TYPE_INVALID": 1,
        "HEADER_LONG": 1, "PURPOSE_LONG": 1,
      ])
    #expect(report.places["HEADER_LONG"]?.first?.name == "a/y")
  }

  @Test func messagesAndReactions() throws {
    let long = String(repeating: "é", count: 16_384)
    let reactions =
      #","reactions":[{"user":"ann","emoji_name":"👍","create_at":5},{"user":"ann","emoji_name":"+1","create_at":1600000000001}]"#
    let report = try warnings(
      of: Self.team, Self.town, Self.ann, post(long), post("zero", at: 0), post("liked", reactions),
      post("file", #","attachments":[{"path":"../secret"}]"#))
    #expect(
      report.warnings == [
        "MESSAGE_LONG": 1, "TIME_ZERO": 1, "EMOJI_INVALID": 1, "REACTION_EARLY": 1, "ATTACHMENT_OUTSIDE": 1,
      ])
    let place = report.places["MESSAGE_LONG"]?.first
    #expect(place?.message != nil && place?.conversation == Archive.town)
  }

  private func post(_ message: String, _ more: String) -> String { post(message, at: 1_600_000_000_000, more) }

  @Test func marksOfStrangers() throws {
    let report = try warnings(
      of: Self.ann, #"{"type":"user","user":{"username":"bob","email":"bob@b","teams":[]}}"#,
      #"{"type":"direct_channel","direct_channel":{"members":["ann","bob"],"favorited_by":["eve"]}}"#,
      #"{"type":"direct_post","direct_post":{"channel_members":["ann","bob"],"user":"ann","message":"x","create_at":5,"flagged_by":["bob"]}}"#
    )
    #expect(report.warnings == ["NOT_A_MEMBER": 1])
  }

  @Test func everyKindHasWordsAndNoMorePlacesThanAreWanted() throws {
    #expect(Set(ExportWarning.allCases.map(\.words)).count == ExportWarning.allCases.count)
    let users = (0..<30).map { #"{"type":"user","user":{"username":"u\#($0)","teams":[]}}"# }
    let scene = try TemporaryLedger()
    try scene.load(([#"{"type":"version","version":1}"#] + users).joined(separator: "\n"))
    let report = try scene.export().report
    #expect(report.warnings == ["EMAIL_MISSING": 30] && report.places["EMAIL_MISSING"]?.count == 10)
  }
}
