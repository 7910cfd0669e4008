import ChatDomain
import SwiftProtobuf

// Removals, clears, reverts, imports and backfills between the domain and the generated messages.

extension Clear {
  var wire: ProtoClear {
    .with {
      $0.everything = everything
      $0.conversations = conversations.map(\.wire)
      if let forAccount { $0.forAccount = forAccount.wire }
      if let upToMessage { $0.upToMessage = upToMessage.wire }
      if let upToTime { $0.upToTimeUs = upToTime.microseconds }
    }
  }

  init(wire proto: ProtoClear) throws(WireError) {
    self.init(
      everything: proto.everything,
      conversations: try ConversationID.list(wire: proto.conversations, "clear.conversations"),
      forAccount: proto.hasForAccount ? try AccountID(wire: proto.forAccount, "clear.for_account") : nil,
      upToMessage: proto.hasUpToMessage ? try MessageID(wire: proto.upToMessage, "clear.up_to_message") : nil,
      upToTime: proto.hasUpToTimeUs ? try Timestamp(wire: proto.upToTimeUs, "clear.up_to_time_us") : nil)
  }
}

extension Revert {
  var wire: ProtoRevert {
    .with { $0.command = command.wire }
  }

  init(wire proto: ProtoRevert) throws(WireError) {
    self.init(command: try CommandID(wire: proto.command, "revert.command"))
  }
}

extension BeginImport {
  var wire: ProtoBeginImport {
    .with { $0.format = format }
  }

  init(wire proto: ProtoBeginImport, source: String, identity: String) throws(WireError) {
    self.init(format: proto.format, source: source, identity: identity)
  }
}

extension FinishImport {
  var wire: ProtoFinishImport {
    .with { $0.importCommand = importCommand.wire }
  }

  init(wire proto: ProtoFinishImport) throws(WireError) {
    self.init(importCommand: try CommandID(wire: proto.importCommand, "finish_import.import_command"))
  }
}

extension Remove {
  var wire: ProtoRemove {
    .with {
      $0.resources = resources.map(\.wire)
      $0.accounts = accounts.map(\.wire)
      $0.conversations = conversations.map(\.wire)
      if let removedAt { $0.removedAtUs = removedAt.microseconds }
      if let cleanup { $0.cleanup = cleanup.wire }
    }
  }

  init(wire proto: ProtoRemove, rules: String) throws(WireError) {
    self.init(
      resources: try ResourceID.list(wire: proto.resources, "remove.resources"),
      accounts: try AccountID.list(wire: proto.accounts, "remove.accounts"),
      conversations: try ConversationID.list(wire: proto.conversations, "remove.conversations"),
      removedAt: proto.hasRemovedAtUs ? try Timestamp(wire: proto.removedAtUs, "remove.removed_at_us") : nil,
      cleanup: proto.hasCleanup ? try CleanupRecord(wire: proto.cleanup, rules: rules) : nil)
  }
}

extension CleanupRecord {
  /// Without the rules, which are in the content.
  var wire: ProtoCleanupRecord {
    .with {
      $0.atLeast = atLeast.wire
      $0.excluded = excluded.map(\.wire)
      if let again { $0.again = again.wire }
    }
  }

  init(wire proto: ProtoCleanupRecord, rules: String) throws(WireError) {
    self.init(
      atLeast: try CleanupCertainty(wire: proto.atLeast, "remove.cleanup.at_least"), rules: rules,
      excluded: try AccountID.list(wire: proto.excluded, "remove.cleanup.excluded"),
      again: proto.hasAgain ? try CommandID(wire: proto.again, "remove.cleanup.again") : nil)
  }
}

extension BeginBackfill {
  var wire: ProtoBeginBackfill {
    .with { $0.policy = policy }
  }

  init(wire proto: ProtoBeginBackfill) {
    self.init(policy: proto.policy)
  }
}

extension BackfillRooms {
  var wire: ProtoBackfillRooms {
    .with {
      $0.policy = policy
      $0.resources = resources.map(\.wire)
    }
  }

  init(wire proto: ProtoBackfillRooms) throws(WireError) {
    self.init(
      policy: proto.policy, resources: try ResourceID.list(wire: proto.resources, "backfill_rooms.resources"))
  }
}
