import ChatDomain
import SwiftProtobuf

// Events of messages, reactions, read markers and pins between the domain and the generated messages.

extension MessageSent {
  var wire: ProtoMessageSent {
    .with {
      $0.conversation = conversation.wire
      $0.message = message.wire
      $0.author = author.wire
      $0.sender = sender.wire
      $0.sentAtUs = sentAt.microseconds
      if let replyTo { $0.replyTo = replyTo.wire }
      if let root { $0.root = root.wire }
    }
  }

  init(wire proto: ProtoMessageSent) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "message_sent.conversation"),
      message: try MessageID(wire: proto.message, "message_sent.message"),
      author: try AccountID(wire: proto.author, "message_sent.author"),
      sender: try Sender(wire: proto.sender, "message_sent.sender"),
      sentAt: try Timestamp(wire: proto.sentAtUs, "message_sent.sent_at_us"),
      replyTo: proto.hasReplyTo ? try MessageID(wire: proto.replyTo, "message_sent.reply_to") : nil,
      root: proto.hasRoot ? try MessageID(wire: proto.root, "message_sent.root") : nil)
  }
}

extension MessageEdited {
  var wire: ProtoMessageEdited {
    .with {
      $0.conversation = conversation.wire
      $0.message = message.wire
      $0.version = version
      if let editedAt { $0.editedAtUs = editedAt.microseconds }
    }
  }

  init(wire proto: ProtoMessageEdited) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "message_edited.conversation"),
      message: try MessageID(wire: proto.message, "message_edited.message"),
      version: proto.version,
      editedAt: proto.hasEditedAtUs ? try Timestamp(wire: proto.editedAtUs, "message_edited.edited_at_us") : nil)
  }
}

extension MessageDeleted {
  var wire: ProtoMessageDeleted {
    .with {
      $0.conversation = conversation.wire
      $0.message = message.wire
      if let removal { $0.removal = removal.rawValue }
      if let deletedAt { $0.deletedAtUs = deletedAt.microseconds }
    }
  }

  init(wire proto: ProtoMessageDeleted) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "message_deleted.conversation"),
      message: try MessageID(wire: proto.message, "message_deleted.message"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil,
      deletedAt: proto.hasDeletedAtUs ? try Timestamp(wire: proto.deletedAtUs, "message_deleted.deleted_at_us") : nil)
  }
}

extension MessageRestored {
  var wire: ProtoMessageRestored {
    .with {
      $0.conversation = conversation.wire
      $0.message = message.wire
    }
  }

  init(wire proto: ProtoMessageRestored) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "message_restored.conversation"),
      message: try MessageID(wire: proto.message, "message_restored.message"))
  }
}

extension ReactionAdded {
  var wire: ProtoReactionAdded {
    .with {
      $0.conversation = conversation.wire
      $0.message = message.wire
      $0.account = account.wire
      $0.emoji = emoji
      $0.reactedAtUs = reactedAt.microseconds
    }
  }

  init(wire proto: ProtoReactionAdded) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "reaction_added.conversation"),
      message: try MessageID(wire: proto.message, "reaction_added.message"),
      account: try AccountID(wire: proto.account, "reaction_added.account"),
      emoji: proto.emoji,
      reactedAt: try Timestamp(wire: proto.reactedAtUs, "reaction_added.reacted_at_us"))
  }
}

extension ReactionRemoved {
  var wire: ProtoReactionRemoved {
    .with {
      $0.conversation = conversation.wire
      $0.message = message.wire
      $0.account = account.wire
      $0.emoji = emoji
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoReactionRemoved) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "reaction_removed.conversation"),
      message: try MessageID(wire: proto.message, "reaction_removed.message"),
      account: try AccountID(wire: proto.account, "reaction_removed.account"),
      emoji: proto.emoji,
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension ReadMarkerMoved {
  var wire: ProtoReadMarkerMoved {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      $0.message = message.wire
      $0.point = point.wire
    }
  }

  init(wire proto: ProtoReadMarkerMoved) throws(WireError) {
    guard proto.hasPoint else { throw .missing("read_marker_moved.point") }
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "read_marker_moved.conversation"),
      account: try AccountID(wire: proto.account, "read_marker_moved.account"),
      message: try MessageID(wire: proto.message, "read_marker_moved.message"),
      point: try ReadingPoint(wire: proto.point, "read_marker_moved.point"))
  }
}

extension MessagePinned {
  var wire: ProtoMessagePinned {
    .with {
      $0.conversation = conversation.wire
      $0.message = message.wire
      $0.pinnedAtUs = pinnedAt.microseconds
    }
  }

  init(wire proto: ProtoMessagePinned) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "message_pinned.conversation"),
      message: try MessageID(wire: proto.message, "message_pinned.message"),
      pinnedAt: try Timestamp(wire: proto.pinnedAtUs, "message_pinned.pinned_at_us"))
  }
}

extension MessageUnpinned {
  var wire: ProtoMessageUnpinned {
    .with {
      $0.conversation = conversation.wire
      $0.message = message.wire
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoMessageUnpinned) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "message_unpinned.conversation"),
      message: try MessageID(wire: proto.message, "message_unpinned.message"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}
