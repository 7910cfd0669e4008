import ChatDomain
import SwiftProtobuf

// Events of conversations and participants between the domain and the generated messages.

extension ConversationCreated {
  var wire: ProtoConversationCreated {
    .with {
      $0.conversation = conversation.wire
      $0.kind = kind.wire
      $0.history = history.wire
      $0.startedAtUs = startedAt.microseconds
      $0.pair = pair.map(\.wire)
      if let resource { $0.resource = resource.wire }
    }
  }

  init(wire proto: ProtoConversationCreated) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_created.conversation"),
      kind: try ConversationKind(wire: proto.kind, "conversation_created.kind"),
      history: try HistoryVisibility(wire: proto.history, "conversation_created.history"),
      startedAt: try Timestamp(wire: proto.startedAtUs, "conversation_created.started_at_us"),
      pair: try AccountID.list(wire: proto.pair, "conversation_created.pair"),
      resource: proto.hasResource ? try ResourceID(wire: proto.resource, "conversation_created.resource") : nil)
  }
}

extension ConversationUpdated {
  var wire: ProtoConversationUpdated {
    .with {
      $0.conversation = conversation.wire
      $0.history = history.wire
    }
  }

  init(wire proto: ProtoConversationUpdated) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_updated.conversation"),
      history: try HistoryVisibility(wire: proto.history, "conversation_updated.history"))
  }
}

extension ConversationEnded {
  var wire: ProtoConversationEnded {
    .with {
      $0.conversation = conversation.wire
      $0.endedAtUs = endedAt.microseconds
    }
  }

  init(wire proto: ProtoConversationEnded) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_ended.conversation"),
      endedAt: try Timestamp(wire: proto.endedAtUs, "conversation_ended.ended_at_us"))
  }
}

extension ConversationReopened {
  var wire: ProtoConversationReopened { .with { $0.conversation = conversation.wire } }

  init(wire proto: ProtoConversationReopened) throws(WireError) {
    self.init(conversation: try ConversationID(wire: proto.conversation, "conversation_reopened.conversation"))
  }
}

extension ConversationRemoved {
  var wire: ProtoConversationRemoved {
    .with {
      $0.conversation = conversation.wire
      if let removed = removed.wire { $0.removed = removed }
      if let removal { $0.removal = removal.rawValue }
      if let removedAt { $0.removedAtUs = removedAt.microseconds }
    }
  }

  init(wire proto: ProtoConversationRemoved) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_removed.conversation"),
      removed: Totals(wire: proto.removed),
      removal: proto.hasRemoval ? Position(proto.removal) : nil,
      removedAt: proto.hasRemovedAtUs
        ? try Timestamp(wire: proto.removedAtUs, "conversation_removed.removed_at_us") : nil)
  }
}

extension ConversationRestored {
  var wire: ProtoConversationRestored {
    .with {
      $0.conversation = conversation.wire
      if let restored = restored.wire { $0.restored = restored }
    }
  }

  init(wire proto: ProtoConversationRestored) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_restored.conversation"),
      restored: Totals(wire: proto.restored))
  }
}

extension ConversationDetached {
  var wire: ProtoConversationDetached {
    .with {
      $0.conversation = conversation.wire
      $0.resource = resource.wire
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoConversationDetached) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_detached.conversation"),
      resource: try ResourceID(wire: proto.resource, "conversation_detached.resource"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension ConversationAttached {
  var wire: ProtoConversationAttached {
    .with {
      $0.conversation = conversation.wire
      $0.resource = resource.wire
    }
  }

  init(wire proto: ProtoConversationAttached) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_attached.conversation"),
      resource: try ResourceID(wire: proto.resource, "conversation_attached.resource"))
  }
}

extension ParticipantJoined {
  var wire: ProtoParticipantJoined {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      $0.role = role.wire
      if let visibleFrom { $0.visibleFromUs = visibleFrom.microseconds }
    }
  }

  init(wire proto: ProtoParticipantJoined) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "participant_joined.conversation"),
      account: try AccountID(wire: proto.account, "participant_joined.account"),
      role: try ParticipantRole(wire: proto.role, "participant_joined.role"),
      visibleFrom: proto.hasVisibleFromUs
        ? try Timestamp(wire: proto.visibleFromUs, "participant_joined.visible_from_us") : nil)
  }
}

extension ParticipantLeft {
  var wire: ProtoParticipantLeft {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoParticipantLeft) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "participant_left.conversation"),
      account: try AccountID(wire: proto.account, "participant_left.account"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension ParticipantRestored {
  var wire: ProtoParticipantRestored {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
    }
  }

  init(wire proto: ProtoParticipantRestored) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "participant_restored.conversation"),
      account: try AccountID(wire: proto.account, "participant_restored.account"))
  }
}

extension RoleChanged {
  var wire: ProtoRoleChanged {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      $0.role = role.wire
    }
  }

  init(wire proto: ProtoRoleChanged) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "role_changed.conversation"),
      account: try AccountID(wire: proto.account, "role_changed.account"),
      role: try ParticipantRole(wire: proto.role, "role_changed.role"))
  }
}
