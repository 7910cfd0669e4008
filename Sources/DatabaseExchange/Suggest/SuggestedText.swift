import LedgerSupport

/// JSON that is written for people to read and change: members in the order in which they make sense, and short things
/// on one line.
indirect enum SuggestedText {
  case text(String)
  case truth(Bool)
  case number(Int)
  case list([SuggestedText])
  /// As many names as values: a list of pairs of itself is more than the compiler takes.
  case members([String], [SuggestedText])

  private static let columns = 110

  static func object(_ members: [(String, SuggestedText)]) -> SuggestedText {
    .members(members.map(\.0), members.map(\.1))
  }

  static func texts(_ texts: [String]) -> SuggestedText { .list(texts.map { .text($0) }) }

  /// - Parameter depth: How far it stands to the right, in steps of two.
  func written(depth: Int = 0) -> String {
    let line = inOneLine
    guard depth * 2 + line.count > Self.columns else { return line }
    let inner = String(repeating: "  ", count: depth + 1)
    let end = "\n" + String(repeating: "  ", count: depth)
    switch self {
    case .list(let elements):
      return "[\n" + elements.map { inner + $0.written(depth: depth + 1) }.joined(separator: ",\n") + end + "]"
    case .members(let names, let values):
      let lines = zip(names, values).map { "\(inner)\(Self.quoted($0)): \($1.written(depth: depth + 1))" }
      return "{\n" + lines.joined(separator: ",\n") + end + "}"
    default: return line
    }
  }

  private var inOneLine: String {
    switch self {
    case .text(let text): Self.quoted(text)
    case .truth(let truth): truth ? "true" : "false"
    case .number(let number): String(number)
    case .list(let elements): "[" + elements.map(\.inOneLine).joined(separator: ", ") + "]"
    case .members(let names, let values):
      "{" + zip(names, values).map { "\(Self.quoted($0)): \($1.inOneLine)" }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20:
        result += "\\u" + scalar.value.zeroPadded(to: 4, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
