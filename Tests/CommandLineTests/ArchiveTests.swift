import TestSupport
import Testing

@Suite("The archive of a participant", .ownThread)
struct ArchiveTests {
  @Test("A room goes from one list, is listed with --archived, and comes back")
  func archiving() throws {
    let runner = try SmallLedger.make()
    let room = ["general", "--for-account", "@anna"]
    let before = try runner.lines("conversations", "--for-account", "@anna").count
    let archived = try runner.run(["archive"] + room)
    #expect(archived.status == 0 && archived.output.contains("has archived: general."), "\(archived)")
    #expect(try runner.lines("conversations", "--for-account", "@anna").count == before - 1)
    #expect(try runner.run("conversations", "--for-account", "@anna").errors.contains("has archived 1: --archived"))
    #expect(
      try runner.lines("conversations", "--for-account", "@anna", "--archived").map { $0["name"]?.text } == ["general"])
    #expect(try runner.lines("conversations").contains { $0["name"]?.text == "general" }, "for nobody else")
    #expect(try runner.run("tail", "-n", "1").output.contains("archiveConversation general for @anna"))
    #expect(try runner.run("show", "@anna").output.contains("general, archived"), "the account takes part as before")
    #expect(try runner.run("show", "general").output.contains("has archived it"))
    #expect(try runner.run("show", "general", "--json").output.contains(#""archived":true"#))

    let again = try runner.run(["archive"] + room)
    #expect(again.status == 2 && again.errors.contains("already"), "\(again)")
    #expect(try runner.run(["unarchive"] + room).status == 0)
    #expect(try runner.lines("conversations", "--for-account", "@anna").count == before)
    #expect(try !runner.run("show", "general").output.contains("archived"))
    #expect(try runner.run(["unarchive"] + room).status == 2)
    #expect(try runner.run("verify").status == 0)
  }

  @Test("--archived without an account is refused, and --utc counts for options in a group")
  func options() throws {
    let runner = try SmallLedger.make()
    #expect(try runner.run("conversations", "--archived").status == 2)
    let program = try CommandRunner.program()
    let shown = try runner.shell("TZ=Asia/Tokyo '\(program)' archive general --for-account @anna --utc")
    #expect(shown.status == 0 && shown.output.contains("Z\n"), "\(shown)")
  }
}
