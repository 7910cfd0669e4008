import ChatLedger
import ChatProjection
import EventLog

/// Finds made-up accounts: one pass over the accounts with their texts, which come one by one from the log.
struct CleanupScan {
  let view: LedgerView
  let rules: CleanupRules
  /// Accounts that are less sure are counted only.
  let leastCertainty: CleanupCertainty
  private let state: ProjectionSession
  private let compiled: [Compiled]

  /// A rule with its patterns read.
  private struct Compiled {
    let rule: CleanupRule
    var text: TextRule?
    /// For accounts made together: when that was.
    var crowds: [Crowd] = []
  }

  init(_ view: LedgerView, _ rules: CleanupRules, atLeast leastCertainty: CleanupCertainty) throws {
    try rules.check()
    self.view = view
    self.rules = rules
    self.leastCertainty = leastCertainty
    let state = try view.state()
    self.state = state
    let times = try CreationTimes(view, isNeeded: rules.rules.contains { $0.looksAtTimes })
    compiled = rules.rules.map { rule in
      switch rule.condition {
      case .emails, .userNames: Compiled(rule: rule, text: TextRule(rule.condition))
      case .origins: Compiled(rule: rule)
      case .madeTogether(let accounts, let milliseconds):
        Compiled(rule: rule, crowds: times.crowds(atLeast: accounts, withinMicroseconds: milliseconds * 1_000))
      }
    }
  }

  func run(_ progress: (LedgerProgress) -> Void) throws -> CleanupReport {
    var report = CleanupReport(
      rules: rules, position: view.position, scanned: 0, findings: [], weaker: 0, shared: [],
      countsByRule: [Int64](repeating: 0, count: rules.rules.count))
    let total = UInt64(max(0, state.totals.accounts))
    var signs = SignCounts()
    try state.forEachAccount { account in
      if account.isRemoved { return true }
      report.scanned += 1
      try look(at: account, for: &report, &signs)
      if report.scanned % 1_024 == 0 {
        progress(
          LedgerProgress(stage: "accounts", done: UInt64(report.scanned), total: max(total, UInt64(report.scanned))))
      }
      return true
    }
    signs.discount(in: &report, atLeast: leastCertainty)
    try weigh(&report.findings)
    return report
  }

  /// Takes account of what they have said, and puts the surest first.
  private func weigh(_ findings: inout [CleanupFinding]) throws {
    try RealActivity(view, findings.filter { !$0.isProtected && $0.certainty >= .likely }).count(in: &findings)
    for index in findings.indices where findings[index].hasRealActivity {
      findings[index].score = max(0, findings[index].score + rules.realActivityWeight)
      findings[index].certainty = rules.certainty(of: findings[index].score)
    }
    // An account that was made with many others and talks with people is one of them.
    findings.removeAll { $0.score == 0 }
    findings.sort { left, right in
      if left.score != right.score { return left.score > right.score }
      return (left.registeredTime, left.id) < (right.registeredTime, right.id)
    }
  }

  // MARK: One account

  private func look(at account: AccountState, for report: inout CleanupReport, _ signs: inout SignCounts) throws {
    let (origin, profile) = try texts(of: account)
    let texts = TextRule.Texts(profile)
    var matches: [CleanupMatch] = []
    var own: [Sign] = []
    var score = 0
    for (index, rule) in compiled.enumerated() {
      let match = rule.text?.match(in: texts)
      let detail: String?
      switch rule.rule.condition {
      case .emails, .userNames: detail = match?.detail
      case .origins(let origins): detail = Self.detail(origins, origin, profile)
      case .madeTogether(_, let milliseconds):
        detail = try rule.crowds.crowd(of: account, in: view).map {
          "one of \($0.count) made within \(milliseconds) ms"
        }
      }
      guard let detail else { continue }
      matches.append(CleanupMatch(rule: rule.rule.name, detail: detail))
      own.append(Sign(rule: index, pattern: match?.pattern))
      score += rule.rule.weight
      report.countsByRule[index] += 1
    }
    signs.count(own, of: account.importedBy)
    if matches.isEmpty { return }
    let isProtected = try state.isProtected(account)
    let certainty = rules.certainty(of: score)
    guard certainty >= leastCertainty else {
      if !isProtected { signs.countWeaker(own, of: account.importedBy) }
      return
    }
    signs.signs[account.id] = own
    report.findings.append(
      CleanupFinding(
        account: Account(state: account, profile: profile), matches: matches, score: score, certainty: certainty,
        isProtected: isProtected, realMessages: 0, realConversations: 0))
  }

  private static func detail(_ origins: [String], _ origin: String, _ profile: Profile?) -> String? {
    if origins.contains(origin) { return "registered by a command of the origin \(origin)" }
    for name in ["origin", "source"] {
      if let value = profile?.attributes[name], origins.contains(value) { return "attribute \(name) is \(value)" }
    }
    return nil
  }

  /// The origin of the command that registered an account, and the account's texts: mostly one look at the log.
  private func texts(of account: AccountState) throws -> (origin: String, profile: Profile?) {
    guard rules.rules.contains(where: \.looksAtOrigins) else {
      return ("", try account.contentPosition.flatMap { try view.texts.profile(at: $0) })
    }
    let found = try view.command(at: account.registeredPosition)
    if account.contentPosition == account.registeredPosition, case .registerAccount(let action) = found.command.action {
      return (found.command.origin, found.isErased ? nil : action.profile)
    }
    return (found.command.origin, try account.contentPosition.flatMap { try view.texts.profile(at: $0) })
  }
}

extension CleanupRule {
  fileprivate var looksAtTimes: Bool { if case .madeTogether = condition { true } else { false } }
  fileprivate var looksAtOrigins: Bool { if case .origins = condition { true } else { false } }
}

extension LedgerView {
  /// The command of an entry, without its events.
  fileprivate func command(at position: Position) throws -> (command: Command, isErased: Bool) {
    // Of a command that was split, the first entry holds the command.
    let first = try transaction.withEntry(at: position, of: log) { entry in
      entry.envelope.part == 0 ? position : Position(entry.envelope.causation)
    }
    let found = try transaction.withEntry(at: first ?? position, of: log) { entry in
      (try Command(recordedBy: entry), entry.isErased)
    }
    guard let found else { throw LedgerError.missingEntry(position, in: log) }
    return found
  }
}

/// A time in which many accounts were made.
private struct Crowd {
  var first: Int64
  var last: Int64
  /// The most that were made in one stretch of the length that was asked for.
  var count: Int
}

extension [Crowd] {
  /// The crowd that an account is one of. O(log crowds).
  fileprivate func crowd(of account: AccountState, in view: LedgerView) throws -> Crowd? {
    let time = account.registeredTime.microseconds
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].last < time { low = middle + 1 } else { high = middle }
    }
    guard low < count, self[low].first <= time, try view.knowsCreation(of: account) else { return nil }
    return self[low]
  }
}

extension LedgerView {
  /// Whether it is known when the account was made: an import that does not say brought all of its own at once.
  fileprivate func knowsCreation(of account: AccountState) throws -> Bool {
    guard account.importedBy != nil else { return true }
    let entryTime = try transaction.withEntry(at: account.registeredPosition, of: log) { $0.envelope.time }
    return entryTime != account.registeredTime.microseconds
  }
}

/// When the accounts were made, in order: 8 bytes an account.
private struct CreationTimes {
  private var times: [Int64] = []

  init(_ view: LedgerView, isNeeded: Bool) throws {
    guard isNeeded else { return }
    try view.state().forEachAccount { account in
      if !account.isRemoved, try view.knowsCreation(of: account) { times.append(account.registeredTime.microseconds) }
      return true
    }
    times.sort()
  }

  /// The stretches of the length in which enough were made; those that overlap are one crowd. O(accounts).
  func crowds(atLeast count: Int, withinMicroseconds length: Int64) -> [Crowd] {
    var crowds: [Crowd] = []
    var start = 0
    for end in times.indices {
      while times[end] - times[start] > length { start += 1 }
      let size = end - start + 1
      guard size >= count else { continue }
      if let last = crowds.last, times[start] <= last.last {
        crowds[crowds.count - 1].last = times[end]
        crowds[crowds.count - 1].count = max(last.count, size)
      } else {
        crowds.append(Crowd(first: times[start], last: times[end], count: size))
      }
    }
    return crowds
  }
}

/// What made-up accounts have said among real people.
private struct RealActivity {
  let state: ProjectionSession
  /// Accounts that are likely made up: what they say to each other is not real.
  private let madeUp: Set<AccountID>
  /// The most messages of one conversation that are looked at, the latest first.
  private static let messagesPerConversation = 20_000

  init(_ view: LedgerView, _ madeUp: [CleanupFinding]) throws {
    state = try view.state()
    self.madeUp = Set(madeUp.map(\.id))
  }

  func count(in findings: inout [CleanupFinding]) throws {
    let places = Dictionary(uniqueKeysWithValues: findings.indices.map { (findings[$0].id, $0) })
    var seen: Set<ConversationID> = []
    var real: [AccountID: Bool] = [:]
    for id in findings.map(\.id) {
      var conversations: [ConversationID] = []
      try state.forEachMembership(of: id) { membership in
        if seen.insert(membership.conversation).inserted { conversations.append(membership.conversation) }
        return true
      }
      for conversation in conversations {
        let authors = try authors(in: conversation)
        // The account itself may be real for all that is known; then somebody else has to be.
        let others = try authors.keys.filter { try isReal($0, &real) }
        for (author, messages) in authors {
          guard let place = places[author], others.contains(where: { $0 != author }) else { continue }
          findings[place].realMessages += messages
          findings[place].realConversations += 1
        }
      }
    }
  }

  private func authors(in id: ConversationID) throws -> [AccountID: Int64] {
    guard let conversation = try state.conversation(id), !conversation.isRemoved, conversation.visible.messages > 0
    else { return [:] }
    var authors: [AccountID: Int64] = [:]
    var rest = Self.messagesPerConversation
    try state.forEachMessageBackwards(in: id, before: nil) { message in
      if conversation.shows(message) { authors[message.author, default: 0] += 1 }
      rest -= 1
      return rest > 0
    }
    return authors
  }

  private func isReal(_ id: AccountID, _ known: inout [AccountID: Bool]) throws -> Bool {
    if let answer = known[id] { return answer }
    let answer = try !madeUp.contains(id) && state.account(id)?.kind == .person
    known[id] = answer
    return answer
  }
}
