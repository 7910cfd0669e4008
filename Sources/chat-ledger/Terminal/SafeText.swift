import LedgerSupport

/// Texts of the ledger made safe to print: whatever could steer a terminal, or would not be seen, becomes a visible
/// sign.
///
/// Messages come from anybody. An escape sequence in one must not move the cursor, retitle the window or hide what
/// follows; a direction override must not turn a line around; two names that look the same must not differ by a
/// character that nobody sees. Control characters become their pictures (`␛`), everything else that has no shape of
/// its own becomes its number, `<U+200B>`. See ``VisibleCharacters`` for what stays.
enum SafeText {
  /// On one line: line breaks become `⏎`, other white space a space.
  static func line(_ text: String) -> String { replaced(text, keepingLines: false) }

  /// Line breaks and tabs stay.
  static func block(_ text: String) -> String { replaced(text, keepingLines: true) }

  /// At most about `limit` characters of a long text, on one line, without reading all of it.
  static func excerpt(_ text: String, limit: Int = 400) -> String {
    // One character can have any number of combining marks: the head is bounded in bytes, too.
    let head = String(String(text.unicodeScalars.prefix(limit * 4)).prefix(limit))
    return line(head) + (head.utf8.count < text.utf8.count ? "…" : "")
  }

  private static func replaced(_ text: String, keepingLines: Bool) -> String {
    // Most texts are plain: look before copying.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
    guard text.unicodeScalars.contains(where: VisibleCharacters.needsLook) else { return text }
    var writer = SafeTextWriter(Array(text.unicodeScalars), keepingLines: keepingLines)
    return writer.written()
  }
}

/// Writes scalars one by one, knowing what stands beside each.
private struct SafeTextWriter {
  /// Combining marks on one letter: Hebrew with points and accents has five.
  private static let marksLimit = 5

  private let scalars: [Unicode.Scalar]
  private let keepsLines: Bool
  private var safe = String.UnicodeScalarView()
  /// Whether a combining mark would have something to stand on that is part of this text.
  private var hasBase = false
  private var marks = 0
  private var joiners = 0

  init(_ scalars: [Unicode.Scalar], keepingLines: Bool) {
    self.scalars = scalars
    keepsLines = keepingLines
    safe.reserveCapacity(scalars.count)
  }

  mutating func written() -> String {
    var index = 0
    while index < scalars.count { index += write(at: index) }
    endMarks()
    return String(safe)
  }

  /// - Returns: how many scalars were read.
  private mutating func write(at index: Int) -> Int {
    let scalar = scalars[index]
    if VisibleCharacters.isMark(scalar) {
      writeMark(scalar)
      return 1
    }
    endMarks()
    let previous = index > 0 ? scalars[index - 1] : nil
    let next = index + 1 < scalars.count ? scalars[index + 1] : nil
    switch scalar {
    case "\n", "\r": writeLineBreak(scalar, previous)
    case "\t":
      safe.append(keepsLines ? scalar : " ")
      hasBase = !keepsLines
    case "\u{200C}", "\u{200D}":
      if VisibleCharacters.isJoiner(scalar, between: previous, and: next, joiners) {
        joiners += 1
        safe.append(scalar)
      } else {
        writeSign(scalar)
      }
    default:
      if let flag = VisibleCharacters.flag(at: index, in: scalars) {
        safe.append(contentsOf: flag)
        hasBase = true
        return flag.count
      }
      if VisibleCharacters.isHidden(scalar), !VisibleCharacters.isVariation(scalar, of: previous, before: next) {
        writeSign(scalar)
      } else {
        if previous != "\u{200D}", !VisibleCharacters.isSelector(scalar) { joiners = 0 }
        safe.append(scalar)
        hasBase = true
      }
    }
    return 1
  }

  private mutating func writeLineBreak(_ scalar: Unicode.Scalar, _ previous: Unicode.Scalar?) {
    hasBase = !keepsLines
    if keepsLines {
      if scalar == "\n" { safe.append(scalar) }
    } else if scalar == "\r" || previous != "\r" {
      safe.append("⏎")
    }
  }

  /// A mark without a letter of its own would stand on what is printed before this text.
  private mutating func writeMark(_ scalar: Unicode.Scalar) {
    if !hasBase { safe.append("\u{25CC}") }
    hasBase = true
    marks += 1
    if marks <= Self.marksLimit { safe.append(scalar) }
  }

  private mutating func endMarks() {
    if marks > Self.marksLimit { safe.append(contentsOf: "<+\(marks - Self.marksLimit) marks>".unicodeScalars) }
    marks = 0
  }

  private mutating func writeSign(_ scalar: Unicode.Scalar) {
    joiners = 0
    hasBase = true
    switch scalar.value {
    case 0..<0x20: safe.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
    case 0x7F: safe.append("\u{2421}")
    default:
      let digits = scalar.value.zeroPadded(to: 4, radix: 16, uppercase: true)
      safe.append(contentsOf: "<U+\(digits)>".unicodeScalars)
    }
  }
}
