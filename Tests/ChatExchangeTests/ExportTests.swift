import ChatExchange
import ChatLedger
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ExportTests {
  /// What an archive says, without the order of its lines: each line with its fields sorted would need a JSON model,
  /// so the export of an import of the export stands for it.
  private func copied(_ text: String) throws -> String {
    let copy = try TemporaryLedger()
    let report = try copy.load(text)
    #expect(report.rejections == [])
    return try copy.export().text
  }

  @Test func givesBackWhatWasImported() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    let (text, report) = try scene.export()
    let expected = [
      Archive.lines[0], Archive.lines[1],
      #"{"type":"channel","channel":{"team":"acme","name":"town","display_name":"Town","header":"hello","purpose":"talk","type":"O"}}"#,
      #"{"type":"channel","channel":{"team":"acme","name":"vault","display_name":"Vault","type":"P"}}"#,
      #"{"type":"user","user":{"username":"ann","email":"ann@example.invalid","locale":"de","nickname":"Annie","teams":[{"name":"acme","roles":"team_user team_admin","channels":[{"name":"town","roles":"channel_user channel_admin"},{"name":"vault","roles":"channel_user","favorite":true}]}]}}"#,
      Archive.lines[5], Archive.lines[6], Archive.lines[8],
      #"{"type":"post","post":{"team":"acme","channel":"town","user":"ann","message":"one\né😀","create_at":1600000000001,"is_pinned":true,"edit_at":1600000000009,"props":{"topic":"greetings","n":[1,2.50,null]},"reactions":[{"user":"bob","emoji_name":"+1","create_at":1600000000005}],"replies":[{"user":"bob","message":"two","create_at":1600000000003,"reactions":[{"user":"ann","emoji_name":"tada","create_at":1600000000004}]},{"user":"ann","message":"three","create_at":1600000000004}]}}"#,
      #"{"type":"direct_channel","direct_channel":{"members":["ann","bob"],"header":"us two","favorited_by":["ann"]}}"#,
      #"{"type":"direct_channel","direct_channel":{"members":["ann","bob","eve"]}}"#,
      Archive.lines[11], Archive.lines[12],
    ]
    #expect(text.split(separator: "\n").map(String.init) == expected)
    #expect(report.lines == 13)
    #expect(report.posts == 2)
    #expect(report.replies == 3)
    #expect(report.directPosts == 2)
    #expect(report.reactions == 2)
    #expect(report.warnings == [:])
    #expect(report.bytes == UInt64(text.utf8.count))
  }

  @Test func isTheSameAfterAnotherImport() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    let text = try scene.export().text
    #expect(try copied(text) == text)
  }

  @Test func isTheSameForASample() throws {
    var lines: [String] = []
    let sample = SampleArchive(
      seed: 11, messages: 2_000, rooms: 6, accounts: 40, extras: [.reactions, .directConversations])
    let summary = try sample.forEachLine { lines.append($0) }
    let scene = try TemporaryLedger()
    let imported = try scene.load(lines.joined(separator: "\n"))
    #expect(imported.rejections == [])
    #expect(Int(imported.tables.messages.added) == summary.messages + summary.directMessages)
    let (text, report) = try scene.export()
    #expect(Int(report.reactions) == summary.reactions)
    #expect(Int(report.lines) == summary.lines)
    #expect(try copied(text) == text)
  }

  @Test func givesRepliesWithoutTheirPostALineOfTheirOwn() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    let root = try #require(
      try scene.ledger.read { try $0.messages(in: Archive.town, .latest, limit: 3).first })
    let deleted = try scene.execute(.deleteMessage(DeleteMessage(message: root.id)), reason: "test")
    let (text, report) = try scene.export()
    #expect(report.warnings == ["REPLY_WITHOUT_ROOT": 2])
    #expect(report.posts == 3)
    #expect(report.replies == 1)
    #expect(!text.contains("greetings"))
    #expect(text.contains(#""user":"bob","message":"two""#))
    try scene.execute(.revert(Revert(command: deleted.commandID)))
    #expect(try scene.export().report.warnings == [:])
  }

  @Test func showsNothingOfWhatWasCleared() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    let before = try scene.export().text
    let clear = try scene.execute(
      .clear(Clear(conversations: [Archive.town])), reason: "test")
    let (text, report) = try scene.export()
    #expect(report.posts == 0)
    #expect(!text.contains("zero"))
    try scene.execute(.revert(Revert(command: clear.commandID)))
    #expect(try scene.export().text == before)
  }

  @Test func namesThingsThatCameFromNoArchive() throws {
    let scene = try TemporaryLedger()
    let (one, other) = (AccountID(rawValue: 1), AccountID(rawValue: 2))
    let room = ConversationID(rawValue: 3)
    for account in [one, other] {
      let profile = Profile(userName: "twin", displayName: "Twin \(account.rawValue)")
      try scene.execute(.registerAccount(RegisterAccount(account: account, profile: profile)))
    }
    try scene.execute(
      .createConversation(CreateConversation(conversation: room, kind: .room, participants: [one, other])))
    try scene.execute(
      .sendMessage(SendMessage(conversation: room, author: other, content: MessageContent(body: "native"))))
    let (text, report) = try scene.export()
    #expect(report.warnings == ["USER_NAME_SHARED": 1, "CHANNEL_NAME_MISSING": 1, "EMAIL_MISSING": 2])
    #expect(text.contains(#""username":"twin-\#(other)""#))
    #expect(text.contains(#""nickname":"Twin 1""#))
    #expect(text.contains(#"{"type":"team","team":{"name":"ledger","display_name":"ledger","type":"O"}}"#))
    #expect(try copied(text).contains("native"))
  }

  @Test func dropsAttributesThatAreNoJSON() throws {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    let content = MessageContent(body: "bad", attributes: ["mattermost.props": "{\n}", "other": "mine"])
    try scene.execute(
      .sendMessage(
        SendMessage(
          conversation: Archive.town, author: MattermostIdentifier.account(userName: "ann"), content: content)))
    let (text, report) = try scene.export()
    #expect(report.warnings == ["ATTRIBUTE_DROPPED": 1])
    #expect(text.contains(#""message":"bad","create_at":"#))
    #expect(!text.contains("mine"))
  }

  @Test func isSmallOfAnEmptyLedger() throws {
    let scene = try TemporaryLedger()
    #expect(try scene.export().text == #"{"type":"version","version":1}"# + "\n")
  }
}
