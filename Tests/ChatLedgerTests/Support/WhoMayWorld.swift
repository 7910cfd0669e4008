import ChatLedger

/// A school with somebody of every sort in it, for the tests of who may do what.
enum WhoMayWorld {
  /// Who tries. All but the newcomer, the outsider and the assistant took part in the room, the group and the talk.
  enum Who: UInt128, CaseIterable {
    case newcomer = 0xA1
    case outsider, member, author, moderator, owner, assistant
    /// Wrote a message, and has left since.
    case leaver
    case service

    var id: AccountID { AccountID(rawValue: rawValue) }
  }

  /// Members and a moderator, to whom things are done.
  static let (pupil, formerPupil, keeper) = (
    AccountID(rawValue: 0xB1), AccountID(rawValue: 0xB2), AccountID(rawValue: 0xB3)
  )
  static let (room, group, direct, talk, board, cleared, removed, ended) = (
    ConversationID(rawValue: 0xC1), ConversationID(rawValue: 0xC2), ConversationID(rawValue: 0xC3),
    ConversationID(rawValue: 0xC4), ConversationID(rawValue: 0xC5), ConversationID(rawValue: 0xC6),
    ConversationID(rawValue: 0xC7), ConversationID(rawValue: 0xC8)
  )
  static let resource = ResourceID(rawValue: 0xD1)
  static let session = SessionID(rawValue: 0xE1)
  static let report = ReportID(rawValue: 0xE2)

  // The commands that later ones name, by their identifiers.
  static let (inRoom, inGroup, inDirect, inTalk, onBoard): (UInt128, UInt128, UInt128, UInt128, UInt128) = (
    1, 2, 3, 4, 5
  )
  static let (ofLeaver, pinned, deleted): (UInt128, UInt128, UInt128) = (6, 7, 8)
  static let (due, waiting): (UInt128, UInt128) = (9, 10)
  static let (deletion, clearing, ownClearing, puttingOut, removal, unpinning, unreacting) = (
    CommandID(rawValue: 21), CommandID(rawValue: 22), CommandID(rawValue: 23), CommandID(rawValue: 24),
    CommandID(rawValue: 25), CommandID(rawValue: 26), CommandID(rawValue: 27)
  )
  static let (openImport, openBackfill, unpinned) = (CommandID(rawValue: 30), CommandID(rawValue: 33), UInt128(31))

  static let kinds = [
    ResourceKind(
      name: "board",
      references: ["teacher", "student"].map { ReferenceRule(name: $0, target: .account, onRemoval: .keep) })
  ]
  static let policies = [
    RoomPolicy(name: "rooms", kind: "board", activeStatuses: ["open"], members: [["teacher"], ["student"]])
  ]

  static func message(_ number: UInt128) -> MessageID { MessageID(rawValue: number) }

  /// Everything that there is, by an operator who gives a reason.
  static var commands: [Command] {
    var number: UInt128 = 0x1000
    func next(_ action: Action) -> Command {
      number += 1
      return named(CommandID(rawValue: number), action)
    }
    func named(_ id: CommandID, _ action: Action) -> Command {
      Command(id: id, actor: .operator("set-up"), origin: "tests", reason: "set-up", action: action)
    }
    func say(_ number: UInt128, _ conversation: ConversationID, by who: Who = .author) -> Command {
      named(
        CommandID(rawValue: number),
        .sendMessage(
          SendMessage(conversation: conversation, author: who.id, content: MessageContent(body: "hello"))))
    }
    func register(_ id: AccountID, _ kind: AccountKind = .person) -> Command {
      next(.registerAccount(RegisterAccount(account: id, kind: kind)))
    }
    let takingPart = [Who.member, .author, .moderator, .owner, .leaver].map(\.id) + [pupil, formerPupil, keeper]
    var result = Who.allCases.filter { $0 != .newcomer }.map { who in
      register(who.id, who == .service ? .service : who == .assistant ? .assistant : .person)
    }
    result += [pupil, formerPupil, keeper].map { register($0) }
    let places: [(ConversationID, ConversationKind)] = [
      (room, .room), (group, .group), (talk, .assistant), (cleared, .room), (removed, .room), (ended, .room),
    ]
    for (id, kind) in places {
      let participants = takingPart + (kind == .assistant ? [Who.assistant.id] : [])
      result += [
        next(.createConversation(CreateConversation(conversation: id, kind: kind, participants: participants))),
        next(.changeRole(ChangeRole(conversation: id, account: Who.moderator.id, role: .moderator))),
        next(.changeRole(ChangeRole(conversation: id, account: keeper, role: .moderator))),
        next(.changeRole(ChangeRole(conversation: id, account: Who.owner.id, role: .owner))),
      ]
    }
    result += [
      next(
        .createConversation(
          CreateConversation(conversation: direct, kind: .direct, participants: [Who.author.id, Who.member.id]))),
      next(.declareSchema(DeclareSchema(schema: ResourceSchema(kinds: kinds, policies: policies)))),
      next(
        .createResource(
          CreateResource(
            resource: resource, kind: "board", status: "open",
            references: [
              ResourceReference("teacher", .account(keeper)), ResourceReference("student", .account(pupil)),
            ]))),
      next(
        .createConversation(CreateConversation(conversation: board, kind: .whiteboard, resource: resource))),
      say(inRoom, room), say(inGroup, group), say(inDirect, direct), say(inTalk, talk), say(onBoard, board),
      say(ofLeaver, room, by: .leaver), say(pinned, room), say(deleted, room), say(unpinned, room), say(32, cleared),
    ]
    for id in [room, group, talk] {
      result.append(next(.removeParticipant(RemoveParticipant(conversation: id, account: Who.leaver.id))))
    }
    result += happenings(next, named)
    return result
  }

  private static func happenings(
    _ next: (Action) -> Command, _ named: (CommandID, Action) -> Command
  ) -> [Command] {
    let author = Who.author.id
    let body = MessageContent(body: "later")
    let schedule = ScheduleMessage(
      conversation: room, author: author, dueAt: Timestamp(microseconds: 0), content: body)
    return [
      next(.addReaction(AddReaction(message: message(inRoom), account: author, emoji: "heart"))),
      next(.addReaction(AddReaction(message: message(inRoom), account: author, emoji: "star"))),
      next(.pinMessage(PinMessage(message: message(pinned)))),
      next(.pinMessage(PinMessage(message: message(unpinned)))),
      next(.blockContact(BlockContact(account: author, contact: pupil))),
      next(.openSession(OpenSession(session: session, account: author))),
      next(.fileReport(FileReport(report: report, reporter: author, subject: pupil))),
      next(.archiveConversation(ArchiveConversation(conversation: group, account: author))),
      named(CommandID(rawValue: due), .scheduleMessage(schedule)),
      named(CommandID(rawValue: waiting), .scheduleMessage(schedule)),
      next(.endConversation(EndConversation(conversation: ended))),
      named(deletion, .deleteMessage(DeleteMessage(message: message(deleted)))),
      named(clearing, .clear(Clear(conversations: [cleared]))),
      named(ownClearing, .clear(Clear(conversations: [cleared], forAccount: author))),
      named(puttingOut, .removeParticipant(RemoveParticipant(conversation: room, account: formerPupil))),
      named(removal, .removeConversation(RemoveConversation(conversation: removed))),
      named(unpinning, .unpinMessage(UnpinMessage(message: message(unpinned)))),
      named(unreacting, .removeReaction(RemoveReaction(message: message(inRoom), account: author, emoji: "star"))),
      named(openImport, .beginImport(BeginImport(format: "mattermost", source: "tests"))),
      named(openBackfill, .beginBackfill(BeginBackfill(policy: "rooms"))),
    ]
  }
}
