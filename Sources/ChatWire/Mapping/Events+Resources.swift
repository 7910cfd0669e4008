import ChatDomain
import SwiftProtobuf

// Events of resources, their schema and the ledger's configuration between the domain and the generated messages.

extension SchemaDeclared {
  var wire: ProtoResourceSchema { schema.wire }

  init(wire proto: ProtoResourceSchema) throws(WireError) {
    self.init(schema: try ResourceSchema(wire: proto, "schema_declared"))
  }
}

extension LedgerConfigured {
  var wire: ProtoLedgerConfiguration { configuration.wire }

  init(wire proto: ProtoLedgerConfiguration) {
    self.init(configuration: LedgerConfiguration(wire: proto))
  }
}

extension ResourceCreated {
  var wire: ProtoResourceCreated {
    .with {
      $0.resource = resource.wire
      $0.kind = kind
      $0.status = status
      $0.references = references.map(\.wire)
      $0.createdAtUs = createdAt.microseconds
    }
  }

  init(wire proto: ProtoResourceCreated) throws(WireError) {
    self.init(
      resource: try ResourceID(wire: proto.resource, "resource_created.resource"),
      kind: proto.kind,
      status: proto.status,
      references: try ResourceReference.list(wire: proto.references, "resource_created.references"),
      createdAt: try Timestamp(wire: proto.createdAtUs, "resource_created.created_at_us"))
  }
}

extension ResourceUpdated {
  var wire: ProtoResourceUpdated {
    .with {
      $0.resource = resource.wire
      $0.status = status
      $0.references = references.map(\.wire)
      $0.hasDetails_p = hasDetails
    }
  }

  init(wire proto: ProtoResourceUpdated) throws(WireError) {
    self.init(
      resource: try ResourceID(wire: proto.resource, "resource_updated.resource"),
      status: proto.status,
      references: try ResourceReference.list(wire: proto.references, "resource_updated.references"),
      hasDetails: proto.hasDetails_p)
  }
}

extension ResourceRemoved {
  var wire: ProtoResourceRemoved {
    .with {
      $0.resource = resource.wire
      if let removal { $0.removal = removal.rawValue }
      if let removedAt { $0.removedAtUs = removedAt.microseconds }
    }
  }

  init(wire proto: ProtoResourceRemoved) throws(WireError) {
    self.init(
      resource: try ResourceID(wire: proto.resource, "resource_removed.resource"),
      removedAt: proto.hasRemovedAtUs
        ? try Timestamp(wire: proto.removedAtUs, "resource_removed.removed_at_us") : nil,
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension ResourceRestored {
  var wire: ProtoResourceRestored {
    .with { $0.resource = resource.wire }
  }

  init(wire proto: ProtoResourceRestored) throws(WireError) {
    self.init(resource: try ResourceID(wire: proto.resource, "resource_restored.resource"))
  }
}

extension ReferenceEmptied {
  var wire: ProtoReferenceEmptied {
    .with {
      $0.resource = resource.wire
      $0.reference = reference.wire
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoReferenceEmptied) throws(WireError) {
    guard proto.hasReference else { throw .missing("reference_emptied.reference") }
    self.init(
      resource: try ResourceID(wire: proto.resource, "reference_emptied.resource"),
      reference: try ResourceReference(wire: proto.reference, "reference_emptied.reference"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension ReferenceRestored {
  var wire: ProtoReferenceRestored {
    .with {
      $0.resource = resource.wire
      $0.reference = reference.wire
    }
  }

  init(wire proto: ProtoReferenceRestored) throws(WireError) {
    guard proto.hasReference else { throw .missing("reference_restored.reference") }
    self.init(
      resource: try ResourceID(wire: proto.resource, "reference_restored.resource"),
      reference: try ResourceReference(wire: proto.reference, "reference_restored.reference"))
  }
}
