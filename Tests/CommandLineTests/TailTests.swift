import TestSupport
import Testing

@testable import chat_ledger

@Suite("What tail tells of each entry", .ownThread)
struct TailTests {
  /// Somebody with another name now deletes a message in a room with a long name, which has another now.
  private static func renamed() throws -> CommandRunner {
    let runner = try SmallLedger.make()
    let lines = [
      #"{"updateAccount":{"account":"\#(SmallLedger.anna)","userName":"user-0206","displayName":"A"}}"#,
      #"{"updateConversation":{"conversation":"\#(SmallLedger.general)","name":"the-room-of-the-spring-hackathon"}}"#,
      #"{"actor":{"account":"\#(SmallLedger.anna)"},"deleteMessage":{"message":"\#(SmallLedger.message(1))"},"#
        + #""reason":"off topic"}"#,
      #"{"updateAccount":{"account":"\#(SmallLedger.anna)","userName":"nice-person-of-the-office","displayName":"A"}}"#,
    ]
    let done = try runner.run("exec", input: lines.joined(separator: "\n") + "\n")
    try #require(done.status == 0, "\(done)")
    return runner
  }

  @Test("No width cuts who, where or what", arguments: [60, 80, 119, 120, 135, 150, 170, 200, 320])
  func named(_ columns: Int) throws {
    let runner = try Self.renamed()
    for arguments in ["tail --removals", "tail", "tail -n 2"] {
      let output = try runner.onTerminal(arguments, columns: columns)
      let words = output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for part in [
        "@user-0206 (now @nice-person-of-the-office)", "deleteMessage", "the-room-of-the-spring-hackathon",
        "messageDeleted", "off topic",
      ] {
        #expect(words.contains(part), "\(arguments) at \(columns): \(part) in \(output)")
      }
      let widest = output.split(whereSeparator: \.isNewline).map { DisplayWidth.of(String($0)) }.max() ?? 0
      #expect(widest <= columns, "\(output)")
    }
  }

  @Test("Where everything fits it is a table, whatever is said in the messages")
  func table() throws {
    let runner = try SmallLedger.make()
    let text = (1...30).map { "word\($0)" }.joined(separator: " ")
    let place = #""conversation":"\#(SmallLedger.random)","author":"\#(SmallLedger.ben)""#
    let sent = try runner.run("exec", input: #"{"sendMessage":{\#(place),"body":"\#(text)"}}"#)
    try #require(sent.status == 0, "\(sent)")
    let output = try runner.onTerminal("tail", columns: 130)
    #expect(output.hasPrefix("POSITION") && output.contains("sendMessage in random: word1 "), "\(output)")
    #expect(output.split(whereSeparator: \.isNewline).allSatisfy { DisplayWidth.of(String($0)) <= 130 }, "\(output)")
  }

  @Test("Every part of a command that took away much is shown")
  func parts() throws {
    let runner = try SmallLedger.make()
    let ids = (10_000..<12_000).map { "0199a000-0000-7000-8000-0000000\($0)" }
    let made = ids.map { #"{"registerAccount":{"account":"\#($0)","userName":"demo\#($0.suffix(5))"}}"# + "\n" }
    #expect(try runner.run("exec", input: made.joined()).status == 0)
    let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
    let removed = try runner.run(
      "exec",
      input: #"{"remove":{"accounts":[\#(list)]},"reason":"demo"}"# + "\n"
        + #"{"deleteMessage":{"message":"\#(SmallLedger.message(1))"},"reason":"tidy"}"#)
    try #require(removed.status == 0, "\(removed)")
    let all = try runner.run("tail", "--removals").lines
    let counts = all.compactMap { line in
      line.firstMatch(of: /([0-9,]+) × accountRemoved/).flatMap { Int($0.output.1.filter { $0 != "," }) }
    }
    #expect(counts.count > 1 && counts.reduce(0, +) == 2_000, "\(all)")
    // From the middle of the command on, and so many entries from the end.
    let last = try #require(try runner.position())
    let rest = try runner.run("tail", "--removals", "--from", "\(last - 1)").lines
    #expect(rest.count == 3 && rest[1].contains("(part "), "\(rest)")
    #expect(try runner.run("tail", "--removals", "-n2").lines == rest)
    #expect(try runner.run("tail", "--removals", "-n", "2", "--json").lines.count == 2)
  }

  @Test("An edit that was taken back says so, and what took it back says what it is")
  func undo() throws {
    let runner = try SmallLedger.make()
    let edit = #"{"editMessage":{"message":"\#(SmallLedger.message(1))","body":"blanked"}}"#
    #expect(try runner.run("exec", input: edit).status == 0)
    let stands = try runner.run("show", "18").output
    #expect(stands.contains("state") && stands.contains("chat-ledger revert 18 --reason TEXT"), "\(stands)")
    #expect(try runner.run("revert", "18", "--reason", "a bug", "--force").status == 0)

    let gone = try runner.run("show", "18").output
    #expect(gone.firstMatch(of: /state +taken back by .*: 19\s/) != nil, "\(gone)")
    #expect(!gone.contains("revert 18 ") && gone.contains("chat-ledger revert 19 --reason TEXT"), "\(gone)")
    let undo = try runner.run("show", "19").output
    #expect(undo.firstMatch(of: /takes back +18\s/) != nil && !undo.contains("belongs to"), "\(undo)")
    #expect(try runner.run("tail", "-n1").output.contains("editMessage (takes back 18) of @anna in general: text 1"))
    #expect(try runner.json("show", "18")["entry"]?["edit"]?["takenBackBy"]?.count == 19)

    // The undo of the undo brings the edit back.
    #expect(try runner.run("revert", "19", "--reason", "was none", "--force").status == 0)
    let again = try runner.run("show", "18").output
    #expect(!again.contains("taken back") && again.contains("revert 18 --reason TEXT"), "\(again)")
    #expect(try runner.run("show", "19").output.contains("taken back by"))
    let later = #"{"editMessage":{"message":"\#(SmallLedger.message(1))","body":"something else"}}"#
    #expect(try runner.run("exec", input: later).status == 0)
    #expect(try runner.run("show", "18").output.contains("edited again since by"))
  }
}
