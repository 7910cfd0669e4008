import Testing

/// The small ledger with a school beside it: kinds, a lesson with two bookings, a whiteboard, a record of each sort.
enum School {
  static let lesson = "0199d000-0000-7000-8000-000000000001"
  static let bookings = ["0199d000-0000-7000-8000-000000000002", "0199d000-0000-7000-8000-000000000003"]
  static let board = "0199d000-0000-7000-8000-000000000004"
  static let session = "0199d000-0000-7000-8000-000000000005"
  static let report = "0199d000-0000-7000-8000-000000000006"
  /// The message that the report names.
  static let evidence = SmallLedger.message(8)

  static let schema = """
    {"kinds": [
       {"name": "lesson", "references": [{"name": "teacher", "target": "account", "onRemoval": "restrict"}]},
       {"name": "booking", "references": [
         {"name": "lesson", "target": "lesson", "onRemoval": "cascade", "isRequired": true},
         {"name": "student", "target": "account", "onRemoval": "setNull"}]}],
     "policies": [
       {"name": "booking-room", "kind": "booking", "activeStatuses": ["active"],
        "members": [["lesson", "teacher"], ["student"]]}]}
    """

  static var commands: String {
    let (anna, ben) = (SmallLedger.anna, SmallLedger.ben)
    let references = #""references":{"lesson":{"resource":"\#(lesson)"},"student":{"account":"\#(ben)"}}"#
    return [
      #"{"createResource":{"resource":"\#(lesson)","kind":"lesson","references":{"teacher":{"account":"\#(anna)"}},"#
        + #""details":{"title":"Algebra","attributes":{"hall":"12"}}}}"#,
      #"{"createResource":{"resource":"\#(bookings[0])","kind":"booking","status":"active",\#(references)}}"#,
      #"{"createResource":{"resource":"\#(bookings[1])","kind":"booking","status":"over",\#(references)}}"#,
      #"{"createConversation":{"conversation":"\#(board)","kind":"WHITEBOARD","resource":"\#(lesson)"}}"#,
      #"{"sendMessage":{"conversation":"\#(board)","author":"\#(ben)","body":"a circle"}}"#,
      #"{"blockContact":{"account":"\#(anna)","contact":"\#(ben)"}}"#,
      #"{"openSession":{"session":"\#(session)","account":"\#(anna)","device":"telephone"}}"#,
      #"{"fileReport":{"report":"\#(report)","reporter":"\#(anna)","subject":"\#(ben)","message":"\#(evidence)","#
        + #""category":"spam","text":"look"}}"#,
      #"{"setChatSettings":{"account":"\#(anna)","values":{"theme":"dark"}}}"#,
      #"{"setTwoStepVerification":{"account":"\#(anna)","isEnabled":true,"method":"totp"}}"#,
    ].joined(separator: "\n") + "\n"
  }

  static func make() throws -> CommandRunner {
    let runner = try SmallLedger.make()
    let file = "\(runner.folder)/schema.json"
    try runner.write(schema, to: file)
    let declared = try runner.run("schema", "declare", file)
    try #require(declared.status == 0, "\(declared)")
    let filled = try runner.run("exec", input: commands)
    try #require(filled.status == 0, "\(filled)")
    return runner
  }
}
