import ChatDomain
import SwiftProtobuf

// Events of accounts between the domain and the generated messages.

extension AccountRegistered {
  var wire: ProtoAccountRegistered {
    .with {
      $0.account = account.wire
      $0.kind = kind.wire
      $0.isFirstUse = isFirstUse
    }
  }

  init(wire proto: ProtoAccountRegistered) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "account_registered.account"),
      kind: try AccountKind(wire: proto.kind, "account_registered.kind"),
      isFirstUse: proto.isFirstUse)
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
    }
  }

  init(wire proto: ProtoAccountRemoved) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "account_removed.account"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
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
