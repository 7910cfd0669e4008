public import ChatDomain
import LMDB

// Resources, records, and what the ledger was told about itself.

extension Key {
  init(_ target: ReferenceTarget) {
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

  init(_ record: Record) {
    self.init()
    append(record)
  }

  mutating func append(_ record: Record) {
    append(record.table.code)
    switch record {
    case .block(let block):
      append(block.account)
      append(block.contact)
    case .session(let id): append(id)
    case .report(let id): append(id)
    case .chatSettings(let id), .twoStepVerification(let id): append(id)
    }
  }

  static func code(_ code: UInt8) -> Key {
    var key = Key()
    key.append(code)
    return key
  }
}

extension KeyReader {
  fileprivate mutating func nextRecord() throws -> Record {
    let code = try nextUInt8()
    switch RecordTable.allCases.first(where: { $0.code == code }) {
    case .blocks:
      let account: AccountID = try nextID()
      return .block(account, contact: try nextID())
    case .sessions: return .session(try nextID())
    case .reports: return .report(try nextID())
    case .chatSettings: return .chatSettings(try nextID())
    case .twoStepVerifications: return .twoStepVerification(try nextID())
    case nil: throw ProjectionError(.damaged, "A key names the unknown table of records \(code).")
    }
  }
}

/// The keys of the table `declarations`. A format: never reuse one.
private enum Declaration: UInt8 {
  case configuration = 1
  case schema = 2
}

// MARK: Reading

extension ProjectionSession {
  public func configuration() throws -> LedgerConfiguration {
    if let knownConfiguration { return knownConfiguration }
    let view = view
    var configuration = LedgerConfiguration()
    if let row = try view.get(tables[.declarations], .code(Declaration.configuration.rawValue)) {
      var reader = RowReader(row)
      configuration = try reader.configuration()
    }
    knownConfiguration = configuration
    return configuration
  }

  public func schema() throws -> ResourceSchema {
    if let knownSchema { return knownSchema }
    let view = view
    var schema = ResourceSchema()
    if let row = try view.get(tables[.declarations], .code(Declaration.schema.rawValue)) {
      var reader = RowReader(row)
      schema = try reader.schema()
    }
    knownSchema = schema
    return schema
  }

  public func resource(_ id: ResourceID) throws -> ResourceState? {
    let view = view
    guard let row = try view.get(tables[.resources], Key(id)) else { return nil }
    var reader = RowReader(row)
    return try reader.resource(id)
  }

  public func record(_ record: Record) throws -> RecordState? {
    let view = view
    guard let row = try view.get(tables[.records], Key(record)) else { return nil }
    var reader = RowReader(row)
    return try reader.state(of: record)
  }

  public func recordTable(_ table: RecordTable) throws -> RecordTableState {
    let view = view
    guard let row = try view.get(tables[.recordTables], .code(table.code)) else {
      return RecordTableState(table: table)
    }
    var reader = RowReader(row)
    return try reader.table(table)
  }

  public func forEachResource(_ body: (ResourceState) throws -> Bool) throws {
    try forEachResource(after: nil, body)
  }

  /// Resources in the order of their identifiers, those after one where it is given; removed ones too.
  public func forEachResource(after id: ResourceID?, _ body: (ResourceState) throws -> Bool) throws {
    try scan(.resources, prefix: Key(), from: id.map { Key($0) } ?? Key()) { key, row in
      var keyReader = KeyReader(key)
      let found: ResourceID = try keyReader.nextID()
      if found == id { return true }
      var reader = RowReader(row)
      return try body(reader.resource(found))
    }
  }

  public func forEachReferrer(of target: ReferenceTarget, _ body: (ResourceState) throws -> Bool) throws {
    let prefix = Key(target)
    try scan(.referrers, prefix: prefix, from: prefix) { key, _ in
      var reader = KeyReader(key)
      _ = try reader.nextUInt8()
      _ = try reader.nextUInt128()
      let id: ResourceID = try reader.nextID()
      guard let resource = try resource(id) else {
        throw ProjectionError(.damaged, "Resource \(id), which refers to another, is not there.")
      }
      return try body(resource)
    }
  }

  /// Whether ``forEachReferrer(of:_:)`` finds the resource. O(log *n*), however many refer to the target.
  public func isReferrer(_ id: ResourceID, of target: ReferenceTarget) throws -> Bool {
    let view = view
    return try view.contains(tables[.referrers], .referrer(id, of: target))
  }

  /// Whether ``forEachConversation(attachedTo:_:)`` finds the conversation. O(log *n*), however many hang there.
  public func isAttached(_ conversation: ConversationID, to resource: ResourceID) throws -> Bool {
    let view = view
    return try view.contains(tables[.attachments], Key(resource, conversation))
  }

  public func forEachConversation(
    attachedTo resource: ResourceID, _ body: (ConversationState) throws -> Bool
  ) throws {
    try scan(.attachments, prefix: Key(resource), from: Key(resource)) { key, _ in
      var reader = KeyReader(key)
      _ = try reader.nextID(ResourceID.self)
      let id: ConversationID = try reader.nextID()
      guard let conversation = try conversation(id) else {
        throw ProjectionError(.damaged, "Conversation \(id), which hangs on a resource, is not there.")
      }
      return try body(conversation)
    }
  }

  public func forEachQuote(of conversation: ConversationID, _ body: (MessageState) throws -> Bool) throws {
    try scan(.quotes, prefix: Key(conversation), from: Key(conversation)) { _, row in
      var reader = RowReader(row)
      let id: MessageID = try reader.id()
      guard let message = try message(id) else {
        throw ProjectionError(.damaged, "Message \(id), which answers one of another conversation, is not there.")
      }
      return try body(message)
    }
  }

  public func forEachRecord(in table: RecordTable, _ body: (RecordState) throws -> Bool) throws {
    let prefix = Key.code(table.code)
    try scan(.records, prefix: prefix, from: prefix) { key, row in
      var keyReader = KeyReader(key)
      var reader = RowReader(row)
      return try body(reader.state(of: try keyReader.nextRecord()))
    }
  }

  public func forEachRecord(of account: AccountID, _ body: (RecordState) throws -> Bool) throws {
    var goesOn = true
    try scan(.recordsByAccount, prefix: Key(account), from: Key(account)) { _, row in
      var reader = RowReader(row)
      let record = try reader.record()
      guard let state = try self.record(record) else {
        throw ProjectionError(.damaged, "A record of account \(account) is not there.")
      }
      goesOn = try body(state)
      return goesOn
    }
    for record in [Record.chatSettings(account), .twoStepVerification(account)] where goesOn {
      if let state = try self.record(record) { goesOn = try body(state) }
    }
  }

  /// The item of an import at a key of the kind 4.
  func importedRecord(_ reader: inout KeyReader) throws -> ImportItem { .record(try reader.nextRecord()) }
}

// MARK: Folding

extension ProjectionSession {
  public func setConfiguration(_ configuration: LedgerConfiguration) throws {
    knownConfiguration = configuration
    scratch.reset()
    scratch.write(row: configuration)
    try put(.declarations, .code(Declaration.configuration.rawValue))
  }

  public func setSchema(_ schema: ResourceSchema) throws {
    knownSchema = schema
    scratch.reset()
    scratch.write(row: schema)
    try put(.declarations, .code(Declaration.schema.rawValue))
  }

  public func put(_ resource: ResourceState) throws {
    let before = Set(try self.resource(resource.id)?.references.map(\.target) ?? [])
    let after = Set(resource.references.map(\.target))
    // In the order of the references, so that the pages of the index are the same at every replay.
    for target in before.subtracting(after).sorted(by: { Key($0) < Key($1) }) {
      try delete(.referrers, .referrer(resource.id, of: target))
    }
    for target in after.subtracting(before).sorted(by: { Key($0) < Key($1) }) {
      scratch.reset()
      try insert(.referrers, .referrer(resource.id, of: target))
    }
    scratch.reset()
    scratch.write(row: resource)
    try put(.resources, Key(resource.id))
  }

  public func setAttachment(
    _ isAttached: Bool, of conversation: ConversationID, to resource: ResourceID
  ) throws {
    let key = Key(resource, conversation)
    guard isAttached else { return try delete(.attachments, key) }
    scratch.reset()
    try insert(.attachments, key)
  }

  public func insertQuote(of target: MessageState, by reply: MessageState) throws {
    scratch.reset()
    scratch.write(reply.id)
    try insert(.quotes, .atMessage(target.conversation, reply.point.position))
  }

  public func put(_ record: RecordState) throws {
    let key = Key(record.record)
    let view = view
    if try !view.contains(tables[.records], key) { try index(record) }
    scratch.reset()
    scratch.write(row: record)
    try put(.records, key)
  }

  public func put(_ table: RecordTableState) throws {
    scratch.reset()
    scratch.write(row: table)
    try put(.recordTables, .code(table.table.code))
  }

  /// Notes which accounts a new record goes with.
  private func index(_ state: RecordState) throws {
    switch (state.record, state.fields) {
    case (.block(let block), _):
      try index(state.record, of: block.account, side: 0, block.contact.rawValue)
      try index(state.record, of: block.contact, side: 1, block.account.rawValue)
    case (.session(let id), .session(let session)):
      try index(state.record, of: session.account, side: 0, id.rawValue)
    default:
      break
    }
  }

  private func index(_ record: Record, of account: AccountID, side: UInt8, _ other: UInt128) throws {
    var key = Key(account)
    key.append(record.table.code)
    key.append(side)
    key.append(other)
    scratch.reset()
    scratch.write(record)
    try insert(.recordsByAccount, key)
  }

  func insertImported(_ record: Record, of importPosition: Position) throws {
    var key = Key(importPosition.rawValue)
    key.append(UInt8(4))
    key.append(record)
    let view = view
    guard try !view.contains(tables[.imports], key) else { return }
    scratch.reset()
    try insert(.imports, key)
  }
}

extension Key {
  fileprivate static func referrer(_ child: ResourceID, of target: ReferenceTarget) -> Key {
    var key = Key(target)
    key.append(child)
    return key
  }
}
