import ChatLedger
import ChatOperations
import LedgerJSON

/// What a cleanup would take, however it was found, for people and as JSON.
protocol CleanupListing {
  /// Whom it would take.
  var proposed: [AccountID] { get }
  var counts: [JSON.Member] { get }
  var members: [JSON.Member] { get }
  func print(limit: Int)
  /// What to do next.
  func notes(dryRun: Bool) -> [String]
  /// What the entry keeps of it.
  func record() throws -> CleanupRecord
}

/// A cleanup's report, for people and as JSON.
struct CleanupPrinter: CleanupListing {
  let report: CleanupReport
  let atLeast: CleanupCertainty
  let excluded: Set<AccountID>
  let proposed: [AccountID]

  init(_ report: CleanupReport, _ atLeast: CleanupCertainty, _ excluded: Set<AccountID>) {
    self.report = report
    self.atLeast = atLeast
    self.excluded = excluded
    proposed = report.proposed(atLeast: atLeast, excluding: excluded).map(\.id)
  }

  func record() throws -> CleanupRecord { try report.rules.record(atLeast: atLeast, excluding: excluded) }

  /// Found and not protected: those that a cleanup could take.
  private var found: [CleanupFinding] { report.findings.filter { !$0.isProtected } }

  private func count(_ certainty: CleanupCertainty) -> Int { found.count { $0.certainty == certainty } }

  // MARK: For people

  func print(limit: Int) {
    if report.scanned == 0 { return OutputChannel.output.line("There are no accounts yet.") }
    printRules()
    printShared()
    OutputChannel.output.line()
    if report.findings.isEmpty {
      return OutputChannel.output.line(
        report.weaker > 0 ? summary : "None of \(accounts(report.scanned)) looks made up.")
    }
    printAccounts(limit: limit)
    OutputChannel.output.line()
    OutputChannel.output.line(summary)
  }

  private func accounts(_ count: some BinaryInteger) -> String { Format.count(count, "account") }

  private var summary: String {
    var parts = ["\(accounts(report.scanned)) looked at"]
    for certainty in CleanupCertainty.allCases.reversed() where count(certainty) > 0 {
      parts.append("\(Format.count(count(certainty))) \(certainty.word) made up")
    }
    let busy = found.count(where: \.hasRealActivity)
    if busy > 0 { parts.append("\(Format.count(busy)) of them among real people") }
    if !report.protected.isEmpty { parts.append("\(Format.count(report.protected.count)) protected") }
    parts.append("\(Format.count(proposed.count)) to be removed")
    if report.weaker > 0 { parts.append("\(Format.count(report.weaker)) with weaker signs only") }
    return parts.joined(separator: ", ") + "."
  }

  private func printRules() {
    var table = TextTable([
      .init("RULE"), .init("WEIGHT", isNumber: true), .init("FOUND", isNumber: true),
      .init("LOOKS FOR", givesWay: true),
    ])
    for (rule, count) in report.found {
      table.append([rule.name, Format.count(rule.weight), Format.count(count), rule.condition.text])
    }
    table.print()
  }

  /// What was seen and does not count.
  private func printShared() {
    for sign in report.shared {
      let whose = sign.accounts == sign.total ? "All" : "\(Format.count(sign.accounts)) of"
      OutputChannel.output.line(
        SafeText.line(
          "Not counted: \(whose) \(Format.count(sign.total)) accounts of the import at position "
            + "\(sign.importPosition) fit \(sign.pattern) (\(sign.rule)), so it tells nothing of any of them."))
    }
  }

  private func printAccounts(limit: Int) {
    var table = TextTable([
      .init("SURE"), .init("SCORE", isNumber: true), .init("ACCOUNT", givesWay: true), .init("E-MAIL", givesWay: true),
      .init("MADE"), .init("FOUND BY", givesWay: true), .init("NOTE", givesWay: true), .init("ID", mayGo: true),
    ])
    // What somebody should look at comes first, so that a limit does not hide it.
    let noted = report.findings.filter { !note(on: $0).isEmpty }
    for finding in (noted + report.findings.filter { note(on: $0).isEmpty }).prefix(limit) {
      table.append([
        finding.certainty.word, Format.count(finding.score), SafeText.excerpt(finding.label),
        SafeText.excerpt(finding.email), Format.time(finding.registeredTime),
        finding.matches.map(\.rule).joined(separator: ", "), note(on: finding), finding.id.description,
      ])
    }
    table.print()
    if report.findings.count > limit {
      OutputChannel.output.line("and \(Format.count(report.findings.count - limit)) more: --all lists them, too.")
    }
  }

  private func note(on finding: CleanupFinding) -> String {
    var notes: [String] = []
    if finding.isProtected { notes.append("protected, stays") }
    if !finding.isProtected, excluded.contains(finding.id) { notes.append("excluded, stays") }
    if !finding.isProtected, finding.certainty < atLeast { notes.append("not sure enough, stays") }
    if finding.hasRealActivity {
      notes.append("said \(Format.count(finding.realMessages, "message")) among real people")
    }
    return notes.joined(separator: "; ")
  }

  /// What to do next.
  func notes(dryRun: Bool) -> [String] {
    if report.scanned == 0 { return ["`chat-ledger import` or `chat-ledger exec` brings some in."] }
    if proposed.isEmpty {
      return found.isEmpty && report.weaker == 0 ? [] : ["--at-least possible lists what has weaker signs only, too."]
    }
    if dryRun { return ["Nothing was recorded: this was a dry run."] }
    return ["`chat-ledger cleanup --dry-run` shows what would go with them."]
  }

  // MARK: For programs

  var counts: [JSON.Member] {
    let json: JSON = [
      "scanned": .integer(report.scanned), "found": .integer(Int64(found.count)),
      "protected": .integer(Int64(report.protected.count)), "proposed": .integer(Int64(proposed.count)),
      "certain": .integer(Int64(count(.certain))), "likely": .integer(Int64(count(.likely))),
      "possible": .integer(Int64(count(.possible))), "weaker": .integer(report.weaker),
    ]
    return json.members
  }

  var members: [JSON.Member] {
    let rules = report.found.map { rule, count in
      ["name": .string(rule.name), "weight": .integer(Int64(rule.weight)), "found": .integer(count)] as JSON
    }
    let accounts = report.findings.map(json)
    let shared = report.shared.map { sign in
      [
        "rule": .string(sign.rule), "pattern": .string(sign.pattern), "import": .position(sign.importPosition),
        "accounts": .integer(sign.accounts), "total": .integer(sign.total),
      ] as JSON
    }
    let notCounted = shared.isEmpty ? [] : [JSON.Member(name: "notCounted", value: .array(shared))]
    return counts + notCounted + [
      JSON.Member(name: "rules", value: .array(rules)), JSON.Member(name: "accounts", value: .array(accounts)),
    ]
  }

  private func json(_ finding: CleanupFinding) -> JSON {
    ([
      "account": .string(finding.id.description), "userName": .nonEmpty(finding.userName),
      "email": .nonEmpty(finding.email), "createdAt": .of(finding.registeredTime),
      "certainty": .string(finding.certainty.rawValue), "score": .integer(Int64(finding.score)),
      "foundBy": .array(finding.matches.map { ["rule": .string($0.rule), "detail": .string($0.detail)] }),
      "protected": .flag(finding.isProtected), "excluded": .flag(excluded.contains(finding.id)),
      "realMessages": finding.hasRealActivity ? .integer(finding.realMessages) : .null,
      "realConversations": finding.hasRealActivity ? .integer(finding.realConversations) : .null,
    ] as JSON).compact
  }
}

extension CleanupCertainty {
  /// As an adverb: certainly, likely and possibly made up.
  fileprivate var word: String {
    switch self {
    case .possible: "possibly"
    case .likely: "likely"
    case .certain: "certainly"
    }
  }
}

extension CleanupFinding {
  fileprivate var label: String { userName.isEmpty ? account.label : "@" + userName }
}

extension CleanupRule.Condition {
  fileprivate var text: String {
    switch self {
    case .emails(let patterns): "e-mails like \(patterns.joined(separator: ", "))"
    case .userNames(let patterns): "user names like \(patterns.joined(separator: ", "))"
    case .origins(let origins): "the origin \(origins.joined(separator: ", "))"
    case .madeTogether(let accounts, let milliseconds):
      "\(Format.count(accounts)) or more made within \(Format.duration(seconds: Double(milliseconds) / 1_000))"
    }
  }
}
