import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

@Suite(.ownThread) struct ClearingTests {
  private func mark(_ removal: UInt64, _ watermark: Watermark, hides messages: Int64) -> ClearMark {
    ClearMark(removal: Position(removal), watermark: watermark, hidden: Tally(messages: messages))
  }

  @Test func takesEverythingThatWasThere() throws {
    let watermark = Watermark.position(Position(9))
    try given(threeMessages).when(clear(4)).then([
      .conversationCleared(
        ConversationCleared(
          conversation: room, watermark: watermark, cleared: Tally(messages: 3), visible: Tally(),
          marks: [mark(9, watermark, hides: 3)]))
    ]).thenAccepted { chat in #expect(chat.shown() == []) }
    try given(threeMessages + [clear(4)]).when(send(5)).thenAccepted { chat in #expect(chat.shown() == [5]) }
  }

  @Test func upToAMessageTakesWhatReadsBefore() throws {
    let watermark = Watermark.point(ReadingPoint(time: second(6), position: Position(7)))
    try given(threeMessages).when(clear(4, upTo: 2)).then([
      .conversationCleared(
        ConversationCleared(
          conversation: room, watermark: watermark, cleared: Tally(messages: 2), visible: Tally(messages: 1),
          marks: [mark(9, watermark, hides: 2)]))
    ]).thenAccepted { chat in #expect(chat.shown() == [3]) }
  }

  @Test func upToATimeTakesWhatWasSaidBefore() throws {
    try given(threeMessages).when(clear(4, before: second(7))).thenAccepted { chat in #expect(chat.shown() == [3]) }
    try given(threeMessages).when(clear(4, before: second(5))).thenNothingHappened()
    try given(threeMessages).when(clear(4, before: second(100))).thenAccepted { chat in #expect(chat.shown() == []) }
  }

  @Test func ofNothingIsNothing() throws {
    try given(aRoom).when(clear(1)).thenNothingHappened()
    try given(threeMessages + [clear(4)]).when(clear(5)).thenNothingHappened()
    try given(threeMessages + [clear(4)]).when(clear(5, before: second(99))).thenNothingHappened()
    try given(threeMessages + [clear(4)]).when(
      command(5, because: "tidying", .clear(Clear(everything: true)))
    ).thenNothingHappened()
  }

  @Test func everythingTakesEveryConversation() throws {
    let history = threeMessages + [create(4, otherRoom), send(5, in: otherRoom), create(6, nowhere)]
    try given(history).when(command(7, because: "tidying", .clear(Clear(everything: true)))).thenAccepted { chat in
      #expect(chat.shown() == [] && chat.shown(in: otherRoom) == [])
      #expect(chat.entries.last?.events.count == 2)
      #expect(chat.totals.messages == 0)
    }
    let everything = command(7, because: "tidying", .clear(Clear(everything: true)))
    try given(history + [everything]).when(revert(8, 7)).thenAccepted { chat in
      #expect(chat.shown() == [1, 2, 3] && chat.shown(in: otherRoom) == [5])
    }
  }

  @Test func forOneAccountLeavesTheOthersAlone() throws {
    try given(threeMessages).when(clear(4, [room], for: bob)).then([
      .historyCleared(HistoryCleared(conversation: room, account: bob, watermark: .position(Position(9))))
    ]).thenAccepted { chat in
      #expect(chat.shown(to: bob) == [])
      #expect(chat.shown(to: alice) == [1, 2, 3])
      #expect(chat.totals.messages == 3)
    }
    let upTo = Clear(conversations: [room], forAccount: bob, upToMessage: message(2))
    try given(threeMessages).when(command(4, because: "tidying", .clear(upTo))).thenAccepted { chat in
      #expect(chat.shown(to: bob) == [3])
    }
    try given(threeMessages + [clear(4, [room], for: bob)]).when(revert(5, 4)).thenAccepted { chat in
      #expect(chat.shown(to: bob) == [1, 2, 3])
    }
    try given(threeMessages + [clear(4, [room], for: bob), revert(5, 4)]).when(revert(6, 5)).thenAccepted { chat in
      #expect(chat.shown(to: bob) == [])
    }
  }

  @Test func forOneAccountOutlivesLeavingAndJoining() throws {
    let history = threeMessages + [clear(4, [room], for: bob), leave(5, bob)]
    try given(history).when(join(6, bob)).thenAccepted { chat in #expect(chat.shown(to: bob) == []) }
  }

  @Test func everythingForOneAccountTakesItsConversations() throws {
    let history =
      threeMessages + [create(4, otherRoom, with: [bob]), create(5, talk, with: [alice]), remove(6, otherRoom)]
    let everything = Clear(everything: true, forAccount: bob)
    try given(history).when(command(7, because: "tidying", .clear(everything))).then([
      .historyCleared(HistoryCleared(conversation: room, account: bob, watermark: .position(Position(12))))
    ])
  }

  @Test func isRefused() throws {
    func refuse(_ action: Clear, as code: Rejection.Code, because reason: String? = "tidying") throws {
      let history = threeMessages + [create(4, otherRoom), remove(5, otherRoom)]
      try given(history).when(command(9, because: reason, .clear(action))).thenRejected(code)
    }
    try refuse(Clear(conversations: [room]), as: .reasonRequired, because: nil)
    try refuse(Clear(), as: .invalid)
    try refuse(Clear(everything: true, conversations: [room]), as: .invalid)
    try refuse(Clear(conversations: [room, room]), as: .invalid)
    try refuse(Clear(conversations: [nowhere]), as: .unknownConversation)
    try refuse(Clear(conversations: [nowhere], forAccount: bob), as: .unknownConversation)
    try refuse(Clear(conversations: [otherRoom]), as: .conversationRemoved)
    try refuse(Clear(conversations: [otherRoom], forAccount: bob), as: .conversationRemoved)
    try refuse(Clear(conversations: [room], forAccount: carol), as: .notAParticipant)
    try refuse(Clear(conversations: [room], forAccount: stranger), as: .unknownAccount)
    try refuse(Clear(conversations: [room], upToMessage: message(77)), as: .unknownMessage)
    try refuse(Clear(everything: true, upToMessage: message(1)), as: .invalid)
    try refuse(Clear(conversations: [room], upToMessage: message(1), upToTime: second(9)), as: .invalid)
    try refuse(Clear(conversations: [talk], upToMessage: message(1)), as: .invalid)
    let many = (0...UInt128(Limits.conversationsPerClear)).map { ConversationID(rawValue: 5_000 + $0) }
    try refuse(Clear(conversations: many), as: .tooLarge)
  }

  @Test func overlappingClearsHideEachMessageOnce() throws {
    let history = threeMessages + [clear(4, upTo: 1), send(5), clear(6), send(7), clear(8, before: second(100))]
    let chat = try given(history).chat
    #expect(chat.shown() == [])
    // The position watermark comes first, and hides what both cover.
    #expect(chat.conversation(room)?.marks.map(\.removal) == [Position(11), Position(9), Position(13)])
    #expect(chat.conversation(room)?.marks.map(\.hidden.messages) == [4, 0, 1])
  }

  @Test(arguments: [[4, 6, 8], [4, 8, 6], [6, 4, 8], [6, 8, 4], [8, 4, 6], [8, 6, 4]])
  func overlappingClearsRevertInEachOrder(order: [UInt128]) throws {
    // Message 1 before, 2 between and 3 after the first two clears; then a clear up to a time.
    let shapes: [[Command]] = [
      [send(1), clear(4), send(2), clear(6), send(3), clear(8)],
      [send(1), clear(4, upTo: 1), send(2), clear(6), send(3), clear(8, before: second(100))],
      [send(1), clear(4), send(2), clear(6, before: second(8)), send(3), clear(8)],
    ]
    for shape in shapes {
      let chat = try given(aRoom + shape).chat
      #expect(chat.shown() == [])
      var reverted: Set<UInt128> = []
      for (index, number) in order.enumerated() {
        try Given(chat: chat).when(revert(UInt128(20 + index), number)).thenAccepted { chat in
          reverted.insert(number)
          // Each clear covers what was said before it.
          let covers: [UInt128: Set<UInt128>] = [4: [1], 6: [1, 2], 8: [1, 2, 3]]
          let hidden = covers.filter { !reverted.contains($0.key) }.values.reduce(into: Set()) { $0.formUnion($1) }
          #expect(chat.shown() == [1, 2, 3].filter { !hidden.contains($0) })
        }
      }
      #expect(chat.conversation(room)?.marks == [])
    }
  }

  @Test func olderMessagesThatArriveAfterwards() throws {
    // A clear of what was there lets them show; a clear of what was said before a time does not.
    let past = second(-1_000)
    try given(threeMessages + [clear(4), beginImport(5)]).when(bring(6, at: past, within: 5)).thenAccepted { chat in
      #expect(chat.shown() == [6])
    }
    let byTime = threeMessages + [clear(4, before: second(7)), beginImport(5)]
    try given(byTime).when(bring(6, at: past, within: 5)).thenAccepted { chat in #expect(chat.shown() == [3]) }
    let byMessage = threeMessages + [clear(4, upTo: 2), beginImport(5)]
    try given(byMessage).when(bring(6, at: past, within: 5)).thenAccepted { chat in #expect(chat.shown() == [3]) }
    try given(byTime + [bring(6, at: past, within: 5)]).when(revert(7, 4)).thenAccepted { chat in
      #expect(chat.shown() == [6, 1, 2, 3])
    }
  }

  @Test func countsOfTheHiddenFollowDeletionsAndReturns() throws {
    let history = threeMessages + [delete(4, 2), clear(5)]
    try given(history).when(revert(6, 4)).thenAccepted { chat in
      #expect(chat.shown() == [])
      #expect(chat.conversation(room)?.marks.map(\.hidden.messages) == [3])
    }
    try given(history + [revert(6, 4)]).when(revert(7, 5)).thenAccepted { chat in #expect(chat.shown() == [1, 2, 3]) }
    try given(history + [revert(6, 5)]).when(revert(7, 4)).thenAccepted { chat in #expect(chat.shown() == [1, 2, 3]) }
  }

  /// A room that is cleared every night: the clears furthest back are joined, and everything can still be brought back.
  @Test func clearsOfOneConversationAreJoinedBeyondTheirLimit() throws {
    let chat = try given(aRoom).chat
    let nights = UInt128(Limits.clearsPerConversation) + 6
    for night in 0..<nights {
      try chat.executeNext(send(1_000 + night))
      try chat.executeNext(clear(2_000 + night))
    }
    let marks = chat.conversation(room)?.marks ?? []
    #expect(marks.count == Limits.clearsPerConversation)
    #expect(marks.first?.hidden.messages == 7)
    #expect(marks.reduce(0) { $0 + $1.hidden.messages } == Int64(nights))
    #expect(chat.shown() == [])
    for night in (6..<nights).reversed() { try chat.executeNext(revert(3_000 + night, 2_000 + night)) }
    #expect(chat.shown() == (0..<nights).map { 1_000 + $0 })
    #expect(chat.conversation(room)?.visible.messages == Int64(nights))
    // What was joined came back with the one it was joined with.
    try chat.executeNext(revert(4_000, 2_000))
    #expect(chat.conversation(room)?.visible.messages == Int64(nights))
  }

  @Test func personalClearsAreJoinedBeyondTheirLimit() throws {
    let chat = try given(aRoom).chat
    for night in 0..<UInt128(Limits.clearsPerConversation) + 6 {
      try chat.executeNext(clear(2_000 + night, for: alice))
    }
    #expect(chat.participant(alice, in: room)?.clears.count == Limits.clearsPerConversation)
  }
}
