import ChatDomain
import SwiftProtobuf

// The schema of resources, references and the configuration of a ledger between the domain and the generated messages.

extension ResourceSchema {
  var wire: ProtoResourceSchema {
    .with {
      $0.kinds = kinds.map(\.wire)
      $0.policies = policies.map(\.wire)
    }
  }

  init(wire proto: ProtoResourceSchema, _ field: String) throws(WireError) {
    self.init()
    for kind in proto.kinds { kinds.append(try ResourceKind(wire: kind, "\(field).kinds")) }
    policies = proto.policies.map(RoomPolicy.init(wire:))
  }
}

extension ResourceKind {
  var wire: ProtoResourceKind {
    .with {
      $0.name = name
      $0.references = references.map(\.wire)
      $0.conversations = conversations.wire
    }
  }

  init(wire proto: ProtoResourceKind, _ field: String) throws(WireError) {
    self.init(
      name: proto.name, conversations: try RemovalAction(wire: proto.conversations, "\(field).conversations"))
    for rule in proto.references { references.append(try ReferenceRule(wire: rule, "\(field).references")) }
  }
}

extension ReferenceRule {
  var wire: ProtoReferenceRule {
    .with {
      $0.name = name
      if case .resource(let kind) = target { $0.kind = kind }
      $0.onRemoval = onRemoval.wire
      $0.isRequired = isRequired
    }
  }

  init(wire proto: ProtoReferenceRule, _ field: String) throws(WireError) {
    self.init(
      name: proto.name, target: proto.hasKind ? .resource(proto.kind) : .account,
      onRemoval: try RemovalAction(wire: proto.onRemoval, "\(field).on_removal"), isRequired: proto.isRequired)
  }
}

extension RoomPolicy {
  var wire: ProtoRoomPolicy {
    .with {
      $0.name = name
      $0.kind = kind
      $0.activeStatuses = activeStatuses
      $0.members = members.map { path in .with { $0.references = path } }
    }
  }

  init(wire proto: ProtoRoomPolicy) {
    self.init(
      name: proto.name, kind: proto.kind, activeStatuses: proto.activeStatuses,
      members: proto.members.map(\.references))
  }
}

extension ResourceReference {
  var wire: ProtoResourceReference {
    .with {
      $0.name = name
      switch target {
      case .account(let id): $0.account = id.wire
      case .resource(let id): $0.resource = id.wire
      }
    }
  }

  init(wire proto: ProtoResourceReference, _ field: String) throws(WireError) {
    switch proto.target {
    case .account(let id): self.init(proto.name, .account(try AccountID(wire: id, "\(field).account")))
    case .resource(let id): self.init(proto.name, .resource(try ResourceID(wire: id, "\(field).resource")))
    case nil: throw .missing("\(field).target")
    }
  }

  static func list(wire list: [ProtoResourceReference], _ field: String) throws(WireError) -> [ResourceReference] {
    var result: [ResourceReference] = []
    result.reserveCapacity(list.count)
    for reference in list { result.append(try ResourceReference(wire: reference, field)) }
    return result
  }
}

extension LedgerConfiguration {
  var wire: ProtoLedgerConfiguration {
    .with {
      $0.isProduction = isProduction
      $0.protectedRoles = protectedRoles
    }
  }

  init(wire proto: ProtoLedgerConfiguration) {
    self.init(isProduction: proto.isProduction, protectedRoles: proto.protectedRoles)
  }
}
