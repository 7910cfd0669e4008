import ChatLedger
import ChatProjection
import ChatWire
import EventLog
import LMDB
import LedgerSupport

// The checks that go through the state.

extension Examination {
  func counts(_ progress: (LedgerProgress) -> Void) throws -> DoctorFinding {
    if let skipped = try skipped(.counts, level: .references) { return skipped }
    let level = try verifyReferences(progress)
    let faults = level.faults.filter(\.isAboutCounts)
    guard faults.isEmpty else {
      return DoctorFinding(
        .counts, .failed, "Counts do not add up: \(counted(faults.count, "fault")).",
        details: faults.map { "\($0.key ?? ""): \($0.message)" },
        advice: "Rebuild the projection, then verify it.", steps: [.rebuildProjection, .verify()])
    }
    let totals = try ledger.read { try $0.totals() }
    return DoctorFinding(
      .counts, .ok,
      "All counts add up: \(counted(totals.accounts, "account")), \(counted(totals.conversations, "conversation")), "
        + "\(counted(totals.messages, "message")), \(counted(totals.resources, "resource")).")
  }

  func references(_ progress: (LedgerProgress) -> Void) throws -> DoctorFinding {
    if let skipped = try skipped(.references, level: .references) { return skipped }
    let level = try verifyReferences(progress)
    let faults = level.faults.filter { !$0.isAboutCounts }
    guard faults.isEmpty else {
      return DoctorFinding(
        .references, .failed, "References without a target: \(counted(faults.count, "fault")).",
        details: faults.map { "\($0.key ?? ""): \($0.message)" },
        advice: "Verify the projection. If that finds faults, rebuild it; if not, the fault is in the log.",
        steps: [.verify(.projection), .rebuildProjection])
    }
    return DoctorFinding(.references, .ok, "No orphans: \(counted(level.checked, "reference")) followed.")
  }

  private func verifyReferences(_ progress: (LedgerProgress) -> Void) throws -> VerifyLevelReport {
    if let referenceLevel { return referenceLevel }
    let report = try ledger.verify([.references], progress: progress)
    let level = report.levels.first ?? LevelFindings(.references).report
    referenceLevel = level
    return level
  }

  func replay(_ progress: (LedgerProgress) -> Void) throws -> DoctorFinding {
    if let skipped = try skipped(.replay, level: .projection) { return skipped }
    let report = try ledger.verify([.projection], progress: progress)
    let faults = report.levels.flatMap(\.faults)
    guard report.isClean else {
      return DoctorFinding(
        .replay, .failed, "The state is not what the log says: \(counted(faults.count, "fault")).",
        details: faults.map(\.description), advice: "Rebuild the projection, then verify it.",
        steps: [.rebuildProjection, .verify()])
    }
    let root = try ledger.read { try $0.stateRoot() }
    return DoctorFinding(
      .replay, .ok,
      "A fresh fold of \(counted(report.position.rawValue, "entry", "entries")) has the same rows and digests; state "
        + "root \(root.description.prefix(16))…")
  }

  // MARK: Senders

  /// Counts who speaks in conversations with an assistant, and looks whether an assistant speaks elsewhere.
  func senders() throws -> DoctorFinding {
    try ledger.read { view in
      let state = try view.state()
      var faults = Faults()
      var assistants: [ConversationID] = []
      try state.forEachConversation { conversation in
        if conversation.kind == .assistant { assistants.append(conversation.id) }
        return true
      }
      let limit = options.isFull ? UInt64.max : options.boundEntries
      var spoken: [Sender: UInt64] = [:]
      var looked: UInt64 = 0
      for id in assistants where looked < limit {
        try state.forEachMessage(in: id, from: nil) { message in
          spoken[message.sender, default: 0] += 1
          looked += 1
          return looked < limit
        }
      }
      let (first, last) = (firstEntry(in: view).rawValue, view.position.rawValue)
      try view.withLog { log, transaction in
        _ = try log.scan(from: first, through: last, in: transaction, checksum: false) { entry in
          for case .messageSent(let sent) in try Event.recorded(by: entry) where sent.sender == .ai {
            let kind = try state.conversation(sent.conversation)?.kind
            if kind != .assistant {
              faults.add("message \(sent.message) of an assistant is in a \(kind?.rawValue ?? "conversation unknown")")
            }
          }
          return .continue
        }
      }
      guard faults.isEmpty else {
        return DoctorFinding(
          .senders, .failed, "An assistant speaks where none takes part: \(counted(faults.count, "message")).",
          details: faults.first,
          advice: "The log holds what no command decides: verify the decisions to find the entries.",
          steps: [.verify(.decisions)])
      }
      guard !assistants.isEmpty else {
        return DoctorFinding(.senders, .ok, "There are no conversations with an assistant: nothing to check.")
      }
      let others = spoken[.system].map { "\($0) by the chat itself" } ?? "none by anybody else"
      return DoctorFinding(
        .senders, .ok,
        "\(counted(assistants.count, "conversation")) with an assistant: \(spoken[.user] ?? 0) of the messages by "
          + "`user`, \(spoken[.ai] ?? 0) by `ai`, \(others).")
    }
  }
}

extension VerifyFault {
  /// Whether it is a number that is wrong, be it the count that a single row keeps.
  fileprivate var isAboutCounts: Bool { kind == .count }
}
