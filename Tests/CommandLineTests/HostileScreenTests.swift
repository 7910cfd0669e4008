import LedgerJSON
import TestSupport
import Testing

@testable import chat_ledger

/// Every screen of every verb over a ledger that is full of hostile texts: nothing of them may reach the terminal raw.
@Suite("Hostile texts on every screen", .ownThread)
struct HostileScreenTests {
  /// What would leave little to look at.
  private static let removing: Set<String> = [
    "clear", "clearEverything", "remove", "removeConversation", "removeParticipant", "deleteMessage", "endConversation",
  ]

  @Test("Every field that takes a text is filled with one; codes take none")
  func fields() throws {
    let history = try HostileHistory()
    #expect(history.filled.isSuperset(of: ["userName", "displayName", "email", "title", "topic", "body", "reason"]))
    #expect(
      history.filled.isSuperset(of: ["origin", "operator", "emoji", "device", "text"]), "\(history.filled.sorted())")
    // Words for programs: letters, digits and a few signs. A new field that is no such word has to be filled.
    let codes: Set = [
      "activeStatuses", "category", "kind", "members", "method", "policy", "protectedRoles", "roles", "status",
      "target", "lesson", "student", "teacher",
    ]
    #expect(history.refused.isSubset(of: codes), "\(history.refused.subtracting(codes).sorted())")
  }

  @Test("As it was looked at", arguments: [true, false])
  func screens(_ isTerminal: Bool) throws {
    // What has gone has its own screens; a terminal shows the same ones.
    for leftOut in isTerminal ? [Self.removing] : [Self.removing, []] {
      let runner = try CommandRunner()
      let made = try runner.run("init", "--authorization", "trusted", "--register-unknown-accounts")
      try #require(made.status == 0, "\(made)")
      let filled = try runner.run("exec", input: try HostileHistory(leavingOut: leftOut).lines())
      #expect(filled.status == 0, "\(filled.lines.filter { $0.contains("rejection") })")
      try Self.bringArchives(into: runner)
      let lines = try Self.lines(for: runner, withJSON: !isTerminal)
      try runner.write(lines.joined(separator: "\n") + "\n", to: "\(runner.folder)/looks")
      let result = try runner.shell(
        isTerminal
          ? "script -qec 'bash looks' /dev/null < /dev/null" : "bash looks 2>&1")
      try Self.check(result.output + result.errors, isTerminal: isTerminal)
    }
  }

  // MARK: Looking

  private static func check(_ output: String, isTerminal: Bool) throws {
    var text = output
    if isTerminal {
      // The terminal's own line ends, colours, and the line that shows progress.
      text = text.replacing("\r\n", with: "\n").replacing(/\u{1B}\[[0-9;]*m/, with: "").replacing("\u{1B}[K", with: "")
      text = text.replacing("\r", with: "")
    }
    var verb = ""
    var count = 0
    for line in text.split(separator: "\n") {
      if line.hasPrefix("=== ") {
        verb = String(line)
        count += 1
        continue
      }
      // An archive is written byte for byte where no terminal is.
      if !isTerminal, verb.hasPrefix("=== export") { continue }
      let isJSON = verb.hasSuffix("--json") || line.hasPrefix("{") || line.hasPrefix("[")
      let offences = HostileText.offences(in: String(line), isJSON: isJSON)
      #expect(offences.isEmpty, "\(verb): \(offences) in \(line.debugDescription.prefix(300))")
    }
    #expect(count > 100)
  }

  /// A line of bash for each screen, with its name before it.
  private static func lines(for runner: CommandRunner, withJSON: Bool) throws -> [String] {
    let program = try CommandRunner.program()
    let ids = try HostileIDs(runner)
    let named = Set(ChatLedgerCommand.verbs.map { $0.joined(separator: " ") })
    var lines: [String] = []
    for verb in Trial.verbs {
      let looks = ids.looks(at: verb) ?? ids.looks(byExampleOf: verb)
      for look in looks {
        for suffix in look.hasSuffix("|") || !withJSON ? [""] : ["", " --json"] {
          let arguments = look.hasSuffix("|") ? String(look.dropLast()) : look
          let line = "'\(program)' \(verb) \(arguments)\(suffix)"
          lines.append("echo '=== \(verb) \(arguments.replacing("'", with: "").prefix(40))\(suffix)'; \(line)")
        }
      }
    }
    #expect(named.isSuperset(of: Trial.verbs))
    return lines
  }

  /// The identifiers of what is in the ledger.
  private struct HostileIDs {
    var accounts: [String]
    var conversations: [String]
    var resources: [String]
    var all: [String]
    var end: Int

    init(_ runner: CommandRunner) throws {
      func ids(_ name: String, _ arguments: String...) throws -> [String] {
        let result = try runner.run(arguments + ["--json"])
        try #require(result.status == 0, "\(result)")
        return try result.lines.compactMap { try TestJSON.parse($0)[name]?.text }
      }
      accounts = try ids("account", "accounts", "--all", "--with-removed")
      conversations = try ids("conversation", "conversations", "--all", "--with-removed")
      resources = try ids("resource", "resources", "--all", "--with-removed")
      let sessions = try ids("session", "sessions", "--all", "--ended")
      let reports = try ids("report", "reports", "--all", "--status", "any")
      var messages: [String] = []
      for room in conversations { messages += try ids("message", "messages", room, "--all", "--hidden") }
      all = accounts + conversations + resources + sessions + reports + messages
      end = try #require(try runner.position())
    }

    /// The arguments of the screens of a verb; a `|` at the end where it has no JSON.
    func looks(at verb: String) -> [String]? {
      let foreign = "$'\\e]0;x\\a\\u202e\\u200b'"
      let positions = (1...max(1, end)).map { "\($0)" }
      switch verb {
      case "conversations", "accounts", "resources":
        return ["--all --with-removed", "--all --removed", "--for-account \(foreign)"]
      case "blocks", "settings": return ["--all"] + accounts.prefix(12) + [foreign]
      case "sessions": return ["--all --ended", "--for-account \(foreign)"]
      case "reports": return ["--all --status any", "--status \(foreign)"]
      case "messages":
        return conversations.flatMap { ["\($0) --all --hidden", "\($0) --full", "\($0) --for-account \(accounts[0])"] }
          + [foreign]
      case "show": return all + positions + [foreign]
      case "key": return ["x users 1", "\(foreign) \(foreign) \(foreign)"]
      case "stats", "doctor", "verify", "replay", "rebuild", "schema show", "configure": return ["", foreign]
      case "schema relations": return ["", "--to \(foreign)"]
      case "tail": return ["-n 1000", "--removals -n 1000", "--\(foreign)"]
      case "snapshot": return ["--list"]
      case "cleanup": return ["--at-least possible --all", "--dry-run --at-least possible", "--exclude \(foreign)"]
      case "clear": return conversations.map { "\($0) --dry-run" } + ["--everything --dry-run", "\(foreign) --dry-run"]
      case "remove":
        return accounts.map { "--account \($0) --dry-run" } + resources.map { "--resource \($0) --dry-run" }
          + conversations.map { "--conversation \($0) --dry-run" } + ["\(foreign) --dry-run"]
      case "revert": return positions.map { "\($0) --dry-run" } + [foreign]
      case "backfill": return ["--check-only", foreign]
      case "protect": return [foreign]
      case "unprotect": return ["\(foreign) --reason x"]
      case "export mattermost": return ["|", "/nowhere/\(foreign)"]
      case "import mattermost": return ["hostile.jsonl --dry-run", "/nowhere/\(foreign)"]
      case "import slack": return ["slack --dry-run", "/nowhere/\(foreign)"]
      case "import sql": return ["--list-mappings", "\(foreign) --mapping \(foreign)"]
      case "exec": return ["hostile.jsonl|", "--dry-run hostile.jsonl|", "\(foreign)|"]
      case "schema declare": return ["hostile.jsonl", foreign]
      case "init": return ["--ledger \(foreign)", "--max-body-bytes \(foreign)"]
      case "completions": return ["\(foreign)|"]
      case "sample": return ["--messages 3|"]
      default: return nil
      }
    }

    /// Those of a verb that nothing is said about: its example with what is there, and with what is foreign.
    func looks(byExampleOf verb: String) -> [String] {
      func example(_ conversation: String, _ account: String) -> String {
        (Trial.example(of: verb) ?? []).map { $0 == "general" ? conversation : $0 == "@anna" ? account : $0 }
          .joined(separator: " ")
      }
      let foreign = "$'\\e]0;x\\a\\u202e\\u200b'"
      return conversations.map { example($0, accounts[0]) } + [example(foreign, accounts[0]), example("x", foreign)]
    }
  }

  // MARK: Archives

  private static func bringArchives(into runner: CommandRunner) throws {
    let text = JSON.string(HostileText.long).text
    try runner.write(
      """
      {"type":"version","version":1}
      {"type":\(text),\(text):{}}
      {"type":"team","team":{"name":"t","display_name":\(text),"type":"O",\(text):\(text)}}
      {"type":"channel","channel":{"team":"t","name":\(text),"display_name":\(text),"type":"O","header":\(text)}}
      {"type":"channel","channel":{"team":"t","name":"r","display_name":\(text),"type":"O","purpose":\(text)}}
      {"type":"user","user":{"username":"carl","email":\(text),"nickname":\(text),"position":\(text),\(text):\(text)}}
      {"type":"user","user":{"username":\(text),"email":\(text),"roles":\(text)}}
      {"type":"post","post":{"team":"t","channel":"r","user":"carl","message":\(text),"create_at":1,\(text):[\(text)]}}
      {"type":"post","post":{"team":\(text),"channel":\(text),"user":\(text),"message":\(text),"create_at":2}}
      {"type":"post","post":{"team":"t","team":\(text),"\\u001b":1,"\\u001b":2}}
      {"type":"post","post":{"team":"t","channel":"r","user":"carl","message":"x","create_at":3,"props":{"a":\(text)},\
      "reactions":[{"user":"carl","emoji_name":\(text),"create_at":4}],"attachments":[{"path":\(text)}]}}

      """, to: "\(runner.folder)/hostile.jsonl")
    _ = try runner.shell("mkdir -p slack/general")
    try runner.write(
      #"[{"id":"U1","team_id":"T1","name":\#(text),"profile":{"real_name":\#(text),\#(text):\#(text)}},{"id":\#(text)}]"#,
      to: "\(runner.folder)/slack/users.json")
    try runner.write(
      #"[{"id":"C1","name":"general","created":1577836800,"creator":"U1","members":["U1",\#(text)],"#
        + #""topic":{"value":\#(text)},"purpose":{"value":\#(text)}}]"#,
      to: "\(runner.folder)/slack/channels.json")
    try runner.write(
      #"[{"type":"message","user":"U1","text":\#(text),"ts":"1577836900.000100",\#(text):\#(text)},"#
        + #"{"type":\#(text),"user":\#(text),"text":\#(text),"ts":\#(text)},"#
        + #"{"type":"message","user":"U1","user":\#(text),"ts":"1577836901.000100"}]"#,
      to: "\(runner.folder)/slack/general/2020-01-01.json")
    for arguments in [["mattermost", "\(runner.folder)/hostile.jsonl"], ["slack", "\(runner.folder)/slack"]] {
      for suffix in [[], ["--json"]] {
        let result = try runner.run(["import"] + arguments + suffix)
        #expect(result.status <= 1, "\(result)")
        try checkReport(result)
      }
    }
  }

  private static func checkReport(_ result: CommandResult) throws {
    for line in (result.output + result.errors).split(separator: "\n") {
      let offences = HostileText.offences(in: String(line), isJSON: line.hasPrefix("{"))
      #expect(offences.isEmpty, "\(offences) in \(line.debugDescription.prefix(300))")
    }
  }
}
