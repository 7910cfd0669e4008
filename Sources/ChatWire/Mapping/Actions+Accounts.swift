import ChatDomain
import SwiftProtobuf

// Actions on ledgers, accounts and their settings between the domain and the generated messages.

extension CreateLedger {
  var wire: ProtoCreateLedger {
    .with { $0.settings = settings.wire }
  }

  init(wire proto: ProtoCreateLedger) throws(WireError) {
    guard proto.hasSettings else { throw .missing("create_ledger.settings") }
    self.init(settings: try LedgerSettings(wire: proto.settings, "create_ledger.settings"))
  }
}

extension RegisterAccount {
  var wire: ProtoRegisterAccount {
    .with {
      $0.account = account.wire
      $0.kind = kind.wire
      $0.roles = roles
      if let createdAt { $0.createdAtUs = createdAt.microseconds }
    }
  }

  init(wire proto: ProtoRegisterAccount, profile: Profile) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "register_account.account"),
      kind: try AccountKind(wire: proto.kind, "register_account.kind"),
      profile: profile,
      roles: proto.roles,
      createdAt: proto.hasCreatedAtUs
        ? try Timestamp(wire: proto.createdAtUs, "register_account.created_at_us") : nil)
  }
}

extension UpdateAccount {
  var wire: ProtoUpdateAccount {
    .with { $0.account = account.wire }
  }

  init(wire proto: ProtoUpdateAccount, profile: Profile) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "update_account.account"), profile: profile)
  }
}

extension DeactivateAccount {
  var wire: ProtoDeactivateAccount {
    .with { $0.account = account.wire }
  }

  init(wire proto: ProtoDeactivateAccount) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "deactivate_account.account"))
  }
}

extension SetAccountRoles {
  var wire: ProtoSetAccountRoles {
    .with {
      $0.account = account.wire
      $0.roles = roles
    }
  }

  init(wire proto: ProtoSetAccountRoles) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "set_account_roles.account"), roles: proto.roles)
  }
}

extension ProtectAccount {
  var wire: ProtoProtectAccount {
    .with {
      $0.account = account.wire
      $0.isProtected = isProtected
    }
  }

  init(wire proto: ProtoProtectAccount) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "protect_account.account"), isProtected: proto.isProtected)
  }
}

extension ConfigureLedger {
  var wire: ProtoConfigureLedger {
    .with {
      if let isProduction { $0.isProduction = isProduction }
      if let protectedRoles { $0.protectedRoles = .with { $0.roles = protectedRoles } }
    }
  }

  init(wire proto: ProtoConfigureLedger) {
    self.init(
      isProduction: proto.hasIsProduction ? proto.isProduction : nil,
      protectedRoles: proto.hasProtectedRoles ? proto.protectedRoles.roles : nil)
  }
}

extension SetChatSettings {
  var wire: ProtoSetChatSettings {
    .with { $0.account = account.wire }
  }

  init(wire proto: ProtoSetChatSettings, values: [String: String]) throws(WireError) {
    self.init(account: try AccountID(wire: proto.account, "set_chat_settings.account"), values: values)
  }
}

extension SetTwoStepVerification {
  var wire: ProtoSetTwoStepVerification {
    .with {
      $0.account = account.wire
      $0.isEnabled = isEnabled
      $0.method = method
    }
  }

  init(wire proto: ProtoSetTwoStepVerification) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "set_two_step_verification.account"), isEnabled: proto.isEnabled,
      method: proto.method)
  }
}
