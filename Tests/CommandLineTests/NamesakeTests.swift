import TestSupport
import Testing

/// The small ledger with what a test adds.
private func ledger(_ lines: String...) throws -> CommandRunner {
  let runner = try PicnicLedger.make()
  try runner.exec(lines)
  return runner
}

extension CommandRunner {
  /// Sends commands, all of which have to be accepted.
  fileprivate func exec(_ lines: [String]) throws {
    let result = try run("exec", input: lines.joined(separator: "\n") + "\n")
    try #require(result.status == 0, "\(result)")
  }
}

private func register(_ number: Int, _ name: String, _ rest: String = "") -> String {
  #"{"registerAccount":{"account":"\#(id(number))","userName":"\#(name)"\#(rest)}}"#
}

private func renamed(_ account: String, to name: String) -> String {
  #"{"updateAccount":{"account":"\#(account)","userName":"\#(name)"}}"#
}

private func renamed(room: String, to name: String) -> String {
  #"{"updateConversation":{"conversation":"\#(room)","name":"\#(name)"}}"#
}

private func create(room number: Int, _ name: String, _ rest: String = "") -> String {
  #"{"createConversation":{"conversation":"\#(id(number))","kind":"ROOM","name":"\#(name)"\#(rest)}}"#
}

private func id(_ number: Int) -> String { "0199d000-0000-7000-8000-0000000000\(number)" }

@Suite("A namesake does not hide the past", .ownThread)
struct NamesakeTests {
  @Test("A room that had the name is told wherever another of the name is looked at")
  func rooms() throws {
    let runner = try ledger(renamed(room: SmallLedger.general, to: "third"), create(room: 20, "general"))
    let messages = try runner.run("messages", "general")
    #expect(messages.errors.contains("Another room was called “general” until 20"), "\(messages)")
    #expect(messages.errors.contains("): chat-ledger messages \(SmallLedger.general)"), "\(messages)")
    let shown = try runner.run("show", "general")
    #expect(shown.output.contains("same name") && shown.output.contains("messages \(SmallLedger.general)"), "\(shown)")
    let json = try runner.json("show", "general")
    #expect(json["conversation"]?["conversation"]?.text == id(20))
    let namesake = json["namesakes"]?.items?.first
    #expect(namesake?["id"]?.text == SmallLedger.general)
    #expect(namesake?.shape == "{id:string,kind:string,name:string,until:number,untilTime:string}")
    #expect(try runner.run("messages", "general", "--quiet").errors.isEmpty)
    // Its own former name is none of another, and a name that nothing else had needs no word.
    #expect(try runner.run("messages", "random").errors.isEmpty)
  }

  @Test("An account and a resource that had the name are told")
  func others() throws {
    let runner = try ledger(
      renamed(SmallLedger.ben, to: "benjamin"), register(21, "ben"),
      #"{"updateResource":{"resource":"\#(PicnicLedger.event)","details":{"title":"Outing"}}}"#)
    let shown = try runner.run("show", "@ben")
    #expect(shown.output.contains(id(21)), "\(shown)")
    #expect(shown.output.contains("Another account was called “ben” until "), "\(shown)")
    #expect(shown.output.contains("chat-ledger show \(SmallLedger.ben)"), "\(shown)")
    let settings = try runner.run("settings", "@ben")
    #expect(settings.errors.contains("Another account was called “ben” until "), "\(settings)")
    try runner.exec([create(room: 22, "Picnic")])
    let picnic = try runner.run("show", "Outing")
    #expect(!picnic.output.contains("same name"), "\(picnic)")
  }

  @Test("A room that was removed is told where another took its name")
  func removed() throws {
    let runner = try ledger()
    let gone = try runner.run("remove", "--conversation", "random", "--reason", "x", "--force")
    try #require(gone.status == 0, "\(gone)")
    try runner.exec([create(room: 20, "random")])
    let messages = try runner.run("messages", "random")
    #expect(
      messages.errors.contains(
        "Another room was called “random” until it was removed: chat-ledger messages \(SmallLedger.random)"),
      "\(messages)")
  }
}

@Suite("Who renames himself does so under his old name", .ownThread)
struct RenamingActorTests {
  @Test("tail and JSON name the actor as before the entry")
  func tail() throws {
    let runner = try ledger(
      #"{"actor":{"account":"\#(SmallLedger.ben)"},"updateAccount":{"account":"\#(SmallLedger.ben)","userName":"nice"}}"#,
      #"{"actor":{"account":"\#(id(20))"},"registerAccount":{"account":"\#(id(20))","userName":"new"}}"#)
    let lines = try runner.run("tail", "-n", "2").lines
    #expect(lines[1].contains("  @ben (now @nice)  "), "\(lines[1])")
    #expect(lines[1].contains("updateAccount @ben → @nice  "), "\(lines[1])")
    #expect(lines[2].contains("  @new  ") && !lines[2].contains("(now"), "\(lines[2])")
    let json = try runner.run("tail", "-n", "2", "--json").lines.map { try TestJSON.parse($0) }
    #expect(json[0]["actorName"]?.text == "@ben")
    #expect(json[0]["actorNameNow"]?.text == "@nice")
  }

  @Test("A name that equals the title is printed once, and brackets hold no brackets")
  func words() throws {
    let message = SmallLedger.message(1)
    let runner = try ledger(
      #"{"updateConversation":{"conversation":"\#(SmallLedger.general)","name":"docs","title":"docs"}}"#,
      renamed(room: SmallLedger.general, to: "third"),
      #"{"actor":{"account":"\#(SmallLedger.ben)"},"deleteMessage":{"message":"\#(message)"},"reason":"tidy"}"#,
      renamed(SmallLedger.ben, to: "nice"))
    let shown = try runner.run("show", "third")
    #expect(shown.output.contains("was called    docs until "), "\(shown)")
    let messages = try runner.run("messages", "third")
    #expect(messages.errors.contains("by 1 account (@ben, now @nice) at"), "\(messages)")
  }
}

@Suite("Names as people type them", .ownThread)
struct TypedNameTests {
  private static let two = [
    register(20, "dup-one", #","email":"same@x.org""#), register(21, "dup-two", #","email":"Same@X.org""#),
    register(22, "dup-three", #","email":"solo@x.org""#),
  ]

  @Test("An e-mail address names an account in every verb; several are listed")
  func addresses() throws {
    let runner = try ledger()
    try runner.exec(Self.two)
    for name in ["solo@x.org", "@solo@x.org", "SOLO@x.org"] {
      #expect(try runner.json("show", name)["account"]?["account"]?.text == id(22), "\(name)")
      #expect(try runner.run("settings", name).status == 0)
    }
    #expect(try runner.run("resources", "--of", "solo@x.org").status == 0)
    // Spelt as one has it, that one is meant; otherwise nobody can tell.
    #expect(try runner.json("show", "Same@X.org")["account"]?["account"]?.text == id(21))
    for verb in [["protect"], ["show"], ["settings"]] {
      let result = try runner.run(verb + ["SAME@x.org"])
      #expect(result.status == 2)
      #expect(result.errors.contains("2 accounts may be meant by “SAME@x.org”."), "\(result)")
      #expect(result.errors.contains("\(id(20))  @dup-one  same@x.org"), "\(result)")
      #expect(result.errors.contains("\(id(21))  @dup-two  Same@X.org"), "\(result)")
    }
  }

  @Test("Former names ignore case as present ones do, and show suggests the account")
  func former() throws {
    let runner = try ledger(renamed(SmallLedger.anna, to: "bob"))
    let settings = try runner.run("settings", "@ANNA")
    #expect(settings.status == 0 && settings.errors.contains("was called “anna” until"), "\(settings)")
    let shown = try runner.run("show", "ben")
    #expect(shown.status == 2 && shown.errors.contains("did you mean “@ben”?"), "\(shown)")
  }

  @Test("A name in another Unicode form is found")
  func forms() throws {
    let (composed, decomposed) = ("Caf\u{E9}", "Cafe\u{301}")
    let runner = try ledger(create(room: 20, composed), register(21, composed))
    #expect(try runner.run("messages", decomposed).status == 0)
    #expect(try runner.run("show", "@\(decomposed)").status == 0)
    // Both forms are there: each is found by its own bytes.
    try runner.exec([create(room: 22, decomposed)])
    #expect(try runner.json("show", decomposed)["conversation"]?["conversation"]?.text == id(22))
    #expect(try runner.json("show", composed)["conversation"]?["conversation"]?.text == id(20))
  }
}

@Suite("The way back is named", .ownThread)
struct WayBackTests {
  @Test("Reverting a rename prints the line that sets the old texts again, and that line works")
  func rename() throws {
    let runner = try ledger(
      #"{"updateConversation":{"conversation":"\#(SmallLedger.general)","name":"it's","title":"A \"title\""}}"#,
      renamed(room: SmallLedger.general, to: "third"),
      #"{"updateAccount":{"account":"\#(SmallLedger.anna)","userName":"bob"}}"#,
      #"{"setAccountRoles":{"account":"\#(SmallLedger.anna)","roles":["x"]}}"#)
    let end = try #require(try runner.position())
    let roles = try runner.run("revert", "\(end)", "--reason", "x", "--force")
    #expect(roles.status == 2 && roles.errors.contains("Send `setAccountRoles` again with what was before"), "\(roles)")
    for (position, name, old) in [(end - 2, "show \(SmallLedger.general)", "it's"), (end - 1, "show @anna", "anna")] {
      let refused = try runner.run("revert", "\(position)", "--reason", "x", "--force")
      #expect(refused.status == 2)
      let line = try #require(refused.errors.split(separator: "\n").first { $0.contains("echo '") }, "\(refused)")
      let command = String(line[line.firstIndex(of: "e")!...].drop { $0 != "'" }.dropFirst().prefix { $0 != "'" })
      try runner.exec([command])
      let shown = try runner.run(name.split(separator: " ").map(String.init))
      #expect(shown.output.contains(old), "\(shown)")
    }
    #expect(try runner.json("show", "it's")["conversation"]?["title"]?.text == "A \"title\"")
  }

  @Test("Who is gone: the entry that did it, and the line that brings it back")
  func gone() throws {
    let runner = try ledger(register(20, "gone"))
    let removed = try runner.run("remove", "--account", "@gone", "--reason", "x", "--force", "--actor", "ops")
    try #require(removed.status == 0, "\(removed)")
    let position = try #require(try runner.position())
    for verb in [["protect", "@gone"], ["remove", "--account", "@gone", "--reason", "x", "--force"]] {
      let result = try runner.run(verb)
      #expect(result.status == 2)
      #expect(result.errors.contains("ops did that at 20"), "\(result)")
      #expect(result.errors.contains("at position \(position). To bring it back: `chat-ledger revert \(position) "))
    }
  }
}
