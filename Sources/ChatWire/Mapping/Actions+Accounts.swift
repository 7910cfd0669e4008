import ChatDomain
import SwiftProtobuf

// Actions on accounts and ledgers between the domain and the generated messages.

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
    }
  }

  init(wire proto: ProtoRegisterAccount, profile: Profile) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "register_account.account"),
      kind: try AccountKind(wire: proto.kind, "register_account.kind"),
      profile: profile)
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
