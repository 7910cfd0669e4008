import ChatDomain
import ChatLedgerTesting

// A parent and a child for every row of the table of relations. A row without one fails the tests.

/// The rows of the chat, and those of a school whose references have every action.
let everyRelation = Relations(schema: ResourceSchema(kinds: schoolKinds))

/// The command that takes the parent away in a scenario, by its number.
let removalNumber: UInt128 = 0x900

/// Alice and Bob, and a school without anything in it.
private let people = [register(0xF1, alice), register(0xF2, bob), declare(0xF3)]

/// A row that decides: a child that refers to a parent, and the two are removed by the table.
struct DecidingScenario {
  var history: [Command]
  var parent: Removable
  var child: Removable
  /// What takes the child away on its own; nil where nothing but its parent does.
  var removalOfChild: Command?

  /// Nil where there is none for the row.
  init?(_ row: Relation) {
    parent = .account(bob)
    history = people
    switch (row.child, row.reference) {
    case (.participant, "account"):
      child = .participant(room, bob)
      history.append(create(1, room))
      removalOfChild = leave(2, bob)
    case (.conversation, "pair"):
      child = .conversation(pair)
      history.append(create(1, pair, kind: .direct))
      removalOfChild = remove(2, pair)
    case (.block, "account"):
      child = .record(.block(bob, contact: alice))
      history.append(block(1, bob, alice))
      removalOfChild = unblock(2, bob, alice)
    case (.block, "contact"):
      child = .record(.block(alice, contact: bob))
      history.append(block(1, alice, bob))
      removalOfChild = unblock(2, alice, bob)
    case (.session, "account"):
      child = .record(.session(SessionID(rawValue: 0x5E55)))
      history.append(openSession(1, of: bob))
    case (.report, "reporter"):
      child = .record(.report(ReportID(rawValue: 0x4E9)))
      history.append(report(1, by: bob, about: alice))
    case (.report, "subject"):
      child = .record(.report(ReportID(rawValue: 0x4E9)))
      history.append(report(1, by: alice, about: bob))
    case (.chatSettings, "account"):
      child = .record(.chatSettings(bob))
      history.append(setSettings(1, of: bob))
    case (.twoStepVerification, "account"):
      child = .record(.twoStepVerification(bob))
      history.append(setTwoStep(1, of: bob))
    case (.scheduledMessage, "author"):
      child = .record(.scheduledMessage(ScheduledMessageID(rawValue: 2)))
      history += [create(1, room), schedule(2, by: bob)]
      removalOfChild = cancel(3, 2)
    case (.resource(let kind), _):
      var maker = ResourceMaker()
      let target = maker.target(row.parent)
      let id = maker.make(kind, ResourceReference(row.reference, target))
      child = .resource(id)
      parent = Removable(target)
      history += maker.commands
      removalOfChild = remove(2, resources: [id])
    case (.conversation, "resource"):
      var maker = ResourceMaker()
      guard case .resource(let kind) = row.parent else { return nil }
      let resource = maker.make(kind)
      child = .conversation(room)
      parent = .resource(resource)
      history += maker.commands + [open(1, room, on: resource)]
      removalOfChild = remove(2, room)
    default: return nil
    }
  }
}

/// What a reader finds of a child.
enum ChildSight: Hashable {
  case isGone
  /// It is there, and its reference reads as empty.
  case isWithoutReference
  case isThere

  /// What an action leads one to expect; nil for one that keeps the parent from going.
  init?(after action: RemovalAction) {
    switch action {
    case .cascade: self = .isGone
    case .setNull: self = .isWithoutReference
    case .keep: self = .isThere
    case .restrict: return nil
    }
  }
}

/// A row that describes: a child that refers to a parent, and how a reader looks at the child.
struct DescribingScenario {
  var history: [Command]
  /// Takes the parent away.
  var removal: Command
  var look: (InMemoryChat) throws -> ChildSight

  private init(
    _ history: [Command], _ removal: Command, _ look: @escaping (InMemoryChat) throws -> ChildSight
  ) {
    self.history = history
    self.removal = removal
    self.look = look
  }

  private init(
    _ history: [Command], _ removal: Command, isThere: @escaping (InMemoryChat) throws -> Bool
  ) {
    self.init(history, removal) { try isThere($0) ? .isThere : .isGone }
  }

  /// Nil where there is none for the row.
  init?(_ row: Relation) {
    let found: DescribingScenario? =
      if row.reference == "importedBy" {
        Self.imported(row.child)
      } else if row.child == .message {
        Self.ofMessages(row.reference)
      } else {
        Self.ofTheRest(row)
      }
    guard let found else { return nil }
    self = found
  }

  private static let roomGoes = remove(removalNumber, room)
  private static let messageGoes = delete(removalNumber, 1)

  private static func ofMessages(_ reference: String) -> DescribingScenario? {
    func reply(_ target: @escaping (MessageState) -> MessageID?) -> (InMemoryChat) -> ChildSight {
      { chat in
        guard let reply = chat.messages(in: room).first(where: { $0.id == message(2) }) else { return .isGone }
        return chat.visible(target(reply)) == nil ? .isWithoutReference : .isThere
      }
    }
    switch reference {
    case "conversation": return Self(threeMessages, roomGoes) { !$0.shown().isEmpty }
    case "author":
      return Self(aRoom + [send(1, by: bob)], remove(removalNumber, accounts: [bob])) { chat in
        chat.messages(in: room).map(\.author) == [bob]
      }
    case "root": return Self(aRoom + [send(1), send(2, root: message(1))], messageGoes, reply { $0.root })
    case "replyTo": return Self(aRoom + [send(1), send(2, replyTo: message(1))], messageGoes, reply { $0.replyTo })
    default: return nil
    }
  }

  private static func ofTheRest(_ row: Relation) -> DescribingScenario? {
    let bobGoes = remove(removalNumber, accounts: [bob])
    switch (row.child, row.reference) {
    case (.participant, "conversation"):
      return Self(aRoom, roomGoes) { chat in chat.conversations(of: bob).contains { $0.id == room } }
    case (.version, "message"):
      let edit = EditMessage(message: message(1), content: MessageContent(body: "better"))
      return Self(aRoom + [send(1), command(2, .editMessage(edit))], messageGoes) { chat in
        chat.messages(in: room).contains { !chat.versions(of: $0.id).isEmpty }
      }
    case (.reaction, "message"):
      return Self(threeMessages + [react(4, 1)], messageGoes) { !$0.reactions(to: message(1)).isEmpty }
    case (.reaction, "account"):
      return Self(threeMessages + [react(4, 1)], bobGoes) { $0.reactions(to: message(1)).map(\.account) == [bob] }
    case (.readMarker, "conversation"): return Self(threeMessages + [read(4, 2)], roomGoes, isThere: hasMarkerOfBob)
    case (.readMarker, "account"): return Self(threeMessages + [read(4, 2)], bobGoes, isThere: hasMarkerOfBob)
    case (.pin, "message"): return Self(threeMessages + [pin(4, 1)], messageGoes) { !$0.pins(in: room).isEmpty }
    case (.session, "conversation"):
      return Self(aRoom + [openSession(1, in: room)], roomGoes) { chat in
        guard case .session(let session)? = chat.records(in: .sessions).first?.fields else { return .isGone }
        return try chat.conversation(of: session) == nil ? .isWithoutReference : .isThere
      }
    case (.scheduledMessage, "conversation"):
      return Self(aRoom + [schedule(1)], roomGoes) { $0.shows(.scheduledMessage(ScheduledMessageID(rawValue: 1))) }
    case (.report, "conversation"):
      return Self(aRoom + [report(1, conversation: room)], roomGoes) { $0.reported { $0.conversation == room } }
    case (.report, "message"):
      return Self(threeMessages + [report(4, message: message(1))], messageGoes) { chat in
        chat.reported { $0.message == message(1) }
      }
    default: return nil
    }
  }

  /// A marker counts while its conversation is there.
  private static func hasMarkerOfBob(_ chat: InMemoryChat) -> Bool {
    chat.totals.readMarkers == 1 && chat.readMarker(of: bob, in: room) != nil
  }

  /// The child comes with an import, which is then taken back.
  private static func imported(_ child: EntityKind) -> DescribingScenario? {
    func scenario(
      _ commands: [Command], after history: [Command] = [], isThere: @escaping (InMemoryChat) -> Bool
    ) -> DescribingScenario {
      let brought = commands.map { command in
        var command = command
        command.correlation = CommandID(rawValue: 0xF8)
        return command
      }
      return Self(people + history + [beginImport(0xF8)] + brought, revert(removalNumber, 0xF8), isThere: isThere)
    }
    func scenario(_ command: Command, _ record: Record) -> DescribingScenario {
      scenario([command]) { $0.shows(record) }
    }
    switch child {
    case .message: return scenario([send(1)], after: [create(0xF4, room)]) { $0.shown() == [1] }
    case .conversation: return scenario([create(1, room)]) { !$0.conversations(of: bob).isEmpty }
    case .account: return scenario([register(1, carol)]) { $0.account(carol)?.isRemoved == false }
    case .block: return scenario(block(1), .block(alice, contact: bob))
    case .session: return scenario(openSession(1), .session(SessionID(rawValue: 0x5E55)))
    case .report: return scenario(report(1), .report(ReportID(rawValue: 0x4E9)))
    case .chatSettings: return scenario(setSettings(1), .chatSettings(alice))
    case .twoStepVerification: return scenario(setTwoStep(1, of: alice), .twoStepVerification(alice))
    case .scheduledMessage:
      return scenario([schedule(1)], after: [create(0xF4, room)]) {
        $0.shows(.scheduledMessage(ScheduledMessageID(rawValue: 1)))
      }
    case .resource(let kind):
      var maker = ResourceMaker()
      let id = maker.make(kind)
      return scenario(maker.commands) { $0.isThere(id) }
    default: return nil
    }
  }
}

/// Makes resources of the school, each with what its kind requires.
private struct ResourceMaker {
  private(set) var commands: [Command] = []
  private var number: UInt128 = 0x7000

  mutating func make(_ kind: String, _ reference: ResourceReference? = nil) -> ResourceID {
    var references = reference.map { [$0] } ?? []
    let rules = schoolKinds.first { $0.name == kind }?.references ?? []
    for rule in rules where rule.isRequired && rule.name != reference?.name {
      switch rule.target {
      case .account: references.append(account(rule.name, alice))
      case .resource(let other): references.append(resource(rule.name, make(other)))
      }
    }
    number += 1
    commands.append(ChatDomainTests.make(number, ResourceID(rawValue: number), kind, references))
    return ResourceID(rawValue: number)
  }

  mutating func target(_ kind: EntityKind) -> ReferenceTarget {
    if case .resource(let name) = kind { .resource(make(name)) } else { .account(bob) }
  }
}

private func setTwoStep(_ number: UInt128, of account: AccountID) -> Command {
  command(
    number, .setTwoStepVerification(SetTwoStepVerification(account: account, isEnabled: true, method: "totp")))
}

extension InMemoryChat {
  fileprivate func reported(_ isMeant: (ReportFields) -> Bool) -> Bool {
    records(in: .reports).contains { record in
      if case .report(let report) = record.fields { isMeant(report) } else { false }
    }
  }
}

extension Removable {
  init(_ target: ReferenceTarget) {
    switch target {
    case .account(let id): self = .account(id)
    case .resource(let id): self = .resource(id)
    }
  }
}
