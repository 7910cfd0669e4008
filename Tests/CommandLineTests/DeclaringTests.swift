import TestSupport
import Testing

@Suite("Verbs that declare and guard", .ownThread)
struct DeclaringTests {
  @Test("A schema is declared once, shown, and read back as it was printed")
  func schema() throws {
    let runner = try SmallLedger.make()
    let file = "\(runner.folder)/schema.json"
    try runner.write(School.schema, to: file)
    let before = try runner.lastPosition()
    #expect(try runner.run("schema", "declare", file, "--dry-run").errors.contains("would be accepted"))
    #expect(try runner.lastPosition() == before)
    #expect(try runner.json("schema", "declare", file)["position"]?.count == before + 1)
    #expect(try runner.run("schema", "declare", file).output.contains("nothing was recorded"))
    let printed = try runner.run("schema", "--json").output
    try runner.write(printed, to: file)
    #expect(try runner.json("schema", "declare", file)["unchanged"] == .bool(true))
    #expect(try runner.lastPosition() == before + 1)
    let table = try runner.run("schema")
    #expect(table.output.contains("lesson.teacher and student"), "\(table)")
    #expect(table.lines.count == 1 + 3 + 2, "\(table)")
  }

  @Test("A schema that cannot be is refused with what is wrong")
  func wrongSchema() throws {
    let runner = try SmallLedger.make()
    let file = "\(runner.folder)/schema.json"
    for (text, words) in [
      ("{", "the text ends"), (#"{"kind":[]}"#, "kind"),
      (#"{"kinds":[{"name":"a","references":[{"name":"b","target":"c","onRemoval":"keep"}]}]}"#, "unknown kind “c”"),
    ] {
      try runner.write(text, to: file)
      let result = try runner.run("schema", "declare", file)
      #expect(result.status == 2 && result.errors.contains(words), "\(text): \(result)")
      #expect(result.errors.contains("hint: "), "\(result)")
    }
    #expect(try runner.json("schema").shape == "{}")
  }

  @Test("relations come from the chat, and from the schema where there is one")
  func relations() throws {
    let runner = try School.make()
    let all = try runner.lines("schema", "relations")
    #expect(
      all.first?.shape
        == "{by:string,child:string,onRemoval:string,parent:string,reach:string,reference:string,required:bool,"
        + "standing:string}")
    let own = all.filter { $0["child"]?.text == "resource:booking" }
    #expect(own.map { $0["onRemoval"]?.text } == ["cascade", "setNull", "cascade"], "its own, and the import's")
    #expect(own.map { $0["standing"]?.text } == ["decides", "decides", "describes"])
    #expect(own.map { $0["by"] == nil } == [true, true, false])
    #expect(try runner.lines("schema", "relations", "--to", "lesson").count == 2)
    #expect(try runner.run("schema", "relations", "--markdown").output.contains("resource:booking"))
    let wrong = try runner.run("schema", "relations", "--to", "lessen")
    #expect(wrong.status == 2 && wrong.errors.contains("“lesson”"), "\(wrong)")
    let program = try CommandRunner.program()
    let bare = try runner.shell("unset CHAT_LEDGER; '\(program)' schema relations --json")
    #expect(bare.status == 0 && !bare.output.contains("booking"), "\(bare)")
  }

  @Test("configure shows, sets, and wants a reason for less")
  func configure() throws {
    let runner = try SmallLedger.make()
    #expect(try runner.json("configure").shape == "{production:bool,protectedRoles:[]}")
    #expect(
      try runner.run("configure", "--production", "--protect-role", "admin", "--protect-role", "owner").status == 0)
    let shown = try runner.json("configure")
    #expect(shown["production"] == .bool(true))
    #expect(shown["protectedRoles"]?.items == [.string("admin"), .string("owner")])
    let weaker = try runner.run("configure", "--no-production")
    #expect(weaker.status == 2 && weaker.errors.contains("reason"), "\(weaker)")
    #expect(try runner.run("configure", "--unprotect-role", "guest", "--reason", "x").status == 2)
    let done = try runner.json("configure", "--unprotect-role", "owner", "--reason", "nobody has it")
    #expect(done["command"] != nil)
    #expect(try runner.json("configure")["protectedRoles"]?.items == [.string("admin")])
    let seeding = try runner.run(
      "exec", input: #"{"origin":"seed","registerAccount":{"account":"0199a000-0000-7000-8000-0000000000ff"}}"# + "\n")
    #expect(seeding.status == 1 && seeding.output.contains("SEEDING_REFUSED"), "\(seeding)")
  }

  @Test("protect and unprotect, and what accounts says of them")
  func protection() throws {
    let runner = try SmallLedger.make()
    #expect(try runner.lines("accounts", "--protected").isEmpty)
    #expect(try runner.run("accounts", "--protected").errors.contains("chat-ledger protect"))
    #expect(try runner.json("protect", "@anna")["command"] != nil)
    let roles = #"{"setAccountRoles":{"account":"\#(SmallLedger.ben)","roles":["admin","teacher"]}}"#
    #expect(try runner.run("exec", input: roles + "\n").status == 0)
    #expect(try runner.run("configure", "--protect-role", "admin").status == 0)
    let accounts = try runner.lines("accounts", "--protected")
    #expect(accounts.map { $0["userName"]?.text } == ["anna", "ben"])
    #expect(try runner.lines("accounts", "--role", "teacher").count == 1)
    #expect(try runner.run("show", "@ben").output.contains("by its role admin"))
    let refused = try runner.run(
      "exec", input: #"{"deactivateAccount":{"account":"\#(SmallLedger.anna)"},"reason":"x"}"# + "\n")
    #expect(refused.status == 1 && refused.output.contains("PROTECTED"), "\(refused)")
    #expect(try runner.run("unprotect", "@anna").status == 2)
    #expect(try runner.run("unprotect", "@anna", "--reason", "has left").status == 0)
    #expect(try runner.lines("accounts", "--protected").count == 1)
    let ben = try runner.run("unprotect", "@ben", "--reason", "x")
    #expect(ben.errors.contains("roles protects it still"), "\(ben)")
  }

  @Test(
    "The generated pages are what the code says; UPDATE_DOCS=1 writes them anew",
    arguments: [("relations", "Relations"), ("who-may", "WhoMay")])
  func generatedPage(verb: String, name: String) throws {
    let runner = try CommandRunner()
    let program = try CommandRunner.program()
    let page = try runner.shell("unset CHAT_LEDGER; '\(program)' schema \(verb) --markdown")
    try #require(page.status == 0, "\(page)")
    let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let file = "/\(path)/Docs/\(name).md"
    if CommandRunner.environment("UPDATE_DOCS") == "1" { try runner.write(page.output, to: file) }
    #expect(try runner.read(file) == page.output, "UPDATE_DOCS=1 swift test --filter generatedPage writes it anew")
    #expect(page.lines.allSatisfy { $0.count <= 130 || $0.hasPrefix("|") })
  }
}
