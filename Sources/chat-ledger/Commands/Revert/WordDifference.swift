import ChatLedger

/// How one text differs from another, word by word and by bytes: words that only look the same are different.
struct WordDifference {
  enum Part: Equatable {
    case same(String)
    case removed(String)
    case added(String)
  }

  private(set) var parts: [Part] = []

  /// More words than this are not compared: the two texts then differ as a whole. Time and memory grow with the square.
  private static let mostWords = 1_500
  /// What is the same is shown so far around a change.
  private static let contextWords = 6

  init(from old: String, to new: String) {
    let (left, right) = (Self.words(old), Self.words(new))
    guard left.count <= Self.mostWords, right.count <= Self.mostWords else {
      parts = old.hasSameBytes(as: new) ? [.same(old)] : [.removed(old), .added(new)]
      return
    }
    for (kind, words) in Self.runs(left, right) {
      switch kind {
      case 0: parts.append(.same(words.joined()))
      case 1: parts.append(.removed(words.joined()))
      default: parts.append(.added(words.joined()))
      }
    }
  }

  /// `one [-two-]{+three+} four`, on one line and with long stretches that are the same left out.
  var text: String {
    var text = ""
    for (index, part) in parts.enumerated() {
      switch part {
      case .same(let words): text += Self.shortened(words, isFirst: index == 0, isLast: index == parts.count - 1)
      case .removed(let words): text += "[-\(SafeText.excerpt(words))-]"
      case .added(let words): text += "{+\(SafeText.excerpt(words))+}"
      }
    }
    return SafeText.line(text)
  }

  private static func shortened(_ text: String, isFirst: Bool, isLast: Bool) -> String {
    let all = words(text)
    if all.count <= contextWords * 2 { return text }
    let head = isFirst ? "" : all.prefix(contextWords).joined()
    let tail = isLast ? "" : all.suffix(contextWords).joined()
    return "\(head)…\(tail)"
  }

  /// Words with the blanks after each, so that joining them gives the text again.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var current = ""
    var isBlank = false
    for character in text {
      if isBlank, !character.isWhitespace {
        words.append(current)
        current = ""
      }
      isBlank = character.isWhitespace
      current.append(character)
    }
    if !current.isEmpty { words.append(current) }
    return words
  }

  /// Runs of words that are the same (0), only in the first (1) and only in the second (2), by the longest common
  /// subsequence.
  private static func runs(_ left: [String], _ right: [String]) -> [(kind: Int, words: [String])] {
    let head = zip(left, right).prefix { $0.hasSameBytes(as: $1) }.count
    let rest = (left.dropFirst(head), right.dropFirst(head))
    let tail = zip(rest.0.reversed(), rest.1.reversed()).prefix { $0.hasSameBytes(as: $1) }.count
    let (old, new) = (Array(rest.0.dropLast(tail)), Array(rest.1.dropLast(tail)))
    var lengths = [[UInt16]](repeating: [UInt16](repeating: 0, count: new.count + 1), count: old.count + 1)
    for row in old.indices.reversed() {
      for column in new.indices.reversed() {
        lengths[row][column] =
          old[row].hasSameBytes(as: new[column])
          ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
      }
    }
    var runs: [(kind: Int, words: [String])] = []
    func add(_ kind: Int, _ words: some Sequence<String>) {
      for word in words {
        if runs.last?.kind == kind { runs[runs.count - 1].words.append(word) } else { runs.append((kind, [word])) }
      }
    }
    add(0, left.prefix(head))
    var (row, column) = (0, 0)
    while row < old.count || column < new.count {
      if row < old.count, column < new.count, old[row].hasSameBytes(as: new[column]) {
        add(0, [old[row]])
        (row, column) = (row + 1, column + 1)
      } else if column == new.count || (row < old.count && lengths[row + 1][column] >= lengths[row][column + 1]) {
        add(1, [old[row]])
        row += 1
      } else {
        add(2, [new[column]])
        column += 1
      }
    }
    add(0, left.suffix(tail))
    return runs
  }
}
