import TestSupport
import Testing

@testable import chat_ledger

@Suite("What is odd about an export", .ownThread)
struct ExportWarningTests {
  private static let archive = """
    {"type":"version","version":1}
    {"type":"user","user":{"username":"ines","email":"ines@port.example.net"}}
    {"type":"direct_post","direct_post":{"channel_members":["ines","guest"],"user":"guest","message":"hi",\
    "create_at":1649000031000}}
    """

  private func imported() throws -> CommandRunner {
    let runner = try SmallLedger.make()
    try runner.write(Self.archive, to: "\(runner.folder)/a.jsonl")
    #expect(try runner.run("import", "mattermost", "\(runner.folder)/a.jsonl").status == 0)
    return runner
  }

  @Test("is said with its meaning and the first places, on the screen and in JSON")
  func oddities() throws {
    let runner = try imported()
    let plain = try runner.run("export", "mattermost")
    #expect(plain.status == 0 && plain.errors.contains("Odd: EMAIL_MISSING × "), "\(plain.errors)")
    #expect(plain.errors.contains("--placeholder-email") && plain.errors.contains("  guest"), "\(plain.errors)")
    let json = try TestJSON.parse(try runner.run("export", "mattermost", "--json").errors)
    #expect(json["places"]?["EMAIL_MISSING"]?.items?.contains { $0["name"]?.text == "guest" } == true)
  }

  @Test("Addresses are made only where they are asked for")
  func placeholders() throws {
    let runner = try imported()
    let result = try runner.run("export", "mattermost", "--placeholder-email", "invalid.example")
    #expect(result.output.contains(#""email":"guest@invalid.example""#) && !result.errors.contains("EMAIL_MISSING"))
    #expect(try runner.run("export", "mattermost", "--placeholder-email", "a@b").status == 2)
  }

  @Test("A room that has ended is archived on screens, and can be opened again")
  func archived() throws {
    let runner = try SmallLedger.make()
    let room = try #require(
      try runner.lines("conversations").first { $0["name"]?.text == "general" }?["conversation"]?.text)
    #expect(try runner.run("exec", input: #"{"endConversation":{"conversation":"\#(room)"}}"# + "\n").status == 0)
    #expect(try runner.run("conversations").output.contains("room, archived"))
    #expect(try runner.run("show", "general").output.contains("archived 20"))
    #expect(try runner.run("tail", "-n", "1").output.contains("conversationEnded (archived)"))
    #expect(try runner.lines("conversations").contains { $0["endedAt"] != nil })
    #expect(try runner.run("exec", input: #"{"reopenConversation":{"conversation":"\#(room)"}}"# + "\n").status == 0)
    #expect(!(try runner.run("conversations").output.contains("archived")))
    #expect(try runner.run("show", "general").output.contains("open"))
    #expect(try runner.run("tail", "-n", "1").output.contains("reopenConversation general"))
    #expect(try runner.run("doctor").status == 0, "the end that was taken back is no fault")
  }
}
