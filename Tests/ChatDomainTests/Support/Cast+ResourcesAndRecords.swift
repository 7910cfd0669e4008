import ChatDomain
import ChatLedgerTesting

// The resources and records of the tests: a school, in which every action on removal has a reference.
let lesson = ResourceID(rawValue: 0x1E5501)
let otherLesson = ResourceID(rawValue: 0x1E5502)
let booking = ResourceID(rawValue: 0xB001)
let otherBooking = ResourceID(rawValue: 0xB002)
let payment = ResourceID(rawValue: 0xFA1)
let note = ResourceID(rawValue: 0x407E)
let invoice = ResourceID(rawValue: 0x140)
let event = ResourceID(rawValue: 0xE1)
let otherEvent = ResourceID(rawValue: 0xE2)
let place = ResourceID(rawValue: 0x91)
let board = ConversationID(rawValue: 0xB0A)

/// A booking goes with its lesson and its student, a note loses its booking, a payment keeps its booking from going,
/// and an invoice refers to it for ever. Events may be parts of each other.
let schoolKinds = [
  ResourceKind(name: "lesson", references: [ReferenceRule(name: "teacher", target: .account, onRemoval: .restrict)]),
  ResourceKind(
    name: "booking",
    references: [
      ReferenceRule(name: "lesson", target: .resource("lesson"), onRemoval: .cascade, isRequired: true),
      ReferenceRule(name: "student", target: .account, onRemoval: .cascade),
    ]),
  ResourceKind(
    name: "note",
    references: [
      ReferenceRule(name: "booking", target: .resource("booking"), onRemoval: .setNull),
      ReferenceRule(name: "author", target: .account, onRemoval: .setNull),
    ]),
  ResourceKind(
    name: "payment",
    references: [ReferenceRule(name: "booking", target: .resource("booking"), onRemoval: .restrict, isRequired: true)]),
  ResourceKind(
    name: "invoice",
    references: [
      ReferenceRule(name: "booking", target: .resource("booking"), onRemoval: .keep, isRequired: true),
      ReferenceRule(name: "payer", target: .account, onRemoval: .keep),
    ]),
  ResourceKind(
    name: "event",
    references: [
      ReferenceRule(name: "part", target: .resource("event"), onRemoval: .cascade),
      ReferenceRule(name: "next", target: .resource("event"), onRemoval: .setNull),
      ReferenceRule(name: "base", target: .resource("event"), onRemoval: .restrict),
      ReferenceRule(name: "place", target: .resource("place"), onRemoval: .cascade),
    ]),
  ResourceKind(name: "place", conversations: .setNull),
  ResourceKind(name: "hall", conversations: .restrict),
  ResourceKind(name: "memorial", conversations: .keep),
]

/// The teacher of a lesson and the student of an active booking have a room.
let bookingRooms = RoomPolicy(
  name: "booking-rooms", kind: "booking", activeStatuses: ["active", "paid"],
  members: [["lesson", "teacher"], ["student"]])

func declare(
  _ number: UInt128, _ kinds: [ResourceKind] = schoolKinds, policies: [RoomPolicy] = []
) -> Command {
  command(number, .declareSchema(DeclareSchema(schema: ResourceSchema(kinds: kinds, policies: policies))))
}

func account(_ name: String, _ id: AccountID) -> ResourceReference { ResourceReference(name, .account(id)) }
func resource(_ name: String, _ id: ResourceID) -> ResourceReference { ResourceReference(name, .resource(id)) }

func make(
  _ number: UInt128, _ id: ResourceID, _ kind: String, _ references: [ResourceReference] = [], status: String = "",
  within batch: UInt128? = nil
) -> Command {
  command(
    number, within: batch,
    .createResource(CreateResource(resource: id, kind: kind, status: status, references: references)))
}

func change(
  _ number: UInt128, _ id: ResourceID, status: String? = nil, _ references: [ResourceReference]? = nil
) -> Command {
  command(number, .updateResource(UpdateResource(resource: id, status: status, references: references)))
}

func remove(
  _ number: UInt128, resources: [ResourceID] = [], accounts: [AccountID] = [], conversations: [ConversationID] = []
) -> Command {
  command(
    number, because: "no longer wanted",
    .remove(Remove(resources: resources, accounts: accounts, conversations: conversations)))
}

func open(
  _ number: UInt128, _ conversation: ConversationID, on resource: ResourceID, kind: ConversationKind = .room,
  with participants: [AccountID] = [alice, bob]
) -> Command {
  command(
    number,
    .createConversation(
      CreateConversation(
        conversation: conversation, kind: kind, participants: kind == .whiteboard ? [] : participants,
        resource: resource)))
}

func clearEverything(_ number: UInt128) -> Command {
  command(number, because: "starting afresh", .clearEverything(ClearEverything()))
}

func block(
  _ number: UInt128, _ account: AccountID = alice, _ contact: AccountID = bob, within batch: UInt128? = nil
) -> Command {
  command(number, within: batch, .blockContact(BlockContact(account: account, contact: contact)))
}

func unblock(_ number: UInt128, _ account: AccountID = alice, _ contact: AccountID = bob) -> Command {
  command(number, .unblockContact(UnblockContact(account: account, contact: contact)))
}

func openSession(
  _ number: UInt128, _ session: UInt128 = 0x5E55, of account: AccountID = alice, in conversation: ConversationID? = nil
) -> Command {
  command(
    number,
    .openSession(
      OpenSession(
        session: SessionID(rawValue: session), account: account, conversation: conversation, device: "a telephone")))
}

func closeSession(_ number: UInt128, _ session: UInt128 = 0x5E55) -> Command {
  command(number, .closeSession(CloseSession(session: SessionID(rawValue: session))))
}

func report(
  _ number: UInt128, _ report: UInt128 = 0x4E9, by reporter: AccountID = alice, about subject: AccountID? = nil,
  conversation: ConversationID? = nil, message: MessageID? = nil
) -> Command {
  command(
    number,
    .fileReport(
      FileReport(
        report: ReportID(rawValue: report), reporter: reporter, subject: subject, conversation: conversation,
        message: message, category: "spam", text: "look at this")))
}

func resolve(_ number: UInt128, _ report: UInt128 = 0x4E9, _ status: ReportStatus = .resolved) -> Command {
  command(number, .resolveReport(ResolveReport(report: ReportID(rawValue: report), status: status, text: "done")))
}

func setSettings(_ number: UInt128, of account: AccountID = alice, within batch: UInt128? = nil) -> Command {
  command(number, within: batch, .setChatSettings(SetChatSettings(account: account, values: ["sound": "off"])))
}

func protect(_ number: UInt128, _ account: AccountID, _ isProtected: Bool = true) -> Command {
  command(number, because: "as agreed", .protectAccount(ProtectAccount(account: account, isProtected: isProtected)))
}

func configure(_ number: UInt128, isProduction: Bool? = nil, protectedRoles: [String]? = nil) -> Command {
  command(
    number, because: "as agreed",
    .configureLedger(ConfigureLedger(isProduction: isProduction, protectedRoles: protectedRoles)))
}

/// The school is declared and Alice's lesson is booked by Bob; both are registered, and so is Carol. Positions 2 to 7.
let aSchool: [Command] =
  [register(0xF1, alice), register(0xF2, bob), register(0xF3, carol), declare(0xF4)]
  + [make(0xF5, lesson, "lesson", [account("teacher", alice)])]
  + [make(0xF6, booking, "booking", [resource("lesson", lesson), account("student", bob)], status: "new")]

extension InMemoryChat {
  func shows(_ record: Record) -> Bool { records(in: record.table).contains { $0.record == record } }
  func isThere(_ id: ResourceID) -> Bool { resource(id).map { !$0.isRemoved } ?? false }
  func isThere(_ id: ConversationID) -> Bool { conversation(id).map { !$0.isRemoved } ?? false }
}
