import ChatDomain
import LMDB

// Rows of resources, records, and what the ledger was told about itself.

extension RowWriter {
  mutating func write(_ texts: [String]) {
    write(UInt64(texts.count))
    for text in texts { write(text) }
  }

  mutating func write(_ target: ReferenceTarget) {
    switch target {
    case .account(let id):
      write(byte: 1)
      write(id)
    case .resource(let id):
      write(byte: 2)
      write(id)
    }
  }

  mutating func write(_ reference: ResourceReference) {
    write(reference.name)
    write(reference.target)
  }

  mutating func write(_ record: Record) {
    write(byte: record.table.code)
    switch record {
    case .block(let block):
      write(block.account)
      write(block.contact)
    case .session(let id): write(id)
    case .report(let id): write(id)
    case .chatSettings(let id), .twoStepVerification(let id): write(id)
    }
  }

  mutating func write(row state: ResourceState) {
    write(byte: Flags(state.isRemoved, state.importedBy != nil, state.removedPosition != nil).bits)
    write(state.kind)
    write(state.status)
    write(state.createdPosition)
    write(state.createdTime)
    write(state.updatedTime)
    write(state.contentPosition)
    if let position = state.importedBy { write(position) }
    if let position = state.removedPosition { write(position) }
    write(UInt64(state.references.count))
    for reference in state.references { write(reference) }
  }

  mutating func write(row state: RecordState) {
    write(byte: Flags(state.isRemoved, state.importedBy != nil).bits)
    write(state.recordedPosition)
    write(state.time)
    if let position = state.importedBy { write(position) }
    switch state.fields {
    case .block, .chatSettings: break
    case .session(let session): write(session)
    case .report(let report): write(report)
    case .twoStepVerification(let isEnabled, let method):
      write(byte: isEnabled ? 1 : 0)
      write(method)
    }
  }

  private mutating func write(_ session: SessionFields) {
    write(byte: Flags(session.conversation != nil, session.endedAt != nil).bits)
    write(session.account)
    if let id = session.conversation { write(id) }
    if let time = session.endedAt { write(time) }
  }

  private mutating func write(_ report: ReportFields) {
    write(
      byte: Flags(
        report.subject != nil, report.conversation != nil, report.message != nil, report.resolvedPosition != nil
      ).bits)
    write(byte: report.status.code)
    write(report.category)
    write(report.reporter)
    if let id = report.subject { write(id) }
    if let id = report.conversation { write(id) }
    if let id = report.message { write(id) }
    if let position = report.resolvedPosition { write(position) }
  }

  mutating func write(row state: RecordTableState) {
    write(signed: state.visible)
    write(UInt64(state.marks.count))
    for mark in state.marks {
      write(mark.removal)
      write(signed: mark.hidden)
    }
  }

  mutating func write(row configuration: LedgerConfiguration) {
    write(byte: configuration.isProduction ? 1 : 0)
    write(configuration.protectedRoles)
  }

  mutating func write(row schema: ResourceSchema) {
    write(UInt64(schema.kinds.count))
    for kind in schema.kinds {
      write(kind.name)
      write(byte: kind.conversations.code)
      write(UInt64(kind.references.count))
      for rule in kind.references { write(rule) }
    }
    write(UInt64(schema.policies.count))
    for policy in schema.policies {
      write(policy.name)
      write(policy.kind)
      write(policy.activeStatuses)
      write(UInt64(policy.members.count))
      for path in policy.members { write(path) }
    }
  }

  private mutating func write(_ rule: ReferenceRule) {
    write(rule.name)
    if case .resource(let kind) = rule.target {
      write(byte: 2)
      write(kind)
    } else {
      write(byte: 1)
    }
    write(byte: rule.onRemoval.code)
    write(byte: rule.isRequired ? 1 : 0)
  }
}

extension RowReader {
  mutating func texts() throws -> [String] {
    var texts: [String] = []
    for _ in 0..<(try number()) { texts.append(try text()) }
    return texts
  }

  mutating func reference() throws -> ResourceReference {
    let name = try text()
    switch try byte() {
    case 1: return ResourceReference(name, .account(try id()))
    case 2: return ResourceReference(name, .resource(try id()))
    case let other: throw ProjectionError(.damaged, "A reference in a row is of the unknown kind \(other).")
    }
  }

  mutating func record() throws -> Record {
    let table: RecordTable = try code(byte())
    switch table {
    case .blocks:
      let account: AccountID = try id()
      return .block(account, contact: try id())
    case .sessions: return .session(try id())
    case .reports: return .report(try id())
    case .chatSettings: return .chatSettings(try id())
    case .twoStepVerifications: return .twoStepVerification(try id())
    }
  }

  mutating func resource(_ id: ResourceID) throws -> ResourceState {
    let flags = Flags(bits: try byte())
    let kind = try text()
    let status = try text()
    let createdPosition = try position()
    let createdTime = try time()
    let updatedTime = try time()
    let content = try position()
    let importedBy = flags[1] ? try position() : nil
    let removedPosition = flags[2] ? try position() : nil
    var references: [ResourceReference] = []
    for _ in 0..<(try number()) { references.append(try reference()) }
    try finish()
    var state = ResourceState(
      id: id, kind: kind, status: status, references: references, createdPosition: createdPosition,
      createdTime: createdTime,
      updatedTime: updatedTime, contentPosition: content, importedBy: importedBy)
    state.isRemoved = flags[0]
    state.removedPosition = removedPosition
    return state
  }

  mutating func state(of record: Record) throws -> RecordState {
    let flags = Flags(bits: try byte())
    let recordedPosition = try position()
    let time = try time()
    let importedBy = flags[1] ? try position() : nil
    let fields: RecordState.Fields
    switch record {
    case .block: fields = .block
    case .session: fields = .session(try session())
    case .report: fields = .report(try report())
    case .chatSettings: fields = .chatSettings
    case .twoStepVerification:
      let isEnabled = try byte() == 1
      fields = .twoStepVerification(isEnabled: isEnabled, method: try text())
    }
    try finish()
    var state = RecordState(
      record: record, recordedPosition: recordedPosition, time: time, importedBy: importedBy, fields: fields)
    state.isRemoved = flags[0]
    return state
  }

  private mutating func session() throws -> SessionFields {
    let flags = Flags(bits: try byte())
    let account: AccountID = try id()
    let conversation = flags[0] ? try id(ConversationID.self) : nil
    return SessionFields(account: account, conversation: conversation, endedAt: flags[1] ? try time() : nil)
  }

  private mutating func report() throws -> ReportFields {
    let flags = Flags(bits: try byte())
    let status: ReportStatus = try code(byte())
    let category = try text()
    let reporter: AccountID = try id()
    let subject = flags[0] ? try id(AccountID.self) : nil
    let conversation = flags[1] ? try id(ConversationID.self) : nil
    let message = flags[2] ? try id(MessageID.self) : nil
    var report = ReportFields(
      reporter: reporter, subject: subject, conversation: conversation, message: message, category: category,
      status: status)
    report.resolvedPosition = flags[3] ? try position() : nil
    return report
  }

  mutating func table(_ table: RecordTable) throws -> RecordTableState {
    var state = RecordTableState(table: table)
    state.visible = try signed()
    for _ in 0..<(try number()) {
      let removal = try position()
      state.marks.append(RecordMark(removal: removal, hidden: try signed()))
    }
    try finish()
    return state
  }

  mutating func configuration() throws -> LedgerConfiguration {
    let isProduction = try byte() == 1
    let roles = try texts()
    try finish()
    return LedgerConfiguration(isProduction: isProduction, protectedRoles: roles)
  }

  mutating func schema() throws -> ResourceSchema {
    var schema = ResourceSchema()
    for _ in 0..<(try number()) {
      var kind = ResourceKind(name: try text())
      kind.conversations = try code(byte())
      for _ in 0..<(try number()) { kind.references.append(try rule()) }
      schema.kinds.append(kind)
    }
    for _ in 0..<(try number()) {
      var policy = RoomPolicy(name: try text(), kind: try text(), activeStatuses: try texts(), members: [])
      for _ in 0..<(try number()) { policy.members.append(try texts()) }
      schema.policies.append(policy)
    }
    try finish()
    return schema
  }

  private mutating func rule() throws -> ReferenceRule {
    let name = try text()
    let target: ReferenceKind = try byte() == 2 ? .resource(text()) : .account
    let action: RemovalAction = try code(byte())
    return ReferenceRule(name: name, target: target, onRemoval: action, isRequired: try byte() == 1)
  }
}
