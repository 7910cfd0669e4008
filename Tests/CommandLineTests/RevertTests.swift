import ChatLedgerTesting
import TestSupport
import Testing

@testable import chat_ledger

@Suite("revert", .ownThread)
struct RevertTests {
  static func edit(_ number: Int, _ body: String, _ more: String = "") -> String {
    #"{"editMessage":{"message":"\#(SmallLedger.message(number))","body":"\#(body)"\#(more)}}"# + "\n"
  }

  /// Message 1 was edited by its author, with a mention and a file, and then blanked by somebody (position 19).
  private func vandalised() throws -> CommandRunner {
    let runner = try SmallLedger.make()
    let more = #","mentions":["\#(SmallLedger.ben)"],"attachments":[{"name":"cake.jpg"}],"attributes":{"a":"b"}"#
    let result = try runner.run("exec", input: Self.edit(1, "the second text", more) + Self.edit(1, "gone"))
    try #require(result.status == 0, "\(result)")
    return runner
  }

  private func message(_ number: Int, _ runner: CommandRunner) throws -> TestJSON? {
    try runner.json("show", SmallLedger.message(number))["message"]
  }

  // MARK: Asking

  @Test("It asks in both directions, and says which ledger and which room")
  func asking() throws {
    let runner = try SmallLedger.make()
    #expect(try runner.run("configure", "--production").status == 0)
    let clear = try #require(try runner.json("clear", "general", "--reason", "x", "--force")["command"]?.text)
    #expect(try runner.run("revert", clear).errors.contains("--reason"))
    let alone = try runner.run("revert", clear, "--reason", "x")
    #expect(alone.status == 2 && alone.errors.contains("8 messages") && alone.errors.contains("--force"), "\(alone)")
    #expect(alone.errors.contains("\(runner.folder)/ledger (PRODUCTION)"), "\(alone)")
    let no = try runner.onTerminal("revert \(clear) --reason x", typing: "n")
    #expect(no.status == 2 && no.output.contains("This brings back 8 messages. Type 8 or yes"), "\(no)")
    #expect(no.output.contains("\(runner.folder)/ledger") && no.output.contains("PRODUCTION"), "\(no)")
    #expect(no.output.contains("general"), "\(no)")
    #expect(try runner.messageCount() == 4)
    #expect(try runner.onTerminal("revert \(clear) --reason x", typing: "8").status == 0)
    #expect(try runner.messageCount() == 12)
  }

  @Test("Before a removal the question names ledger, rooms and production")
  func questions() throws {
    let runner = try SmallLedger.make()
    #expect(try runner.run("configure", "--production").status == 0)
    for line in [
      "clear general random --reason x", "clear --everything --reason x", "remove --conversation general --reason x",
    ] {
      let no = try runner.onTerminal(line, typing: "n")
      #expect(no.status == 2 && no.output.contains("This takes away "), "\(no)")
      #expect(no.output.contains("\(runner.folder)/ledger") && no.output.contains("PRODUCTION"), "\(no)")
      #expect(no.output.contains("general"), "\(no)")
    }
  }

  // MARK: Edits

  @Test("An edit that changes nothing but the Unicode form is an edit, and is shown as one")
  func unicodeForms() throws {
    let runner = try SmallLedger.make()
    let edits = Self.edit(1, "the caf\u{E9} is open") + Self.edit(1, "the cafe\u{301} is open")
    #expect(try runner.run("exec", input: edits).status == 0)
    let versions = try message(1, runner)?["versions"]?.items?.compactMap { $0["body"]?.text }
    #expect(versions?.map(\.utf8.count).suffix(2) == [17, 18])
    let entry = try #require(try runner.json("show", SmallLedger.message(1))["message"]?["versions"]?.items?.last)
    let position = try #require(entry["position"]?.count).description
    let dry = try runner.run("revert", position, "--reason", "x", "--dry-run")
    #expect(dry.output.contains("[-cafe\u{301} -]{+caf\u{E9} +}"), "\(dry)")
    #expect(dry.output.contains("another Unicode form"), "\(dry)")
    #expect(try runner.run("revert", position, "--reason", "x", "--force").status == 0)
    #expect(try message(1, runner)?["body"]?.text?.utf8.count == 17)
  }

  @Test("An edit is taken back to the version before it, with mentions, attachments and attributes")
  func undoEdit() throws {
    let runner = try vandalised()
    let dry = try runner.run("revert", "19", "--dry-run")
    #expect(dry.status == 0 && dry.output.contains("[-gone-]{+the second text+}"), "\(dry)")
    #expect(
      dry.output.contains("+ @ben") && dry.output.contains("+ cake.jpg") && dry.output.contains("+ a=b"), "\(dry)")
    #expect(try runner.position() == 19)
    #expect(try runner.run("revert", "19", "--reason", "x").status == 2, "nobody is there to be asked")

    let done = try runner.json("revert", "19", "--reason", "a vandal", "--force")
    let entry = try runner.json("show", try #require(done["command"]?.text))["entry"]?["command"]
    let edit = entry?["editMessage"]
    #expect(
      edit?["body"]?.text == "the second text" && edit?["mentions"]?.items?.count == 1, "\(String(describing: edit))")
    #expect(edit?["attachments"]?.items?.first?["name"]?.text == "cake.jpg" && edit?["attributes"]?["a"]?.text == "b")
    #expect(entry?["reason"]?.text == "a vandal")
    let undone = try runner.json("show", "19")["entry"]?["command"]?["id"]
    #expect(undone != nil && entry?["correlation"] == undone)
    #expect(try message(1, runner)?["body"]?.text == "the second text")
    #expect(try runner.run("verify").status == 0)

    let twice = try runner.run("revert", "19", "--reason", "x", "--force")
    #expect(twice.status == 2 && twice.errors.contains("already") && twice.errors.contains("revert 20"), "\(twice)")
    #expect(try runner.run("revert", "20", "--reason", "was no vandal", "--force").status == 0)
    #expect(try message(1, runner)?["body"]?.text == "gone")
  }

  @Test("What was written since goes only where that is said, and the later edit is named")
  func editedSince() throws {
    let runner = try vandalised()
    let refused = try runner.run("revert", "18", "--reason", "x", "--force")
    #expect(refused.status == 2 && refused.errors.contains("position 19"), "\(refused)")
    #expect(try runner.run("revert", "18", "--dry-run").status == 2)
    #expect(try runner.position() == 19)
    #expect(try runner.run("revert", "18", "19", "--reason", "both", "--force").status == 0)
    #expect(try message(1, runner)?["body"]?.text == "text 1")
    #expect(try runner.run("revert", "19", "--reason", "x", "--force", "--discard-later").status == 0)
    #expect(try message(1, runner)?["body"]?.text == "the second text")
  }

  @Test("A message that is gone is not edited, and what brings it back is named")
  func goneMessages() throws {
    let runner = try vandalised()
    let deleted = try runner.run(
      "exec", "--reason", "x", input: #"{"deleteMessage":{"message":"\#(SmallLedger.message(1))"}}"#)
    #expect(deleted.status == 0)
    let refused = try runner.run("revert", "19", "--reason", "x", "--force")
    #expect(refused.status == 2 && refused.errors.contains("MESSAGE_GONE") == false, "\(refused)")
    #expect(refused.errors.contains("deleted") && refused.errors.contains("chat-ledger revert"), "\(refused)")
    // Both at once: the removal first, whatever the order of the names.
    let both = try runner.run("revert", "19", "20", "--reason", "x", "--force")
    #expect(both.status == 0 && both.errors.contains("chat-ledger revert 21 22 --reason TEXT"), "\(both)")
    #expect(try message(1, runner)?["body"]?.text == "the second text")
    #expect(try runner.run("remove", "--conversation", "general", "--reason", "x", "--force").status == 0)
    let room = try runner.run("revert", "22", "--reason", "x", "--force")
    #expect(room.status == 2 && room.errors.contains("removed"), "\(room)")
    let sent = try runner.run("revert", "6", "--reason", "x", "--force")
    #expect(sent.status == 2 && sent.errors.contains("no version before"), "\(sent)")
  }

  @Test("Many go together or not at all, from arguments or standard input")
  func many() throws {
    let runner = try SmallLedger.make()
    let edits = (1...8).map { Self.edit($0, " . ") }.joined()
    #expect(try runner.run("exec", input: edits).status == 0)
    let list = (18...25).map { "\($0)\n" }.joined()
    let dry = try runner.run("revert", "-", "--dry-run", "--json", input: list)
    #expect(dry.status == 0, "\(dry)")
    #expect(try TestJSON.parse(dry.output)["edits"]?.items?.count == 8)
    let bad = try runner.run("revert", "-", "--reason", "x", "--force", input: list + "99\n")
    #expect(bad.status == 2 && bad.errors.contains("99"), "\(bad)")
    #expect(try runner.position() == 25)
    let done = try runner.run("revert", "-", "--reason", "x", "--force", "--json", input: list)
    #expect(done.status == 0, "\(done)")
    #expect(try TestJSON.parse(done.output)["commands"]?.items?.count == 8)
    for number in 1...8 { #expect(try message(number, runner)?["body"]?.text == "text \(number)") }
    #expect(try runner.run("revert", "-", "--reason", "x", "--force", input: "\n").status == 2)
  }

  @Test("The dry run of an edit works beside the service that writes")
  func besideAWriter() throws {
    let runner = try vandalised()
    let running = try runner.start(["exec"])
    try running.send(Self.edit(2, "other"))
    #expect(try running.waitForLines(1, in: runner))
    let dry = try runner.run("revert", "19", "--dry-run")
    #expect(dry.status == 0 && dry.output.contains("second"), "\(dry)")
    #expect(try running.finish() == 0)
  }

  @Test("The same identifier again changes nothing twice")
  func repeated() throws {
    let runner = try vandalised()
    let arguments = [
      "revert", "19", "--reason", "x", "--force", "--json", "--id", "0199d000-0000-7000-8000-00000000eeee",
    ]
    let first = try TestJSON.parse(try runner.run(arguments).output)
    let second = try TestJSON.parse(try runner.run(arguments).output)
    #expect(first["position"] == second["position"] && second["duplicate"] == .bool(true))
  }
}

@Suite("The difference of two texts, word by word", .ownThread)
struct WordDifferenceTests {
  @Test(
    "Words that go and come are marked",
    arguments: [
      ("", "", ""), ("same", "same", "same"), ("", "new", "{+new+}"), ("old", "", "[-old-]"),
      ("a b c", "a x c", "a [-b -]{+x +}c"), ("one two ", "two ", "[-one -]two "),
    ])
  func marked(_ old: String, _ new: String, _ marked: String) {
    let text = WordDifference(from: old, to: new).text
    #expect(text == marked)
    #expect(WordDifference(from: old, to: new).rebuilt == [old, new])
  }

  @Test("Both texts can be put together again, whatever they are")
  func generated() {
    var random = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0 ... .max, using: &random)
    var generator = SplitMix64(seed: seed)
    let words = ["a ", "b ", "c", "\n", "dé ", "  ", "x"]
    for _ in 0..<2_000 {
      func make() -> String {
        (0..<Int.random(in: 0...12, using: &generator)).map { _ in words[Int.random(in: 0..<7, using: &generator)] }
          .joined()
      }
      let (old, new) = (make(), make())
      #expect(WordDifference(from: old, to: new).rebuilt == [old, new], "seed \(seed)")
    }
  }
}

extension WordDifference {
  /// The first text and the second, from the parts.
  fileprivate var rebuilt: [String] {
    var texts = ["", ""]
    for part in parts {
      switch part {
      case .same(let words):
        texts[0] += words
        texts[1] += words
      case .removed(let words): texts[0] += words
      case .added(let words): texts[1] += words
      }
    }
    return texts
  }
}
