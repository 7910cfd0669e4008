import ChatLedger

/// One sign by which demo and seeded accounts are recognised.
public struct CleanupRule: Hashable, Sendable {
  /// The condition of a rule.
  public enum Condition: Hashable, Sendable {
    /// The e-mail address fits one of the patterns.
    case emails([String])
    /// The user name fits one of the patterns.
    case userNames([String])
    /// The command that registered the account was of one of these origins, or its profile has one of them as its
    /// attribute `origin` or `source`.
    case origins([String])
    /// At least so many accounts were made within the time. Accounts of an import that does not say when they were
    /// made are left out: all of them came at once.
    case madeTogether(accounts: Int, withinMilliseconds: Int64)
  }

  /// The name in reports.
  public var name: String
  /// The number that a match adds to the score of an account.
  public var weight: Int
  /// The condition of the rule.
  public var condition: Condition

  /// A rule of the given parts; ``LedgerView/cleanupReport(rules:atLeast:_:)`` checks them.
  public init(_ name: String, weight: Int, _ condition: Condition) {
    self.name = name
    self.weight = weight
    self.condition = condition
  }
}

/// The rules of a cleanup, and how their weights are read.
///
/// The weights of the rules that match an account are added up, and messages among real people count against them.
/// Patterns match whole texts and ignore case: `*` any run of characters, `?` one, `[0-9]` one of a set, `[!0-9]` one
/// outside it.
public struct CleanupRules: Hashable, Sendable {
  /// In the order of the report.
  public var rules: [CleanupRule]
  /// Scores at or above this mean certain.
  public var certainScore: Int
  /// The score from which on it is likely.
  public var likelyScore: Int
  /// The number that is added if the account has written among real people; 0 or less.
  public var realActivityWeight: Int

  /// Rules with the scores and the weight of the standard ones, where no others are given.
  public init(
    rules: [CleanupRule], certainScore: Int = 100, likelyScore: Int = 60, realActivityWeight: Int = -40
  ) {
    self.rules = rules
    self.certainScore = certainScore
    self.likelyScore = likelyScore
    self.realActivityWeight = realActivityWeight
  }

  /// The rules where no others are given.
  ///
  /// One sign of an address or a name makes it likely, two of them certain; being made together with others, or a name
  /// that only begins with `test`, makes it no more than possible: a migration makes accounts together, too.
  public static let standard = CleanupRules(rules: [
    CleanupRule("seed-origin", weight: 100, .origins([LedgerConfiguration.seedOrigin])),
    CleanupRule(
      "demo-email", weight: 60,
      .emails(["*@test.*", "*@example.*", "*@demo.*", "*@*.test", "*@*.invalid", "*@localhost"])),
    CleanupRule(
      "demo-name", weight: 60,
      .userNames(["demo_*", "demo-*", "demo[0-9]*", "test_*", "test-*", "test[0-9]*", "user[0-9]*", "user_[0-9]*"])),
    CleanupRule("test-name", weight: 30, .userNames(["test*"])),
    CleanupRule("made-together", weight: 40, .madeTogether(accounts: 10, withinMilliseconds: 1_000)),
  ])

  func certainty(of score: Int) -> CleanupCertainty {
    score >= certainScore ? .certain : score >= likelyScore ? .likely : .possible
  }
}

// MARK: Checks

extension CleanupRules {
  /// The most rules, patterns of one rule, and characters of a pattern.
  static let mostRules = 64
  static let mostPatterns = 256
  static let mostCharacters = 256
  static let largestWeight = 1_000

  func check() throws {
    guard !rules.isEmpty else { throw Self.refused("There is no rule.", "Give at least one.") }
    guard rules.count <= Self.mostRules else {
      throw Self.refused("There are \(rules.count) rules; at most \(Self.mostRules) are allowed.", "Join some.")
    }
    var names: Set<String> = []
    for rule in rules {
      guard !rule.name.isEmpty, names.insert(rule.name).inserted else {
        throw Self.refused(
          rule.name.isEmpty ? "A rule has no name." : "Two rules are called “\(rule.name)”.",
          "Give each rule a name of its own.")
      }
      guard (1...Self.largestWeight).contains(rule.weight) else {
        throw Self.refused(
          "The rule “\(rule.name)” has the weight \(rule.weight).", "Give 1 to \(Self.largestWeight).")
      }
      try rule.check()
    }
    guard 1 <= likelyScore, likelyScore <= certainScore else {
      throw Self.refused(
        "The scores are \(likelyScore) for likely and \(certainScore) for certain.",
        "Give numbers above 0, the one for likely not above the other.")
    }
    guard realActivityWeight <= 0, realActivityWeight >= -Self.largestWeight else {
      throw Self.refused(
        "The weight of real activity is \(realActivityWeight).", "Give 0 or less: it counts against being made up.")
    }
  }

  static func refused(_ message: String, _ remedy: String, steps: [NextStep] = []) -> LedgerError {
    LedgerError(.usage, message, remedy: remedy, steps: steps, cause: "in the rules of the cleanup")
  }
}

extension CleanupRule {
  fileprivate func check() throws {
    switch condition {
    case .emails(let texts), .userNames(let texts):
      try checkCount(texts)
      for text in texts {
        guard !text.isEmpty, text.count <= CleanupRules.mostCharacters, GlobPattern(text) != nil else {
          throw CleanupRules.refused(
            "“\(text.prefix(80))” in the rule “\(name)” is not a pattern.",
            "Write one like *@test.com or user[0-9]*; a bracket that is opened is closed.")
        }
        guard text.contains(where: { $0 != "*" }) else {
          throw CleanupRules.refused(
            "The pattern “\(text)” of the rule “\(name)” fits every account.", "Say what it should look like.")
        }
      }
    case .origins(let texts):
      try checkCount(texts)
      guard !texts.contains("") else {
        throw CleanupRules.refused("An origin of the rule “\(name)” is empty.", "Name one, for example seed.")
      }
    case .madeTogether(let accounts, let milliseconds):
      guard accounts >= 2, (1...86_400_000).contains(milliseconds) else {
        throw CleanupRules.refused(
          "The rule “\(name)” looks for \(accounts) accounts within \(milliseconds) ms.",
          "Give at least 2 accounts, and 1 to 86,400,000 ms.")
      }
    }
  }

  private func checkCount(_ texts: [String]) throws {
    guard (1...CleanupRules.mostPatterns).contains(texts.count) else {
      throw CleanupRules.refused(
        "The rule “\(name)” has \(texts.count) patterns.", "Give 1 to \(CleanupRules.mostPatterns).")
    }
  }
}
