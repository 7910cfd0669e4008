package import ChatLedger
package import ChatOperations

/// Lessons of teachers, bookings of students, and the policy that gives both of them a room.
package struct Tutoring {
  package let ledger: Ledger

  package static let policy = RoomPolicy(
    name: "booking-room", kind: "booking", activeStatuses: ["active"], members: [["lesson", "teacher"], ["student"]])

  package static func schema(policies: [RoomPolicy] = [policy]) -> ResourceSchema {
    ResourceSchema(
      kinds: [
        ResourceKind(
          name: "lesson", references: [ReferenceRule(name: "teacher", target: .account, onRemoval: .setNull)]),
        ResourceKind(
          name: "booking",
          references: [
            ReferenceRule(name: "lesson", target: .resource("lesson"), onRemoval: .setNull),
            ReferenceRule(name: "student", target: .account, onRemoval: .setNull),
          ]),
      ], policies: policies)
  }

  package static func teacher(_ number: Int) -> AccountID { AccountID(rawValue: 0x1_0000 + UInt128(number)) }
  package static func student(_ number: Int) -> AccountID { AccountID(rawValue: 0x2_0000 + UInt128(number)) }
  package static func lesson(_ number: Int) -> ResourceID { ResourceID(rawValue: 0x3_0000 + UInt128(number)) }
  package static func booking(_ number: Int) -> ResourceID { ResourceID(rawValue: 0x4_0000 + UInt128(number)) }

  /// Accounts, and the schema without a policy: what becomes active has no room yet.
  package init(_ ledger: Ledger, teachers: Int, students: Int) throws {
    self.ledger = ledger
    let accounts = (0..<teachers).map(Self.teacher) + (0..<students).map(Self.student)
    try execute(accounts.map { .registerAccount(RegisterAccount(account: $0, profile: Profile())) })
    try execute([.declareSchema(DeclareSchema(schema: Self.schema(policies: [])))])
  }

  package func execute(_ actions: [Action]) throws {
    for result in try ledger.execute(each: actions.map { Cast.command($0) }) { _ = try result.get() }
  }

  package func declarePolicy() throws { try execute([.declareSchema(DeclareSchema(schema: Self.schema()))]) }

  package static func makeLesson(_ number: Int, of teacher: Int?) -> Action {
    .createResource(
      CreateResource(
        resource: lesson(number), kind: "lesson",
        references: teacher.map { [ResourceReference("teacher", .account(Self.teacher($0)))] } ?? []))
  }

  package static func makeBooking(_ number: Int, lesson: Int?, student: Int?, status: String = "active") -> Action {
    .createResource(
      CreateResource(
        resource: booking(number), kind: "booking", status: status,
        references: (lesson.map { [ResourceReference("lesson", .resource(Self.lesson($0)))] } ?? [])
          + (student.map { [ResourceReference("student", .account(Self.student($0)))] } ?? [])))
  }

  package static func activate(_ number: Int) -> Action {
    .updateResource(UpdateResource(resource: booking(number), status: "active"))
  }

  package static func makeRoom(_ number: Int, teacher: Int, student: Int) -> Action {
    .createConversation(
      CreateConversation(
        conversation: ConversationID(rawValue: 0x5_0000 + UInt128(number)), kind: .direct,
        participants: [Self.teacher(teacher), Self.student(student)]))
  }

  /// So many active bookings of as many pairs, and no room for any of them; 10 to a lesson.
  package static func withoutRooms(_ count: Int, at path: String, options: Ledger.Options = Ledger.Options()) throws
    -> Tutoring
  {
    let tutoring = try Tutoring(Cast.ledger(at: path, options: options), teachers: 1, students: count)
    try tutoring.execute((0..<(count + 9) / 10).map { makeLesson($0, of: 0) })
    try tutoring.execute((0..<count).map { makeBooking($0, lesson: $0 / 10, student: $0) })
    try tutoring.declarePolicy()
    return tutoring
  }

  package var options: BackfillOptions { BackfillOptions(actor: .operator("tests"), origin: "tests") }

  @discardableResult
  package func backfill(_ options: BackfillOptions? = nil) throws -> BackfillReport {
    try ledger.backfill(policy: Self.policy.name, options ?? self.options)
  }

  package func candidates() throws -> BackfillCandidates { try ledger.backfillCandidates(policy: Self.policy.name) }

  package func position() throws -> Position { try ledger.read { $0.position } }

  /// How many direct conversations there are.
  package func rooms() throws -> Int {
    try ledger.read { view in
      var count = 0
      try view.forEachConversation {
        if $0.state.kind == .direct { count += 1 }
        return true
      }
      return count
    }
  }

  /// The room of a teacher and a student, where there is one.
  package func room(teacher: Int, student: Int) throws -> ConversationID? {
    try ledger.read { view in
      var found: ConversationID?
      try view.forEachConversation {
        if $0.state.pair == AccountPair(Self.teacher(teacher), Self.student(student)) { found = $0.id }
        return true
      }
      return found
    }
  }
}
