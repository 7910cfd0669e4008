import ChatExchange
import ChatLedger
import TestSupport
import Testing

@Suite("Import of an export of Slack", .ownThread)
struct SlackImportTests {
  @Test("Everything of an export arrives, and what is odd is named")
  func takesEverything() throws {
    let scene = try TemporaryLedger()
    let report = try scene.load(.sample)
    #expect(report.outcome == .finished)
    #expect(report.rejections == [])
    #expect(
      report.warnings == [
        "MENTION_NOT_KNOWN": 1, "PIN_DROPPED": 1, "REACTION_USERS_MISSING": 1, "ROOT_MISSING": 1, "TYPE_NOT_READ": 1,
        "UNKNOWN_SUBTYPE": 1, "USER_NOT_DESCRIBED": 1,
      ])
    #expect(report.linesByType["message"] == 9)
    #expect(report.linesByType["channel_join"] == 1)
    #expect(report.linesByType["message_deleted"] == 2)
    #expect(report.unknownLinesByType == ["presence": 1])
    // Four users, one bot, one user of elsewhere.
    #expect(report.tables.accounts.added == 6)
    #expect(report.tables.conversations.added == 5)
    #expect(report.tables.messages.added == 16)
    #expect(report.tables.reactions.added == 3)
    #expect(report.tables.pins.added == 2)
    #expect(report.tables.edits.added == 1)
    #expect(report.tables.deletions.added == 2)
    // Somebody who came and left.
    #expect(report.tables.changes.added == 1)
    let totals = try scene.ledger.read { try $0.totals() }
    #expect(totals.accounts == 6)
    #expect(totals.messages == 14)
    #expect(totals.pins == 2)
    #expect(totals.participants == 2 + 1 + 2 + 1 + 3)
    #expect(try scene.ledger.verify().isClean)
  }

  @Test("Messages stand in the order of their times, exact to the microsecond")
  func keepsTimes() throws {
    let scene = try TemporaryLedger()
    try scene.load(.sample)
    #expect(
      try scene.texts(in: SlackExport.general) == [
        "<@U2> has joined", "first, <@U3> &amp; <@U9>", "second, better", "done", "", "set", "odd", "hi", "to all",
        "lost", "<@U2> has left",
      ])
    try scene.ledger.read { view in
      let first = try #require(try view.message(SlackExport.message("1355517523.000005")))
      #expect(first.state.point.time == Timestamp(microseconds: 1_355_517_523_000_005))
      #expect(first.state.sender == .user)
      #expect(try view.message(SlackExport.message("1355517501.000001"))?.state.sender == .system)
      #expect(first.state.point.time.description == "2012-12-14T20:38:43.000005Z")
    }
  }

  @Test("Users, bots and deleted users become accounts of the right kinds")
  func makesAccounts() throws {
    let scene = try TemporaryLedger()
    try scene.load(.sample)
    try scene.ledger.read { view in
      let ann = try #require(try view.account(SlackExport.account("U1")))
      #expect(ann.profile?.userName == "ann")
      #expect(ann.profile?.displayName == "Annie")
      #expect(ann.profile?.email == "ann@example.invalid")
      #expect(ann.profile?.attributes["slack.id"] == #""U1""#)
      #expect(ann.profile?.attributes["slack.is_admin"] == "true")
      #expect(ann.state.kind == .person)
      let bob = try #require(try view.account(SlackExport.account("U2")))
      #expect(bob.profile?.displayName == "Bob B")
      #expect(!bob.state.isActive)
      #expect(try view.account(SlackExport.account("U4"))?.state.kind == .service)
      let bot = try #require(try view.account(SlackIdentifier.account(team: "T1", bot: "B1")))
      #expect(bot.state.kind == .service)
      #expect(bot.profile?.userName == "deploy")
      let guest = try #require(try view.account(SlackExport.account("U7")))
      #expect(guest.profile?.userName == "zed")
      #expect(guest.profile?.displayName == "Zed Z")
    }
  }

  @Test("Channels, groups and direct conversations become conversations of the right kinds")
  func makesConversations() throws {
    let scene = try TemporaryLedger()
    try scene.load(.sample)
    try scene.ledger.read { view in
      let general = try #require(try view.conversation(SlackExport.general))
      #expect(general.state.kind == .room)
      #expect(general.state.startedAt == Timestamp(milliseconds: 1_355_517_000_000))
      #expect(general.details?.name == "general")
      #expect(general.details?.topic == "All of us")
      #expect(general.details?.attributes["slack.list"] == #""channels""#)
      #expect(general.details?.attributes["slack.purpose"] == #"{"value":"talk"}"#)
      // Bob came and went; the list has the others.
      let there = try view.participants(in: SlackExport.general).filter(\.isActive).map(\.account)
      #expect(Set(there) == [SlackExport.account("U1"), SlackExport.account("U3")])
      #expect(try view.participant(SlackExport.account("U2"), in: SlackExport.general)?.isActive == false)
      for (channel, kind) in [("G1", ConversationKind.room), ("D1", .direct), ("D2", .group), ("G9", .group)] {
        let id = SlackIdentifier.conversation(team: "T1", channel: channel)
        #expect(try view.conversation(id)?.state.kind == kind, "\(channel)")
      }
    }
  }

  @Test("Threads, files, mentions and reactions hang on their messages; nothing of a message is lost")
  func keepsWhatHangsOnMessages() throws {
    let scene = try TemporaryLedger()
    try scene.load(.sample)
    try scene.ledger.read { view in
      let first = try #require(try view.message(SlackExport.message("1355517523.000005")))
      #expect(first.content?.mentions == [SlackExport.account("U3")])
      #expect(first.content?.attributes["slack.client_msg_id"] == #""a-b""#)
      #expect(first.content?.attributes["slack.edited"] == #"{"user":"U1","ts":"1355517599.000000"}"#)
      #expect(try view.replies(to: first.id).map { $0.content?.body } == ["second, better", "to all"])
      let reactions = try view.reactions(to: first.state)
      #expect(reactions.map(\.emoji).sorted() == ["+1", "+1", "tada"])
      #expect(reactions.allSatisfy { $0.reactedAt == first.state.point.time })
      let file = try #require(try view.message(SlackExport.message("1355517550.000001")))
      #expect(
        file.content?.attachments == [
          Attachment(
            name: "plan.pdf", mediaType: "application/pdf", sizeBytes: 1_234, reference: "https://f/F1")
        ])
      let lost = try #require(try view.message(SlackExport.message("1355603924.000004")))
      #expect(lost.state.root == nil)
      #expect(lost.content?.attributes["slack.thread_ts"] == #""1355000000.000001""#)
      let odd = try #require(try view.message(SlackExport.message("1355517610.000001")))
      #expect(odd.content?.attributes["slack.subtype"] == #""martian""#)
    }
  }

  @Test("Edits and deletions come with their times, of messages that only the event still has, too")
  func keepsEditsAndDeletions() throws {
    let scene = try TemporaryLedger()
    try scene.load(.sample)
    try scene.ledger.read { view in
      let versions = try view.versions(of: SlackExport.message("1355517530.000002"))
      #expect(versions.map { $0.content?.body } == ["second", "second, better"])
      #expect(versions.last?.time == Timestamp(milliseconds: 1_355_603_940_000))
      for deleted in ["1355517541.000001", "1355517000.000001"] {
        #expect(try view.message(SlackExport.message(deleted))?.state.isDeleted == true)
      }
      #expect(try view.message(SlackExport.message("1355517000.000001"))?.content?.body == "said once")
    }
  }

  @Test("A second import records nothing and says so, whatever the source is called")
  func takesNothingTwice() throws {
    let scene = try TemporaryLedger()
    let first = try scene.load(.sample)
    let before = try scene.position()
    for source in ["export", "another name"] {
      let second = try scene.load(.sample, source: source)
      #expect(second.outcome == .nothingNew)
      #expect(second.importCommand == nil)
      #expect(second.rejections == [])
      #expect(second.tables.messages.added == 0)
      #expect(second.tables.messages.present == first.tables.messages.added)
      #expect(second.tables.reactions.present == first.tables.reactions.added)
      #expect(second.tables.pins.present == first.tables.pins.added)
      #expect(try scene.position() == before)
    }
  }

  @Test("A zip, packed with its folder or without, is the same as the directory")
  func readsZips() throws {
    let plain = try TemporaryLedger()
    try plain.load(.sample)
    for (prefix, method) in [("", UInt16(0)), ("Acme export/", 8)] {
      let path = try SlackExport.sample.writeZip(below: prefix) { zip in
        zip.entries.append(TestZip.Entry("__MACOSX/._users.json", [1, 2, 3]))
        for index in zip.entries.indices { zip.entries[index].method = method }
      }
      defer { SlackExport.remove(at: path) }
      let scene = try TemporaryLedger()
      let report = try scene.load(slack: path)
      #expect(report.outcome == .finished)
      #expect(report.rejections == [])
      #expect(try scene.position() == plain.position())
      #expect(try scene.texts(in: SlackExport.general) == plain.texts(in: SlackExport.general))
      // The same things under the same identifiers.
      #expect(try plain.load(slack: path).outcome == .nothingNew)
    }
  }

  @Test("It goes on where it was stopped", arguments: [1, 4, 9, 14, 20, 26])
  func goesOn(after count: Int) throws {
    let whole = try TemporaryLedger()
    try whole.load(.sample)
    let stopped = try TemporaryLedger()
    let calls = CallCounter()
    let first = try stopped.load(.sample) { $0.isCancelled = { calls.next() > count } }
    #expect(first.outcome == .interrupted)
    let second = try stopped.load(.sample)
    #expect(second.outcome == .finished)
    #expect(second.rejections == [])
    #expect(second.isResumed == (first.importCommand != nil))
    #expect(try stopped.position() == whole.position())
    #expect(try stopped.texts(in: SlackExport.general) == whole.texts(in: SlackExport.general))
    #expect(try stopped.load(.sample).outcome == .nothingNew)
  }

  @Test("One revert takes all of it back, and one more brings it back")
  func isTakenBack() throws {
    let scene = try TemporaryLedger()
    let imported = try scene.load(.sample)
    let full = try scene.ledger.read { try $0.totals() }
    let revert = try scene.execute(.revert(Revert(command: try #require(imported.importCommand))), reason: "wrong file")
    let empty = try scene.ledger.read { try $0.totals() }
    #expect(empty.messages == 0)
    #expect(empty.conversations == 0)
    #expect(empty.accounts == 0)
    // What was withdrawn is not there any more: the same export brings it in anew.
    let again = try scene.load(.sample)
    #expect(again.outcome == .finished)
    #expect(again.rejections == [])
    #expect(try scene.ledger.read { try $0.totals() } == full)
    #expect(try scene.load(.sample).outcome == .nothingNew)
    try scene.execute(.revert(Revert(command: try #require(again.importCommand))), reason: "once more")
    try scene.execute(.revert(Revert(command: revert.commandID)))
    #expect(try scene.ledger.read { try $0.totals() } == full)
    #expect(try scene.load(.sample).outcome == .nothingNew)
    #expect(try scene.ledger.verify().isClean)
  }

  @Test("A newer export adds what is new in it: messages, edits, members, a topic, a profile")
  func takesWhatIsNew() throws {
    let scene = try TemporaryLedger()
    try scene.load(.sample)
    var newer = SlackExport.sample
    newer["vault/2012-12-14.json"] =
      #"[{"type":"message","user":"U1","text":"hush!","ts":"1355517523.000005","edited":{"ts":"1355517700.000000"}}]"#
    newer["vault/2012-12-16.json"] = #"[{"type":"message","user":"U2","text":"late","ts":"1355690000.000000"}]"#
    newer["groups.json"] =
      #"[{"id":"G1","name":"vault","created":1355517000,"members":["U1","U3"],"topic":{"value":"new"}}]"#
    newer["users.json"] = newer["users.json"].replacing("Annie", with: "Anna")
    let report = try scene.load(newer, source: "later")
    #expect(report.outcome == .finished)
    #expect(report.rejections == [])
    #expect(report.tables.messages.added == 1)
    #expect(report.tables.edits.added == 1)
    #expect(report.tables.participants.added == 1)
    #expect(report.tables.changes.added == 2)
    let vault = SlackIdentifier.conversation(team: "T1", channel: "G1")
    #expect(try scene.texts(in: vault) == ["hush!", "late"])
    try scene.ledger.read { view in
      #expect(try view.conversation(vault)?.details?.topic == "new")
      #expect(try view.account(SlackExport.account("U1"))?.profile?.displayName == "Anna")
      let versions = try view.versions(of: SlackExport.message("1355517523.000005", in: vault))
      #expect(versions.map { $0.content?.body } == ["hush", "hush!"])
      #expect(versions.last?.time == Timestamp(milliseconds: 1_355_517_700_000))
    }
    #expect(try scene.load(newer, source: "later").outcome == .nothingNew)
    // What is described last counts; a text that the export itself dates before the present one does not.
    #expect(try scene.load(.sample).outcome == .finished)
    #expect(try scene.texts(in: vault) == ["hush!", "late"])
    let ann = try scene.ledger.read { try $0.account(SlackExport.account("U1")) }
    #expect(ann?.profile?.displayName == "Annie")
    #expect(try scene.load(.sample).outcome == .nothingNew)
  }

  @Test("Who leaves and returns is there at last, and who left is not")
  func followsComingAndGoing() throws {
    func move(_ kind: String, _ user: String, _ time: Int) -> String {
      #"{"type":"message","subtype":"channel_\#(kind)","user":"\#(user)","text":"x","ts":"\#(time).000000"}"#
    }
    var export = SlackExport.sample
    export["general/2012-12-14.json"] =
      "["
      + [
        move("leave", "U1", 1_355_517_001), move("join", "U1", 1_355_517_002),  // in the list: there
        move("leave", "U3", 1_355_517_003),  // in the list, and nothing says that they came back
        move("join", "U2", 1_355_517_004),  // not in the list, and nothing says that they went
      ].joined(separator: ",") + "]"
    export.remove("general/2012-12-15.json")
    let scene = try TemporaryLedger()
    let report = try scene.load(export)
    #expect(report.rejections == [])
    let there = try scene.ledger.read { try $0.participants(in: SlackExport.general).filter(\.isActive).map(\.account) }
    #expect(Set(there) == [SlackExport.account("U1"), SlackExport.account("U3")])
    #expect(try scene.load(export).outcome == .nothingNew)
  }

  @Test("A direct conversation that the pair has already takes the messages")
  func usesTheDirectConversationThatThereIs() throws {
    let scene = try TemporaryLedger()
    var users = SlackExport()
    users["users.json"] = SlackExport.sample["users.json"]
    try scene.load(users)
    let own = ConversationID(rawValue: 42)
    let pair = ["U1", "U3"].map { SlackExport.account($0) }
    try scene.execute(
      .createConversation(CreateConversation(conversation: own, kind: .direct, participants: pair)))
    let report = try scene.load(.sample, source: "rest")
    #expect(report.rejections == [])
    #expect(try scene.texts(in: own) == ["psst"])
  }

  @Test("A dry run counts what is new and records nothing")
  func runsDry() throws {
    let scene = try TemporaryLedger()
    let before = try scene.position()
    let dry = try scene.load(.sample) { $0.isDryRun = true }
    #expect(dry.outcome == .dryRun)
    #expect(dry.importCommand == nil)
    #expect(try scene.position() == before)
    let real = try scene.load(.sample)
    #expect(dry.tables == real.tables)
    #expect(dry.warnings == real.warnings)
    #expect(try scene.load(.sample) { $0.isDryRun = true }.tables.messages.added == 0)
  }

  @Test("It tells how far it is")
  func tellsHowFarItIs() throws {
    let scene = try TemporaryLedger()
    let last = Box<ImportProgress?>(nil)
    let report = try scene.load(.sample) { $0.progress = { progress in last.set(progress) } }
    let progress = try #require(last.get())
    #expect(progress.lines == report.lines)
    #expect(progress.messages == 16)
    #expect(progress.totalBytes == progress.bytes)
  }

  @Test("The report survives JSON")
  func reportIsJSON() throws {
    let report = try TemporaryLedger().load(.sample)
    #expect(report.notices.count == 6)
    #expect(try roundTripped(report) == report)
  }
}
