import ChatLedger
import TestSupport
import Testing

@testable import ChatExchange

/// What cannot be taken takes nothing along, and states of the source become states of the ledger.
@Suite("Things are taken as far as they go", .ownThread)
struct TakenAsFarTests {
  private typealias A = NewerArchiveTests

  @Test("A bad reaction, a bad reply and a bad flag are refused alone, and every lost message is counted")
  func badParts() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(
      A.archive(
        A.post(
          "A",
          more: #","reactions":[{"user":"ann","emoji_name":"ok"}],"replies":[\#(A.reply("A1", 1_652_000_001_100))]"#),
        A.post(
          "B", 1_652_000_002_000,
          more:
            #","replies":[\#(A.reply("B1", 1_652_000_002_100)),{"user":null,"message":"B2","create_at":1652000002200}]"#
        ),
        A.post("C", 1_652_000_003_000, more: #","is_pinned":"true","replies":[\#(A.reply("C1", 1_652_000_003_100))]"#),
        A.post("D", 1_652_000_004_000, more: #","replies":[\#(A.reply("", 1_652_000_004_100))]"#)))
    #expect(try scene.texts(in: Archive.town) == ["A", "A1", "B", "B1", "C", "C1", "D"])
    #expect(
      report.rejections.map(\.item) == ["reaction 1 of message", "reply 2", "field is_pinned of message", "reply 1"])
    #expect(report.tables.messages.rejected == 2)
    #expect(report.tables.reactions.rejected == 1)
  }

  @Test("An empty root is kept for its replies, and comes back empty")
  func emptyRoot() throws {
    let scene = try TemporaryLedger()
    let text = A.archive(A.post("", more: #","replies":[\#(A.reply("yes", 1_652_000_001_100))]"#))
    #expect(try scene.load(text).rejections == [])
    #expect(try scene.texts(in: Archive.town) == ["", "yes"])
    let exported = try scene.export().text
    let copy = try TemporaryLedger()
    #expect(try copy.load(exported).rejections == [])
    #expect(try copy.export().text == exported)
  }

  @Test("A field that is too large is left out alone, and a name that is too long is kept beside")
  func largeFields() throws {
    let scene = try TemporaryLedger()
    let props = String(repeating: "p", count: 70_000)
    let name = String(repeating: "n", count: 1_100)
    let report = try scene.load(
      A.archive(
        #"{"type":"user","user":{"username":"ann","nickname":"\#(name)","email":"a@x.example"}}"#,
        A.post("alert", more: #","props":{"x":"\#(props)"},"replies":[\#(A.reply("seen", 1_652_000_001_100))]"#)))
    #expect(report.rejections.map(\.code) == ["TOO_LARGE"])
    #expect(report.rejections.first?.field == "mattermost.props")
    #expect(report.warnings["FIELD_KEPT_BESIDE"] == 1)
    #expect(try scene.texts(in: Archive.town) == ["alert", "seen"])
    let ann = try scene.ledger.read { try $0.account(MattermostIdentifier.account(userName: "ann")) }
    #expect(ann?.profile?.displayName == "")
    #expect(ann?.profile?.attributes["kept.displayName"] == name)
    #expect(ann?.profile?.email == "a@x.example")
  }

  @Test("What Mattermost itself says is that in the ledger, and what an earlier version took for a user's is the same")
  func systemPosts() throws {
    let scene = try TemporaryLedger()
    let joined = A.post("ann joined", more: #","type":"system_join_channel","props":{"username":"ann"}"#)
    try scene.load(A.archive(A.post("hello", 1_652_000_002_000), joined))
    let senders = try scene.ledger.read { view in
      var senders: [Sender] = []
      try view.forEachMessageState(in: Archive.town) { state in
        senders.append(state.sender)
        return true
      }
      return senders
    }
    #expect(senders == [.system, .user])
    #expect(try scene.ledger.verify().isClean)
    let exported = try scene.export().text
    #expect(exported.contains(#""type":"system_join_channel""#))
    let copy = try TemporaryLedger()
    // First as a user's post, as earlier versions had it; then as it is.
    try copy.load(A.archive(A.post("hello", 1_652_000_002_000), A.post("ann joined")))
    let report = try copy.load(A.archive(A.post("hello", 1_652_000_002_000), joined))
    #expect(report.rejections == [])
    #expect(report.tables.messages.changed == 1)
    #expect(try copy.load(A.archive(A.post("hello", 1_652_000_002_000), joined)).outcome == .nothingNew)
    #expect(try copy.export().text == exported)
  }

  @Test("Bots, deactivated users and archived channels are that in the ledger")
  func states() throws {
    let scene = try TemporaryLedger()
    let bot = #"{"type":"bot","bot":{"username":"tide","owner":"ann","display_name":"Tide bot"}}"#
    let archived = A.channel("", more: #","deleted_at":1652100000000"#)
    try scene.load(
      A.archive(archived, bot, A.user("a@x.example", more: #","delete_at":1652100000000"#), A.post("x", user: "tide")))
    try scene.ledger.read { view in
      let tide = try #require(try view.account(MattermostIdentifier.account(userName: "tide")))
      #expect(tide.state.kind == .service)
      #expect(tide.profile?.displayName == "Tide bot")
      #expect(try view.account(MattermostIdentifier.account(userName: "ann"))?.state.isActive == false)
      #expect(try view.conversation(Archive.town)?.state.endedAt == Timestamp(milliseconds: 1_652_100_000_000))
    }
    // What was said in it earlier and comes now still goes in; and it is opened again where the source has.
    #expect(try scene.load(A.archive(A.post("earlier", 1_651_000_000_000)), source: "older").rejections == [])
    #expect(try scene.texts(in: Archive.town) == ["earlier", "x"])
    try scene.load(A.archive(A.channel("")), source: "newer")
    #expect(try scene.ledger.read { try $0.conversation(Archive.town)?.state.endedAt } == nil)
    #expect(try scene.ledger.verify().isClean)
  }

  @Test("An end or a clear of the present does not shut the past out")
  func clearedRooms() throws {
    let scene = try TemporaryLedger()
    let text = A.archive(A.post("x"))
    try scene.load(text)
    try scene.execute(.clear(Clear(conversations: [Archive.town])), reason: "tests")
    let reaction = #","reactions":[{"user":"bob","emoji_name":"ok","create_at":1652000005000}]"#
    let newer = A.archive(
      A.post("y", more: #","edit_at":1652000050000"#), A.post("z", 1_652_000_002_000, more: reaction))
    let report = try scene.load(newer, source: "newer")
    #expect(report.rejections == [])
    #expect(report.tables.messages.added == 1)
    #expect(report.hidden.messages == 1)
    #expect(try scene.texts(in: Archive.town) == ["z"])
    #expect(try scene.ledger.verify().isClean)
  }

  @Test("Odd times are named")
  func oddTimes() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(
      A.archive(A.post("zero", 0), A.post("seconds", 1_652_000_001), A.post("later", 9_000_000_000_000)))
    #expect(report.warnings["ODD_TIME"] == 3)
    #expect(report.tables.messages.added == 3)
    #expect(report.notices.filter { $0.code == "ODD_TIME" }.map(\.line) == [2, 3, 4])
  }

  @Test("A dry run says exactly what the run then does, refusals by the ledger among them")
  func dryRun() throws {
    let scene = try TemporaryLedger(maximumBodyBytes: 100)
    try scene.load(A.archive(A.channel("old"), A.user("a@x.example"), A.post("x")))
    try scene.execute(
      .removeConversation(RemoveConversation(conversation: Archive.town)), reason: "tests")
    let long = String(repeating: "l", count: 101)
    let newer = A.archive(
      A.channel("new"), A.user("b@x.example"), A.post("y"), A.post(long, 1_652_000_003_000),
      #"{"type":"direct_post","direct_post":{"channel_members":["ann","bob"],"user":"bob","message":"psst","create_at":1652000000100}}"#
    )
    let position = try scene.position()
    let dry = try scene.load(newer, source: "newer") { $0.isDryRun = true }
    #expect(dry.outcome == .dryRun)
    #expect(try scene.position() == position)
    let real = try scene.load(newer, source: "newer")
    #expect(dry.tables == real.tables)
    #expect(dry.rejections == real.rejections)
    #expect(dry.warnings == real.warnings)
    #expect(real.tables.accounts.changed == 1)
    #expect(real.rejectionCount > 0)
  }

  @Test("A comparison is the same after an import, names what differs on either side, and accepts what is known")
  func comparison() throws {
    let scene = try TemporaryLedger()
    let told = Told<Baseline.Entry>()
    func compare(_ text: String, _ baseline: Baseline = Baseline()) throws -> ComparisonReport {
      var options = ImportOptions(source: "archive.jsonl", actor: .operator("tests"), origin: "tests")
      options.baseline = baseline
      options.differs = { told.add($0) }
      return try MattermostImporter(ledger: scene.ledger, options: options).compare(MemorySource(text))
    }
    #expect(try compare(Archive.text).verdict == .different)
    try scene.load(Archive.text)
    let position = try scene.position()
    #expect(try compare(Archive.text).verdict == .same)
    let changed = Archive.text.replacing("zero", with: "null")
    let report = try compare(changed)
    let messages = try #require(report.tables.first { $0.table == "messages" })
    #expect(messages.differences.map(\.kind) == [.changed])
    #expect(messages.differences.first?.message == "body")
    #expect(messages.differences.first?.key == "line 9")
    let less = Archive.lines.filter { !$0.contains("zero") }.joined(separator: "\n")
    #expect(try compare(less).tables.first { $0.table == "messages" }?.differences.map(\.kind) == [.extra])
    // What was accepted is accepted while it is what it was.
    _ = told.take()
    _ = try compare(changed)
    let entries = told.take()
    #expect(entries.map(\.message) == ["body"])
    let baseline = try Baseline(jsonLine(try #require(entries.first)), name: "known")
    #expect(try compare(changed, baseline).verdict == .same)
    #expect(try compare(Archive.text.replacing("zero", with: "naught"), baseline).verdict == .different)
    #expect(try scene.position() == position)
  }
}
