import ChatLedger

/// A rule that finds an account, with the pattern that fits, where it is one of patterns.
struct Sign: Hashable {
  var rule: Int
  var pattern: String?
}

/// How many accounts of each import have which sign: what nearly all of them have tells nothing of any.
struct SignCounts {
  /// From so many accounts of one import on, a sign that nearly all of them have is a property of the import.
  private static let leastAccounts: Int64 = 20
  private static let leastPercent: Int64 = 95

  private struct SignInImport: Hashable {
    var importPosition: Position
    var sign: Sign
  }

  /// Accounts that are less sure, by all that was found.
  private struct Weaker: Hashable {
    var importPosition: Position?
    var signs: [Sign]
  }

  private var totals: [Position: Int64] = [:]
  private var counts: [SignInImport: Int64] = [:]
  private var weaker: [Weaker: Int64] = [:]
  /// The signs of those that are kept.
  var signs: [AccountID: [Sign]] = [:]

  mutating func count(_ signs: [Sign], of importPosition: Position?) {
    guard let importPosition else { return }
    totals[importPosition, default: 0] += 1
    for sign in signs where sign.pattern != nil {
      counts[SignInImport(importPosition: importPosition, sign: sign), default: 0] += 1
    }
  }

  mutating func countWeaker(_ signs: [Sign], of importPosition: Position?) {
    weaker[Weaker(importPosition: importPosition, signs: signs), default: 0] += 1
  }

  /// Takes what is shared out of the report.
  func discount(in report: inout CleanupReport, atLeast least: CleanupCertainty) {
    let shared = counts.filter { place, count in
      let total = totals[place.importPosition] ?? 0
      return total >= Self.leastAccounts && count * 100 >= total * Self.leastPercent
    }
    for (place, count) in shared { report.countsByRule[place.sign.rule] -= count }
    report.shared = shared.map { place, count in
      CleanupSharedSign(
        rule: report.rules.rules[place.sign.rule].name, pattern: place.sign.pattern ?? "",
        importPosition: place.importPosition, accounts: count, total: totals[place.importPosition] ?? 0)
    }.sorted { ($0.importPosition, $0.rule, $0.pattern) < ($1.importPosition, $1.rule, $1.pattern) }
    func isShared(_ sign: Sign, _ importPosition: Position?) -> Bool {
      importPosition.map { shared[SignInImport(importPosition: $0, sign: sign)] != nil } ?? false
    }
    for (group, count) in weaker where !group.signs.allSatisfy({ isShared($0, group.importPosition) }) {
      report.weaker += count
    }
    if shared.isEmpty { return }
    var kept: [CleanupFinding] = []
    for var finding in report.findings {
      let own = signs[finding.id] ?? []
      let isKept = own.map { !isShared($0, finding.account.state.importedBy) }
      finding.matches = zip(finding.matches, isKept).filter(\.1).map(\.0)
      finding.score = zip(own, isKept).filter(\.1).reduce(0) { $0 + report.rules.rules[$1.0.rule].weight }
      finding.certainty = report.rules.certainty(of: finding.score)
      if finding.matches.isEmpty { continue }
      if finding.certainty >= least { kept.append(finding) } else if !finding.isProtected { report.weaker += 1 }
    }
    report.findings = kept
  }
}
