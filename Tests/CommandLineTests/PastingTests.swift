import TestSupport
import Testing

@testable import chat_ledger

@Suite("What is printed can be pasted", .ownThread)
struct PastingTests {
  @Test("The way back is told where the receipt could not be printed, and works")
  func fullOutput() throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let cleared = try runner.shell("'\(program)' clear general --reason x --force > /dev/full")
    #expect(cleared.status == 4, "\(cleared)")
    let line = try #require(cleared.errors.firstMatch(of: /chat-ledger (revert .*)/)?.output.1)
    let back = try runner.shell("'\(program)' \(line.replacing("TEXT", with: "mistake")) --force")
    #expect(back.status == 0, "\(back)")
    #expect(try runner.messageCount() == 12)
  }

  @Test("Many that were taken back are taken back again by one short line")
  func many() throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let deletions = (1...12).map { #"{"deleteMessage":{"message":"\#(SmallLedger.message($0))"},"reason":"x"}"# + "\n" }
    #expect(try runner.run("exec", input: deletions.joined()).status == 0)
    let list = (18...29).map { "\($0)\n" }.joined()
    let back = try runner.run("revert", "-", "--reason", "x", "--force", input: list)
    #expect(back.status == 0 && back.output.contains("messages") && !back.output.contains("accounts"), "\(back)")
    #expect(back.errors.contains("seq 30 41 | chat-ledger revert - --reason TEXT --force"), "\(back)")
    let line = try #require(back.errors.firstMatch(of: /(seq .* \| )chat-ledger (.*)/)?.output)
    let away = try runner.shell("\(line.1)'\(program)' \(line.2.replacing("TEXT", with: "again"))")
    #expect(away.status == 0, "\(away)")
    #expect(try runner.messageCount() == 0)
  }

  @Test("A revert of edits alone prints no table of what does not change")
  func noTable() throws {
    let runner = try SmallLedger.make()
    let edits = (1...3).map { #"{"editMessage":{"message":"\#(SmallLedger.message($0))","body":"."}}"# + "\n" }
    #expect(try runner.run("exec", input: edits.joined()).status == 0)
    let back = try runner.run("revert", "18", "19", "20", "--reason", "x", "--force")
    #expect(back.status == 0 && !back.output.contains("BEFORE"), "\(back)")
    #expect(back.errors.contains("chat-ledger revert 21 22 23 --reason TEXT"), "\(back)")
  }

  @Test("Positions are printed as they are typed, and taken with separators, too")
  func positions() throws {
    let runner = try SmallLedger.make()
    let lines = (1...1_000).map { number in
      #"{"addReaction":{"message":"\#(SmallLedger.message(number % 12 + 1))","account":"\#(SmallLedger.anna)","#
        + #""emoji":"e\#(number)"}}"# + "\n"
    }
    #expect(try runner.run("exec", input: lines.joined()).status == 0)
    let cleared = try runner.run("clear", "general", "--reason", "x", "--force")
    #expect(cleared.output.firstMatch(of: /position +1018\n/) != nil, "\(cleared)")
    #expect(try runner.run("show", "1,018").output.hasPrefix("Entry 1018"))
    #expect(try runner.run("tail", "--from", "1,018").lines.count == 2)
    #expect(try runner.run("replay", "--to", "1,017").output.contains("1017"))
    #expect(try runner.run("revert", "1,018", "--reason", "x", "--force").status == 0)
    for wrong in ["10,18", "1,,018", ",018", "1,018,"] {
      #expect(try runner.run("tail", "--from", wrong).errors.contains("is no position"), "\(wrong)")
    }
    for verb in ["stats", "verify", "rebuild"] {
      #expect(try !runner.run(verb).output.contains("position 1,0"), "\(verb)")
    }
  }

  @Test("-n1 is -n 1 wherever a list is")
  func joined() throws {
    let runner = try SmallLedger.make()
    for verb in ["tail", "messages random", "conversations", "accounts"] {
      let words = verb.split(separator: " ").map(String.init)
      let apart = try runner.run(words + ["-n", "1"])
      let joined = try runner.run(words + ["-n1"])
      #expect(apart.status == 0 && joined.status == 0 && apart.output == joined.output, "\(joined)")
      #expect(try runner.run(words + ["-n1", "--json"]).lines.count == 1)
    }
  }

  @Test("Options before the verb are answered with the line as it is right")
  func optionsFirst() throws {
    let runner = try SmallLedger.make()
    for (arguments, line) in [
      (["--ledger", "a b", "stats"], "chat-ledger stats --ledger 'a b'"),
      (["--ledger=x", "--utc", "import", "mattermost", "f"], "chat-ledger import mattermost f --ledger=x --utc"),
      (["--json", "tail", "-n1"], "chat-ledger tail -n1 --json"),
    ] {
      let result = try runner.run(arguments)
      #expect(result.status == 2 && result.errors.contains(line), "\(result)")
    }
    let right = try runner.run("stats", "--ledger", runner.ledger)
    #expect(right.status == 0)
  }
}
