import ChatLedger
import ChatProjection
import LedgerSupport

// The checks by room policies, and those of what guards a production ledger.

extension Examination {
  func rooms(_ progress: (LedgerProgress) -> Void) throws -> DoctorFinding {
    try ledger.read { view in
      let policies = try view.roomPolicies()
      guard !policies.isEmpty else {
        return DoctorFinding(.rooms, .ok, "No room policy is declared: nothing to check.")
      }
      var missing: [BackfillCandidates] = []
      var unpaired = Faults()
      var sentences: [String] = []
      for policy in policies {
        let found = try BackfillScan(policy: policy.name, state: view.state(), position: view.position)
          .candidates(progress: progress)
        if found.count > 0 { missing.append(found) }
        for one in found.unpaired { unpaired.add("\(policy.kind) \(one.resource): \(one.obstacle)") }
        sentences.append(found.sentence)
      }
      let text = sentences.joined(separator: " ")
      guard missing.isEmpty else {
        let details = missing.flatMap { found in found.first.map { "\(found.policy.kind) \($0.resource)" } }
        return DoctorFinding(
          .rooms, .failed, text, details: details + unpaired.first,
          advice: "Make them by a backfill.", steps: missing.map { .backfill(policy: $0.policy.name) })
      }
      guard unpaired.isEmpty else {
        return DoctorFinding(
          .rooms, .warning, text, details: unpaired.first,
          advice: "Give these resources their references, or another status, with `updateResource`.")
      }
      return DoctorFinding(.rooms, .ok, text)
    }
  }

  /// A direct conversation is of two accounts, both there and both taking part.
  func members() throws -> DoctorFinding {
    try ledger.read { view in
      let state = try view.state()
      let policies = try view.roomPolicies()
      guard !policies.isEmpty else {
        return DoctorFinding(.members, .ok, "No room policy is declared: nothing to check.")
      }
      var faults = Faults()
      var rooms: UInt64 = 0
      try state.forEachConversation { conversation in
        guard conversation.kind == .direct, !conversation.isRemoved else { return true }
        rooms += 1
        if let fault = try Self.fault(of: conversation, in: state) { faults.add(fault) }
        return true
      }
      guard faults.isEmpty else {
        return DoctorFinding(
          .members, .warning, "\(faults.count) of \(counted(rooms, "room")) without two valid members.",
          details: faults.first,
          advice: "Look at it; then take it away, or bring its account back.",
          steps: [.look(at: "CONVERSATION"), .removeConversation, .revert(nil)])
      }
      return DoctorFinding(.members, .ok, "Each of \(counted(rooms, "room")) has its two members.")
    }
  }

  private static func fault(of room: ConversationState, in state: ProjectionSession) throws -> String? {
    guard let pair = room.pair else { return "room \(room.id) is of no pair" }
    for id in [pair.low, pair.high] {
      guard let account = try state.account(id) else { return "room \(room.id): account \(id) is not there" }
      if account.isRemoved { return "room \(room.id): account \(id) is removed" }
      if !account.isActive { return "room \(room.id): account \(id) is deactivated" }
      guard try state.participant(id, in: room.id)?.isActive == true else {
        return "room \(room.id): account \(id) takes no part"
      }
    }
    return nil
  }

  // MARK: Production

  func protection() throws -> DoctorFinding {
    try ledger.read { view in
      let state = try view.state()
      let configuration = try state.configuration()
      var protected: UInt64 = 0
      var spellings = RoleSpellings(configuration)
      try state.forEachAccount { account in
        if account.isRemoved { return true }
        if try state.isProtected(account) { protected += 1 }
        spellings.add(account.roles)
        return true
      }
      guard configuration.isProduction else {
        return DoctorFinding(
          .protection, .ok, "The ledger is not marked as production; \(counted(protected, "account")) protected.",
          details: spellings.sentences, advice: spellings.advice, steps: spellings.steps)
      }
      guard protected == 0 else {
        return DoctorFinding(
          .protection, .ok, "\(counted(protected, "account")) protected in this production ledger.",
          details: spellings.sentences, advice: spellings.advice, steps: spellings.steps)
      }
      let roles = configuration.protectedRoles
      let unheld = roles.isEmpty ? "" : ": nobody has the role \(roles.joined(separator: " or "))"
      return DoctorFinding(
        .protection, .failed, "Nobody is protected in this production ledger\(unheld).",
        advice: "Protect the administrators, one by one or by their roles.",
        steps: [.protectAccount, .protectRoles([])])
    }
  }
}

/// Roles that differ from protected ones only in spelling: they count, but earlier programs did not protect them.
private struct RoleSpellings {
  private let recorded: Set<String>
  /// By what is meant, as it is protected.
  private let protected: [String: String]
  private var counts: [String: UInt64] = [:]

  init(_ configuration: LedgerConfiguration) {
    recorded = Set(configuration.protectedRoles)
    protected = Dictionary(configuration.protectedRoles.map { ($0.asMeant, $0) }) { first, _ in first }
  }

  mutating func add(_ roles: [String]) {
    for role in roles where !recorded.contains(role) && protected[role.asMeant] != nil { counts[role, default: 0] += 1 }
  }

  var sentences: [String] {
    counts.sorted { $0.key < $1.key }.map { role, count in
      "the role “\(role)” (\(counted(count, "account"))) is the protected “\(protected[role.asMeant] ?? "")” "
        + "in another spelling"
    }
  }

  /// Protects every spelling by its own letters, too.
  var advice: String? { counts.isEmpty ? nil : "Protect every spelling." }

  var steps: [NextStep] {
    counts.isEmpty ? [] : [.protectRoles(Set(counts.keys.compactMap { protected[$0.asMeant] }).sorted())]
  }
}

extension BackfillCandidates {
  /// What is missing by the policy, in a sentence.
  fileprivate var sentence: String {
    let kind = policy.kind
    guard active > 0 else { return "No \(kind) calls for a room by the policy \(policy.name)." }
    var text =
      count == 0
      ? "Every \(kind) of \(active) that call for a room by the policy \(policy.name) has it"
      : "\(count) of \(active) that call for a room by the policy \(policy.name) have none"
    if count > 0, let parentKind { text += ", over \(counted(parentsOfCandidates, parentKind))" }
    if unpairedCount > 0 { text += "; \(unpairedCount) have no valid pair" }
    return text + "."
  }
}
