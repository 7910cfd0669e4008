public import ChatDomain
import LMDB

// Resources: resource -> its state. The referrers and the conversations of each resource.

extension RowTable<ResourceState> {
  static var resources: Self { Self("resources", number: 15) }
}

extension RowTable<ReferrerRow> {
  static var referrers: Self { Self("referrers", number: 16) }
}

extension RowTable<AttachmentRow> {
  static var attachments: Self { Self("attachments", number: 17) }
}

extension ResourceState: ProjectionRow {
  enum Flag: UInt8, RowFlag {
    case isRemoved = 0x01
    case isImported = 0x02
    case hasRemovedPosition = 0x04
  }

  var rowKey: Key { Key(id) }

  func write(to row: inout RowWriter) {
    var flags = Flags<Flag>()
    flags[.isRemoved] = isRemoved
    flags[.isImported] = importedBy != nil
    flags[.hasRemovedPosition] = removedPosition != nil
    row.write(flags)
    row.write(kind)
    row.write(status)
    row.write(createdPosition)
    row.write(createdTime)
    row.write(updatedTime)
    row.write(contentPosition)
    if let position = importedBy { row.write(position) }
    if let position = removedPosition { row.write(position) }
    row.write(UInt64(references.count))
    for reference in references { row.write(reference) }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    let id: ResourceID = try key.nextID()
    let flags = try row.flags(Flag.self)
    let kind = try row.text()
    let status = try row.text()
    let createdPosition = try row.position()
    let createdTime = try row.time()
    let updatedTime = try row.time()
    let content = try row.position()
    let importedBy = flags[.isImported] ? try row.position() : nil
    let removedPosition = flags[.hasRemovedPosition] ? try row.position() : nil
    var references: [ResourceReference] = []
    for _ in 0..<(try row.number()) { references.append(try row.reference()) }
    self.init(
      id: id, kind: kind, status: status, references: references, createdPosition: createdPosition,
      createdTime: createdTime, updatedTime: updatedTime, contentPosition: content, importedBy: importedBy)
    isRemoved = flags[.isRemoved]
    self.removedPosition = removedPosition
  }
}

/// A resource that refers to an account or to another resource.
struct ReferrerRow: IndexRow {
  var target: ReferenceTarget
  var resource: ResourceID

  var rowKey: Key {
    var key = Key(target)
    key.append(resource)
    return key
  }
}

extension ReferrerRow {
  init(key: inout KeyReader) throws {
    target = try key.nextTarget()
    resource = try key.nextID()
  }
}

/// A conversation that is attached to a resource.
struct AttachmentRow: IndexRow {
  var resource: ResourceID
  var conversation: ConversationID

  var rowKey: Key { Key(resource, conversation) }
}

extension AttachmentRow {
  init(key: inout KeyReader) throws {
    resource = try key.nextID()
    conversation = try key.nextID()
  }
}

// MARK: References

extension Key {
  fileprivate init(_ target: ReferenceTarget) {
    self.init()
    switch target {
    case .account(let id):
      append(UInt8(1))
      append(id)
    case .resource(let id):
      append(UInt8(2))
      append(id)
    }
  }
}

extension KeyReader {
  fileprivate mutating func nextTarget() throws -> ReferenceTarget {
    switch try nextUInt8() {
    case 1: return .account(try nextID())
    case 2: return .resource(try nextID())
    case let other: throw ProjectionError(.damaged, "A reference is of the unknown kind \(other).")
    }
  }
}

extension RowWriter {
  mutating func write(_ reference: ResourceReference) {
    write(reference.name)
    write(Key(reference.target))
  }
}

extension RowReader {
  mutating func reference() throws -> ResourceReference {
    let name = try text()
    return ResourceReference(name, try part { try $0.nextTarget() })
  }
}

// MARK: Reading

extension ProjectionSession {
  public func resource(_ id: ResourceID) throws -> ResourceState? { try row(of: .resources, at: Key(id)) }

  public func forEachResource(_ body: (ResourceState) throws -> Bool) throws {
    try forEachResource(after: nil, body)
  }

  /// Resources in the order of their identifiers, those after one where it is given; removed ones too.
  public func forEachResource(after id: ResourceID?, _ body: (ResourceState) throws -> Bool) throws {
    try forEachRow(of: .resources, from: id.map { Key($0) } ?? Key(), below: Key()) { resource in
      try resource.id == id || body(resource)
    }
  }

  public func forEachReferrer(of target: ReferenceTarget, _ body: (ResourceState) throws -> Bool) throws {
    try forEachRow(of: .referrers, below: Key(target)) { referrer in
      guard let resource = try resource(referrer.resource) else {
        throw ProjectionError(.damaged, "Resource \(referrer.resource), which refers to another, is not there.")
      }
      return try body(resource)
    }
  }

  /// Whether ``forEachReferrer(of:_:)`` finds the resource. O(log *n*), however many refer to the target.
  public func isReferrer(_ id: ResourceID, of target: ReferenceTarget) throws -> Bool {
    try contains(ReferrerRow(target: target, resource: id).rowKey, in: .referrers)
  }

  /// Whether ``forEachConversation(attachedTo:_:)`` finds the conversation. O(log *n*), however many hang there.
  public func isAttached(_ conversation: ConversationID, to resource: ResourceID) throws -> Bool {
    try contains(Key(resource, conversation), in: .attachments)
  }

  public func forEachConversation(
    attachedTo resource: ResourceID, _ body: (ConversationState) throws -> Bool
  ) throws {
    try forEachRow(of: .attachments, below: Key(resource)) { attachment in
      guard let conversation = try conversation(attachment.conversation) else {
        throw ProjectionError(
          .damaged, "Conversation \(attachment.conversation), which hangs on a resource, is not there.")
      }
      return try body(conversation)
    }
  }
}

// MARK: Writing

extension ProjectionSession {
  public func put(_ resource: ResourceState) throws {
    let before = Set(try self.resource(resource.id)?.references.map(\.target) ?? [])
    let after = Set(resource.references.map(\.target))
    // In the order of the references, so that the pages of the index are the same at every replay.
    for target in before.subtracting(after).sorted(by: { Key($0) < Key($1) }) {
      try delete(at: ReferrerRow(target: target, resource: resource.id).rowKey, from: .referrers)
    }
    for target in after.subtracting(before).sorted(by: { Key($0) < Key($1) }) {
      try insert(ReferrerRow(target: target, resource: resource.id), into: .referrers)
    }
    try put(resource, into: .resources)
  }

  public func setAttachment(
    _ isAttached: Bool, of conversation: ConversationID, to resource: ResourceID
  ) throws {
    let attachment = AttachmentRow(resource: resource, conversation: conversation)
    guard isAttached else { return try delete(at: attachment.rowKey, from: .attachments) }
    try insert(attachment, into: .attachments)
  }
}
