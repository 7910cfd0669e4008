import ChatDomain
import ChatProjection

/// Checks that whatever `Relations` names is there, and that all counts add up, on the live projection alone.
struct ReferenceVerifier {
  let view: LedgerView

  func run(_ progress: (Progress) -> Void) throws -> VerifyLevelReport {
    var check = ReferenceCheck(state: try view.state())
    do { try check.run(progress) } catch { check.findings.add(error) }
    return check.findings.report
  }
}

private struct ReferenceCheck {
  let state: ProjectionSession
  var findings = LevelFindings(.references)
  var sums = Totals()
  /// Identifiers that were found, so that one that is named by many is looked up once.
  private var knownAccounts: Set<AccountID> = []

  init(state: ProjectionSession) { self.state = state }

  static let remedy =
    "Find the rows with `chat-ledger verify projection`; if that is clean, the log itself holds it, and "
    + "`verify decisions` names the entry."

  mutating func run(_ progress: (Progress) -> Void) throws {
    try checkAccounts()
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
      progress(Progress(stage: "references", done: done, total: max(total, done)))
    }
    if sums != state.totals {
      findings.add(key: "totals", "The totals are \(state.totals); the rows add up to \(sums).", remedy: Self.remedy)
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
      try expectImport(account.importedBy, .account, "accounts \(account.id)")
      // Memberships and participants are two sides of one thing; reading a membership looks its participant up.
      var lost: [ConversationID] = []
      try state.forEachMembership(of: account.id) { membership in
        if try state.conversation(membership.conversation) == nil { lost.append(membership.conversation) }
        return true
      }
      for id in lost {
        findings.add(
          key: "participants \(id) \(account.id)", "Its conversation \(id) is not there (participant → conversation).",
          remedy: Self.remedy)
      }
    }
  }

  private mutating func check(_ conversation: ConversationState) throws {
    let key = "conversations \(conversation.id)"
    if let pair = conversation.pair {
      try expectAccount(pair.low, .conversation, "pair", key)
      try expectAccount(pair.high, .conversation, "pair", key)
      let claimed = try state.directConversation(pair)
      if !conversation.isRemoved, claimed != conversation.id {
        findings.add(key: key, "Its pair is claimed by \(claimed.map(\.description) ?? "nobody").", remedy: Self.remedy)
      }
    }
    try expectImport(conversation.importedBy, .conversation, key)
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
      try expectAccount(
        participant.account, .participant, "account", "participants \(conversation.id) \(participant.account)")
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
      try expectAccount(marker.account, .readMarker, "account", "readMarkers \(conversation.id) \(marker.account)")
    }
    return Int64(markers.count)
  }

  private mutating func checkMessages(of conversation: ConversationState) throws {
    let key = "conversations \(conversation.id)"
    var recounted = conversation
    recounted.beginRecount()
    var pinned: Int64 = 0
    var complaints: [(String, String)] = []
    var authors: [(AccountID, String)] = []
    var count: UInt64 = 0
    try state.forEachMessage(in: conversation.id, from: nil) { message in
      count += 1
      recounted.recount(message)
      if message.isPinned { pinned += 1 }
      let key = "messages \(message.id)"
      if !knownAccounts.contains(message.author) { authors.append((message.author, key)) }
      complaints += try complaintsAbout(message).map { (key, $0) }
      return true
    }
    findings.checked += count * UInt64(Relations.of(.message).count)
    for (author, key) in authors { try expectAccount(author, .message, "author", key) }
    for (key, complaint) in complaints { findings.add(key: key, complaint, remedy: Self.remedy) }
    if recounted.visible != conversation.visible || recounted.marks != conversation.marks {
      findings.add(
        key: key, "It counts \(conversation.visible) as showing; its messages add up to \(recounted.visible).",
        remedy: Self.remedy)
    }
    var pins: Int64 = 0
    try state.forEachPin(in: conversation.id) { pin in
      pins += 1
      if try state.message(pin.message)?.isPinned != true {
        findings.add(
          key: "pins \(pin.message)", "It pins a message that is not there, or does not know.", remedy: Self.remedy)
      }
      return true
    }
    expect(pins, pinned, "pins", key)
  }

  /// What a message names in its own conversation.
  private func complaintsAbout(_ message: MessageState) throws -> [String] {
    var complaints: [String] = []
    if try state.message(message.id)?.point != message.point {
      complaints.append("It cannot be found by its identifier.")
    }
    for (reference, target) in [("root", message.root), ("replyTo", message.replyTo)] {
      guard let target, try state.message(target)?.conversation != message.conversation else { continue }
      complaints.append("Its \(reference) \(target) is not in its conversation.")
    }
    if let importedBy = message.importedBy, try state.importState(importedBy) == nil {
      complaints.append("The import at position \(importedBy), which brought it, is not there.")
    }
    if message.reactionCount > 0 {
      var reactions: UInt32 = 0
      try state.forEachReaction(to: message) { reaction in
        reactions += 1
        if !knownAccounts.contains(reaction.account) {
          complaints.append("It has a reaction of account \(reaction.account), which is not there.")
        }
        return true
      }
      if reactions != message.reactionCount {
        complaints.append("It counts \(message.reactionCount) reactions; there are \(reactions).")
      }
    }
    if message.version > 1 {
      var versions: UInt32 = 0
      try state.forEachVersion(of: message) { _ in
        versions += 1
        return true
      }
      if versions != message.version {
        complaints.append("It counts \(message.version) versions; there are \(versions).")
      }
    }
    return complaints
  }

  // MARK: Expectations

  private mutating func expectAccount(
    _ id: AccountID, _ child: Thing, _ reference: String, _ key: String
  ) throws {
    findings.checked += 1
    guard !knownAccounts.contains(id) else { return }
    findings.add(key: key, "Its \(reference) \(id) is not there (\(child.rawValue) → account).", remedy: Self.remedy)
  }

  private mutating func expectImport(_ position: Position?, _ child: Thing, _ key: String) throws {
    guard let position else { return }
    findings.checked += 1
    guard try state.importState(position) == nil else { return }
    findings.add(
      key: key, "The import at position \(position), which brought it, is not there (\(child.rawValue) → importBatch).",
      remedy: Self.remedy)
  }

  private mutating func expect(_ found: Int64, _ counted: Int64, _ what: String, _ key: String) {
    findings.checked += 1
    guard found != counted else { return }
    findings.add(key: key, "It counts \(counted) \(what); there are \(found).", remedy: Self.remedy)
  }
}
