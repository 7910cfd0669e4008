import TestSupport
import Testing

@testable import chat_ledger

@Suite("What is seen on a narrow terminal, and what is listed", .ownThread)
struct NarrowTests {
  @Test("tail at 80 columns shows what, where, who, the program and why, and cuts no line in two")
  func tail() throws {
    let runner = try SmallLedger.make()
    let cleared = try runner.run("clear", "general", "--reason", "nightly cleanup", "--actor", "night-job", "--force")
    try #require(cleared.status == 0, "\(cleared)")
    for arguments in ["tail -n 1", "tail --removals"] {
      let output = try runner.onTerminal("\(arguments)", columns: 80)
      for part in ["night-job (chat-ledger)", "clear general", "8 messages cleared in general", "“nightly cleanup”"] {
        #expect(output.contains(part), "\(arguments): \(part) in \(output)")
      }
      #expect(output.split(whereSeparator: \.isNewline).allSatisfy { DisplayWidth.of(String($0)) <= 80 }, "\(output)")
    }
    let wide = try runner.onTerminal("tail -n 1", columns: 160)
    #expect(wide.contains("PROGRAM") && wide.contains("WHY"), "\(wide)")
  }

  @Test("A table that does not fit becomes lines, and loses nothing")
  func stacked() {
    var table = TextTable([.init("WHEN"), .init("WHO", givesWay: true), .init("BRING BACK WITH")])
    table.append(["2026-11-24 03:00:01+01:00", "night-job", "chat-ledger revert 513162"])
    table.append(["2026-11-24 03:00:02+01:00", "", "chat-ledger revert 513163"])
    #expect(
      table.lines(width: 50) == [
        "WHEN             2026-11-24 03:00:01+01:00", "WHO              night-job",
        "BRING BACK WITH  chat-ledger revert 513162", "", "WHEN             2026-11-24 03:00:02+01:00",
        "BRING BACK WITH  chat-ledger revert 513163",
      ])
    #expect(table.lines(width: 80).count == 3)
    #expect(table.lines(width: nil).count == 3)
  }

  @Test(
    "No verb that looks writes past 80 columns but for texts and identifiers",
    arguments: ["conversations", "accounts", "blocks"])
  func lists(_ verb: String) throws {
    let runner = try PicnicLedger.make()
    let output = try runner.onTerminal(verb, columns: 80)
    #expect(output.split(whereSeparator: \.isNewline).allSatisfy { DisplayWidth.of(String($0)) <= 80 }, "\(output)")
  }

  @Test("--removed lists what is removed, and only that")
  func removed() throws {
    let runner = try SmallLedger.make()
    let cara = "0199a000-0000-7000-8000-0000000000cc"
    let lines = [
      #"{"removeConversation":{"conversation":"\#(SmallLedger.general)"},"reason":"tidy"}"#,
      #"{"registerAccount":{"account":"\#(cara)","userName":"cara"}}"#,
      #"{"remove":{"accounts":["\#(cara)"]},"reason":"tidy"}"#,
    ]
    let done = try runner.run("exec", input: lines.joined(separator: "\n") + "\n")
    try #require(done.status == 0, "\(done)")
    func names(_ arguments: String...) throws -> [String?] {
      try runner.run(arguments + ["--json"]).lines.map {
        let json = try TestJSON.parse($0)
        return json["name"]?.text ?? json["userName"]?.text
      }
    }
    #expect(try names("conversations", "--removed") == ["general"])
    #expect(try names("conversations") == ["random"])
    #expect(try names("conversations", "--with-removed").count == 2)
    #expect(try names("conversations", "--removed", "--for-account", "@anna") == ["general"])
    #expect(try names("accounts", "--removed") == ["cara"])
    #expect(try names("accounts", "--with-removed").count == 3)
    #expect(try runner.run("conversations", "--removed", "--with-removed").status == 2)
    // A page that is full says so.
    let again = try runner.run(
      "exec", input: #"{"removeConversation":{"conversation":"\#(SmallLedger.random)"},"reason":"tidy"}"# + "\n")
    try #require(again.status == 0, "\(again)")
    #expect(try runner.run("conversations", "--removed", "-n", "1").errors.contains("--all lists the others"))
  }

  @Test("show tells how many there are, and lists all of them with --all")
  func showAll() throws {
    let runner = try SmallLedger.make()
    let rooms = (1...30).map { number -> String in
      let id = "0199b000-0000-7000-8000-0000000000" + (number < 10 ? "a\(number)" : "\(number + 10)")
      return #"{"createConversation":{"conversation":"\#(id)","kind":"GROUP","participants":["\#(SmallLedger.anna)"]}}"#
    }
    let made = try runner.run("exec", input: rooms.joined(separator: "\n") + "\n")
    try #require(made.status == 0, "\(made)")
    let short = try runner.run("show", "@anna").output
    #expect(short.contains("Takes part in 32 conversations (the first 25 of 32; --all lists all):"), "\(short)")
    #expect(try runner.run("show", "@anna", "--all").lines.count == short.split(separator: "\n").count + 7)
    let cleared = try runner.run("clear", "--everything", "--reason", "x", "--force", "--json")
    let position = try #require(try TestJSON.parse(cleared.output)["position"]?.count)
    let entry = try runner.run("show", "\(position)").output
    #expect(entry.contains("(the first 25 of "), "\(entry)")
    let removal = try runner.json("show", "\(position)")["entry"]?["removal"]
    #expect(removal?["things"]?.items?.count == 25)
    let all = try runner.json("show", "\(position)", "--all")["entry"]?["removal"]
    #expect(all?["things"]?.items?.count == all?["items"]?.count)
  }

  @Test("Wrong numbers, wrong verbs and versions")
  func wrongUse() throws {
    let runner = try SmallLedger.make()
    let negative = try runner.run("tail", "-n", "-5")
    #expect(negative.status == 2)
    #expect(negative.errors.hasPrefix("error: -n takes a number from 0"), "\(negative)")
    #expect(try runner.run("messages", "general", "-n", "-5").errors.contains("takes a number above 0"))
    let typo = try runner.run("tial")
    #expect(typo.status == 2)
    #expect(typo.errors.contains("did you mean “tail”?"), "\(typo)")
    #expect(try runner.run("import", "matermost").errors.contains("did you mean “mattermost”?"))
    let version = try runner.run("--version")
    #expect(version.status == 0)
    #expect(version.lines.first?.hasPrefix("chat-ledger 0.") == true, "\(version)")
    #expect(version.output.contains("log entries: format 2"), "\(version)")
    let json = try TestJSON.parse(try runner.run("--version", "--json").output)
    #expect(json.shape == "{entryFormat:number,foldVersion:number,program:string,version:string}")
  }
}

extension CommandRunner {
  /// What a verb writes to a terminal of a width.
  func onTerminal(_ line: String, columns: Int) throws -> String {
    let quoted = "'\(try Self.program())' \(line)"
    return try shell("COLUMNS=\(columns) script -qec \"\(quoted)\" /dev/null").output.replacing("\r", with: "")
      .withoutStyles
  }
}

extension String {
  /// Without the sequences for colours and bold letters.
  var withoutStyles: String {
    var text = ""
    var isInside = false
    for character in self {
      if character == "\u{1B}" { isInside = true }
      if !isInside { text.append(character) }
      if isInside, character == "m" { isInside = false }
    }
    return text
  }
}
