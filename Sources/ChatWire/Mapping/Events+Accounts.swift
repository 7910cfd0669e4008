import ChatDomain
import SwiftProtobuf

// Events of accounts and their settings between the domain and the generated messages.

extension AccountRegistered {
  var wire: ProtoAccountRegistered {
    .with {
      $0.account = account.wire
      $0.kind = kind.wire
      $0.isFirstUse = isFirstUse
      $0.roles = roles
      if let createdAt { $0.createdAtUs = createdAt.microseconds }
    }
  }

  init(wire proto: ProtoAccountRegistered) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "account_registered.account"),
      kind: try AccountKind(wire: proto.kind, "account_registered.kind"),
      isFirstUse: proto.isFirstUse,
      roles: proto.roles,
      createdAt: proto.hasCreatedAtUs
        ? try Timestamp(wire: proto.createdAtUs, "account_registered.created_at_us") : nil)
  }
}

extension AccountUpdated {
  var wire: ProtoAccountUpdated {
    .with { $0.account = account.wire }
  }

  init(wire proto: ProtoAccountUpdated) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "account_updated.account"))
  }
}

extension AccountDeactivated {
  var wire: ProtoAccountDeactivated {
    .with {
      $0.account = account.wire
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoAccountDeactivated) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "account_deactivated.account"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension AccountReactivated {
  var wire: ProtoAccountReactivated {
    .with { $0.account = account.wire }
  }

  init(wire proto: ProtoAccountReactivated) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "account_reactivated.account"))
  }
}

extension AccountRemoved {
  var wire: ProtoAccountRemoved {
    .with {
      $0.account = account.wire
      if let removal { $0.removal = removal.rawValue }
      if let removedAt { $0.removedAtUs = removedAt.microseconds }
    }
  }

  init(wire proto: ProtoAccountRemoved) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "account_removed.account"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil,
      removedAt: proto.hasRemovedAtUs ? try Timestamp(wire: proto.removedAtUs, "account_removed.removed_at_us") : nil)
  }
}

extension AccountRestored {
  var wire: ProtoAccountRestored {
    .with { $0.account = account.wire }
  }

  init(wire proto: ProtoAccountRestored) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "account_restored.account"))
  }
}

extension AccountRolesChanged {
  var wire: ProtoAccountRolesChanged {
    .with {
      $0.account = account.wire
      $0.roles = roles
    }
  }

  init(wire proto: ProtoAccountRolesChanged) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "account_roles_changed.account"), roles: proto.roles)
  }
}

extension AccountProtectionChanged {
  var wire: ProtoAccountProtectionChanged {
    .with {
      $0.account = account.wire
      $0.isProtected = isProtected
    }
  }

  init(wire proto: ProtoAccountProtectionChanged) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "account_protection_changed.account"),
      isProtected: proto.isProtected)
  }
}

extension ChatSettingsChanged {
  var wire: ProtoChatSettingsChanged {
    .with { $0.account = account.wire }
  }

  init(wire proto: ProtoChatSettingsChanged) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "chat_settings_changed.account"))
  }
}

extension TwoStepVerificationChanged {
  var wire: ProtoTwoStepVerificationChanged {
    .with {
      $0.account = account.wire
      $0.isEnabled = isEnabled
      $0.method = method
    }
  }

  init(wire proto: ProtoTwoStepVerificationChanged) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "two_step_verification_changed.account"),
      isEnabled: proto.isEnabled,
      method: proto.method)
  }
}
