import ChatLedger

/// A pattern as shells have it, for whole texts, whatever the case of their letters: `*` is any run of characters, `?`
/// is one, `[0-9]` one of a set and `[!0-9]` one outside it.
struct GlobPattern: Hashable, Sendable {
  private enum Token: Hashable, Sendable {
    case run
    case one
    case character(Character)
    case set([ClosedRange<Character>], isNegated: Bool)

    func matches(_ character: Character) -> Bool {
      switch self {
      case .run: false
      case .one: true
      case .character(let own): own == character
      case .set(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
      }
    }
  }

  let text: String
  private let tokens: [Token]

  /// Nil for a text with a set that is not closed, is empty, or has a range that runs backwards.
  init?(_ text: String) {
    self.text = text
    var tokens: [Token] = []
    var rest = Self.folded(text)[...]
    while let character = rest.popFirst() {
      switch character {
      case "*": if tokens.last != .run { tokens.append(.run) }
      case "?": tokens.append(.one)
      case "[":
        guard let set = Self.set(&rest) else { return nil }
        tokens.append(set)
      default: tokens.append(.character(character))
      }
    }
    self.tokens = tokens
  }

  /// What stands between the brackets, without the opening one.
  private static func set(_ rest: inout ArraySlice<Character>) -> Token? {
    let isNegated = rest.first == "!"
    if isNegated { rest.removeFirst() }
    var ranges: [ClosedRange<Character>] = []
    while let low = rest.popFirst() {
      if low == "]" { return ranges.isEmpty ? nil : .set(ranges, isNegated: isNegated) }
      var high = low
      if rest.first == "-", let last = rest.dropFirst().first, last != "]" {
        high = last
        rest.removeFirst(2)
      }
      guard low <= high else { return nil }
      ranges.append(low...high)
    }
    return nil
  }

  /// A text as it is compared: in one Unicode form, without blanks around it, in lower case.
  ///
  /// Characters, for two forms of one letter are equal as characters and not as scalars.
  static func folded(_ text: String) -> [Character] { Array(text.asMeant) }

  /// Whether the whole text fits; the text is ``folded(_:)`` already.
  ///
  /// O(text) where each run is followed by what tells it apart, O(text × pattern) at worst: after a mismatch only the
  /// last run is tried again, one character longer.
  func matches(_ text: [Character]) -> Bool {
    var at = 0
    var token = 0
    var retry: (at: Int, token: Int)?
    while at < text.count {
      if token < tokens.count, tokens[token] == .run {
        retry = (at, token)
        token += 1
      } else if token < tokens.count, tokens[token].matches(text[at]) {
        at += 1
        token += 1
      } else if let last = retry {
        at = last.at + 1
        token = last.token + 1
        retry = (at, last.token)
      } else {
        return false
      }
    }
    return tokens[token...].allSatisfy { $0 == .run }
  }
}
