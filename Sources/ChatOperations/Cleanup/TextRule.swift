import ChatLedger

/// A rule that looks at a text of an account, with its patterns read.
struct TextRule: Sendable {
  /// What such rules look at, as patterns compare it.
  struct Texts {
    let email: [Character]
    let userName: [Character]

    init(_ profile: Profile?) {
      email = GlobPattern.folded(profile?.email ?? "")
      userName = GlobPattern.folded(profile?.userName ?? "")
    }
  }

  private let isEmail: Bool
  private let patterns: [GlobPattern]

  /// Nil for conditions that look at something else.
  init?(_ condition: CleanupRule.Condition) {
    switch condition {
    case .emails(let texts):
      isEmail = true
      patterns = texts.compactMap(GlobPattern.init)
    case .userNames(let texts):
      isEmail = false
      patterns = texts.compactMap(GlobPattern.init)
    case .origins, .madeTogether: return nil
    }
  }

  /// The first of its patterns that the text is like, and what is said of that.
  func match(in texts: Texts) -> (pattern: String, detail: String)? {
    guard let pattern = patterns.first(where: { $0.matches(isEmail ? texts.email : texts.userName) }) else {
      return nil
    }
    return (pattern.text, "\(isEmail ? "e-mail" : "user name") like \(pattern.text)")
  }
}
