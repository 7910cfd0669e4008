internal import ChatLedger

// What becomes of one row, given what the ledger has of it.

extension ImportReading {
  func plan(_ row: ImportedRow, in view: LedgerView) throws {
    var row = row
    let table = plan.tables[row.table].name
    let command = row.thing.commandID(source: source, table: table)
    let known = try LedgerThing.find(row.thing, command, in: view)
    do {
      let conversation = try requireMessages(&row, known, in: view)
      for note in row.notes { writer.note(note, table: nil) }
      mapper.remember(row)
      if let known { return try planChange(row, command, known) }
      for (index, action) in row.thing.additions(in: conversation).enumerated() {
        let id = index == 0 ? command : derived("part", row, UInt128(index))
        try add(row, id, action, index == 0 ? .adds : .closes)
      }
      if case .message(let id, _) = row.thing, options.isDryRun { wouldBe.insert(id.rawValue) }
    } catch let fault as RowFault {
      return writer.note(fault, table: row.table)
    }
    if let action = row.thing.closing(after: nil) {
      postpone(row, .closing, derived("close", row), action, .closes)
    }
    if row.isDeleted { planDeletion(row, since: 0) }
  }

  private func planChange(_ row: ImportedRow, _ command: CommandID, _ known: LedgerThing) throws {
    let isGoneInSource = row.isDeleted || row.owners.contains(where: mapper.deleted.contains)
    if known.isGone {
      if isGoneInSource {
        writer.update { $0.tables[row.table].present += 1 }
      } else {
        writer.update { $0.tables[row.table].gone += 1 }
      }
      return
    }
    let (actions, fixed) = row.thing.changes(from: known.thing, editedAt: row.editedAt)
    if let fixed {
      throw RowFault(
        table: plan.tables[row.table].name, key: row.key, code: RowFault.Code.changed,
        message: "“\(fixed)” is not what it was when the row was imported, and the ledger does not change it.",
        remedy: "Look at both with `chat-ledger show`; correct the one that is wrong.")
    }
    let digest = RecordDigest.of(row.thing, isDeleted: false)
    for (index, action) in actions.enumerated() {
      // Of this import: what changes there and back says the same thing twice, and not every change has a version.
      let id = derived("change", row, chain.id.rawValue, digest, UInt128(known.version), UInt128(index))
      try add(row, id, action, index == 0 ? .changes : .closes)
    }
    let closing = row.thing.closing(after: known.thing)
    if let closing { postpone(row, .closing, derived("close", row, digest), closing, .changes) }
    if row.isDeleted {
      planDeletion(row, since: known.version)
    } else if actions.isEmpty, closing == nil {
      writer.update { $0.tables[row.table].present += 1 }
    }
  }

  private func planDeletion(_ row: ImportedRow, since version: UInt64) {
    if case .message(let id, _) = row.thing {
      let deletion = MessageDeletion(
        message: id, deletedAt: row.deletedAt, version: version, table: row.table, key: row.key)
      return messageDeletions.append(deletion)
    }
    guard let (phase, action) = row.thing.deletion(at: row.deletedAt) else { return }
    postpone(row, phase, derived("delete", row, UInt128(version)), action, .deletes)
  }

  /// Messages that a row refers to are looked up here, for no other memory of them is kept.
  ///
  /// - Returns: the conversation of the message that a read marker is about.
  private func requireMessages(
    _ row: inout ImportedRow, _ known: LedgerThing?, in view: LedgerView
  ) throws -> ConversationID? {
    switch row.thing {
    case .reaction(let command): return try conversation(of: command.message, row, in: view)
    case .readMarker(let message, _): return try conversation(of: message, row, in: view)
    case .pin(let message): return try conversation(of: message, row, in: view)
    case .report(var command, let status):
      guard let message = command.message, try !isThere(message, in: view) else { return nil }
      command.message = nil
      row.thing = .report(command, status: status)
      var note = orphan(row)
      note.isTaken = true
      row.notes.append(note)
      return nil
    case .message(let id, var command):
      // An answer whose target never came was taken without it, and is so still.
      guard case .message(_, let before)? = known?.thing, before.replyTo == nil, let target = command.replyTo,
        try !isThere(target, in: view)
      else { return nil }
      command.replyTo = nil
      row.thing = .message(id, command)
      var note = orphan(row)
      note.isTaken = true
      row.notes.append(note)
      return nil
    default: return nil
    }
  }

  private func isThere(_ message: MessageID, in view: LedgerView) throws -> Bool {
    if options.isDryRun, wouldBe.contains(message.rawValue) { return true }
    return try view.message(message) != nil
  }

  private func conversation(
    of message: MessageID, _ row: ImportedRow, in view: LedgerView
  ) throws -> ConversationID? {
    if let found = try view.message(message) { return found.state.conversation }
    if options.isDryRun, wouldBe.contains(message.rawValue) { return ConversationID(rawValue: 1) }
    throw orphan(row)
  }

  private func orphan(_ row: ImportedRow) -> RowFault {
    let table = plan.tables[row.table]
    let name = if case .message = row.thing { "replyTo" } else { "message" }
    let column = table.mapping.fields[name]?.columns.joined(separator: ", ") ?? name
    return RowFault(
      table: table.name, key: row.key, column: column, code: RowFault.Code.orphan,
      message: "“\(column)” leads to a message that is not there, or could not be taken.",
      remedy: "Correct the reference in the source, or take the row out.")
  }
}
