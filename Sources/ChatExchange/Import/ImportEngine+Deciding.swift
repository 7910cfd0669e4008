internal import ChatLedger
import ChatOperations

// What becomes of one described thing, given what the ledger has of it.

extension ImportEngine {
  func decide(_ described: DescribedEntity, in view: LedgerView) throws {
    var described = described
    guard meets(described) else { return }
    let original = described.thing
    described.thing = original.redirected(memory)
    fit(&described)
    noteOddTimes(of: described)
    if case .message(_, let command) = original, memory.deletedAliases.contains(command.conversation.rawValue) {
      described.isDeleted = true
    }
    described.command = redirectedCommand(of: described, original)
    if comparison != nil { return try compare(described, original, in: view) }
    if let id = original.identifier, let named = memory.named.removeValue(forKey: id) {
      // Made by this import with its name only; now it is described.
      uncountLiving(described)
      let known = LedgerEntity(thing: named.described(as: described), isGone: false)
      return try decideChange(described, known, in: view)
    }
    guard let conversation = try requireMessages(&described, in: view) else { return }
    if let known = try current(&described, original, in: view) {
      guard described.isPlaceholder, !known.isGone else {
        meet(described)
        return try decideChange(described, known, in: view)
      }
      // Who is only named does not stand for a description that has gone.
      guard described.thing.namesOfDifferences(from: known.thing).isEmpty else { return }
      meet(described)
      return countLiving(described)
    }
    try decideNew(described, original, in: conversation.value, view)
  }

  // MARK: Things that are met twice

  /// Whether the thing has to be decided; a second description that says the same needs nothing, and one that says
  /// something else is refused, whatever stands between them.
  private func meets(_ described: DescribedEntity) -> Bool {
    switch described.thing {
    case .account, .conversation, .resource: break
    default: return true
    }
    guard let id = described.thing.identifier else { return true }
    let known = memory.met[id]
    if described.isPlaceholder {
      if known == nil { memory.met[id] = ImportMemory.Met(digest: nil, place: described.place) }
      return known == nil
    }
    var digest = RecordDigest.of(described.thing, isDeleted: described.isDeleted)
    if described.isActive == false { digest = ~digest }
    guard let known, let earlier = known.digest else {
      memory.met[id] = ImportMemory.Met(digest: digest, place: described.place)
      return true
    }
    if earlier == digest {
      countPresent(in: described.bucket)
    } else {
      note(
        ImportFault(
          .refused, ImportFault.Code.contradiction,
          "\(known.place.description.capitalizedFirst) says something else about the same \(described.item).",
          remedy: "Take one of the two out of what is imported.", at: described.place, item: described.item),
        in: described.bucket)
    }
    return false
  }

  /// What joins other things is named by them: under other identifiers it is another command.
  private func redirectedCommand(of described: DescribedEntity, _ original: SourceEntity) -> CommandID {
    guard original.identifier == nil, described.thing.subjects != original.subjects else { return described.command }
    return derived("again", described)
  }

  private func fit(_ described: inout DescribedEntity) {
    var fitting = EntityFitting(described)
    described.thing = fitting.fit(described.thing)
    for fault in fitting.faults { note(fault, in: described.bucket) }
  }

  /// Messages that a thing refers to are looked up here, for no other memory of them is kept.
  ///
  /// - Returns: the conversation of the message that a read marker is about; nothing where the thing was refused.
  private func requireMessages(
    _ described: inout DescribedEntity, in view: LedgerView
  ) throws -> (value: ConversationID?, Void)? {
    switch described.thing {
    case .readMarker(let message, _):
      if let found = try view.messageState(message) { return (found.conversation, ()) }
      note(orphan(described, "message", .refused), in: described.bucket)
      return nil
    case .report(var command, let status):
      guard let message = command.message, try view.messageState(message) == nil else { return (nil, ()) }
      command.message = nil
      described.thing = .report(command, status: status)
      note(orphan(described, "message", .partial))
      return (nil, ())
    default: return (nil, ())
    }
  }

  private func orphan(_ described: DescribedEntity, _ field: String, _ weight: ImportFault.Weight) -> ImportFault {
    ImportFault(
      weight, ImportFault.Code.orphan, "It leads to a message that is not there, or could not be taken.",
      remedy: weight == .refused
        ? "Correct the reference in the source, or take the row out."
        : "It was taken without it. Correct it in the source and import again.",
      at: described.place, item: described.item, field: field)
  }

  // MARK: New things

  private func decideNew(
    _ described: DescribedEntity, _ original: SourceEntity, in conversation: ConversationID?, _ view: LedgerView
  ) throws {
    if case .conversation(let command, _) = described.thing {
      if try merge(described, command, original, in: view) { return }
      memory.made.insert(command.conversation)
    }
    for (index, action) in described.thing.additions(in: conversation).enumerated() {
      let id =
        index == 0
        ? described.command
        : naming.command(
          "part-\(described.thing.verb)", described.bucket,
          described.thing.subjects + [UInt128(index)])
      plan(described, id, action, index == 0 ? .adds : .completes)
    }
    if described.isPlaceholder, let id = original.identifier { memory.named[id] = described.thing }
    if let fault = described.ifNew { note(fault) }
    meet(described)
    noteMadeUp(described)
    if described.isActive == false { try planDeactivation(described, in: view, .completes) }
    if let action = described.thing.closing(after: nil) {
      plan(described, derived("close", described), action, .completes, phase: .closing)
    }
    if described.isDeleted { try planDeletion(described, in: view) }
  }

  /// In production, demo data is seen when it comes, and not by the next examination.
  private func noteMadeUp(_ described: DescribedEntity) {
    guard let madeUpNames, case .account(let command) = described.thing, !described.isPlaceholder,
      !described.isDeleted, let sign = madeUpNames.sign(of: command.profile)
    else { return }
    var fault = ImportFault(
      .partial, ImportFault.Code.madeUp,
      "“\(command.profile.userName)” looks made up (\(sign)), and this is a production ledger.",
      remedy: "It was taken. Take the import back, or look for all that are made up.", at: described.place,
      item: described.item)
    fault.steps = [.findMadeUp]
    note(fault)
  }

  // MARK: Known things

  func decideChange(_ described: DescribedEntity, _ known: LedgerEntity, in view: LedgerView) throws {
    let isGoneInSource = described.isDeleted || described.isGoneWithOwner
    var effect = SentCommand.Effect.changes
    func plan(_ verb: String, _ index: Int, _ action: Action, _ digest: UInt128) {
      // Of this import: what changes there and back says the same thing twice, and not every change has a version.
      let id = naming.command(
        "\(verb)-\(described.thing.verb)", described.bucket,
        described.thing.subjects + [importCommand.rawValue, digest, UInt128(known.version), UInt128(index)])
      self.plan(described, id, action, effect)
      effect = .completes
    }
    if !known.isGone || !isGoneInSource { countLiving(described) }
    if known.isGone {
      if isGoneInSource { return countPresent(in: described.bucket) }
      guard let deletion = try ownDeletion(described, known, in: view) else {
        uncountLiving(described)
        try hidden.look(at: described.thing, in: view)
        return sender.update { $0.counts[described.bucket].gone += 1 }
      }
      plan("restore", 0, .revert(Revert(command: deletion)), deletion.rawValue)
    }
    var change = described.thing.changes(from: known.thing, editedAt: described.editedAt)
    try adjust(&change, described, known, in: view)
    let closing = described.thing.closing(after: known.thing)
    // Only what changes has a name that is made of what it says now.
    let digest =
      change.actions.isEmpty && closing == nil ? 0 : RecordDigest.of(described.thing, isDeleted: false)
    for (index, action) in change.actions.enumerated() { plan("change", index, action, digest) }
    if !change.fixed.isEmpty { note(differs(described, known, change.fixed)) }
    try compareHanging(described, in: view)
    if described.isActive == false, known.isActive {
      try planDeactivation(described, in: view, effect)
      effect = .completes
    } else if described.isActive == true, !known.isActive, let id = try ownDeactivation(described, in: view) {
      plan("reactivate", 0, .revert(Revert(command: id)), id.rawValue)
    }
    if let closing {
      self.plan(described, derived("close", described, digest), closing, effect, phase: .closing)
      effect = .completes
    }
    if described.isDeleted {
      try planDeletion(described, in: view)
    } else if effect == .changes {
      countPresent(in: described.bucket)
    }
  }

  private func differs(_ described: DescribedEntity, _ known: LedgerEntity, _ names: [String]) -> ImportFault {
    var fault = ImportFault(
      .partial, ImportFault.Code.changed,
      "“\(names.joined(separator: "”, “"))” is not what the ledger has, and no command changes that.",
      remedy: "Everything else of it was taken. Look at both, and correct the one that is wrong.",
      at: described.place, item: described.item, field: names.joined(separator: ", "))
    fault.steps = [.look(at: "ID")]
    // Everything else of it is taken, so this is what the comparison finds afterwards.
    fault.differing = RecordDigest.hexadecimal(described.thing.values(of: names.sorted(), and: known.thing))
    return fault
  }

  /// What is described is there already, and shows until the import deletes it.
  private func countLiving(_ described: DescribedEntity) {
    guard let kind = LivingKind(described.thing) else { return }
    living[kind, default: 0] += 1
  }

  private func uncountLiving(_ described: DescribedEntity) {
    guard let kind = LivingKind(described.thing) else { return }
    living[kind, default: 0] -= 1
  }

  // MARK: What goes

  func planDeletion(_ described: DescribedEntity, in view: LedgerView) throws {
    guard let (phase, action) = described.thing.deletion(at: described.deletedAt) else { return }
    let id = try deletions(of: described, 0, in: view).next
    if case .message(let message, _) = described.thing {
      return messageDeletions.append(MessageDeletion(id, of: message, described))
    }
    plan(described, id, action, .deletes, phase: phase)
  }

  private func planDeactivation(
    _ described: DescribedEntity, in view: LedgerView, _ effect: SentCommand.Effect
  ) throws {
    guard case .account(let command) = described.thing else { return }
    let id = try firstUnused("deactivate-account", described, [command.account.rawValue], in: view).next
    plan(
      described, id, .deactivateAccount(DeactivateAccount(account: command.account)), effect, phase: .closing)
  }

  /// The import's own command that deactivated an account, while that applies.
  private func ownDeactivation(_ described: DescribedEntity, in view: LedgerView) throws -> CommandID? {
    guard case .account(let command) = described.thing else { return nil }
    let last = try firstUnused("deactivate-account", described, [command.account.rawValue], in: view).last
    return try last.flatMap { try applies($0, in: view) ? $0 : nil }
  }

  /// The import's own command that deleted a thing, while that applies: what is back in the source comes back.
  private func ownDeletion(
    _ described: DescribedEntity, _ known: LedgerEntity, in view: LedgerView
  ) throws -> CommandID? {
    // Ledgers of earlier versions have the position of the texts where the 0 stands.
    for version in known.version == 0 ? [0] : [0, known.version] {
      let last = try deletions(of: described, version, in: view).last
      if let last, try applies(last, in: view) { return last }
    }
    return nil
  }

  /// The import's own commands that delete a thing.
  private func deletions(
    of described: DescribedEntity, _ version: UInt64, in view: LedgerView
  ) throws -> (next: CommandID, last: CommandID?) {
    try firstUnused(
      "delete-\(described.thing.verb)", described, described.thing.subjects + [UInt128(version)], in: view)
  }

  private func applies(_ command: CommandID, in view: LedgerView) throws -> Bool {
    guard let position = try view.position(of: command), let removal = try view.removal(position) else { return false }
    if case .original(let isApplied) = removal.kind { return isApplied }
    return false
  }

  /// Names that are numbered from the second on: what went and came back may go again.
  private func firstUnused(
    _ verb: String, _ described: DescribedEntity, _ subjects: [UInt128], in view: LedgerView
  ) throws -> (next: CommandID, last: CommandID?) {
    var last: CommandID?
    var number: UInt128 = 0
    while true {
      let id = naming.command(verb, described.bucket, number == 0 ? subjects : subjects + [number])
      guard try view.position(of: id) != nil else { return (id, last) }
      last = id
      number += 1
    }
  }

  func derived(_ verb: String, _ described: DescribedEntity, _ parts: UInt128...) -> CommandID {
    naming.command("\(verb)-\(described.thing.verb)", described.bucket, described.thing.subjects + parts)
  }
}

extension SourceEntity {
  /// What was made with its name only, in the form of the description that has come since.
  fileprivate func described(as described: DescribedEntity) -> SourceEntity {
    switch (self, described.thing) {
    case (.account(var named), .account(let wanted)):
      named.createdAt = wanted.createdAt == nil ? nil : named.createdAt
      if described.unsaid.contains(.roles) { named.roles = wanted.roles }
      return .account(named)
    case (.conversation(var named, let endedAt), .conversation(let wanted, _)):
      if described.unsaid.contains(.startedAt) || wanted.startedAt == nil { named.startedAt = wanted.startedAt }
      if described.unsaid.contains(.history) { named.history = wanted.history }
      if described.unsaid.contains(.participants) { named.participants = wanted.participants }
      return .conversation(named, endedAt: endedAt)
    default: return self
    }
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
