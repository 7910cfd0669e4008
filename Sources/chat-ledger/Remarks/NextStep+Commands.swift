import ChatLedger
import ChatOperations

// The one place that knows which verb does what an error suggests.

extension NextStep {
  /// The line to paste.
  var command: String {
    switch self {
    case .look(let id): "chat-ledger show \(id)"
    case .list(let listing): "chat-ledger \(listing.verb)"
    case .createLedger(let bytes): "chat-ledger init\(bytes.map { " --max-body-bytes \($0)" } ?? "")"
    case .rebuildProjection: "chat-ledger rebuild"
    case .verify(let levels): (["chat-ledger verify"] + levels).joined(separator: " ")
    case .examineEverything: "chat-ledger doctor --full"
    case .takeSnapshot: "chat-ledger snapshot"
    case .revert(let position): (position.map { RevertLine($0) } ?? RevertLine.ofPosition).description
    case .removeConversation: "chat-ledger remove --conversation CONVERSATION --reason TEXT"
    case .markProduction(let isProduction): "chat-ledger configure \(isProduction ? "--production" : "--no-production")"
    case .protectAccount: "chat-ledger protect ACCOUNT"
    case .protectRoles(let roles):
      (["chat-ledger configure"] + (roles.isEmpty ? ["ROLE"] : roles).map { "--protect-role \($0)" })
        .joined(separator: " ")
    case .backfill(let policy): "chat-ledger backfill \(policy)"
    case .findMadeUp: "chat-ledger cleanup"
    case .foreseeCleanup: "chat-ledger cleanup --dry-run"
    case .cleanUp: "chat-ledger cleanup --apply --reason TEXT"
    case .cleanUpAgain: "chat-ledger cleanup --again ENTRY --exclude ACCOUNT"
    case .showCleanupRules: "chat-ledger cleanup --print-rules"
    case .importArchive(let format, let path): "chat-ledger import \(format) \(path)"
    }
  }
}

extension NextStep.Listing {
  fileprivate var verb: String {
    switch self {
    case .accounts: "accounts --all"
    case .conversations: "conversations"
    case .messages: "messages CONVERSATION"
    case .resources: "resources"
    case .kinds: "schema"
    case .blocks: "blocks"
    case .sessions: "sessions"
    case .reports: "reports"
    case .scheduledMessages: "scheduled"
    case .entries: "tail"
    case .removals: "tail --removals"
    case .snapshots: "snapshot --list"
    }
  }
}

/// What to do, with the lines that do it.
struct RemedyText: CustomStringConvertible {
  let description: String

  /// - Parameter remedy: In words; its last sentence is what the steps do.
  init(_ remedy: String, _ steps: [NextStep]) {
    guard !steps.isEmpty else {
      description = remedy
      return
    }
    let lines = steps.map { "`\($0.command)`" }.joined(separator: ", ")
    let words = remedy.last == "." ? String(remedy.dropLast()) : remedy
    description = words.isEmpty ? lines : "\(words): \(lines)"
  }

  init(_ rejection: Rejection) {
    self.init(rejection.remedy, rejection.steps + (rejection.gone.map { [.look(at: $0.identifier)] } ?? []))
  }

  init(_ error: LedgerError) {
    // Where the path comes from is the command's business.
    let remedy =
      error.code == .notFound
      ? error.remedy.replacing("Check the path", with: "Check the path (--ledger DIR or CHAT_LEDGER)") : error.remedy
    self.init(remedy, error.steps)
  }
}

extension Subject {
  fileprivate var identifier: String {
    switch self {
    case .account(let id): id.description
    case .conversation(let id): id.description
    case .message(let id): id.description
    case .resource(let id): id.description
    }
  }
}

extension VerifyReport {
  /// The report whose remedies name the lines that do what they say.
  var withCommands: VerifyReport {
    var report = self
    for level in report.levels.indices {
      for fault in report.levels[level].faults.indices {
        let found = report.levels[level].faults[fault]
        report.levels[level].faults[fault].remedy = RemedyText(found.remedy, found.steps).description
      }
    }
    return report
  }
}

extension DoctorReport {
  /// The report whose advice names the lines that do what it says.
  var withCommands: DoctorReport {
    var report = self
    for index in report.findings.indices {
      let finding = report.findings[index]
      report.findings[index].advice = finding.advice.map { RemedyText($0, finding.steps).description }
    }
    return report
  }
}
