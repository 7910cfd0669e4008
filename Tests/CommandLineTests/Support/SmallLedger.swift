import Testing

/// A ledger with two accounts, two rooms and twelve messages, made through the program itself.
enum SmallLedger {
  static let anna = "0199a000-0000-7000-8000-00000000000a"
  static let ben = "0199a000-0000-7000-8000-00000000000b"
  static let general = "0199b000-0000-7000-8000-000000000001"
  static let random = "0199b000-0000-7000-8000-000000000002"

  static func message(_ number: Int) -> String {
    "0199c000-0000-7000-8000-0000000000" + (number < 10 ? "0\(number)" : "\(number)")
  }

  static var commands: String {
    var lines = [
      #"{"registerAccount":{"account":"\#(anna)","userName":"anna","displayName":"Anna"}}"#,
      #"{"registerAccount":{"account":"\#(ben)","userName":"ben"}}"#,
    ]
    for (room, name) in [(general, "general"), (random, "random")] {
      lines.append(
        #"{"createConversation":{"conversation":"\#(room)","kind":"ROOM","participants":["\#(anna)","\#(ben)"],"name":"\#(name)"}}"#
      )
    }
    for number in 1...12 {
      let room = number <= 8 ? general : random
      let author = number.isMultiple(of: 2) ? ben : anna
      lines.append(
        #"{"id":"\#(message(number))","sendMessage":{"conversation":"\#(room)","author":"\#(author)","body":"text \#(number)"}}"#
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func make() throws -> CommandRunner {
    let runner = try CommandRunner()
    let made = try runner.run("init", "--authorization", "trusted")
    try #require(made.status == 0, "\(made)")
    let filled = try runner.run("exec", input: commands)
    try #require(filled.status == 0, "\(filled)")
    try #require(filled.lines.count == 16)
    return runner
  }
}

extension CommandRunner {
  /// What a verb prints with `--json`, read as one value.
  func json(_ arguments: String...) throws -> TestJSON {
    let result = try run(arguments + ["--json"])
    try #require(result.status == 0, "\(arguments): \(result)")
    return try TestJSON.parse(result.output)
  }

  func messageCount() throws -> Int? { try json("stats")["tables"]?["messages"]?.count }
}
