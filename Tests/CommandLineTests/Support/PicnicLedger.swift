import Testing

/// The small ledger with everything that a chat can have beside its rooms: an event with a room and a whiteboard, a
/// ticket of it, blocks, sessions, reports, settings; and some demo accounts.
enum PicnicLedger {
  static let event = "0199d000-0000-7000-8000-000000000001"
  static let ticket = "0199d000-0000-7000-8000-000000000002"
  static let note = "0199d000-0000-7000-8000-000000000003"
  static let eventRoom = "0199b000-0000-7000-8000-0000000000e1"
  static let board = "0199b000-0000-7000-8000-0000000000e2"
  static let said = "0199c000-0000-7000-8000-0000000000e1"
  static let quote = "0199c000-0000-7000-8000-0000000000e2"

  static var commands: String {
    let (anna, ben) = (SmallLedger.anna, SmallLedger.ben)
    let lines = [
      #"{"declareSchema":{"kinds":[{"name":"event","references":[{"name":"host","target":"account","onRemoval":"restrict"}]},{"name":"ticket","references":[{"name":"event","target":"event","onRemoval":"cascade","isRequired":true}]},{"name":"note","references":[{"name":"event","target":"event","onRemoval":"setNull"}]}]}}"#,
      #"{"createResource":{"resource":"\#(event)","kind":"event","references":{"host":{"account":"\#(anna)"}},"details":{"title":"Picnic"}}}"#,
      #"{"createResource":{"resource":"\#(ticket)","kind":"ticket","references":{"event":{"resource":"\#(event)"}}}}"#,
      #"{"createResource":{"resource":"\#(note)","kind":"note","references":{"event":{"resource":"\#(event)"}}}}"#,
      #"{"createConversation":{"conversation":"\#(eventRoom)","kind":"ROOM","participants":["\#(anna)","\#(ben)"],"name":"picnic","resource":"\#(event)"}}"#,
      #"{"createConversation":{"conversation":"\#(board)","kind":"WHITEBOARD","resource":"\#(event)"}}"#,
      #"{"id":"\#(said)","sendMessage":{"conversation":"\#(eventRoom)","author":"\#(anna)","body":"who brings tea"}}"#,
      #"{"id":"\#(quote)","sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(ben)","body":"me","replyTo":"\#(said)"}}"#,
      #"{"sendMessage":{"conversation":"\#(board)","author":"\#(anna)","body":"a drawing"}}"#,
      #"{"addReaction":{"message":"\#(said)","account":"\#(ben)","emoji":"🍵"}}"#,
      #"{"pinMessage":{"message":"\#(said)"}}"#,
      #"{"markRead":{"conversation":"\#(eventRoom)","account":"\#(ben)","message":"\#(said)"}}"#,
      #"{"blockContact":{"account":"\#(anna)","contact":"\#(ben)"}}"#,
      #"{"openSession":{"session":"0199e000-0000-7000-8000-000000000001","account":"\#(anna)"}}"#,
      #"{"openSession":{"session":"0199e000-0000-7000-8000-000000000002","account":"\#(ben)"}}"#,
      #"{"fileReport":{"report":"0199f000-0000-7000-8000-000000000001","reporter":"\#(anna)","message":"\#(said)"}}"#,
      #"{"setChatSettings":{"account":"\#(anna)","values":{"theme":"dark"}}}"#,
      #"{"setTwoStepVerification":{"account":"\#(ben)","isEnabled":true,"method":"totp"}}"#,
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Twelve demo accounts and an administrator with a demo address; two of them talk to each other, one with Anna.
  static var demoCommands: String {
    var lines = (1...12).map { number in
      #"{"registerAccount":{"account":"\#(demo(number))","userName":"user\#(number)","email":"user\#(number)@test.com"}}"#
    }
    lines.append(
      #"{"registerAccount":{"account":"\#(demo(99))","userName":"admin","email":"admin@test.com","roles":["admin"]}}"#)
    let rooms = [(demo(201), [demo(1), demo(2)]), (demo(202), [demo(3), SmallLedger.anna])]
    for (room, people) in rooms {
      lines.append(
        #"{"createConversation":{"conversation":"\#(room)","kind":"GROUP","participants":["\#(people[0])","\#(people[1])"]}}"#
      )
      for person in people {
        lines.append(#"{"sendMessage":{"conversation":"\#(room)","author":"\#(person)","body":"hello"}}"#)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func demo(_ number: Int) -> String { "0199a000-0000-7000-8000-000000000\(number + 100)" }

  static func make(withDemo: Bool = false) throws -> CommandRunner {
    let runner = try SmallLedger.make()
    let filled = try runner.run("exec", input: commands + (withDemo ? demoCommands : ""))
    try #require(filled.status == 0, "\(filled)")
    return runner
  }
}

extension CommandRunner {
  /// The counts of all tables.
  func tables() throws -> TestJSON { try #require(try json("stats")["tables"]) }

  func position() throws -> Int? { try json("stats")["position"]?.count }

  /// Runs a verb on a terminal of its own, with the answers that somebody types.
  func onTerminal(_ line: String, typing answer: String) throws -> CommandResult {
    let quoted = "'\(try Self.program())' \(line)"
    return try shell("printf '%s\\n' '\(answer)' | script -qec \"\(quoted)\" /dev/null")
  }
}
