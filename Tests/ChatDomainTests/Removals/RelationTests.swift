import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// The table of relations says what happens: a row that decides is changed, and for one that describes somebody looks.
@Suite(.ownThread) struct RelationTests {
  @Test func noRowHasAnActionThatCannotBe() {
    for row in everyRelation.all {
      #expect(row.possibleActions.contains(row.onRemoval), "\(row) cannot \(row.onRemoval)")
      #expect(row.mechanism?.hasSuffix(".") ?? row.decides, "\(row) does not say what does it")
    }
    #expect(Set(everyRelation.all.map(\.description)).count == everyRelation.all.count, "a row is there twice")
  }

  @Test func aRowIsReplacedAlone() {
    for row in everyRelation.all {
      for action in RemovalAction.allCases where action != row.onRemoval {
        let other = everyRelation.replacing(row.with(action))
        let changed = zip(everyRelation.all, other.all).filter { $0 != $1 }
        #expect(changed.map(\.1) == [row.with(action)])
      }
    }
  }

  // MARK: Rows that decide

  @Test(arguments: everyRelation.all.filter(\.decides))
  func whatDecidesIsDone(_ row: Relation) throws {
    let scenario = try #require(DecidingScenario(row), "a row that decides needs a scenario")
    for action in row.possibleActions {
      let run = try DecidingRun(scenario, row.with(action))
      try run.checkPlan()
      try run.checkRemoval()
    }
  }

  /// What went before its parent comes back before it only where it may be without it.
  @Test(arguments: everyRelation.all.filter(\.decides))
  func whatDecidesSaysWhatMayComeBack(_ row: Relation) throws {
    let scenario = try #require(DecidingScenario(row), "a row that decides needs a scenario")
    guard let removalOfChild = scenario.removalOfChild else { return }
    for action in row.possibleActions {
      let run = try DecidingRun(scenario, row.with(action))
      try run.chat.executeNext(removalOfChild)
      try Given(chat: run.chat).when(run.removal).thenAccepted()
      let outcome = try Given(chat: run.chat).when(revert(removalNumber + 1, removalOfChild.id.rawValue))
      // Who takes part comes back in any case, and is of no use until the account does.
      if action == .keep || row.child == .participant {
        outcome.thenAccepted { #expect($0.isThere(scenario.child), "\(action)") }
      } else {
        outcome.thenRejected(.restricted)
      }
    }
  }

  /// An account of an import that is taken back stays where something else would have to go with it, or keeps it.
  @Test func whatDecidesIsAskedForImportsToo() throws {
    var brought = register(3, bob)
    brought.correlation = CommandID(rawValue: 2)
    let imported = [register(1, alice), beginImport(2), brought]
    let since: [(EntityKind, String, Command)] = [
      (.report, "subject", report(4, by: alice, about: bob)), (.report, "reporter", report(4, by: bob, about: alice)),
      (.block, "contact", block(4, alice, bob)), (.session, "account", openSession(4, of: bob)),
    ]
    for (child, reference, command) in since {
      let row = try #require(everyRelation[child, reference])
      for action in row.possibleActions {
        let chat = try given(imported + [command]).chat
        chat.alteredRelations = everyRelation.replacing(row.with(action))
        try Given(chat: chat).when(revert(5, 2)).thenAccepted { chat in
          #expect(chat.account(bob)?.isRemoved == (action == .keep), "\(row), \(action)")
        }
      }
    }
  }

  // MARK: Rows that describe

  @Test(arguments: everyRelation.all.filter { !$0.decides })
  func whatIsDescribedHappens(_ row: Relation) throws {
    let scenario = try #require(DescribingScenario(row), "a row that describes needs a scenario")
    let chat = try given(scenario.history).chat
    let before = chat.essence()
    #expect(try scenario.look(chat) == .isThere)
    try Given(chat: chat).when(scenario.removal).thenAccepted()
    #expect(try scenario.look(chat) == ChildSight(after: row.onRemoval))
    try Given(chat: chat).when(revert(removalNumber + 1, removalNumber)).thenAccepted()
    #expect(try scenario.look(chat) == .isThere)
    #expect(chat.essence() == before)
  }

  /// A row that changes something when it is changed should be one that decides.
  @Test(arguments: everyRelation.all.filter { !$0.decides })
  func nobodyAsksWhatIsOnlyDescribed(_ row: Relation) throws {
    let scenario = try #require(DescribingScenario(row), "a row that describes needs a scenario")
    for action in RemovalAction.allCases {
      let chat = try given(scenario.history).chat
      chat.alteredRelations = everyRelation.replacing(row.with(action))
      try Given(chat: chat).when(scenario.removal).thenAccepted()
      #expect(try scenario.look(chat) == ChildSight(after: row.onRemoval))
      try Given(chat: chat).when(revert(removalNumber + 1, removalNumber)).thenAccepted()
      #expect(try scenario.look(chat) == .isThere)
    }
  }
}

/// A scenario, gone through with a table in which the row has one action.
private struct DecidingRun {
  let scenario: DecidingScenario
  let row: Relation
  let chat: InMemoryChat

  init(_ scenario: DecidingScenario, _ row: Relation) throws {
    self.scenario = scenario
    self.row = row
    chat = try given(scenario.history).chat
    chat.alteredRelations = everyRelation.replacing(row)
  }

  var removal: Command { remove([scenario.parent]) }

  private func remove(_ going: [Removable]) -> Command {
    var remove = Remove()
    for one in going {
      switch one {
      case .account(let id): remove.accounts.append(id)
      case .conversation(let id): remove.conversations.append(id)
      case .resource(let id): remove.resources.append(id)
      // Goes with its conversation.
      case .participant(let id, _): remove.conversations.append(id)
      case .record: break
      }
    }
    return command(removalNumber, because: "no longer wanted", .remove(remove))
  }

  private func plan(_ command: Command) throws -> RemovalPlan {
    guard case .remove(let remove) = command.action else { return RemovalPlan() }
    return try remove.plan(in: chat)
  }

  func checkPlan() throws {
    let plan = try plan(removal)
    let place = plan.items.firstIndex(of: scenario.child.removed)
    let parentPlace = try #require(plan.items.firstIndex(of: scenario.parent.removed))
    #expect((place != nil) == (row.onRemoval == .cascade), "\(row.onRemoval): \(plan.items)")
    if let place { #expect(place < parentPlace, "children go before their parents") }
    #expect(plan.emptied == (row.onRemoval == .setNull ? [row.name: 1] : [:]), "\(row.onRemoval)")
    let blocker = RemovalBlocker(child: scenario.child, relation: row, parent: scenario.parent)
    #expect(plan.blockers == (row.onRemoval == .restrict ? [blocker] : []), "\(row.onRemoval)")
  }

  func checkRemoval() throws {
    let before = chat.essence()
    #expect(chat.isThere(scenario.child) && chat.refers(scenario.child, row, to: scenario.parent))
    let outcome = try Given(chat: chat).when(removal)
    if row.onRemoval == .restrict {
      outcome.thenRejected(.restricted)
      // Whoever names the child in the same command may.
      if case .record = scenario.child { return }
      #expect(try plan(remove([scenario.parent, scenario.child])).blockers == [])
      return
    }
    outcome.thenAccepted { chat in
      #expect(chat.isThere(scenario.child) == (row.onRemoval != .cascade), "\(row.onRemoval)")
      guard row.onRemoval != .cascade else { return }
      let refers = chat.refers(scenario.child, row, to: scenario.parent)
      #expect(refers == (row.onRemoval == .keep), "\(row.onRemoval)")
    }
    try Given(chat: chat).when(revert(removalNumber + 1, removalNumber)).thenAccepted()
    #expect(chat.essence() == before, "\(row.onRemoval): all comes back")
    let again = try Given(chat: chat).when(revert(removalNumber + 2, removalNumber + 1))
    again.thenAccepted { #expect($0.isThere(scenario.child) == (row.onRemoval != .cascade)) }
  }
}

extension Relation {
  fileprivate func with(_ action: RemovalAction) -> Relation {
    var row = self
    row.onRemoval = action
    return row
  }
}

extension Removable {
  /// What a plan says when it goes.
  fileprivate var removed: RemovalItem {
    switch self {
    case .account(let id): .accountRemoved(id)
    case .conversation(let id): .conversationRemoved(id)
    case .resource(let id): .resourceRemoved(id)
    case .participant(let id, let account): .participantLeft(id, account)
    case .record(let record): .recordRemoved(record)
    }
  }
}

extension InMemoryChat {
  fileprivate func isThere(_ child: Removable) -> Bool {
    switch child {
    case .account(let id): account(id)?.isRemoved == false
    case .conversation(let id): isThere(id)
    case .resource(let id): isThere(id)
    case .participant(let id, let account): participant(account, in: id)?.isActive == true
    case .record(let record): shows(record)
    }
  }

  /// Whether the child's reference leads to the parent.
  fileprivate func refers(_ child: Removable, _ row: Relation, to parent: Removable) -> Bool {
    switch child {
    case .resource(let id): resource(id)?.target(of: row.reference).map(Removable.init) == parent
    case .conversation(let id) where row.reference == "resource":
      conversation(id)?.resource.map(Removable.resource) == parent
    case .conversation(let id):
      [conversation(id)?.pair?.low, conversation(id)?.pair?.high].contains { $0.map(Removable.account) == parent }
    case .record(let record):
      self.record(record)?.accounts.contains { $0.reference == row.reference && .account($0.account) == parent } == true
    case .participant(_, let account): .account(account) == parent
    case .account: false
    }
  }
}
