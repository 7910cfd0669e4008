import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct CascadeTests {
  /// The booking has a note, a payment and an invoice.
  private let papers = [
    make(0x10, note, "note", [resource("booking", booking), account("author", carol)]),
    make(0x11, invoice, "invoice", [resource("booking", booking), account("payer", bob)]),
  ]

  private func plan(_ history: [Command], _ removal: Remove) throws -> RemovalPlan {
    try removal.plan(in: given(history).chat)
  }

  @Test func takesChildrenAlongAndEmptiesReferences() throws {
    try given(aSchool + papers).when(remove(1, resources: [lesson])).then([
      .referenceEmptied(ReferenceEmptied(resource: note, reference: resource("booking", booking))),
      .resourceRemoved(ResourceRemoved(resource: booking)), .resourceRemoved(ResourceRemoved(resource: lesson)),
    ]).thenAccepted { chat in
      #expect(chat.resource(note)?.references == [account("author", carol)])
      // An invoice refers for ever to what was billed.
      #expect(chat.resource(invoice)?.target(of: "booking") == .resource(booking))
      #expect(chat.totals.resources == 2)
    }
  }

  /// What a cleanup says of itself changes nothing of what goes, and has limits.
  @Test func aCleanupSaysByWhatItWent() throws {
    func cleanup(_ rules: Int, _ excluded: Int) -> Command {
      let record = CleanupRecord(
        atLeast: .likely, rules: String(repeating: "x", count: rules),
        excluded: (0..<excluded).map { AccountID(rawValue: UInt128($0 + 1)) })
      return command(1, because: "demo", .remove(Remove(accounts: [carol], cleanup: record)))
    }
    let plain = try given(aRoom).when(command(1, because: "demo", .remove(Remove(accounts: [carol])))).result.get()
    try given(aRoom).when(cleanup(Limits.cleanupRulesBytes, Limits.cleanupExclusions)).then(plain)
    try given(aRoom).when(cleanup(Limits.cleanupRulesBytes + 1, 0)).thenRejected(.tooLarge)
    try given(aRoom).when(cleanup(0, Limits.cleanupExclusions + 1)).thenRejected(.tooLarge)
  }

  @Test func saysBeforehandWhatItWillDo() throws {
    let plan = try plan(aSchool + papers, Remove(resources: [lesson]))
    #expect(plan.removed.resources == 2 && plan.resources == ["lesson": 1, "booking": 1])
    #expect(plan.emptied == ["resource:note.booking": 1])
    #expect(plan.blockers == [])
    #expect(
      plan.items == [
        .referenceEmptied(note, resource("booking", booking)), .resourceRemoved(booking), .resourceRemoved(lesson),
      ])
  }

  @Test func isStoppedByAChildThatInsists() throws {
    let paid = aSchool + [make(1, payment, "payment", [resource("booking", booking)])]
    try given(paid).when(remove(2, resources: [lesson])).thenRejected(.restricted)
    #expect(try plan(paid, Remove(resources: [lesson])).blockers.map(\.child) == [.resource(payment)])
    try given(paid).when(remove(2, resources: [payment, lesson])).thenAccepted { chat in
      #expect(chat.totals.resources == 0)
    }
    try given(paid + [remove(2, resources: [payment])]).when(remove(3, resources: [lesson])).thenAccepted()
    try given(aSchool).when(remove(1, accounts: [alice])).thenRejected(.restricted)
  }

  @Test func comesBackExactly() throws {
    let chat = try given(aSchool + papers + [make(1, event, "event"), open(2, room, on: event), send(3)]).chat
    let before = chat.essence()
    try chat.executeNext(remove(4, resources: [lesson, event], accounts: [bob]))
    let after = chat.essence()
    try chat.executeNext(revert(5, 4))
    #expect(chat.essence() == before)
    try chat.executeNext(revert(6, 5))
    #expect(chat.essence() == after)
  }

  @Test func goesAroundCirclesAndDiamonds() throws {
    let third = ResourceID(rawValue: 0xE3)
    let fourth = ResourceID(rawValue: 0xE4)
    let diamond =
      aSchool + [
        make(1, event, "event"), make(2, otherEvent, "event", [resource("part", event)]),
        make(3, third, "event", [resource("part", event)]),
        make(4, fourth, "event", [resource("part", otherEvent), resource("next", third)]),
      ]
    try given(diamond).when(remove(5, resources: [event])).thenAccepted { chat in
      #expect(chat.totals.resources == 2)
    }
    let order = try plan(diamond, Remove(resources: [event])).items
    #expect(order.last == .resourceRemoved(event) && order.count == 4)
    let circle = diamond + [change(5, event, [resource("part", fourth)])]
    for start in [event, otherEvent, third, fourth] {
      let plan = try plan(circle, Remove(resources: [start]))
      #expect(plan.removed.resources == (start == third ? 1 : 4))
    }
    let insisting = diamond + [change(5, event, [resource("base", fourth)])]
    try given(insisting).when(remove(6, resources: [fourth])).thenRejected(.restricted)
    try given(insisting).when(remove(6, resources: [event])).thenAccepted { chat in #expect(!chat.isThere(fourth)) }
  }

  @Test func reachesConversationsAsTheirKindSays() throws {
    let kinds = ["event", "place", "hall", "memorial"]
    for (kind, rejection) in zip(kinds, [nil, nil, Rejection.Code.restricted, nil]) {
      let history = aSchool + [make(1, event, kind), open(2, room, on: event), send(3)]
      let outcome = try given(history).when(remove(4, resources: [event]))
      if let rejection {
        outcome.thenRejected(rejection)
        try given(history).when(remove(4, resources: [event], conversations: [room])).thenAccepted()
        continue
      }
      outcome.thenAccepted { chat in
        #expect(chat.isThere(room) == (kind != "event"))
        #expect(chat.conversation(room)?.resource == (kind == "place" ? nil : event))
        #expect(chat.totals.messages == (kind == "event" ? 0 : 1))
      }
      try given(history + [remove(4, resources: [event])]).when(revert(5, 4)).thenAccepted { chat in
        #expect(chat.conversation(room)?.resource == event && chat.shown() == [3])
      }
    }
  }

  /// What deleting an event once failed at: its rooms and messages go, and replies from elsewhere lose their target.
  @Test func repliesFromElsewhereLoseTheirTarget() throws {
    let history =
      aSchool + [
        make(1, event, "event"), open(2, room, on: event), create(3, otherRoom), send(4), send(5),
        send(6, in: otherRoom, replyTo: message(4)), send(7, in: otherRoom, replyTo: message(5)), delete(8, 5),
      ]
    let plan = try plan(history, Remove(resources: [event]))
    // What answers a deleted message has lost its target already.
    #expect(plan.orphanedReplies == 1)
    #expect(plan.removed.messages == 1 && plan.removed.conversations == 1)
    try given(history + [remove(9, resources: [event])]).when(revert(10, 9)).thenAccepted { chat in
      #expect(chat.shown() == [4] && chat.orphanedReplies() == [message(7)])
      #expect(chat.message(message(6))?.replyTo == message(4))
    }
  }

  @Test func anAccountGoesWithWhatIsKeptAboutIt() throws {
    let history =
      aRoom + [
        send(1, by: bob), block(2), block(3, bob, carol), openSession(4, of: bob), setSettings(5, of: bob),
        report(6, by: bob, about: alice), create(7, pair, kind: .direct),
      ]
    try given(history).when(remove(8, accounts: [bob])).thenAccepted { chat in
      #expect(chat.account(bob)?.isRemoved == true)
      #expect(chat.totals.blocks == 0 && chat.totals.sessions == 0 && chat.totals.chatSettings == 0)
      // What was said and what was reported stay.
      #expect(chat.totals.reports == 1 && chat.shown() == [1])
      #expect(chat.totals.participants == 2)
    }
    let before = try given(history).chat.essence()
    try given(history + [remove(8, accounts: [bob])]).when(revert(9, 8)).thenAccepted { chat in
      #expect(chat.essence() == before)
    }
  }

  @Test func namesWhatIsThereEachOnce() throws {
    let school = try given(aSchool + [make(1, event, "event"), remove(2, resources: [event], accounts: [carol])])
    try school.when(remove(3)).thenRejected(.invalid)
    try school.when(remove(3, resources: [lesson, lesson])).thenRejected(.invalid)
    try school.when(remove(3, resources: [otherLesson])).thenRejected(.unknownResource)
    try school.when(remove(3, resources: [event])).thenRejected(.resourceRemoved)
    try school.when(remove(3, accounts: [stranger])).thenRejected(.unknownAccount)
    try school.when(remove(3, accounts: [carol])).thenRejected(.accountInactive)
    try school.when(remove(3, conversations: [nowhere])).thenRejected(.unknownConversation)
    let many = (0...Limits.thingsPerRemoval).map { ResourceID(rawValue: 0x10000 + UInt128($0)) }
    try school.when(remove(3, resources: many)).thenRejected(.tooLarge)
    let reasonless = command(3, .remove(Remove(resources: [lesson])))
    try school.when(reasonless).thenRejected(.reasonRequired)
    let removed = try given(aRoom + [remove(1, room)])
    try removed.when(remove(2, conversations: [room])).thenRejected(.conversationRemoved)
  }

  @Test func timesOfThePastAreForImports() throws {
    let removal = Action.remove(Remove(resources: [booking], removedAt: second(-5)))
    try given(aSchool).when(command(1, because: "it went", removal)).thenRejected(.importClosed)
    try given(aSchool + [beginImport(1)]).when(command(2, because: "it went", within: 1, removal)).then([
      .resourceRemoved(ResourceRemoved(resource: booking, removedAt: second(-5)))
    ])
  }

  /// A reference that got another target since keeps it.
  @Test func aReferenceGivenAnewStays() throws {
    let history =
      aSchool + papers + [
        make(1, otherBooking, "booking", [resource("lesson", lesson)]), remove(2, resources: [booking]),
        change(3, note, [resource("booking", otherBooking)]),
      ]
    try given(history).when(revert(4, 2)).thenAccepted { chat in
      #expect(chat.resource(note)?.references == [resource("booking", otherBooking)])
    }
  }
}
