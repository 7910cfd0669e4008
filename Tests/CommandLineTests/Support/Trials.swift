import Testing

@testable import chat_ledger

/// A run of each verb that does its work, for tests of all of them.
struct Trial: Sendable {
  var arguments: [String] = []
  /// What it reads from standard input; nil where it reads nothing.
  var input: String?
  /// Executes what it reads line by line, and answers each.
  var answersLines = false

  /// Not run: it writes until it is killed, and nobody looks at what it prints.
  static let excepted: Set<String> = ["persistence-writer"]

  /// Every verb of the command that can be tried.
  static var verbs: [String] {
    ChatLedgerCommand.verbs.map { $0.joined(separator: " ") }.filter { !excepted.contains($0) }
  }

  /// How a verb is run in the folder of ``make()``: as said below, or by the first example of its help.
  static func of(_ verb: String) throws -> Trial {
    if let trial = trials[verb] { return trial }
    return Trial(arguments: try #require(example(of: verb), "the help of “\(verb)” has no example"))
  }

  /// The arguments of the first example in the help of a verb.
  static func example(of verb: String) -> [String]? {
    let words = verb.split(separator: " ").map(String.init)
    guard let help = ChatLedgerCommand.discussion(of: words) else { return nil }
    let line = help.split(separator: "\n").lazy.map { $0.drop { $0 == " " } }
      .first { $0.hasPrefix("chat-ledger \(verb) ") }
    return line.map { line in
      // What is said about an example stands in brackets far behind it.
      let example = line.prefix(upTo: line.firstRange(of: "    ")?.lowerBound ?? line.endIndex)
      return example.split(separator: " ").dropFirst(1 + words.count).map(String.init)
    }
  }

  private static let trials: [String: Trial] = {
    let room = SmallLedger.general
    let sent = (1...3).map { number in
      #"{"sendMessage":{"conversation":"\#(room)","author":"\#(SmallLedger.anna)","body":"more \#(number)"}}"# + "\n"
    }
    return [
      "init": Trial(arguments: ["--ledger", "new.ledger"]),
      "import mattermost": Trial(arguments: ["-"], input: archive),
      "import slack": Trial(arguments: ["slack"]), "import sql": Trial(arguments: ["--list-mappings"]),
      "export mattermost": Trial(), "exec": Trial(input: sent.joined(), answersLines: true), "backfill": Trial(),
      "clear": Trial(arguments: ["general", "--reason", "x", "--force"]),
      "remove": Trial(arguments: ["--conversation", "general", "--reason", "x", "--force"]),
      "cleanup": Trial(), "revert": Trial(arguments: ["REMOVAL", "--reason", "x", "--force"]),
      "conversations": Trial(), "messages": Trial(arguments: ["general"]), "accounts": Trial(), "resources": Trial(),
      "blocks": Trial(), "sessions": Trial(), "reports": Trial(), "settings": Trial(),
      "show": Trial(arguments: ["general"]), "key": Trial(arguments: ["x", "users", "1", "--json"]), "stats": Trial(),
      "tail": Trial(), "schema show": Trial(), "schema relations": Trial(), "schema who-may": Trial(),
      "schema declare": Trial(
        arguments: ["-"], input: School.schema.replacing(#"{"kinds": ["#, with: #"{"kinds": [{"name": "hall"},"#)),
      "configure": Trial(arguments: ["--production"]), "protect": Trial(arguments: ["@anna"]),
      "unprotect": Trial(arguments: ["@ben", "--reason", "x"]), "doctor": Trial(), "verify": Trial(),
      "rebuild": Trial(), "replay": Trial(), "snapshot": Trial(), "completions": Trial(arguments: ["bash"]),
      "sample": Trial(arguments: ["--messages", "5"]),
    ]
  }()

  private static let archive = """
    {"type":"version","version":1}
    {"type":"team","team":{"name":"t","display_name":"T","type":"O"}}
    {"type":"channel","channel":{"team":"t","name":"new-room","display_name":"New","type":"O"}}
    {"type":"user","user":{"username":"carl","email":"carl@example.com"}}
    {"type":"post","post":{"team":"t","channel":"new-room","user":"carl","message":"hello","create_at":1614963899000}}

    """

  /// A folder with a ledger in which there is something for every verb.
  static func make() throws -> CommandRunner {
    let runner = try School.make()
    let before = [
      ["archive", "random", "--for-account", "@anna"], ["clear", "random", "--reason", "x", "--force"],
      ["protect", "@ben"],
    ]
    for arguments in before {
      let done = try runner.run(arguments)
      try #require(done.status == 0, "\(done)")
    }
    let made = try runner.shell("mkdir -p slack/general")
    try #require(made.status == 0)
    try runner.write(
      #"[{"id":"U1","team_id":"T1","name":"dora","profile":{"real_name":"Dora"}}]"#,
      to: "\(runner.folder)/slack/users.json")
    try runner.write(
      #"[{"id":"C1","name":"general","created":1577836800,"creator":"U1","members":["U1"]}]"#,
      to: "\(runner.folder)/slack/channels.json")
    try runner.write(
      #"[{"type":"message","user":"U1","text":"hello","ts":"1577836900.000100"}]"#,
      to: "\(runner.folder)/slack/general/2020-01-01.json")
    return runner
  }

  /// The command line after the program's name, quoted for bash.
  func line(_ verb: String, removal: Int) -> String {
    let words = verb.split(separator: " ").map(String.init) + arguments.map { $0 == "REMOVAL" ? "\(removal)" : $0 }
    return words.map { "'\($0)'" }.joined(separator: " ")
  }
}
