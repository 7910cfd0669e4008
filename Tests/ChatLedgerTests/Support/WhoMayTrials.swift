import ChatDomain
import ChatLedger

/// One thing that everybody tries, and who should succeed: written by hand, beside the table of the code.
struct WhoMayTrial: Sendable, CustomStringConvertible {
  typealias Who = WhoMayWorld.Who
  var permission: Permission
  /// Which accounts succeed, services apart: they and operators always do.
  var allowed: Set<Who>
  var reason: Permission.ReasonRule
  /// Who needs no reason although the others do.
  var exempt: Set<Who> = []
  /// The import or backfill that the command belongs to.
  var chain: CommandID?
  var name: String
  /// The action for whoever tries; operators and services do it in the place of the author.
  var action: @Sendable (AccountID) -> Action

  var description: String { "\(permission): \(name)" }

  private init(
    _ permission: Permission, _ name: String, _ allowed: Set<Who>, _ reason: Permission.ReasonRule = .none,
    exempt: Set<Who> = [], chain: CommandID? = nil, _ action: @escaping @Sendable (AccountID) -> Action
  ) {
    (self.permission, self.name, self.allowed, self.reason, self.action) = (permission, name, allowed, reason, action)
    (self.exempt, self.chain) = (exempt, chain)
  }

  /// Whether it should be accepted.
  ///
  /// - Parameter who: Nil for an operator.
  func isGranted(to who: Who?, withReason hasReason: Bool) -> Bool {
    let isFromOutside = who == nil || who == .service
    guard isFromOutside || who.map(allowed.contains) == true else { return false }
    switch reason {
    case .none: return true
    case .outside: return hasReason || !isFromOutside
    case .everybody: return hasReason || who.map(exempt.contains) == true
    }
  }

  static let all: [WhoMayTrial] =
    accounts + conversations + participants + messages + reactions + clears + reverts + records + administration

  // Everybody who is registered and no service.
  private static let everybody: Set<Who> = [.outsider, .member, .author, .moderator, .owner, .assistant, .leaver]
  private static let inRoom: Set<Who> = [.member, .author, .moderator, .owner]
  private static let inTalk: Set<Who> = inRoom.union([.assistant])
  private static let keepers: Set<Who> = [.moderator, .owner]
  private typealias World = WhoMayWorld
  private static let author = Who.author.id
  private static let text = MessageContent(body: "text")

  private static let accounts: [WhoMayTrial] = [
    .init(.registerOneself, "itself", [.newcomer]) { who in
      .registerAccount(RegisterAccount(account: who == author ? Who.newcomer.id : who))
    },
    .init(.registerAccount, "another", []) { _ in
      .registerAccount(RegisterAccount(account: AccountID(rawValue: 0xFF)))
    },
    .init(.registerAccount, "itself as a service", []) { _ in
      .registerAccount(RegisterAccount(account: Who.newcomer.id, kind: .service))
    },
    .init(.registerAccount, "itself with a role", []) { _ in
      .registerAccount(RegisterAccount(account: Who.newcomer.id, roles: ["admin"]))
    },
    .init(.updateAccount, "itself", everybody, .outside) { .updateAccount(UpdateAccount(account: $0)) },
    .init(.updateAccount, "another", [.author], .outside) { _ in .updateAccount(UpdateAccount(account: author)) },
    .init(.deactivateAccount, "itself", everybody, .everybody) { .deactivateAccount(DeactivateAccount(account: $0)) },
    .init(.deactivateAccount, "another", [.author], .everybody) { _ in
      .deactivateAccount(DeactivateAccount(account: author))
    },
    .init(.manageAccount, "roles", []) { .setAccountRoles(SetAccountRoles(account: $0, roles: ["admin"])) },
    .init(.manageAccount, "protection", []) { .protectAccount(ProtectAccount(account: $0)) },
  ]

  private static let newRoom = ConversationID(rawValue: 0xF1)
  private static let conversations: [WhoMayTrial] = [
    .init(.startConversation, "with itself", everybody) {
      .createConversation(CreateConversation(conversation: newRoom, kind: .group, participants: [$0, World.pupil]))
    },
    .init(.placeConversation, "for others", []) { _ in
      .createConversation(
        CreateConversation(conversation: newRoom, kind: .room, participants: [World.pupil, World.keeper]))
    },
    .init(.placeConversation, "on a resource", []) {
      .createConversation(
        CreateConversation(conversation: newRoom, kind: .room, participants: [$0], resource: World.resource))
    },
    .init(.tendRoom, "texts", keepers) { _ in .updateConversation(UpdateConversation(conversation: World.room)) },
    .init(.tendCircle, "texts of a group", inRoom) { _ in
      .updateConversation(UpdateConversation(conversation: World.group))
    },
    .init(.tendCircle, "texts of a talk", inTalk) { _ in
      .updateConversation(UpdateConversation(conversation: World.talk))
    },
    .init(.tendCircle, "texts of a pair", [.author, .member]) { _ in
      .updateConversation(UpdateConversation(conversation: World.direct))
    },
    .init(.tendBoard, "texts", everybody) { _ in .updateConversation(UpdateConversation(conversation: World.board)) },
    .init(.endConversation, "a room", keepers) { _ in .endConversation(EndConversation(conversation: World.room)) },
    .init(.endConversation, "a group", keepers) { _ in .endConversation(EndConversation(conversation: World.group)) },
    .init(.endConversation, "open again", keepers) { _ in
      .reopenConversation(ReopenConversation(conversation: World.ended))
    },
    .init(.removeConversation, "a room", [.owner], .everybody) { _ in
      .removeConversation(RemoveConversation(conversation: World.room))
    },
    .init(.removeConversation, "a pair", [], .everybody) { _ in
      .removeConversation(RemoveConversation(conversation: World.direct))
    },
    .init(.archive, "its own", inRoom) {
      .archiveConversation(ArchiveConversation(conversation: World.room, account: $0))
    },
    .init(.archive, "another's back", [.author]) { _ in
      .unarchiveConversation(UnarchiveConversation(conversation: World.group, account: author))
    },
  ]

  private static func add(_ id: ConversationID, _ role: ParticipantRole = .member) -> Action {
    .addParticipant(AddParticipant(conversation: id, account: Who.outsider.id, role: role))
  }
  private static func role(_ account: AccountID, _ role: ParticipantRole) -> Action {
    .changeRole(ChangeRole(conversation: World.room, account: account, role: role))
  }
  private static func putOut(_ account: AccountID, of id: ConversationID = World.room) -> Action {
    .removeParticipant(RemoveParticipant(conversation: id, account: account))
  }
  private static let participants: [WhoMayTrial] = [
    .init(.tendRoom, "add", keepers) { _ in add(World.room) },
    .init(.tendCircle, "add", inRoom) { _ in add(World.group) },
    .init(.giveRole, "add a moderator", [.owner]) { _ in add(World.room, .moderator) },
    .init(.giveRole, "promote", [.owner]) { _ in role(World.pupil, .moderator) },
    .init(.giveRole, "demote", [.owner]) { _ in role(World.keeper, .member) },
    .init(.giveRole, "promote itself", [.owner]) { role($0, .owner) },
    // A member who asks for what it is has nothing to give up.
    .init(.stepDown, "to member", [.moderator, .owner]) { role($0, .member) },
    .init(.putOut, "a member", keepers, .everybody) { _ in putOut(World.pupil) },
    .init(.putOut, "the author, or leave", keepers.union([.author]), .everybody, exempt: [.author]) { _ in
      putOut(author)
    },
    .init(.putOutAModerator, "a moderator", [.owner], .everybody) { _ in putOut(World.keeper) },
    .init(.leave, "itself", [.author, .member, .moderator, .owner], .outside) { putOut($0) },
  ]

  private static func say(
    _ who: AccountID, in conversation: ConversationID = World.room, as sender: Sender = .user
  ) -> Action {
    .sendMessage(SendMessage(conversation: conversation, author: who, sender: sender, content: text))
  }
  private static func edit(_ number: UInt128) -> Action {
    .editMessage(EditMessage(message: World.message(number), content: text))
  }
  private static func delete(_ number: UInt128) -> Action {
    .deleteMessage(DeleteMessage(message: World.message(number)))
  }
  private static let messages: [WhoMayTrial] = [
    .init(.speak, "as itself", inRoom, .outside) { say($0) },
    .init(.speak, "as itself on a board", everybody, .outside) { say($0, in: World.board) },
    .init(.speak, "as the author", [.author], .outside) { _ in say(author) },
    .init(.speak, "as the AI that it is", [.assistant], .outside) { _ in
      say(Who.assistant.id, in: World.talk, as: .ai)
    },
    .init(.speakAsAI, "as what it is", [.assistant], .outside) { say($0, in: World.talk, as: .ai) },
    .init(.announce, "as the chat", []) { say($0, as: .system) },
    .init(.speak, "later", inRoom, .outside) {
      .scheduleMessage(
        ScheduleMessage(conversation: World.room, author: $0, dueAt: Timestamp(microseconds: 0), content: text))
    },
    .init(.sendDue, "what is due", [.author]) { _ in
      .sendScheduledMessage(SendScheduledMessage(scheduledMessage: ScheduledMessageID(rawValue: World.due)))
    },
    .init(.cancelScheduled, "what waits", [.author], .outside) { _ in
      .cancelScheduledMessage(CancelScheduledMessage(scheduledMessage: ScheduledMessageID(rawValue: World.waiting)))
    },
    .init(.edit, "in a room", [.author], .outside) { _ in edit(World.inRoom) },
    .init(.edit, "in a pair", [.author], .outside) { _ in edit(World.inDirect) },
    .init(.edit, "on a board", [.author], .outside) { _ in edit(World.onBoard) },
    .init(.edit, "of somebody who left", [], .outside) { _ in edit(World.ofLeaver) },
    .init(.delete, "in a room", keepers.union([.author]), .everybody) { _ in delete(World.inRoom) },
    .init(.delete, "in a pair", [.author], .everybody) { _ in delete(World.inDirect) },
    .init(.delete, "on a board", [.author], .everybody) { _ in delete(World.onBoard) },
    .init(.delete, "of somebody who left", keepers, .everybody) { _ in delete(World.ofLeaver) },
    .init(.tendRoom, "pin", keepers) { _ in .pinMessage(PinMessage(message: World.message(World.inRoom))) },
    .init(.tendRoom, "unpin", keepers) { _ in .unpinMessage(UnpinMessage(message: World.message(World.pinned))) },
    .init(.tendCircle, "pin", [.author, .member]) { _ in
      .pinMessage(PinMessage(message: World.message(World.inDirect)))
    },
    .init(.tendBoard, "pin", everybody) { _ in .pinMessage(PinMessage(message: World.message(World.onBoard))) },
  ]

  private static let reactions: [WhoMayTrial] = [
    .init(.react, "as itself", inRoom, .outside) {
      .addReaction(AddReaction(message: World.message(World.inRoom), account: $0, emoji: "moon"))
    },
    .init(.react, "as the author", [.author], .outside) { _ in
      .addReaction(AddReaction(message: World.message(World.inRoom), account: author, emoji: "moon"))
    },
    .init(.removeReaction, "the author's", keepers.union([.author]), .everybody, exempt: [.author]) { _ in
      .removeReaction(RemoveReaction(message: World.message(World.inRoom), account: author, emoji: "heart"))
    },
    .init(.markRead, "as itself", inRoom, .outside) {
      .markRead(MarkRead(conversation: World.room, account: $0, message: World.message(World.inRoom)))
    },
    .init(.markRead, "as the author", [.author], .outside) { _ in
      .markRead(MarkRead(conversation: World.room, account: author, message: World.message(World.inRoom)))
    },
  ]

  private static let clears: [WhoMayTrial] = [
    .init(.clearOwnHistory, "its own", inRoom, .everybody) {
      .clear(Clear(conversations: [World.room], forAccount: $0))
    },
    .init(.clearOwnHistory, "all its own", everybody, .everybody) { .clear(Clear(everything: true, forAccount: $0)) },
    .init(.clearOwnHistory, "another's", [.author], .everybody) { _ in
      .clear(Clear(conversations: [World.room], forAccount: author))
    },
    .init(.clearForEveryone, "a room", [.owner], .everybody) { _ in .clear(Clear(conversations: [World.room])) },
    .init(.clearForEveryone, "two, one of which is nobody's", [], .everybody) { _ in
      .clear(Clear(conversations: [World.room, World.direct]))
    },
    .init(.clearEverything, "all messages", [], .everybody) { _ in .clear(Clear(everything: true)) },
    .init(.clearEverything, "all", [], .everybody) { _ in .clearEverything(ClearEverything()) },
  ]

  private static func revert(_ id: CommandID) -> Action { .revert(Revert(command: id)) }
  private static let reverts: [WhoMayTrial] = [
    .init(.undelete, "a deletion", keepers) { _ in revert(World.deletion) },
    .init(.clearForEveryone, "undone", [.owner]) { _ in revert(World.clearing) },
    .init(.clearOwnHistory, "undone", [.author]) { _ in revert(World.ownClearing) },
    .init(.putOut, "undone", keepers) { _ in revert(World.puttingOut) },
    .init(.removeConversation, "undone", [.owner]) { _ in revert(World.removal) },
    .init(.tendRoom, "unpinning undone", keepers) { _ in revert(World.unpinning) },
    .init(.removeReaction, "undone", keepers.union([.author])) { _ in revert(World.unreacting) },
    .init(.administer, "an import taken back", [], .everybody) { _ in revert(World.openImport) },
  ]

  private static let records: [WhoMayTrial] = [
    .init(.block, "as itself", everybody, .outside) { .blockContact(BlockContact(account: $0, contact: World.keeper)) },
    .init(.block, "another's ended", [.author], .outside) { _ in
      .unblockContact(UnblockContact(account: author, contact: World.pupil))
    },
    .init(.useSession, "its own", everybody) {
      .openSession(OpenSession(session: SessionID(rawValue: 0xFE), account: $0))
    },
    .init(.useSession, "another's closed", [.author]) { _ in .closeSession(CloseSession(session: World.session)) },
    .init(.report, "as itself", everybody, .outside) {
      .fileReport(FileReport(report: ReportID(rawValue: 0xFD), reporter: $0, subject: World.pupil))
    },
    .init(.resolveReport, "one", []) { _ in .resolveReport(ResolveReport(report: World.report)) },
    .init(.changeSettings, "its own", everybody, .outside) {
      .setChatSettings(SetChatSettings(account: $0, values: ["theme": "dark"]))
    },
    .init(.changeSettings, "another's second step", [.author], .outside) { _ in
      .setTwoStepVerification(SetTwoStepVerification(account: author, isEnabled: false))
    },
  ]

  private static let administration: [WhoMayTrial] = [
    .init(.takeAway, "a resource", [], .everybody) { _ in .remove(Remove(resources: [World.resource])) },
    .init(.takeAway, "itself", [], .everybody) { .remove(Remove(accounts: [$0])) },
    .init(.administer, "configuration", []) { _ in .configureLedger(ConfigureLedger(isProduction: true)) },
    .init(.administer, "schema", []) { _ in
      .declareSchema(
        DeclareSchema(
          schema: ResourceSchema(kinds: World.kinds + [ResourceKind(name: "event")], policies: World.policies)))
    },
    .init(.administer, "new resource", []) { _ in
      .createResource(CreateResource(resource: ResourceID(rawValue: 0xFC), kind: "board"))
    },
    .init(.administer, "changed resource", []) { _ in
      .updateResource(UpdateResource(resource: World.resource, status: "new"))
    },
    .init(.administer, "import", []) { _ in .beginImport(BeginImport(format: "mattermost", source: "more")) },
    .init(.administer, "import finished", []) { _ in .finishImport(FinishImport(importCommand: World.openImport)) },
    .init(.administer, "backfill", []) { _ in .beginBackfill(BeginBackfill(policy: "rooms")) },
    .init(.administer, "rooms", [], chain: World.openBackfill) { _ in
      .backfillRooms(BackfillRooms(policy: "rooms", resources: [World.resource]))
    },
    .init(.bringThePast, "a message of then", [], chain: World.openImport) {
      .sendMessage(
        SendMessage(conversation: World.room, author: $0, content: text, sentAt: Timestamp(microseconds: 0)))
    },
    .init(.bringThePast, "a room of then", [], chain: World.openImport) {
      .createConversation(CreateConversation(conversation: newRoom, kind: .group, participants: [$0]))
    },
  ]
}
