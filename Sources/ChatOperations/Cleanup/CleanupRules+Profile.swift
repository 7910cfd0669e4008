package import ChatLedger

/// Looks at texts of accounts as a cleanup would, before they are in the ledger.
package struct MadeUpNames: Sendable {
  private let all: CleanupRules
  private let rules: [(rule: CleanupRule, text: TextRule)]

  /// Knows the rules that look at e-mail addresses and user names; others need the ledger.
  package init(_ rules: CleanupRules = .standard) {
    all = rules
    self.rules = rules.rules.compactMap { rule in TextRule(rule.condition).map { (rule, $0) } }
  }

  /// What makes an account look made up, where that is likely or certain; nil otherwise.
  package func sign(of profile: Profile) -> String? {
    let texts = TextRule.Texts(profile)
    var score = 0
    var details: [String] = []
    for (rule, text) in rules {
      guard let match = text.match(in: texts) else { continue }
      score += rule.weight
      details.append("\(rule.name): \(match.detail)")
    }
    return all.certainty(of: score) >= .likely ? details.joined(separator: "; ") : nil
  }
}
