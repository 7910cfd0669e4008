import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ResourceTests {
  @Test func areCreatedOfADeclaredKind() throws {
    let references = [account("student", bob), resource("lesson", lesson)]
    try given(aSchool).when(make(1, otherBooking, "booking", references, status: "active")).then([
      .resourceCreated(
        ResourceCreated(
          resource: otherBooking, kind: "booking", status: "active",
          references: [resource("lesson", lesson), account("student", bob)], createdAt: second(7)))
    ]).thenAccepted { chat in
      #expect(chat.totals.resources == 3)
      #expect(chat.resources(ofKind: "booking").map(\.id) == [booking, otherBooking])
      #expect(chat.resource(otherBooking)?.target(of: "lesson") == .resource(lesson))
    }
  }

  @Test func areRefusedWithoutWhatTheirKindAsksFor() throws {
    let school = try given(aSchool)
    try school.when(make(1, otherBooking, "picnic")).thenRejected(.unknownKind)
    try school.when(make(1, otherBooking, "booking")).thenRejected(.invalid)
    try school.when(make(1, otherLesson, "lesson", [account("pupil", bob)])).thenRejected(.invalid)
    try school.when(make(1, lesson, "lesson")).thenRejected(.alreadyExists)
    try school.when(make(1, otherLesson, "lesson", status: "not one word")).thenRejected(.invalid)
    try school.when(make(1, ResourceID(rawValue: 0), "lesson")).thenRejected(.invalid)
    let twice = [account("teacher", alice), account("teacher", bob)]
    try school.when(make(1, otherLesson, "lesson", twice)).thenRejected(.invalid)
    let long = ResourceDetails(title: String(repeating: "x", count: Limits.nameBytes + 1))
    let create = CreateResource(resource: otherLesson, kind: "lesson", details: long)
    try school.when(command(1, .createResource(create))).thenRejected(.tooLarge)
  }

  @Test func referOnlyToWhatIsThere() throws {
    let school = try given(aSchool)
    try school.when(make(1, otherLesson, "lesson", [account("teacher", stranger)])).thenRejected(.unknownAccount)
    try school.when(make(1, note, "note", [resource("booking", otherBooking)])).thenRejected(.unknownResource)
    try school.when(make(1, note, "note", [resource("booking", lesson)])).thenRejected(.invalid)
    try school.when(make(1, note, "note", [account("booking", alice)])).thenRejected(.invalid)
    try school.when(make(1, note, "note", [resource("author", lesson)])).thenRejected(.invalid)
    let gone = try given(aSchool + [remove(1, resources: [booking], accounts: [carol])])
    try gone.when(make(2, note, "note", [resource("booking", booking)])).thenRejected(.resourceRemoved)
    try gone.when(make(2, note, "note", [account("author", carol)])).thenRejected(.accountInactive)
  }

  @Test func keepWhatAnUpdateDoesNotGive() throws {
    try given(aSchool).when(change(1, booking, status: "paid")).then([
      .resourceUpdated(
        ResourceUpdated(
          resource: booking, status: "paid", references: [resource("lesson", lesson), account("student", bob)],
          hasDetails: false))
    ])
    try given(aSchool).when(change(1, booking, [resource("lesson", lesson)])).thenAccepted { chat in
      #expect(chat.resource(booking)?.status == "new")
      #expect(chat.resource(booking)?.references == [resource("lesson", lesson)])
      #expect(chat.resource(booking)?.contentPosition == Position(7))
    }
    let titled = UpdateResource(resource: booking, details: ResourceDetails(title: "Piano"))
    try given(aSchool).when(command(1, .updateResource(titled))).thenAccepted { chat in
      #expect(chat.resource(booking)?.contentPosition == Position(8))
    }
  }

  @Test func areNotUpdatedWithoutBeingThere() throws {
    try given(aSchool).when(change(1, otherBooking, status: "x")).thenRejected(.unknownResource)
    try given(aSchool + [remove(1, resources: [booking])]).when(change(2, booking, status: "x"))
      .thenRejected(.resourceRemoved)
    try given(aSchool).when(change(1, booking, [])).thenRejected(.invalid)
    try given(aSchool).when(change(1, booking, status: "two words")).thenRejected(.invalid)
  }

  @Test func mayReferToThemselves() throws {
    let history = aSchool + [make(1, event, "event")]
    try given(history).when(change(2, event, [resource("part", event)])).thenAccepted { chat in
      #expect(chat.resource(event)?.target(of: "part") == .resource(event))
    }
    try given(history + [change(2, event, [resource("base", event)])]).when(remove(3, resources: [event]))
      .thenAccepted { chat in #expect(!chat.isThere(event)) }
  }

  @Test func timesOfThePastAreForImports() throws {
    let create = CreateResource(resource: otherLesson, kind: "lesson", createdAt: second(-500))
    try given(aSchool).when(command(1, .createResource(create))).thenRejected(.importClosed)
    try given(aSchool + [beginImport(1)]).when(command(2, within: 1, .createResource(create))).thenAccepted { chat in
      #expect(chat.resource(otherLesson)?.createdTime == second(-500))
      #expect(chat.resource(otherLesson)?.importedBy == Position(8))
    }
    let before = Timestamp(microseconds: .min)
    let never = CreateResource(resource: otherLesson, kind: "lesson", createdAt: before)
    try given(aSchool + [beginImport(1)]).when(command(2, within: 1, .createResource(never))).thenRejected(.invalid)
  }

  @Test func carryConversations() throws {
    let history = aSchool + [make(1, event, "event")]
    try given(history).when(open(2, room, on: event)).thenAccepted { chat in
      #expect(chat.conversation(room)?.resource == event)
      #expect(chat.tables.attachments == [event: [room]])
    }
    try given(history).when(open(2, room, on: otherEvent)).thenRejected(.unknownResource)
    try given(history + [remove(2, resources: [event])]).when(open(3, room, on: event)).thenRejected(.resourceRemoved)
  }
}

@Suite(.ownThread) struct WhiteboardTests {
  private let history = aSchool + [make(1, event, "event"), open(2, board, on: event, kind: .whiteboard)]

  @Test func hangOnAResourceAndHaveNobody() throws {
    try given(history).when(create(3, nowhere, kind: .whiteboard, with: [])).thenRejected(.invalid)
    let withSomebody = CreateConversation(
      conversation: nowhere, kind: .whiteboard, participants: [alice], resource: event)
    try given(history).when(command(3, .createConversation(withSomebody))).thenRejected(.invalid)
    try given(history).when(join(3, alice, board)).thenRejected(.invalid)
  }

  @Test func takeMessagesOfAnybodyAndCountThemApart() throws {
    try given(history).when(send(3, in: board, by: carol)).thenAccepted { chat in
      #expect(chat.totals.whiteboardMessages == 1)
      #expect(chat.totals.messages == 0 && chat.totals.conversations == 0)
    }
    try given(history).when(send(3, in: board, by: stranger)).thenRejected(.unknownAccount)
  }

  @Test func goWithTheirResourceAndComeBack() throws {
    let written = history + [send(3, in: board), send(4, in: board)]
    try given(written).when(remove(5, resources: [event])).thenAccepted { chat in
      #expect(chat.totals.whiteboardMessages == 0 && !chat.isThere(board))
    }
    try given(written + [remove(5, resources: [event])]).when(revert(6, 5)).thenAccepted { chat in
      #expect(chat.totals.whiteboardMessages == 2 && chat.shown(in: board) == [3, 4])
    }
  }

  @Test func areNotForKindsWhoseConversationsLoseThem() throws {
    let onAPlace = open(2, board, on: place, kind: .whiteboard)
    try given(aSchool + [make(1, place, "place")]).when(onAPlace).thenRejected(.invalid)
  }
}
