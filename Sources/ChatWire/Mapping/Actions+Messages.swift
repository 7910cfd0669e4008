import ChatDomain
import SwiftProtobuf

// Actions on messages between the domain and the generated messages.

extension SendMessage {
  var wire: ProtoSendMessage {
    .with {
      $0.conversation = conversation.wire
      $0.author = author.wire
      $0.sender = sender.wire
      if let replyTo { $0.replyTo = replyTo.wire }
      if let root { $0.root = root.wire }
      if let sentAt { $0.sentAtUs = sentAt.microseconds }
    }
  }

  init(wire proto: ProtoSendMessage, content: MessageContent) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "send_message.conversation"),
      author: try AccountID(wire: proto.author, "send_message.author"),
      sender: try Sender(wire: proto.sender, "send_message.sender"),
      content: content,
      replyTo: proto.hasReplyTo ? try MessageID(wire: proto.replyTo, "send_message.reply_to") : nil,
      root: proto.hasRoot ? try MessageID(wire: proto.root, "send_message.root") : nil,
      sentAt: proto.hasSentAtUs ? try Timestamp(wire: proto.sentAtUs, "send_message.sent_at_us") : nil)
  }
}

extension EditMessage {
  var wire: ProtoEditMessage {
    .with {
      $0.message = message.wire
      if let editedAt { $0.editedAtUs = editedAt.microseconds }
    }
  }

  init(wire proto: ProtoEditMessage, content: MessageContent) throws(WireError) {
    self.init(
      message: try MessageID(wire: proto.message, "edit_message.message"), content: content,
      editedAt: proto.hasEditedAtUs ? try Timestamp(wire: proto.editedAtUs, "edit_message.edited_at_us") : nil)
  }
}

extension DeleteMessage {
  var wire: ProtoDeleteMessage {
    .with {
      $0.message = message.wire
      if let deletedAt { $0.deletedAtUs = deletedAt.microseconds }
    }
  }

  init(wire proto: ProtoDeleteMessage) throws(WireError) {
    self.init(
      message: try MessageID(wire: proto.message, "delete_message.message"),
      deletedAt: proto.hasDeletedAtUs ? try Timestamp(wire: proto.deletedAtUs, "delete_message.deleted_at_us") : nil)
  }
}

extension AddReaction {
  var wire: ProtoAddReaction {
    .with {
      $0.message = message.wire
      $0.account = account.wire
      $0.emoji = emoji
      if let reactedAt { $0.reactedAtUs = reactedAt.microseconds }
    }
  }

  init(wire proto: ProtoAddReaction) throws(WireError) {
    self.init(
      message: try MessageID(wire: proto.message, "add_reaction.message"),
      account: try AccountID(wire: proto.account, "add_reaction.account"),
      emoji: proto.emoji,
      reactedAt: proto.hasReactedAtUs ? try Timestamp(wire: proto.reactedAtUs, "add_reaction.reacted_at_us") : nil)
  }
}

extension RemoveReaction {
  var wire: ProtoRemoveReaction {
    .with {
      $0.message = message.wire
      $0.account = account.wire
      $0.emoji = emoji
    }
  }

  init(wire proto: ProtoRemoveReaction) throws(WireError) {
    self.init(
      message: try MessageID(wire: proto.message, "remove_reaction.message"),
      account: try AccountID(wire: proto.account, "remove_reaction.account"),
      emoji: proto.emoji)
  }
}

extension MarkRead {
  var wire: ProtoMarkRead {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      $0.message = message.wire
    }
  }

  init(wire proto: ProtoMarkRead) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "mark_read.conversation"),
      account: try AccountID(wire: proto.account, "mark_read.account"),
      message: try MessageID(wire: proto.message, "mark_read.message"))
  }
}

extension PinMessage {
  var wire: ProtoPinMessage {
    .with {
      $0.message = message.wire
      if let pinnedAt { $0.pinnedAtUs = pinnedAt.microseconds }
    }
  }

  init(wire proto: ProtoPinMessage) throws(WireError) {
    self.init(
      message: try MessageID(wire: proto.message, "pin_message.message"),
      pinnedAt: proto.hasPinnedAtUs ? try Timestamp(wire: proto.pinnedAtUs, "pin_message.pinned_at_us") : nil)
  }
}

extension UnpinMessage {
  var wire: ProtoUnpinMessage {
    .with { $0.message = message.wire }
  }

  init(wire proto: ProtoUnpinMessage) throws(WireError) {
    self.init(message: try MessageID(wire: proto.message, "unpin_message.message"))
  }
}
