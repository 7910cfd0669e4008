import ChatDomain
import ChatLedgerTesting
import Testing

/// A ledger with a history. Each command happens one second after the one before: the entry at position P happens at
/// `second(P - 1)`.
struct Given {
  let chat: InMemoryChat

  /// Does one thing, and checks what must hold whatever it was.
  func when(_ command: Command, by rules: RuleVersion = .current) throws -> Outcome {
    let before = chat.tables
    let positionBefore = chat.position
    let isKnown = chat.command(command.id) != nil
    let result: Result<[Event], Rejection>
    do throws(any Error) {
      result = .success(try chat.executeNext(command, by: rules))
    } catch let rejection as Rejection {
      result = .failure(rejection)
    }
    let outcome = Outcome(chat: chat, result: result)
    switch result {
    case .success(let events):
      try outcome.requireSound()
      #expect(try chat.executeNext(command) == events, "a command sent again gets its first receipt")
      #expect(chat.position == (isKnown ? positionBefore : positionBefore.next), "one command is one entry")
    case .failure(let rejection):
      #expect(chat.tables == before, "a rejection leaves no trace")
      #expect(chat.position == positionBefore)
      #expect(!rejection.message.isEmpty && !rejection.remedy.isEmpty, "a rejection says what to do")
    }
    return outcome
  }
}

/// - Parameter authorization: `trusted` unless a test is about who may do what.
func given(
  _ history: [Command] = [], registersUnknownAccounts: Bool = false, authorization: Authorization = .trusted
) throws -> Given {
  let chat = try InMemoryChat.fixture(
    registersUnknownAccounts: registersUnknownAccounts, authorization: authorization)
  for command in history { try chat.executeNext(command) }
  return Given(chat: chat)
}

/// What came of a command.
struct Outcome {
  let chat: InMemoryChat
  let result: Result<[Event], Rejection>

  /// It was accepted, and exactly this happened.
  @discardableResult
  func then(_ expected: [Event], sourceLocation: SourceLocation = #_sourceLocation) -> Outcome {
    switch result {
    case .success(let events): #expect(events == expected, sourceLocation: sourceLocation)
    case .failure(let rejection): Issue.record("rejected: \(rejection)", sourceLocation: sourceLocation)
    }
    return self
  }

  /// It was accepted, and the ledger is as described.
  func thenAccepted(
    sourceLocation: SourceLocation = #_sourceLocation, _ check: (InMemoryChat) throws -> Void = { _ in }
  ) rethrows {
    if case .failure(let rejection) = result {
      Issue.record("rejected: \(rejection)", sourceLocation: sourceLocation)
    }
    try check(chat)
  }

  /// It was accepted, but there was nothing to do.
  func thenNothingHappened(sourceLocation: SourceLocation = #_sourceLocation) {
    then([], sourceLocation: sourceLocation)
  }

  func thenRejected(_ code: Rejection.Code, sourceLocation: SourceLocation = #_sourceLocation) {
    switch result {
    case .success(let events): Issue.record("accepted: \(events)", sourceLocation: sourceLocation)
    case .failure(let rejection):
      #expect(rejection.code == code, "\(rejection)", sourceLocation: sourceLocation)
    }
  }

  /// The kept counts equal those counted anew, and replaying the log gives the same state.
  fileprivate func requireSound() throws {
    #expect(try chat.faults() == [])
    #expect(try chat.replayed().tables == chat.tables)
  }
}

extension InMemoryChat {
  /// Executes a second after the last entry.
  @discardableResult
  func executeNext(_ command: Command, by rules: RuleVersion = .current) throws -> [Event] {
    try execute(command, at: Timestamp(microseconds: clock.microseconds + 1_000_000), by: rules)
  }

  /// What shows in a conversation, by the numbers of the commands that sent it.
  func shown(in conversation: ConversationID = room, to account: AccountID? = nil) -> [UInt128] {
    messages(in: conversation, for: account).map(\.id.rawValue)
  }
}
