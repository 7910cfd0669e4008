internal import ChatLedger

// Comparing instead of importing: what an import would do is what is different.

extension ImportEngine {
  func compare(_ described: DescribedEntity, _ original: SourceEntity, in view: LedgerView) throws {
    var described = described
    if case .conversation(let command, _) = described.thing, try compareMerged(described, command, original, in: view) {
      return
    }
    let known = try current(&described, original, in: view)
    if described.isPlaceholder, let known {
      meet(described)
      // What the ledger has was said by a row that is not there any more, and others lead to it still.
      if described.place.table == nil { comparison?.named[described.thing.identifier ?? 0] = described }
      if described.place.table != nil, !known.isGone, !described.thing.namesOfDifferences(from: known.thing).isEmpty {
        difference(.extra, described, "others lead to it", values: RecordDigest.of(known.thing, isDeleted: false))
      }
      return
    }
    if let id = described.thing.identifier { comparison?.named[id] = nil }
    let isDeleted = described.isDeleted || described.isGoneWithOwner
    let digest = RecordDigest.of(original, isDeleted: isDeleted)
    change(described.bucket) { bucket in
      bucket.source.count += 1
      bucket.source.deleted += isDeleted ? 1 : 0
      bucket.source.digest &+= digest
    }
    guard let known else {
      return difference(.missing, described, values: digest)
    }
    meet(described)
    change(described.bucket) { bucket in
      bucket.ledger.count += 1
      bucket.ledger.deleted += known.isGone ? 1 : 0
    }
    let isSame = try compareFields(described, known, isDeleted: isDeleted, in: view)
    // What is the same field by field, and byte by byte, has the same record.
    let ledgerDigest = isSame ? digest : RecordDigest.of(known.thing, isDeleted: known.isGone)
    change(described.bucket) { $0.ledger.digest &+= ledgerDigest }
    try compareHanging(described, in: view)
  }

  private func compareFields(
    _ described: DescribedEntity, _ known: LedgerEntity, isDeleted: Bool, in view: LedgerView
  ) throws -> Bool {
    // What went on both sides may have lost what it led to, and with it what could be compared.
    if isDeleted, known.isGone { return true }
    if isDeleted != known.isGone {
      if !isDeleted, try mayBeDeletedLater(described, in: view) { return false }
      difference(
        isDeleted ? .notDeleted : .gone, described, values: RecordDigest.of(described.thing, isDeleted: isDeleted))
      return false
    }
    var change = described.thing.changes(from: known.thing, editedAt: described.editedAt)
    if described.isTextElsewhere { change.removeEdits() }
    var names: [String] = []
    if !change.actions.isEmpty || !change.fixed.isEmpty || described.thing.closing(after: known.thing) != nil {
      names = described.thing.namesOfDifferences(from: known.thing)
    }
    // Whatever an import would change is different, even where it has no name of its own.
    if names.isEmpty, !change.actions.isEmpty { names = ["contents"] }
    if let isActive = described.isActive, isActive != known.isActive { names.append("isActive") }
    guard !names.isEmpty else { return true }
    difference(
      .changed, described, names.joined(separator: ", "), values: described.thing.values(of: names, and: known.thing))
    return false
  }

  /// An archive may tell of a deletion after the message, and somewhere else: until its end nothing is said of it.
  private func mayBeDeletedLater(_ described: DescribedEntity, in view: LedgerView) throws -> Bool {
    guard described.place.table == nil, case .message(let id, _) = described.thing,
      try view.messageState(id)?.isDeleted == true
    else { return false }
    memory.deletionsUntold[id] = (
      described.place, described.bucket, RecordDigest.of(described.thing, isDeleted: false)
    )
    return true
  }

  /// Messages that the ledger has as deleted, and of whose deletion the archive did not tell.
  func noteUntoldDeletions() {
    for (_, message) in memory.deletionsUntold.sorted(by: { $0.key < $1.key }) {
      comparison?.note(.gone, message.place, in: message.bucket, values: message.values)
    }
    memory.deletionsUntold = [:]
  }

  /// A conversation whose messages are in that of its pair: what is said of it has to be kept there.
  private func compareMerged(
    _ described: DescribedEntity, _ command: CreateConversation, _ original: SourceEntity, in view: LedgerView
  ) throws -> Bool {
    guard command.kind == .direct, let own = original.identifier, command.participants.count == 2,
      try view.conversation(command.conversation) == nil,
      let other = try view.directConversation(of: AccountPair(command.participants[0], command.participants[1])),
      other != command.conversation
    else { return false }
    memory.aliases[own] = other.rawValue
    if described.isDeleted { memory.deletedAliases.insert(own) }
    let digest = RecordDigest.of(original, isDeleted: described.isDeleted)
    let kept = try view.conversation(other)?.details?.attributes[
      MergedDetails.attribute(ConversationID(rawValue: own))]
    let text = MergedDetails.text(of: described)
    comparison?.mergedCount += 1
    let isSame = text.map { kept?.hasSameBytes(as: $0) == true } ?? true
    change(described.bucket) { bucket in
      bucket.source.count += 1
      bucket.ledger.count += 1
      bucket.source.digest &+= digest
      bucket.ledger.digest &+= isSame ? digest : RecordDigest.of(text: kept ?? "")
    }
    if !isSame { difference(.changed, described, "details", values: RecordDigest.of(text: text ?? "")) }
    return true
  }

  /// Compares the texts that are told apart from their messages.
  func compareUntoldEdits() throws {
    let edits = memory.editsUntold.sorted { $0.key < $1.key }
    memory.editsUntold = [:]
    try target.read { view in
      for (id, described) in edits {
        guard case .message(_, let command) = described.thing, let known = try view.message(id),
          known.content != command.content
        else { continue }
        var change = EntityChange(actions: [.editMessage(EditMessage(message: id, content: command.content))])
        try adjust(&change, described, LedgerEntity(thing: described.thing, isGone: false), in: view)
        guard !change.actions.isEmpty else { continue }
        difference(.changed, described, "content", values: RecordDigest.of(text: command.content.body))
      }
    }
  }

  // MARK: Noting

  func difference(
    _ kind: ComparisonReport.Difference.Kind, _ described: DescribedEntity, _ message: String? = nil, values: UInt128
  ) {
    comparison?.note(kind, described.place, in: described.bucket, message, values: values)
  }

  /// Something of the ledger that the source does not have.
  package func noteExtra(_ place: ImportLocation, in bucket: Int, _ message: String? = nil) {
    // Several things may be extra at one place of an archive.
    comparison?.note(.extra, place, in: bucket, message, values: message.map(RecordDigest.of(text:)) ?? 0)
    change(bucket) { $0.ledger.count += 1 }
  }

  private func change(_ bucket: Int, _ body: (inout ComparisonState.Bucket) -> Void) {
    guard comparison != nil else { return }
    body(&comparison!.buckets[bucket])
  }
}

extension SourceEntity {
  /// The values of some fields on both sides, as a baseline accepts them.
  func values(of names: [String], and known: SourceEntity) -> UInt128 {
    RecordDigest.of(text: (texts(of: names) + known.texts(of: names)).joined(separator: "\n"))
  }

  /// The values of some fields, a line each.
  fileprivate func texts(of names: [String]) -> [String] {
    let texts = fieldTexts
    return names.map { "\($0)=\(texts[$0] ?? "")" }
  }
}
