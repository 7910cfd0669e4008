import ChatDomain
import SwiftProtobuf

// Events of clears, reverts, imports and backfills between the domain and the generated messages.

extension ConversationCleared {
  var wire: ProtoConversationCleared {
    .with {
      $0.conversation = conversation.wire
      $0.watermark = watermark.wire
      if let cleared = cleared.wire { $0.cleared = cleared }
      if let visible = visible.wire { $0.visible = visible }
      $0.marks = marks.map(\.wire)
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoConversationCleared) throws(WireError) {
    guard proto.hasWatermark else { throw .missing("conversation_cleared.watermark") }
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_cleared.conversation"),
      watermark: try Watermark(wire: proto.watermark, "conversation_cleared.watermark"),
      cleared: Tally(wire: proto.cleared),
      visible: Tally(wire: proto.visible),
      marks: try ClearMark.list(wire: proto.marks, "conversation_cleared.marks"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension ConversationClearReverted {
  var wire: ProtoConversationClearReverted {
    .with {
      $0.conversation = conversation.wire
      if let restored = restored.wire { $0.restored = restored }
      if let visible = visible.wire { $0.visible = visible }
      $0.marks = marks.map(\.wire)
    }
  }

  init(wire proto: ProtoConversationClearReverted) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "conversation_clear_reverted.conversation"),
      restored: Tally(wire: proto.restored),
      visible: Tally(wire: proto.visible),
      marks: try ClearMark.list(wire: proto.marks, "conversation_clear_reverted.marks"))
  }
}

extension HistoryCleared {
  var wire: ProtoHistoryCleared {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      $0.watermark = watermark.wire
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoHistoryCleared) throws(WireError) {
    guard proto.hasWatermark else { throw .missing("history_cleared.watermark") }
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "history_cleared.conversation"),
      account: try AccountID(wire: proto.account, "history_cleared.account"),
      watermark: try Watermark(wire: proto.watermark, "history_cleared.watermark"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension HistoryClearReverted {
  var wire: ProtoHistoryClearReverted {
    .with {
      $0.conversation = conversation.wire
      $0.account = account.wire
      $0.removal = removal.rawValue
    }
  }

  init(wire proto: ProtoHistoryClearReverted) throws(WireError) {
    self.init(
      conversation: try ConversationID(wire: proto.conversation, "history_clear_reverted.conversation"),
      account: try AccountID(wire: proto.account, "history_clear_reverted.account"),
      removal: Position(proto.removal))
  }
}

extension RemovalReverted {
  var wire: ProtoRemovalReverted {
    .with { $0.removal = removal.rawValue }
  }

  init(wire proto: ProtoRemovalReverted) throws(WireError) {
    self.init(removal: Position(proto.removal))
  }
}

extension RemovalReapplied {
  var wire: ProtoRemovalReapplied {
    .with { $0.removal = removal.rawValue }
  }

  init(wire proto: ProtoRemovalReapplied) throws(WireError) {
    self.init(removal: Position(proto.removal))
  }
}

extension ImportBegan {
  var wire: ProtoImportBegan {
    .with { $0.format = format }
  }

  init(wire proto: ProtoImportBegan) throws(WireError) {
    self.init(format: proto.format)
  }
}

extension ImportFinished {
  var wire: ProtoImportFinished {
    .with { $0.importPosition = importPosition.rawValue }
  }

  init(wire proto: ProtoImportFinished) throws(WireError) {
    self.init(importPosition: Position(proto.importPosition))
  }
}

extension ImportWithdrawn {
  var wire: ProtoImportWithdrawn {
    .with {
      $0.importPosition = importPosition.rawValue
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoImportWithdrawn) throws(WireError) {
    self.init(importPosition: Position(proto.importPosition), removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension ImportReinstated {
  var wire: ProtoImportReinstated {
    .with { $0.importPosition = importPosition.rawValue }
  }

  init(wire proto: ProtoImportReinstated) throws(WireError) {
    self.init(importPosition: Position(proto.importPosition))
  }
}

extension BackfillBegan {
  var wire: ProtoBackfillBegan {
    .with { $0.policy = policy }
  }

  init(wire proto: ProtoBackfillBegan) {
    self.init(policy: proto.policy)
  }
}
