import Testing

/// Bookings that became active before their room policy was declared: five of four pairs, over two lessons, one of them
/// with a room, and one booking that has no student.
enum Tutors {
  static let teacher = "0199e000-0000-7000-8000-00000000000a"
  static func student(_ number: Int) -> String { "0199e000-0000-7000-8000-00000000001\(number)" }
  static func lesson(_ number: Int) -> String { "0199e000-0000-7000-8000-00000000002\(number)" }
  static func booking(_ number: Int) -> String { "0199e000-0000-7000-8000-00000000003\(number)" }
  static let room = "0199e000-0000-7000-8000-000000000040"

  private static let kinds = """
    {"name":"lesson","references":[{"name":"teacher","target":"account","onRemoval":"setNull"}]},\
    {"name":"booking","references":[{"name":"lesson","target":"lesson","onRemoval":"setNull"},\
    {"name":"student","target":"account","onRemoval":"setNull"}]}
    """
  private static let policy = """
    {"name":"booking-room","kind":"booking","activeStatuses":["active"],"members":[["lesson","teacher"],["student"]]}
    """

  static var commands: String {
    var lines = [
      #"{"registerAccount":{"account":"\#(teacher)","userName":"tilda"}}"#,
      #"{"declareSchema":{"kinds":[\#(kinds)],"policies":[]}}"#,
    ]
    for number in 0...3 {
      lines.append(#"{"registerAccount":{"account":"\#(student(number))","userName":"pupil\#(number)"}}"#)
    }
    for number in 0...2 {
      let teacher = #"{"teacher":{"account":"\#(teacher)"}}"#
      lines.append(
        #"{"createResource":{"resource":"\#(lesson(number))","kind":"lesson","references":\#(teacher)}}"#)
    }
    for (number, (lesson, student)) in [(0, 0), (0, 1), (1, 1), (1, 2), (2, 3)].enumerated() {
      lines.append(makeBooking(number, lesson: lesson, student: student))
    }
    lines.append(makeBooking(5, lesson: 0, student: nil))
    lines.append(makeBooking(6, lesson: 0, student: 0, status: "cancelled"))
    lines.append(
      #"{"createConversation":{"conversation":"\#(room)","kind":"DIRECT","participants":["\#(teacher)","\#(student(3))"]}}"#
    )
    lines.append(#"{"declareSchema":{"kinds":[\#(kinds)],"policies":[\#(policy)]}}"#)
    return lines.joined(separator: "\n") + "\n"
  }

  static func makeBooking(_ number: Int, lesson: Int, student: Int?, status: String = "active") -> String {
    let named = student.map { #","student":{"account":"\#(Self.student($0))"}"# } ?? ""
    return #"{"createResource":{"resource":"\#(booking(number))","kind":"booking","status":"\#(status)","#
      + #""references":{"lesson":{"resource":"\#(Self.lesson(lesson))"}\#(named)}}}"#
  }

  static func make() throws -> CommandRunner {
    let runner = try CommandRunner()
    let made = try runner.run("init", "--authorization", "trusted")
    try #require(made.status == 0, "\(made)")
    let filled = try runner.run("exec", input: commands)
    try #require(filled.status == 0, "\(filled)")
    return runner
  }
}
