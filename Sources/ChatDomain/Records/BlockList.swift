// The block list: whom an account does not want to hear from. Who is blocked cannot write into the direct conversation.

extension BlockContact {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    guard account != contact else {
      throw Rejection(.invalid, "An account cannot block itself.", remedy: "Name another contact.")
    }
    try state.requirePast(blockedAt, "blockedAt", request)
    var events: [Event] = []
    let isImport = try state.isInOpenImport(request)
    try state.requireAccount(account, isImport: isImport, registering: &events)
    try state.requireAccount(contact, isImport: isImport, registering: &events)
    guard try state.visibleRecord(.block(account, contact: contact)) == nil else {
      throw Rejection(
        .alreadyExists, "Account \(account) blocks \(contact) already.", remedy: "No action is needed.")
    }
    let blocked = ContactBlocked(account: account, contact: contact, blockedAt: blockedAt ?? request.time)
    return events + [.contactBlocked(blocked)]
  }
}

extension UnblockContact {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let record = Record.block(account, contact: contact)
    guard try state.visibleRecord(record) != nil else {
      throw Rejection(
        .unknownRecord, "Account \(account) does not block \(contact).", remedy: "List the blocks to see who does.",
        steps: [.list(.blocks)])
    }
    return [.recordRemoved(RecordRemoved(record: record))]
  }
}

extension ContactBlocked {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.put(
      counting: RecordState(
        record: .block(account, contact: contact), recordedPosition: recorded.position, time: blockedAt,
        importedBy: store.importPosition(of: recorded), fields: .block))
  }
}
