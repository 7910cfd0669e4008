public import ChatDomain
import LMDB

// Accounts: account -> what is known of it.

extension RowTable<AccountState> {
  static var accounts: Self { Self("accounts", number: 1) }
}

extension AccountState: ProjectionRow {
  enum Flag: UInt8, RowFlag {
    case isActive = 0x01
    case isRemoved = 0x02
    case hasContent = 0x04
    case isImported = 0x08
    case isProtected = 0x10
    case hasRemovedPosition = 0x20
  }

  var rowKey: Key { Key(id) }

  func write(to row: inout RowWriter) {
    var flags = Flags<Flag>()
    flags[.isActive] = isActive
    flags[.isRemoved] = isRemoved
    flags[.hasContent] = contentPosition != nil
    flags[.isImported] = importedBy != nil
    flags[.isProtected] = isProtected
    flags[.hasRemovedPosition] = removedPosition != nil
    row.write(flags)
    row.write(kind)
    row.write(registeredPosition)
    row.write(registeredTime)
    row.write(roles)
    if let position = removedPosition { row.write(position) }
    if let position = contentPosition { row.write(position) }
    if let position = importedBy { row.write(position) }
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    let id: AccountID = try key.nextID()
    let flags = try row.flags(Flag.self)
    let kind: AccountKind = try row.code()
    let registeredPosition = try row.position()
    let registeredTime = try row.time()
    let roles = try row.texts()
    let removedPosition = flags[.hasRemovedPosition] ? try row.position() : nil
    let content = flags[.hasContent] ? try row.position() : nil
    let importedBy = flags[.isImported] ? try row.position() : nil
    self.init(
      id: id, kind: kind, isActive: flags[.isActive], isRemoved: flags[.isRemoved],
      registeredPosition: registeredPosition, registeredTime: registeredTime, roles: roles, contentPosition: content,
      importedBy: importedBy)
    isProtected = flags[.isProtected]
    self.removedPosition = removedPosition
  }
}

extension AccountKind: RowCode {
  var code: UInt8 {
    switch self {
    case .person: 1
    case .service: 2
    case .assistant: 3
    }
  }
}

extension ProjectionSession {
  public func account(_ id: AccountID) throws -> AccountState? { try row(of: .accounts, at: Key(id)) }

  public func put(_ account: AccountState) throws { try put(account, into: .accounts) }

  /// Accounts in the order of their identifiers.
  public func forEachAccount(_ body: (AccountState) throws -> Bool) throws { try forEachRow(of: .accounts, body) }
}
