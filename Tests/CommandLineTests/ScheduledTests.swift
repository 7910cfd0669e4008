import TestSupport
import Testing

@Suite("Scheduled messages", .ownThread)
struct ScheduledTests {
  private static let due = "0199d000-0000-7000-8000-000000000001"
  private static let later = "0199d000-0000-7000-8000-000000000002"
  private static let refused = "0199d000-0000-7000-8000-000000000003"

  private static func line(_ id: String, _ author: String, _ dueAt: String, _ body: String) -> String {
    #"{"id":"\#(id)","scheduleMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(author)","#
      + #""dueAt":"\#(dueAt)","body":"\#(body)"}}"# + "\n"
  }

  private static func make() throws -> CommandRunner {
    let runner = try SmallLedger.make()
    let lines =
      line(due, SmallLedger.anna, "2026-01-01", "good morning") + line(later, SmallLedger.anna, "2999-01-01", "later")
      + line(refused, SmallLedger.ben, "2026-01-01", "from ben")
    let done = try runner.run("exec", input: lines)
    try #require(done.status == 0, "\(done)")
    let leaves =
      #"{"removeParticipant":{"conversation":"\#(SmallLedger.general)","account":"\#(SmallLedger.ben)"},"reason":"x"}"#
    try #require(try runner.run("exec", input: leaves + "\n").status == 0)
    return runner
  }

  @Test("They are listed, those that are due are sent once, and a refusal is told with its code")
  func sending() throws {
    let runner = try Self.make()
    #expect(try runner.lines("scheduled").count == 3)
    #expect(
      try runner.lines("scheduled", "--due", "--for-account", "@anna").map { $0["body"]?.text } == ["good morning"])
    #expect(try runner.run("send-due", "--dry-run").output.contains("2 messages due."))
    let before = try runner.messageCount()
    let sent = try runner.run("send-due", "--json")
    #expect(sent.status == 1, "one is refused: \(sent)")
    let outcomes = try sent.lines.map { try TestJSON.parse($0) }
    #expect(outcomes.map { $0["outcome"]?.text } == ["SENT", "REFUSED"])
    #expect(outcomes.last?["code"]?.text == "NOT_A_PARTICIPANT")
    #expect(try runner.messageCount() == (before ?? 0) + 1)
    let messages = try runner.lines("messages", "general", "--all")
    #expect(messages.last?["body"]?.text == "good morning", "\(messages)")
    #expect(try runner.run("tail", "-n", "1").output.contains("sendScheduledMessage of @anna in general"))

    let again = try runner.run("send-due")
    #expect(again.status == 1 && again.output.contains("0 messages sent."), "\(again)")
    #expect(try runner.messageCount() == (before ?? 0) + 1)
    #expect(try runner.run("verify").status == 0)
    #expect(try runner.run("rebuild").status == 0)
    #expect(try runner.lines("messages", "general", "--all").last?["body"]?.text == "good morning")
  }

  @Test("Clearing everything takes them, and the revert brings them back")
  func clearing() throws {
    let runner = try Self.make()
    #expect(try runner.run("clear", "--everything", "--reason", "x", "--force").status == 0)
    #expect(try runner.lines("scheduled").isEmpty)
    #expect(try runner.run("scheduled").errors.contains("To bring it back"))
    #expect(try runner.run("revert", "\(runner.lastPosition())", "--reason", "x", "--force").status == 0)
    #expect(try runner.lines("scheduled").count == 3)
  }

  @Test("One that is not due yet is refused with the time")
  func notDue() throws {
    let runner = try Self.make()
    let line = #"{"sendScheduledMessage":{"scheduledMessage":"\#(Self.later)"}}"#
    let result = try runner.run("exec", input: line + "\n")
    #expect(result.status != 0 && "\(result)".contains("NOT_DUE") && "\(result)".contains("2999-01-01"), "\(result)")
  }
}
