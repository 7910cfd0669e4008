import ChatExchange
import ChatLedger
import TestSupport
import Testing

/// Who and what is out of use keeps its name, and the archive says so.
@Suite(.ownThread) struct ExportStateTests {
  private let ann = MattermostIdentifier.account(userName: "ann")
  private let bob = MattermostIdentifier.account(userName: "bob")

  private func scene() throws -> TemporaryLedger {
    let scene = try TemporaryLedger()
    try scene.load(Archive.text)
    return scene
  }

  /// The line of a user.
  private func line(_ type: String, _ name: String, in text: String) -> String? {
    text.split(separator: "\n").map(String.init).first {
      $0.hasPrefix(#"{"type":"\#(type)""#) && $0.contains(#"name":"\#(name)""#)
    }
  }

  private func isTime(_ time: Timestamp, in line: String?, _ field: String) -> Bool {
    line?.contains(#""\#(field)":\#(time.milliseconds)"#) ?? false
  }

  // MARK: Accounts

  @Test func anAuthorWhoWasRemovedKeepsHisNameAndALine() throws {
    let scene = try scene()
    let receipt = try scene.execute(.remove(Remove(accounts: [bob])), reason: "spam")
    let (text, report) = try scene.export()
    #expect(!text.contains(bob.description), "never an identifier where there is a name")
    let user = line("user", "bob", in: text)
    #expect(user?.contains(#""email":"bob@example.invalid","delete_at":"#) == true, "\(user ?? "")")
    #expect(isTime(receipt.time, in: user, "delete_at"))
    #expect(user?.hasSuffix(#""teams":[]}}"#) == true)
    #expect(text.contains(#""user":"bob","message":"two""#))
    #expect(text.contains(#""user":"bob","emoji_name":"+1""#))
    #expect(text.contains(#""members":["ann","bob"]"#) && text.contains(#""members":["ann","bob","eve"]"#))
    #expect(report.users == 3 && report.warnings == ["USER_REMOVED": 1])
    #expect(report.places["USER_REMOVED"] == [ExportLocation(account: bob, name: "bob")])
  }

  @Test func whoWasRemovedAndIsNowhereHasNone() throws {
    let scene = try scene()
    let guest = AccountID(rawValue: 7)
    try scene.execute(
      .registerAccount(RegisterAccount(account: guest, profile: Profile(userName: "guest", email: "guest@b"))))
    try scene.execute(.remove(Remove(accounts: [guest])), reason: "made up")
    let (text, report) = try scene.export()
    #expect(!text.contains("guest") && report.warnings == [:])
  }

  @Test func aNameThatWasTakenAgainStaysWithWhoHasIt() throws {
    let scene = try scene()
    try scene.execute(.remove(Remove(accounts: [bob])), reason: "spam")
    let other = AccountID(rawValue: 9)
    try scene.execute(
      .registerAccount(RegisterAccount(account: other, profile: Profile(userName: "bob", email: "bob2@b"))))
    let (text, report) = try scene.export()
    #expect(line("user", "bob", in: text)?.contains("bob2@b") == true)
    #expect(text.contains(#""user":"bob-\#(bob)","message":"two""#))
    #expect(report.warnings == ["USER_REMOVED": 1, "USER_NAME_SHARED": 1])
  }

  @Test func aDeactivatedAccountSaysWhen() throws {
    let scene = try scene()
    let receipt = try scene.execute(.deactivateAccount(DeactivateAccount(account: ann)), reason: "left")
    let user = line("user", "ann", in: try scene.export().text)
    #expect(isTime(receipt.time, in: user, "delete_at"))
    #expect(user?.contains(#","delete_at":\#(receipt.time.milliseconds),"locale":"de""#) == true, "in the kept order")
    try scene.execute(.revert(Revert(command: receipt.commandID)))
    #expect(!(try scene.export().text.contains("delete_at")))
  }

  @Test func whatAnArchiveSaidOfItStays() throws {
    let scene = try TemporaryLedger()
    let gone = #"{"type":"user","user":{"username":"gone","email":"gone@b","delete_at":1649000000000,"teams":[]}}"#
    try scene.load(#"{"type":"version","version":1}"# + "\n" + gone)
    #expect(try scene.export().text.contains(gone), "an import of before kept it without deactivating")
    let account = MattermostIdentifier.account(userName: "gone")
    let inUse = try scene.ledger.read { try $0.account(account)?.state.isActive == true }
    if inUse { try scene.execute(.deactivateAccount(DeactivateAccount(account: account)), reason: "as it was") }
    #expect(try scene.export().text.contains(gone))
    let removal = try #require(
      try scene.ledger.read { view in
        var found: RemovalState?
        try view.forEachRemoval { removal in
          found = removal
          return false
        }
        return found
      })
    try scene.execute(.revert(Revert(command: removal.commandID)))
    #expect(!(try scene.export().text.contains("delete_at")), "back in use")
  }

  // MARK: Rooms

  @Test func anArchivedRoomSaysWhen() throws {
    let scene = try scene()
    let receipt = try scene.execute(.endConversation(EndConversation(conversation: Archive.town)))
    let text = try scene.export().text
    #expect(
      line("channel", "town", in: text)?.contains(#""deleted_at":\#(receipt.time.milliseconds),"purpose":"talk""#)
        == true)
    #expect(text.contains(#""message":"zero""#))
    try scene.execute(.reopenConversation(ReopenConversation(conversation: Archive.town)))
    #expect(!(try scene.export().text.contains("deleted_at")))
  }

  @Test func aReopenedRoomIsArchivedNoLonger() throws {
    let scene = try TemporaryLedger()
    let channel =
      #"{"type":"channel","channel":{"team":"harbor","name":"dock","display_name":"Dock","deleted_at":1650000000000,"type":"O"}}"#
    try scene.load(#"{"type":"version","version":1}"# + "\n" + channel)
    #expect(try scene.export().text.contains(channel))
    let dock = MattermostIdentifier.room(team: "harbor", channel: "dock")
    let isOpen = try scene.ledger.read { try $0.conversation(dock)?.state.endedAt == nil }
    if isOpen { try scene.execute(.endConversation(EndConversation(conversation: dock))) }
    #expect(try scene.export().text.contains(channel), "the archive knew better when")
    try scene.execute(.reopenConversation(ReopenConversation(conversation: dock)))
    #expect(!(try scene.export().text.contains("deleted_at")))
  }

  @Test func anArchivedGroupIsNamed() throws {
    let scene = try scene()
    let group = MattermostIdentifier.direct(members: ["ann", "bob", "eve"])
    try scene.execute(.endConversation(EndConversation(conversation: group)))
    #expect(try scene.export().report.warnings == ["GROUP_ARCHIVED": 1])
  }

  // MARK: Bots

  @Test func aBotHasItsLine() throws {
    let scene = try scene()
    let bot = AccountID(rawValue: 5)
    let object = #"{"username":"tidebot","owner":"ann","display_name":"Tide bot","description":"tides"}"#
    let profile = Profile(userName: "tidebot", displayName: "Tide bot", attributes: ["mattermost.bot": object])
    try scene.execute(.registerAccount(RegisterAccount(account: bot, kind: .service, profile: profile)))
    try scene.execute(.addParticipant(AddParticipant(conversation: Archive.town, account: bot)))
    var (text, report) = try scene.export()
    #expect(text.contains(#"{"type":"bot","bot":\#(object)}"#))
    #expect(report.bots == 1 && report.users == 3 && report.warnings == ["BOT_MEMBERSHIPS": 1])
    let lines = text.split(separator: "\n")
    let place = try #require(lines.firstIndex { $0.contains(#""type":"bot""#) })
    #expect(lines[place - 1].contains(#""type":"user""#) && lines[place + 1].contains(#""type":"post""#))
    let receipt = try scene.execute(.deactivateAccount(DeactivateAccount(account: bot)), reason: "off")
    var renamed = profile
    renamed.userName = "tides"
    try scene.load(Archive.text)
    text = try scene.export().text
    #expect(text.contains(#""description":"tides","delete_at":\#(receipt.time.milliseconds)}}"#))
    try scene.execute(.revert(Revert(command: receipt.commandID)))
    try scene.execute(.updateAccount(UpdateAccount(account: bot, profile: renamed)))
    (text, report) = try scene.export()
    #expect(text.contains(#"{"username":"tides","owner":"ann","display_name":"Tide bot","description":"tides"}"#))
    renamed.attributes["mattermost.bot"] = #"{"username":"tides"}"#
    try scene.execute(.updateAccount(UpdateAccount(account: bot, profile: renamed)))
    #expect(try scene.export().report.warnings == ["BOT_MEMBERSHIPS": 1, "BOT_OWNER_INVALID": 1])
  }

  // MARK: Order

  @Test func whatCameFromNoArchiveIsTheSameAfterAnImport() throws {
    let scene = try TemporaryLedger()
    let (one, room) = (AccountID(rawValue: 1), ConversationID(rawValue: 3))
    let profile = Profile(
      userName: "one", displayName: "The One", email: "one@b", attributes: ["mattermost.locale": #""de""#])
    try scene.execute(.registerAccount(RegisterAccount(account: one, profile: profile)))
    let details = ConversationDetails(
      name: "quay", title: "Quay", topic: "a header", attributes: ["mattermost.purpose": #""talk""#])
    try scene.execute(
      .createConversation(
        CreateConversation(conversation: room, kind: .room, participants: [one], details: details)))
    try scene.execute(.endConversation(EndConversation(conversation: room)))
    try scene.execute(.deactivateAccount(DeactivateAccount(account: one)), reason: "left")
    let text = try scene.export().text
    #expect(text.contains(#""header":"a header","deleted_at":"#) && text.contains(#""purpose":"talk","type":"O"}}"#))
    let copy = try TemporaryLedger()
    try copy.load(text)
    #expect(try copy.export().text == text)
  }
}
