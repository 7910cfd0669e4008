import ChatDomain
import SwiftProtobuf

// Actions on conversations and participants between the domain and the generated messages.

extension CreateConversation {
  var wire: ProtoCreateConversation {
    .with {
      $0.conversation = conversation.wire
      $0.kind = kind.wire
      $0.history = history.wire
      $0.participants = participants.map(\.wire)
      if let startedAt { $0.startedAtUs = startedAt.microseconds }
      if let resource { $0.resource = resource.wire }
    }
  }

  init(wire proto: ProtoCreateConversation, details: ConversationDetails) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "create_conversation.conversation"),
      kind: try ConversationKind(wire: proto.kind, "create_conversation.kind"),
      history: try HistoryVisibility(wire: proto.history, "create_conversation.history"),
      participants: try AccountID.list(wire: proto.participants, "create_conversation.participants"),
      details: details,
      startedAt: proto.hasStartedAtUs
        ? try Timestamp(wire: proto.startedAtUs, "create_conversation.started_at_us") : nil,
      resource: proto.hasResource ? try ResourceID(wire: proto.resource, "create_conversation.resource") : nil)
  }
}

extension UpdateConversation {
  var wire: ProtoUpdateConversation {
    .with {
      $0.conversation = conversation.wire
      if let history { $0.history = history.wire }
    }
  }

  init(wire proto: ProtoUpdateConversation, details: ConversationDetails) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "update_conversation.conversation"),
      history: proto.history == .unspecified
        ? nil : try HistoryVisibility(wire: proto.history, "update_conversation.history"),
      details: details)
  }
}

extension EndConversation {
  var wire: ProtoEndConversation {
    .with {
      $0.conversation = conversation.wire
      if let endedAt { $0.endedAtUs = endedAt.microseconds }
    }
  }

  init(wire proto: ProtoEndConversation) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "end_conversation.conversation"),
      endedAt: proto.hasEndedAtUs ? try Timestamp(wire: proto.endedAtUs, "end_conversation.ended_at_us") : nil)
  }
}

extension ReopenConversation {
  var wire: ProtoReopenConversation { .with { $0.conversation = conversation.wire } }

  init(wire proto: ProtoReopenConversation) throws(WireError) {
    self.init(conversation: try ConversationID(wire: proto.conversation, "reopen_conversation.conversation"))
  }
}

extension RemoveConversation {
  var wire: ProtoRemoveConversation {
    .with {
      $0.conversation = conversation.wire
      if let removedAt { $0.removedAtUs = removedAt.microseconds }
    }
  }

  init(wire proto: ProtoRemoveConversation) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "remove_conversation.conversation"),
      removedAt: proto.hasRemovedAtUs
        ? try Timestamp(wire: proto.removedAtUs, "remove_conversation.removed_at_us") : nil)
  }
}

extension AddParticipant {
  var wire: ProtoAddParticipant {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      $0.role = role.wire
    }
  }

  init(wire proto: ProtoAddParticipant) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "add_participant.conversation"),
      account: try AccountID(wire: proto.account, "add_participant.account"),
      role: try ParticipantRole(wire: proto.role, "add_participant.role"))
  }
}

extension RemoveParticipant {
  var wire: ProtoRemoveParticipant {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
    }
  }

  init(wire proto: ProtoRemoveParticipant) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "remove_participant.conversation"),
      account: try AccountID(wire: proto.account, "remove_participant.account"))
  }
}

extension ChangeRole {
  var wire: ProtoChangeRole {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      $0.role = role.wire
    }
  }

  init(wire proto: ProtoChangeRole) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "change_role.conversation"),
      account: try AccountID(wire: proto.account, "change_role.account"),
      role: try ParticipantRole(wire: proto.role, "change_role.role"))
  }
}
