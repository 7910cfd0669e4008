import ChatLedger
import TestSupport

@testable import DatabaseExchange

/// One change of what came into a ledger from a source.
struct LedgerSabotage {
  var what: String
  var command: CommandID

  /// - Returns: nil where the ledger has nothing of the kind, or does not take the change.
  static func make(in scene: Scene, _ dice: inout Dice) throws -> LedgerSabotage? {
    let rooms = try rooms(scene)
    guard !rooms.isEmpty else { return nil }
    let actions = try actions(in: dice.pick(rooms), scene)
    guard !actions.isEmpty else { return nil }
    let action = dice.pick(actions)
    guard let receipt = try? scene.execute(action, reason: "tests") else { return nil }
    return LedgerSabotage(what: "\(action)", command: receipt.commandID)
  }

  private static func rooms(_ scene: Scene) throws -> [Conversation] {
    try scene.ledger.read { view in
      var rooms: [Conversation] = []
      try view.forEachConversation { room in
        rooms.append(room)
        return true
      }
      return rooms
    }
  }

  /// Everything that can be done to a room, to what is in it, and to who is in it.
  private static func actions(in room: Conversation, _ scene: Scene) throws -> [Action] {
    let id = room.id
    var actions: [Action] = []
    var details = room.details ?? ConversationDetails()
    details.title += "!"
    actions.append(.updateConversation(UpdateConversation(conversation: id, details: details)))
    try scene.ledger.read { view in
      try view.forEachMessage(in: id) { message in
        if actions.count == 1 { actions.append(.clear(Clear(conversations: [id]))) }
        var content = message.content ?? MessageContent(body: "")
        content.body += "!"
        actions.append(.editMessage(EditMessage(message: message.id, content: content)))
        actions.append(.deleteMessage(DeleteMessage(message: message.id)))
        if message.state.isPinned { actions.append(.unpinMessage(UnpinMessage(message: message.id))) }
        for reaction in try view.reactions(to: message.state) {
          actions.append(
            .removeReaction(
              RemoveReaction(message: message.id, account: reaction.account, emoji: reaction.emoji)))
        }
        return true
      }
      for member in try view.participants(in: id) where member.isActive {
        actions += try self.actions(of: member, isPair: room.state.pair != nil, view)
      }
    }
    return actions
  }

  private static func actions(
    of member: ParticipantState, isPair: Bool, _ view: LedgerView
  ) throws -> [Action] {
    var actions: [Action] = []
    if !isPair {
      actions.append(
        .removeParticipant(RemoveParticipant(conversation: member.conversation, account: member.account)))
      actions.append(
        .changeRole(
          ChangeRole(
            conversation: member.conversation, account: member.account,
            role: member.role == .member ? .moderator : .member)))
    }
    guard let account = try view.account(member.account), let profile = account.profile, !account.state.isRemoved
    else { return actions }
    var other = profile
    other.displayName += "!"
    actions.append(.updateAccount(UpdateAccount(account: member.account, profile: other)))
    actions.append(.setAccountRoles(SetAccountRoles(account: member.account, roles: ["odd"])))
    if try view.record(.chatSettings(member.account)) != nil {
      actions.append(.setChatSettings(SetChatSettings(account: member.account, values: ["odd": "x"])))
    }
    if try view.record(.twoStepVerification(member.account)) != nil {
      actions.append(
        .setTwoStepVerification(
          SetTwoStepVerification(account: member.account, isEnabled: true, method: "odd")))
    }
    return actions
  }
}
