import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct SchemaTests {
  private func kind(
    _ name: String = "thing", _ references: [ReferenceRule] = [], conversations: RemovalAction = .cascade
  ) -> ResourceKind {
    ResourceKind(name: name, references: references, conversations: conversations)
  }

  private func rule(
    _ name: String = "owner", _ target: ReferenceKind = .account, _ action: RemovalAction = .cascade,
    isRequired: Bool = false
  ) -> ReferenceRule {
    ReferenceRule(name: name, target: target, onRemoval: action, isRequired: isRequired)
  }

  @Test func areDeclaredOnce() throws {
    let schema = ResourceSchema(kinds: schoolKinds, policies: [bookingRooms])
    let declared = declare(1, policies: [bookingRooms])
    try given().when(declared).then([.schemaDeclared(SchemaDeclared(schema: schema))]).thenAccepted { chat in
      #expect(chat.schema() == schema)
    }
    try given([declared]).when(declare(2, policies: [bookingRooms])).thenNothingHappened()
  }

  @Test func mayGrow() throws {
    let more = [kind("thing", [rule(), rule("parent", .resource("thing"))]), kind("other")]
    try given([declare(1, [kind("thing", [rule()])])]).when(declare(2, more)).thenAccepted { chat in
      #expect(chat.schema().kinds == more)
    }
    try given([declare(1, [kind("thing", [rule()])])]).when(
      declare(2, [kind("thing", [rule("owner", .account, .keep)])])
    )
    .thenAccepted()
  }

  @Test func losesNothing() throws {
    let before = [declare(1, [kind("thing", [rule()]), kind("other")])]
    try given(before).when(declare(2, [kind("thing", [rule()])])).thenRejected(.invalid)
    try given(before).when(declare(2, [kind("thing"), kind("other")])).thenRejected(.invalid)
    let elsewhere = kind("thing", [rule("owner", .resource("other"))])
    try given(before).when(declare(2, [elsewhere, kind("other")])).thenRejected(.invalid)
    let required = kind("thing", [rule(isRequired: true)])
    try given(before).when(declare(2, [required, kind("other")])).thenRejected(.invalid)
    let newRequired = kind("thing", [rule(), rule("boss", isRequired: true)])
    try given(before).when(declare(2, [newRequired, kind("other")])).thenRejected(.invalid)
  }

  @Test(arguments: ["", "two words", "schön", "account", String(repeating: "x", count: Limits.codeBytes + 1)])
  func namesAreWords(name: String) throws {
    try given().when(declare(1, [kind(name)])).thenRejected(.invalid)
    if name != "account" { try given().when(declare(1, [kind("thing", [rule(name)])])).thenRejected(.invalid) }
  }

  @Test func holdTogether() throws {
    try given().when(declare(1, [kind(), kind()])).thenRejected(.invalid)
    try given().when(declare(1, [kind("thing", [rule(), rule()])])).thenRejected(.invalid)
    try given().when(declare(1, [kind("thing", [rule("owner", .resource("nothing"))])])).thenRejected(.invalid)
    let emptied = rule("owner", .account, .setNull, isRequired: true)
    try given().when(declare(1, [kind("thing", [emptied])])).thenRejected(.invalid)
    try given().when(declare(1, schoolKinds, policies: [bookingRooms, bookingRooms])).thenRejected(.invalid)
  }

  @Test func areBounded() throws {
    let kinds = (0...Limits.resourceKinds).map { kind("kind-\($0)") }
    try given().when(declare(1, kinds)).thenRejected(.tooLarge)
    let rules = (0...Limits.referencesPerKind).map { rule("rule-\($0)") }
    try given().when(declare(1, [kind("thing", rules)])).thenRejected(.tooLarge)
    let policies = (0...Limits.roomPolicies).map { number in
      RoomPolicy(
        name: "policy-\(number)", kind: "booking", activeStatuses: ["active"], members: bookingRooms.members)
    }
    try given().when(declare(1, schoolKinds, policies: policies)).thenRejected(.tooLarge)
    let statuses = (0...Limits.policyStatuses).map { "status-\($0)" }
    try given().when(declare(1, schoolKinds, policies: [policy(statuses: statuses)])).thenRejected(.tooLarge)
    let path = Array(repeating: "part", count: Limits.policyPath) + ["owner"]
    let own = kind("thing", [rule(), rule("part", .resource("thing"))])
    let long = RoomPolicy(name: "long", kind: "thing", activeStatuses: ["active"], members: [path, ["owner"]])
    try given().when(declare(1, [own], policies: [long])).thenRejected(.tooLarge)
    // Every limit of its own kept, and yet too much for one entry.
    let wide = (0..<Limits.resourceKinds).map { number in
      let name = String(repeating: "k", count: 40)
      return kind("\(name)-\(number)", (0..<Limits.referencesPerKind).map { rule("\(name)-\($0)") })
    }
    try given().when(declare(1, wide)).thenRejected(.tooLarge)
  }

  private func policy(
    kind: String = "booking", statuses: [String] = ["active"], _ members: [[String]] = bookingRooms.members
  ) -> RoomPolicy {
    RoomPolicy(name: "policy", kind: kind, activeStatuses: statuses, members: members)
  }

  @Test func policiesLeadToTwoAccounts() throws {
    let wrong = [
      policy(kind: "picnic"), policy(statuses: []), policy(statuses: ["two words"]), policy([["student"]]),
      policy([["student"], ["lesson"]]), policy([["student"], ["lesson", "pupil"]]), policy([["student"], []]),
      policy([["student"], ["student", "lesson"]]), policy([["student"], ["student"], ["student"]]),
    ]
    for policy in wrong { try given().when(declare(1, schoolKinds, policies: [policy])).thenRejected(.invalid) }
    try given().when(declare(1, schoolKinds, policies: [policy()])).thenAccepted()
  }

  @Test func policiesMayBeTakenBack() throws {
    try given([declare(1, policies: [bookingRooms])]).when(declare(2)).thenAccepted { chat in
      #expect(chat.schema().policies == [])
    }
  }

  @Test func giveRelationsOfEveryKind() {
    let relations = Relations(schema: ResourceSchema(kinds: schoolKinds))
    #expect(relations[.resource("payment"), "booking"]?.onRemoval == .restrict)
    #expect(relations[.resource("note"), "booking"]?.parent == .resource("booking"))
    #expect(relations.of(.conversation).filter { $0.reference == "resource" }.count == schoolKinds.count)
    #expect(Set(relations.to(.account).map(\.onRemoval)) == [.cascade, .setNull, .restrict, .keep])
    #expect(Relations().all == Relations.chat)
    #expect(EntityKind.resource("booking").name == "resource:booking" && EntityKind.account.name == "account")
  }
}
