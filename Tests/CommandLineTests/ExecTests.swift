import TestSupport
import Testing

@Suite("exec", .ownThread)
struct ExecTests {
  private static let bad = """
    {"sendMessage":{"conversation":"\(SmallLedger.general)","author":"\(SmallLedger.anna)","body":"one"}}
    this is no JSON
    {"clear":{"everything":true,"upTo":"2021-01-01T00:00:00Z"},"reason":"x"}
    {"deleteMessage":{"message":"\(SmallLedger.message(99))"},"reason":"x"}

    {"sendMessage":{"conversation":"\(SmallLedger.general)","author":"\(SmallLedger.anna)","body":"two"}}
    """

  @Test("Every line is answered, rejected ones with number, code and remedy")
  func rejections() throws {
    let runner = try SmallLedger.make()
    let result = try runner.run("exec", input: Self.bad)
    #expect(result.status == 1, "\(result)")
    let answers = try result.lines.map { try TestJSON.parse($0) }
    #expect(answers.compactMap { $0["line"]?.count } == [1, 2, 3, 4, 6])
    #expect(answers.map { $0["rejection"] == nil } == [true, false, false, false, true])
    #expect(answers[1].shape == "{line:number,rejection:{code:string,message:string,remedy:string}}")
    #expect(answers[2]["rejection"]?["message"]?.text?.contains("upTo") == true)
    #expect(answers[3]["rejection"]?["code"]?.text == "UNKNOWN_MESSAGE")
    #expect(answers[0].shape.hasPrefix("{change:{"))
    #expect(try runner.messageCount() == 14)
  }

  @Test("It stops at the first rejection when asked to")
  func stopping() throws {
    let runner = try SmallLedger.make()
    let result = try runner.run("exec", "--stop-on-rejection", input: Self.bad)
    #expect(result.status == 1)
    #expect(result.lines.count == 2)
    #expect(try runner.messageCount() == 13)
  }

  @Test("An atomic batch is all or nothing")
  func atomic() throws {
    let runner = try SmallLedger.make()
    #expect(try runner.run("exec", "--atomic", input: Self.bad).status == 1)
    let unknown = Self.bad.split(separator: "\n").filter { !$0.contains("no JSON") && !$0.contains("upTo\"") }
    let rejected = try runner.run("exec", "--atomic", input: unknown.joined(separator: "\n"))
    #expect(rejected.status == 1, "\(rejected)")
    #expect(try runner.messageCount() == 12)
    let good = unknown.filter { $0.contains("sendMessage") }.joined(separator: "\n")
    let accepted = try runner.run("exec", "--atomic", input: good)
    #expect(accepted.status == 0, "\(accepted)")
    #expect(accepted.lines.count == 2)
    #expect(try runner.messageCount() == 14)
  }

  @Test("A dry run records nothing")
  func dryRun() throws {
    let runner = try SmallLedger.make()
    let result = try runner.run(
      "exec", "--dry-run", input: #"{"clear":{"everything":true},"reason":"x"}"# + "\n")
    #expect(result.status == 0, "\(result)")
    #expect(try TestJSON.parse(result.output)["removed"]?["messages"]?.count == 12)
    #expect(try runner.messageCount() == 12)
  }

  @Test("A command sent again is answered with its first receipt; another text under its identifier is a conflict")
  func idempotence() throws {
    let runner = try SmallLedger.make()
    func line(_ body: String) -> String {
      #"{"id":"\#(SmallLedger.message(20))","sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(SmallLedger.anna)","body":"\#(body)"}}"#
        + "\n"
    }
    let first = try TestJSON.parse(try runner.run("exec", input: line("one")).output)
    let second = try TestJSON.parse(try runner.run("exec", input: line("one")).output)
    #expect(second["duplicate"] == .bool(true))
    #expect(first["position"] == second["position"])
    let conflict = try TestJSON.parse(try runner.run("exec", input: line("two")).output)
    #expect(conflict["rejection"]?["code"]?.text == "COMMAND_CONFLICT")
  }

  @Test("Receipts come while the input stays open; a second writer is refused with 3, a reader is not")
  func interactiveAndBusy() throws {
    let runner = try SmallLedger.make()
    let running = try runner.start(["exec"])
    try running.send(String(Self.bad.split(separator: "\n")[0]) + "\n")
    #expect(try running.waitForLines(1, in: runner))
    let busy = try runner.run("clear", "general", "--reason", "x", "--force")
    #expect(busy.status == 3, "\(busy)")
    #expect(busy.errors.hasPrefix("error: ") && busy.errors.contains("hint: "))
    #expect(try runner.messageCount() == 13)
    #expect(try running.finish() == 0)
    #expect(try runner.run("clear", "general", "--reason", "x", "--force").status == 0)
  }

  @Test("What is wrong in the JSON is said in the words of JSON, with the path and what is needed")
  func wrongJSON() throws {
    let runner = try SmallLedger.make()
    let (account, room) = (SmallLedger.anna, SmallLedger.general)
    for (line, part) in [
      (
        #"{"registerAccount":{"account":"\#(account)","kind":"person"}}"#,
        "At `registerAccount.kind`: “person” is none of these names: PERSON, SERVICE, ASSISTANT."
      ),
      (
        #"{"createConversation":{"conversation":"\#(room)","kind":"ROOM","participants":"x"}}"#,
        "At `createConversation.participants`: a list in square brackets is needed, and not a text."
      ),
      (#"{"registerAccount":"x"}"#, "At `registerAccount`: an object in braces is needed, and not a text."),
      (#"{"clear":{"everything":"yes"}}"#, "At `clear.everything`: true or false is needed, and not a text."),
      ("null", "The JSON as a whole: an object in braces is needed, and not null."),
      ("[]", "The JSON as a whole: an object in braces is needed, and not a list."),
      (
        #"{"declareSchema":{"kinds":[{"name":"a","references":[{"nmae":"x"}]}]}}"#,
        "At `declareSchema.kinds[0].references[0]`: unknown field “nmae” in an element of references; known: "
      ),
    ] {
      let answer = try runner.run("exec", input: line + "\n")
      let message = try TestJSON.parse(answer.output)["rejection"]?["message"]?.text ?? ""
      #expect(answer.status == 1 && message.hasPrefix(part), "\(message)")
    }
    let rules = "\(runner.folder)/rules.json"
    try runner.write(#"{"rules":[{"name":"a","weight":"x","emails":["x"]}]}"#, to: rules)
    let refused = try runner.run("cleanup", "--rules", rules)
    #expect(refused.errors.contains("At `rules[0].weight`: a whole number is needed, and not a text."), "\(refused)")
  }
}
