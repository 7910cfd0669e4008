import ChatDomain

/// Looks at texts of accounts as a cleanup would, before they are in the ledger.
package struct MadeUpNames: Sendable {
  private struct Rule: Sendable {
    var name: String
    var weight: Int
    var isEmail: Bool
    var patterns: [GlobPattern]
  }

  private let all: CleanupRules
  private let rules: [Rule]

  /// Knows the rules that look at e-mail addresses and user names; others need the ledger.
  package init(_ rules: CleanupRules = .standard) {
    all = rules
    self.rules = rules.rules.compactMap { rule in
      switch rule.condition {
      case .emails(let texts):
        Rule(name: rule.name, weight: rule.weight, isEmail: true, patterns: texts.compactMap(GlobPattern.init))
      case .userNames(let texts):
        Rule(name: rule.name, weight: rule.weight, isEmail: false, patterns: texts.compactMap(GlobPattern.init))
      case .origins, .madeTogether: nil
      }
    }
  }

  /// What makes an account look made up, where that is likely or certain; nil otherwise.
  package func sign(of profile: Profile) -> String? {
    let email = GlobPattern.folded(profile.email)
    let userName = GlobPattern.folded(profile.userName)
    var score = 0
    var details: [String] = []
    for rule in rules {
      guard let pattern = rule.patterns.first(where: { $0.matches(rule.isEmail ? email : userName) }) else { continue }
      score += rule.weight
      details.append("\(rule.name): \(rule.isEmail ? "e-mail" : "user name") like \(pattern.text)")
    }
    return all.certainty(of: score) >= .likely ? details.joined(separator: "; ") : nil
  }
}
