import ChatLedger
import TestSupport
import Testing

@testable import ChatExchange

/// What becomes of an archive that tells of things that the ledger knows, in other words.
@Suite("A newer archive", .ownThread)
struct NewerArchiveTests {
  static func archive(_ lines: String...) -> String {
    ([#"{"type":"version","version":1}"#] + lines).joined(separator: "\n")
  }

  static func post(_ text: String, _ time: Int = 1_652_000_001_000, user: String = "ann", more: String = "") -> String {
    #"{"type":"post","post":{"team":"acme","channel":"town","user":"\#(user)","message":"\#(text)","#
      + #""create_at":\#(time)\#(more)}}"#
  }

  static func reply(_ text: String, _ time: Int, user: String = "bob") -> String {
    #"{"user":"\#(user)","message":"\#(text)","create_at":\#(time)}"#
  }

  static func channel(_ header: String, more: String = "") -> String {
    #"{"type":"channel","channel":{"team":"acme","name":"town","display_name":"Town","type":"O","header":"\#(header)"\#(more)}}"#
  }

  static func user(_ mail: String, roles: String = "channel_user", more: String = "") -> String {
    #"{"type":"user","user":{"username":"ann","email":"\#(mail)"\#(more),"teams":[{"name":"acme","roles":"team_user","#
      + #""channels":[{"name":"town","roles":"\#(roles)"}]}]}}"#
  }

  private let ann = MattermostIdentifier.account(userName: "ann")

  @Test("Every field of every thing is compared, and what differs is taken with the time of the source")
  func takesChanges() throws {
    let scene = try TemporaryLedger()
    let first = Self.archive(Self.channel("old"), Self.user("a@x.example"), Self.post("at nine"))
    let second = Self.archive(
      Self.channel("new"),
      Self.user("b@x.example", roles: "channel_user channel_admin", more: #","delete_at":1652100000000"#),
      Self.post("at TEN", more: #","edit_at":1652000050000"#))
    try scene.load(first)
    let report = try scene.load(second, source: "newer.jsonl")
    #expect(report.rejections == [])
    #expect(report.tables.messages.changed == 1)
    #expect(report.tables.messages.added == 0)
    #expect(report.tables.messages.present == 0)
    try scene.ledger.read { view in
      #expect(try view.conversation(Archive.town)?.details?.topic == "new")
      let account = try #require(try view.account(ann))
      #expect(account.profile?.email == "b@x.example")
      #expect(!account.state.isActive)
      #expect(try view.participant(ann, in: Archive.town)?.role == .moderator)
      let message = try #require(try view.messages(in: Archive.town).first)
      let versions = try view.versions(of: message.id)
      #expect(versions.map { $0.content?.body } == ["at nine", "at TEN"])
      #expect(versions.last?.time == Timestamp(milliseconds: 1_652_000_050_000))
    }
    #expect(try scene.load(second, source: "newer.jsonl").outcome == .nothingNew)
    // What returns to an earlier value is taken again; a text that the archive dates before the present one is not.
    let back = try scene.load(first)
    #expect(back.tables.messages.changed == 0)
    let (town, account) = try scene.ledger.read { (try $0.conversation(Archive.town), try $0.account(ann)) }
    #expect(town?.details?.topic == "old")
    #expect(account?.profile?.email == "a@x.example")
    #expect(account?.state.isActive == true)
    #expect(try scene.texts(in: Archive.town) == ["at TEN"])
    #expect(try scene.ledger.verify().isClean)
  }

  @Test("An edited root stays one message, and so do its replies")
  func keepsThreads() throws {
    let scene = try TemporaryLedger()
    let replies = #","replies":[\#(Self.reply("ok", 1_652_000_002_000))]"#
    try scene.load(Self.archive(Self.post("meet at 9", more: replies)))
    let edited = Self.archive(Self.post("meet at 10", more: #","edit_at":1652000009000"# + replies))
    let report = try scene.load(edited, source: "newer.jsonl")
    #expect(report.tables.messages.added == 0)
    #expect(report.tables.messages.changed == 1)
    #expect(try scene.texts(in: Archive.town) == ["meet at 10", "ok"])
    #expect(try scene.load(edited, source: "newer.jsonl").outcome == .nothingNew)
  }

  @Test("A reply that stands under another root now is the same message, and the difference is named")
  func namesMovedReplies() throws {
    let scene = try TemporaryLedger()
    let replies = #","replies":[\#(Self.reply("ok", 1_652_000_003_000))]"#
    try scene.load(Self.archive(Self.post("one", more: replies), Self.post("two", 1_652_000_002_000)))
    let report = try scene.load(
      Self.archive(Self.post("one"), Self.post("two", 1_652_000_002_000, more: replies)), source: "newer.jsonl")
    #expect(report.rejections.map(\.code) == ["CHANGED"])
    #expect(report.rejections.first?.field == "replyTo")
    #expect(report.rejections.first?.isTaken == true)
    #expect(try scene.texts(in: Archive.town) == ["one", "two", "ok"])
  }

  @Test(
    "Of several messages of one place, author and time, what they say and their order tells them apart",
    arguments: [
      (["yes", "yes"], ["yes", "yes"], 0, 0), (["a"], ["b", "a"], 1, 0), (["a", "b"], ["b", "a"], 0, 0),
      (["a", "b"], ["a", "c"], 0, 1), (["a", "b"], ["c", "b"], 0, 1), (["a", "a"], ["a", "a", "a"], 1, 0),
      (["a"], ["b"], 0, 1), (["a", "b", "c"], ["c", "x", "a"], 0, 1), (["a"], ["a", "a"], 1, 0),
    ])
  func tellsApart(_ before: [String], _ after: [String], _ added: UInt64, _ changed: UInt64) throws {
    let scene = try TemporaryLedger()
    func archive(_ texts: [String]) -> String {
      ([#"{"type":"version","version":1}"#] + texts.map { Self.post($0) }).joined(separator: "\n")
    }
    let first = try scene.load(archive(before))
    #expect(first.tables.messages.added == UInt64(before.count))
    let second = try scene.load(archive(after), source: "newer.jsonl")
    #expect(second.rejections == [])
    #expect(second.tables.messages.added == added)
    #expect(second.tables.messages.changed == changed)
    #expect(try scene.load(archive(after), source: "newer.jsonl").outcome == .nothingNew)
    let texts = try scene.texts(in: Archive.town)
    #expect(after.allSatisfy(texts.contains))
  }

  @Test("Attachments tell messages without a text apart")
  func tellsAttachmentsApart() throws {
    let scene = try TemporaryLedger()
    func file(_ name: String) -> String { Self.post("", more: #","attachments":[{"path":"data/\#(name).png"}]"#) }
    let text = Self.archive(file("one"), file("two"))
    let report = try scene.load(text)
    #expect(report.rejections == [])
    #expect(report.tables.messages.added == 2)
    #expect(try scene.load(text).outcome == .nothingNew)
  }

  @Test("What an earlier version of this program imported is met, and not doubled; an edit of it is an edit")
  func meetsLegacyMessages() throws {
    let scene = try TemporaryLedger()
    try scene.load(Self.archive(Self.channel(""), Self.user("a@x.example")))
    let begin = Ledger.newCommandID()
    let legacy = LegacyIdentifier.message(
      in: Archive.town, userName: "ann", createdAtMilliseconds: 1_652_000_001_000, text: "at nine", root: nil)
    let commands: [(CommandID, Action)] = [
      (begin, .beginImport(BeginImport(format: "mattermost", source: "old"))),
      (
        legacy.command,
        .sendMessage(
          SendMessage(
            conversation: Archive.town, author: ann, content: MessageContent(body: "at nine"),
            sentAt: Timestamp(milliseconds: 1_652_000_001_000)))
      ),
    ]
    for (id, action) in commands {
      _ = try scene.ledger.execute(
        Command(id: id, actor: .operator("tests"), origin: "tests", correlation: begin, action: action))
    }
    let report = try scene.load(Self.archive(Self.post("at nine")))
    #expect(report.tables.messages.added == 0)
    #expect(report.tables.messages.present == 1)
    #expect(try scene.load(Self.archive(Self.post("at ten")), source: "newer.jsonl").tables.messages.changed == 1)
    #expect(try scene.ledger.read { try $0.message(legacy)?.content?.body } == "at ten")
  }

  @Test("The same contradiction is reported in the same way, whatever stands between", arguments: [0, 3, 3_000])
  func reportsContradictions(_ between: Int) throws {
    let scene = try TemporaryLedger()
    var lines = [#"{"type":"version","version":1}"#, Self.user("a@x.example")]
    for index in 0..<between { lines.append(Self.post("m\(index)", 1_652_000_001_000 + index)) }
    lines.append(Self.user("b@x.example"))
    let text = lines.joined(separator: "\n")
    for _ in 0..<2 {
      let report = try scene.load(text)
      #expect(report.rejections.map(\.code) == ["CONTRADICTION"])
      #expect(report.rejections.first?.message.contains("Line 2") == true)
    }
    #expect(try scene.ledger.read { try $0.account(ann)?.profile?.email } == "a@x.example")
  }

  @Test("NFC and NFD are different texts")
  func seesUnicodeForms() throws {
    let scene = try TemporaryLedger()
    try scene.load(Self.archive(Self.channel("caf\u{e9}"), Self.post("caf\u{e9}")))
    let report = try scene.load(Self.archive(Self.channel("cafe\u{301}"), Self.post("cafe\u{301}")), source: "newer")
    #expect(report.tables.messages.changed == 1)
    #expect(report.tables.conversations.changed == 1)
    #expect(try scene.texts(in: Archive.town).first?.utf8.count == 6)
  }

  @Test("Reactions and pins that are gone in the source are named, and followed where that is asked for")
  func followsWhatVanished() throws {
    let scene = try TemporaryLedger()
    let reaction = #","is_pinned":true,"reactions":[{"user":"bob","emoji_name":"ok","create_at":1652000005000}]"#
    try scene.load(Self.archive(Self.post("x", more: reaction)))
    let newer = Self.archive(Self.post("x"))
    #expect(try scene.load(newer, source: "n").warnings == ["REACTION_VANISHED": 1, "PIN_VANISHED": 1])
    #expect(try scene.ledger.read { try $0.totals().reactions } == 1)
    let report = try scene.load(newer, source: "n") { $0.deletesVanished = true }
    #expect(report.tables.reactions.deleted == 1)
    #expect(report.tables.pins.deleted == 1)
    #expect(try scene.ledger.read { try $0.totals().reactions } == 0)
    #expect(try scene.load(newer, source: "n").outcome == .nothingNew)
  }
}
