public import ChatDomain
import LMDB

// What the ledger was told about itself: 1 -> how it is configured, 2 -> which resources it knows. The settings that it
// was made with stand in the table `meta`.

extension RowTable<DeclarationRow> {
  static var declarations: Self { Self("declarations", number: 22) }
}

enum DeclarationRow: ProjectionRow {
  case configuration(LedgerConfiguration)
  case schema(ResourceSchema)

  static var configurationKey: Key { Key(byte: 1) }
  static var schemaKey: Key { Key(byte: 2) }

  var rowKey: Key {
    switch self {
    case .configuration: Self.configurationKey
    case .schema: Self.schemaKey
    }
  }

  func write(to row: inout RowWriter) {
    switch self {
    case .configuration(let configuration): row.write(configuration)
    case .schema(let schema): row.write(schema)
    }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    switch try key.nextUInt8() {
    case 1: self = .configuration(try row.configuration())
    case 2: self = .schema(try row.schema())
    case let other: throw ProjectionError(.damaged, "A declaration is of the unknown kind \(other).")
    }
  }
}

extension RowWriter {
  fileprivate mutating func write(_ configuration: LedgerConfiguration) {
    write(byte: configuration.isProduction ? 1 : 0)
    write(configuration.protectedRoles)
  }

  fileprivate mutating func write(_ schema: ResourceSchema) {
    write(UInt64(schema.kinds.count))
    for kind in schema.kinds {
      write(kind.name)
      write(kind.conversations)
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
    switch rule.target {
    case .account: write(byte: 1)
    case .resource(let kind):
      write(byte: 2)
      write(kind)
    }
    write(rule.onRemoval)
    write(byte: rule.isRequired ? 1 : 0)
  }
}

extension RowReader {
  fileprivate mutating func configuration() throws -> LedgerConfiguration {
    let isProduction = try byte() == 1
    return LedgerConfiguration(isProduction: isProduction, protectedRoles: try texts())
  }

  fileprivate mutating func schema() throws -> ResourceSchema {
    var schema = ResourceSchema()
    for _ in 0..<(try number()) {
      var kind = ResourceKind(name: try text())
      kind.conversations = try code()
      for _ in 0..<(try number()) { kind.references.append(try rule()) }
      schema.kinds.append(kind)
    }
    for _ in 0..<(try number()) {
      var policy = RoomPolicy(name: try text(), kind: try text(), activeStatuses: try texts(), members: [])
      for _ in 0..<(try number()) { policy.members.append(try texts()) }
      schema.policies.append(policy)
    }
    return schema
  }

  private mutating func rule() throws -> ReferenceRule {
    let name = try text()
    let target: ReferenceKind = try byte() == 2 ? .resource(text()) : .account
    let action: RemovalAction = try code()
    return ReferenceRule(name: name, target: target, onRemoval: action, isRequired: try byte() == 1)
  }
}

extension RemovalAction: RowCode {
  var code: UInt8 {
    switch self {
    case .cascade: 1
    case .setNull: 2
    case .restrict: 3
    case .keep: 4
    }
  }
}

extension ProjectionSession {
  public func settings() throws -> LedgerSettings? { declared.settings }

  public func setSettings(_ settings: LedgerSettings) throws {
    try transaction.requireWriting()
    declared.settings = settings
    digests.key = settings.digestKey.rawValue
  }

  public func configuration() throws -> LedgerConfiguration {
    if let known = declared.configuration { return known }
    var configuration = LedgerConfiguration()
    if case .configuration(let stored) = try row(of: .declarations, at: DeclarationRow.configurationKey) {
      configuration = stored
    }
    declared.configuration = configuration
    return configuration
  }

  public func setConfiguration(_ configuration: LedgerConfiguration) throws {
    try put(.configuration(configuration), into: .declarations)
    declared.configuration = configuration
  }

  public func schema() throws -> ResourceSchema {
    if let known = declared.schema { return known }
    var schema = ResourceSchema()
    if case .schema(let stored) = try row(of: .declarations, at: DeclarationRow.schemaKey) { schema = stored }
    declared.schema = schema
    return schema
  }

  public func setSchema(_ schema: ResourceSchema) throws {
    try put(.schema(schema), into: .declarations)
    declared.schema = schema
  }
}
