import ChatDomain
import SwiftProtobuf

// Actions on resources and their schema between the domain and the generated messages.

extension DeclareSchema {
  var wire: ProtoDeclareSchema {
    .with { $0.schema = schema.wire }
  }

  init(wire proto: ProtoDeclareSchema) throws(WireError) {
    guard proto.hasSchema else { throw .missing("declare_schema.schema") }
    self.init(schema: try ResourceSchema(wire: proto.schema, "declare_schema.schema"))
  }
}

extension CreateResource {
  var wire: ProtoCreateResource {
    .with {
      $0.resource = resource.wire
      $0.kind = kind
      $0.status = status
      $0.references = references.map(\.wire)
      if let createdAt { $0.createdAtUs = createdAt.microseconds }
    }
  }

  init(wire proto: ProtoCreateResource, details: ResourceDetails) throws(WireError) {
    self.init(
      resource: try ResourceID(wire: proto.resource, "create_resource.resource"),
      kind: proto.kind,
      status: proto.status,
      references: try ResourceReference.list(wire: proto.references, "create_resource.references"),
      details: details,
      createdAt: proto.hasCreatedAtUs ? try Timestamp(wire: proto.createdAtUs, "create_resource.created_at_us") : nil)
  }
}

extension UpdateResource {
  var wire: ProtoUpdateResource {
    .with {
      $0.resource = resource.wire
      if let status { $0.status = status }
      if let references { $0.references = .with { $0.references = references.map(\.wire) } }
      $0.hasDetails_p = details != nil
    }
  }

  /// The details count only where the message says that there are some: those of an erased content are empty.
  init(wire proto: ProtoUpdateResource, details: ResourceDetails) throws(WireError) {
    self.init(
      resource: try ResourceID(wire: proto.resource, "update_resource.resource"),
      status: proto.hasStatus ? proto.status : nil,
      references: proto.hasReferences
        ? try ResourceReference.list(wire: proto.references.references, "update_resource.references") : nil,
      details: proto.hasDetails_p ? details : nil)
  }
}
