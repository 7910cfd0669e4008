import ChatDomain
import ChatProjection

/// Checks that whatever `Relations` names is there, and that all counts add up, on the live projection alone.
struct ReferenceVerifier {
  let view: LedgerView

  func run(_ progress: (LedgerProgress) -> Void) throws -> VerifyLevelReport {
    var check = try ReferenceCheck(state: try view.state())
    do { try check.run(progress) } catch { try check.findings.add(error) }
    return check.findings.report
  }
}

struct ReferenceCheck {
  let state: ProjectionSession
  let references: [EntityKind: [Relation]]
  var findings = LevelFindings(.references)
  var sums = Totals()
  /// Identifiers that were found, so that one that is named by many is looked up once.
  var knownAccounts: Set<AccountID> = []
  /// Messages that answer one of another conversation, to be found in the index again.
  var quotes: UInt64 = 0

  init(state: ProjectionSession) throws {
    self.state = state
    references = Dictionary(grouping: try state.relations().all, by: \.child)
  }

  static let remedy = Remedy(
    "Verify the projection to find the rows; if that is clean, the log itself holds it, and the decisions name the "
      + "entry.", .verify(.projection), .verify(.decisions))

  mutating func run(_ progress: (LedgerProgress) -> Void) throws {
    try checkAccounts()
    try checkResources()
    try checkRecords()
    let total = UInt64(max(0, state.totals.conversations))
    var done: UInt64 = 0
    var ids: [ConversationID] = []
    try state.forEachConversation {
      ids.append($0.id)
      return true
    }
    for id in ids {
      guard let conversation = try state.conversation(id) else { continue }
      try check(conversation)
      done += 1
      progress(LedgerProgress(stage: "references", done: done, total: max(total, done)))
    }
    try checkQuotes(of: ids)
    if sums != state.totals {
      findings.add(
        key: "totals", kind: .count, "The totals are \(state.totals); the rows add up to \(sums).", remedy: Self.remedy)
    }
  }

  private mutating func checkAccounts() throws {
    var accounts: [AccountState] = []
    try state.forEachAccount {
      accounts.append($0)
      return true
    }
    for account in accounts {
      if !account.isRemoved { sums.accounts += 1 }
      knownAccounts.insert(account.id)
      try expect(.account, "accounts \(account.id)") { _ in account.importedBy.map(ReferredTo.importBatch) }
      // Memberships and participants are two sides of one thing; reading a membership looks its participant up.
      var lost: [ConversationID] = []
      try state.forEachMembership(of: account.id) { membership in
        if try state.conversation(membership.conversation) == nil { lost.append(membership.conversation) }
        return true
      }
      for id in lost {
        findings.add(
          key: "participants \(id) \(account.id)", kind: .reference,
          "Its conversation \(id) is not there (participant → conversation).",
          remedy: Self.remedy)
      }
    }
  }

  private mutating func check(_ conversation: ConversationState) throws {
    let key = "conversations \(conversation.id)"
    try expect(.conversation, key) { reference in
      switch reference {
      case "importedBy": conversation.importedBy.map(ReferredTo.importBatch)
      case "resource": conversation.resource.map(ReferredTo.resource)
      default: conversation.pair.map { .account($0.low) }
      }
    }
    if let pair = conversation.pair {
      try expect(.conversation, key) { $0 == "pair" ? .account(pair.high) : nil }
      try checkClaim(of: pair, by: conversation)
    }
    try checkAttachment(of: conversation)
    let members = try checkParticipants(of: conversation)
    let markers = try checkReadMarkers(of: conversation)
    try checkMessages(of: conversation)
    expect(members, conversation.activeParticipants, "active participants", key)
    expect(markers, conversation.readMarkers, "read markers", key)
    sums = sums + conversation.contribution
  }

  private mutating func checkParticipants(of conversation: ConversationState) throws -> Int64 {
    var participants: [ParticipantState] = []
    try state.forEachParticipant(in: conversation.id) {
      participants.append($0)
      return true
    }
    for participant in participants {
      try expect(.participant, "participants \(conversation.id) \(participant.account)") { reference in
        reference == "account" ? .account(participant.account) : .conversation(participant.conversation)
      }
    }
    return Int64(participants.count { $0.isActive })
  }

  private mutating func checkReadMarkers(of conversation: ConversationState) throws -> Int64 {
    var markers: [ReadMarkerState] = []
    try state.forEachReadMarker(in: conversation.id) {
      markers.append($0)
      return true
    }
    for marker in markers {
      try expect(.readMarker, "readMarkers \(conversation.id) \(marker.account)") { reference in
        reference == "account" ? .account(marker.account) : .conversation(marker.conversation)
      }
    }
    return Int64(markers.count)
  }

  private mutating func checkMessages(of conversation: ConversationState) throws {
    let key = "conversations \(conversation.id)"
    var recounted = conversation
    recounted.beginRecount()
    var pinned: Int64 = 0
    var faulty: [(MessageState, [(VerifyFault.Kind, String)])] = []
    let relations = references[.message] ?? []
    try state.forEachMessage(in: conversation.id, from: nil) { message in
      recounted.recount(message)
      if message.isPinned { pinned += 1 }
      if message.isQuote { quotes += 1 }
      findings.checked += UInt64(relations.count)
      var complaints = try complaintsAbout(message)
      for relation in relations {
        guard let target = message.target(of: relation.reference) else { continue }
        if try !isThere(target) { complaints.append((.reference, relation.complaint(about: target))) }
      }
      if !complaints.isEmpty { faulty.append((message, complaints)) }
      return true
    }
    for (message, complaints) in faulty {
      for (kind, complaint) in complaints {
        findings.add(key: "messages \(message.id)", kind: kind, complaint, remedy: Self.remedy)
      }
    }
    if recounted.visible != conversation.visible || recounted.marks != conversation.marks {
      findings.add(
        key: key, kind: .count,
        "It counts \(conversation.visible) as showing; its messages add up to \(recounted.visible).",
        remedy: Self.remedy)
    }
    var pins: Int64 = 0
    try state.forEachPin(in: conversation.id) { pin in
      pins += 1
      if try state.message(pin.message)?.isPinned != true {
        findings.add(
          key: "pins \(pin.message)", kind: .reference, "It pins a message that is not there, or does not know.",
          remedy: Self.remedy)
      }
      return true
    }
    expect(pins, pinned, "pins", key)
  }

  /// What does not fit about a message besides its references.
  private func complaintsAbout(_ message: MessageState) throws -> [(VerifyFault.Kind, String)] {
    var complaints: [(VerifyFault.Kind, String)] = []
    if try state.message(message.id)?.point != message.point {
      complaints.append((.reference, "It cannot be found by its identifier."))
    }
    for (reference, target) in [("root", message.root), ("replyTo", message.replyTo)] {
      guard !message.isQuote, let target, let named = try state.message(target),
        named.conversation != message.conversation
      else { continue }
      complaints.append((.reference, "Its \(reference) \(target) is not in its conversation."))
    }
    if message.reactionCount > 0 {
      var reactions: UInt32 = 0
      try state.forEachReaction(to: message) { reaction in
        reactions += 1
        if !knownAccounts.contains(reaction.account) {
          complaints.append((.reference, "It has a reaction of account \(reaction.account), which is not there."))
        }
        return true
      }
      if reactions != message.reactionCount {
        complaints.append((.count, "It counts \(message.reactionCount) reactions; there are \(reactions)."))
      }
    }
    if message.version > 1 {
      var versions: UInt32 = 0
      try state.forEachVersion(of: message) { _ in
        versions += 1
        return true
      }
      if versions != message.version {
        complaints.append((.count, "It counts \(message.version) versions; there are \(versions)."))
      }
    }
    return complaints
  }

  // MARK: Expectations

  mutating func expect(_ found: Int64, _ counted: Int64, _ what: String, _ key: String) {
    findings.checked += 1
    guard found != counted else { return }
    findings.add(key: key, kind: .count, "It counts \(counted) \(what); there are \(found).", remedy: Self.remedy)
  }
}
