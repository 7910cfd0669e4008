internal import ChatLedger

// What is special about messages and times.

extension ImportEngine {
  /// Archives may be older than what is in the ledger: a text that the ledger has as an earlier version, and that the
  /// source itself dates before the present one, is no change.
  func adjust(
    _ change: inout EntityChange, _ described: DescribedEntity, _ known: LedgerEntity, in view: LedgerView
  ) throws {
    if described.isTextElsewhere { change.removeEdits() }
    guard described.mayBeOlder, case .message(let id, let command) = described.thing, !change.actions.isEmpty else {
      return
    }
    let versions = try view.versions(of: id)
    guard versions.count > 1, let last = versions.last, let entry = try view.entry(at: last.position) else { return }
    let isDatedBySource = last.time != entry.time
    let time = described.editedAt ?? command.sentAt ?? last.time
    guard isDatedBySource, time < last.time else { return }
    change.removeEdits()
    let isKept = versions.contains { $0.content == command.content }
    if !isKept {
      note(
        ImportFault(
          .notice, ImportWarning.earlierTextNotKept.rawValue,
          "The ledger has a later version of the message; this earlier one was not recorded.",
          remedy: "No action is needed; keep the source if earlier versions matter.", at: described.place,
          item: described.item))
    }
  }

  /// Names times that cannot be meant: 0, seconds where milliseconds belong, and what has not been yet.
  func noteOddTimes(of described: DescribedEntity) {
    switch described.thing {
    case .account(let it): noteOddity(of: it.createdAt, "createdAt", described)
    case .conversation(let it, let endedAt):
      if !described.unsaid.contains(.startedAt) { noteOddity(of: it.startedAt, "startedAt", described) }
      noteOddity(of: endedAt, "endedAt", described)
    case .message(_, let it):
      noteOddity(of: it.sentAt, "sentAt", described)
      noteOddity(of: described.editedAt, "editedAt", described)
    case .reaction(let it): noteOddity(of: it.reactedAt, "reactedAt", described)
    case .resource(let it): noteOddity(of: it.createdAt, "createdAt", described)
    default: break
    }
  }

  private func noteOddity(of time: Timestamp?, _ name: String, _ described: DescribedEntity) {
    guard let time, let why = oddity(of: time) else { return }
    note(
      ImportFault(
        .notice, ImportWarning.oddTime.rawValue, "“\(name)” is \(time), which \(why).",
        remedy: "It was taken as it is. Check the unit of the column or field, and the clock that wrote it.",
        at: described.place, item: described.item, field: name))
  }

  private func oddity(of time: Timestamp) -> String? {
    if time.microseconds == 0 { return "often stands for no time at all" }
    // Seconds since 1970, read as milliseconds, lie in its first 35 days until the year 2065.
    if time.microseconds > 0, time.microseconds < 3_000_000_000_000 { return "looks like seconds read as milliseconds" }
    return time > latestSensible ? "has not been yet" : nil
  }
}

// MARK: Reactions and pins

extension ImportEngine {
  /// Names what an import put on a message and the source does not have any more, or takes it off.
  func compareHanging(_ described: DescribedEntity, in view: LedgerView) throws {
    guard let hanging = described.hanging, case .message(let id, _) = described.thing,
      let state = try view.messageState(id)
    else { return }
    for reaction in try view.reactions(to: state) {
      let isSaid = hanging.reactions.contains { said in
        memory.resolve(said.account.rawValue) == reaction.account.rawValue
          && said.emoji.hasSameBytes(as: reaction.emoji)
      }
      guard !isSaid, try isImported(reaction.addedPosition, in: view) else { continue }
      try vanished(
        .reaction(AddReaction(message: id, account: reaction.account, emoji: reaction.emoji)), described,
        .reactionVanished, "The reaction \(reaction.emoji) of \(reaction.account) is not in the source any more.",
        .reactions)
    }
    guard state.isPinned, !hanging.isPinned else { return }
    let pin = naming.command("pin", ArchiveTable.pins.rawValue, [id.rawValue])
    guard try view.position(of: pin) != nil else { return }
    try vanished(
      .pin(id), described, .pinVanished, "The message is not pinned in the source any more.", .pins)
  }

  /// Whether the entry came from an import.
  private func isImported(_ position: Position, in view: LedgerView) throws -> Bool {
    guard let correlation = try view.entry(at: position)?.command.correlation,
      let begin = try view.position(of: correlation)
    else { return false }
    return try view.importState(begin)?.kind == .archive
  }

  /// Names something that an import brought and the source does not have any more, or deletes it.
  ///
  /// - Parameter described: the thing that says so by not naming it.
  func vanished(
    _ thing: SourceEntity, _ described: DescribedEntity, _ warning: ImportWarning, _ message: String,
    _ table: ArchiveTable
  ) throws {
    if comparison != nil { return noteExtra(described.place, in: table.rawValue, message) }
    guard options.deletesVanished else {
      return note(
        ImportFault(
          .notice, warning.rawValue, message, remedy: "Import with --delete-gone to follow, or leave it.",
          at: described.place, item: described.item))
    }
    var gone = described
    gone.thing = thing
    gone.bucket = table.rawValue
    gone.deletedAt = nil
    gone.reason = "gone in the source"
    try delete(gone)
  }
}

// MARK: What is told of messages besides

extension ImportEngine {
  /// Takes an edit that is told apart from its message.
  ///
  /// - Parameter isNew: whether the message came with this import; what the ledger has of it is compared otherwise.
  func takeEdit(_ described: DescribedEntity, isNew: Bool) throws {
    try decidePending()
    var described = described
    let original = described.thing
    described.thing = original.redirected(memory)
    guard case .message(let id, let command) = described.thing else { return }
    if described.thing.subjects != original.subjects, let editedAt = described.editedAt {
      described.command = derived("edit-again", described, UInt128(truncatingIfNeeded: editedAt.microseconds))
    }
    // Several elements may edit a message: the last of them says what it says.
    if comparison != nil {
      memory.editsUntold[id] = described
      return
    }
    let edit = Action.editMessage(
      EditMessage(message: id, content: command.content, editedAt: described.editedAt))
    if isNew { return plan(described, described.command, edit, .changes) }
    try target.read { view in
      guard let known = try view.message(id), known.content != command.content else { return }
      var change = EntityChange(actions: [edit])
      let before = LedgerEntity(thing: described.thing, isGone: false)
      try adjust(&change, described, before, in: view)
      guard !change.actions.isEmpty else { return }
      plan(described, described.command, edit, .changes)
    }
  }

  /// Takes a deletion that is told apart from its message.
  func takeDeletion(_ described: DescribedEntity, of id: MessageID, isNew: Bool) throws {
    try decidePending()
    let message = MessageID(rawValue: memory.resolve(id.rawValue))
    let isDeleted = try target.read { try $0.messageState(message)?.isDeleted } == true
    if comparison != nil {
      memory.deletionsUntold[message] = nil
      if !isDeleted {
        difference(.notDeleted, described, values: RecordDigest.of(text: "\(message)"))
      }
      return
    }
    if !isNew, isDeleted { return }
    let command =
      message == id
      ? described.command : naming.command("delete-again", described.bucket, [message.rawValue])
    messageDeletions.append(MessageDeletion(command, of: message, described))
  }
}
