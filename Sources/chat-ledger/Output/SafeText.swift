/// Texts of the ledger made safe to print: whatever could steer a terminal becomes a visible sign.
///
/// Messages come from anybody. An escape sequence in one must not move the cursor, retitle the window or hide what
/// follows; a direction override must not turn a line around.
enum SafeText {
  /// On one line: line breaks become `⏎`, other white space a space.
  static func line(_ text: String) -> String { replaced(text, keepingLines: false) }

  /// Line breaks and tabs stay.
  static func block(_ text: String) -> String { replaced(text, keepingLines: true) }

  /// At most about `limit` characters of a long text, on one line, without reading all of it.
  static func excerpt(_ text: String, limit: Int = 400) -> String {
    let head = String(text.prefix(limit))
    return line(head) + (head.utf8.count < text.utf8.count ? "…" : "")
  }

  private static func replaced(_ text: String, keepingLines: Bool) -> String {
    // Most texts are plain: look before copying.
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var safe = String.UnicodeScalarView()
    safe.reserveCapacity(text.utf8.count)
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      switch scalar {
      case "\r" where keepingLines: continue
      case "\n" where keepingLines, "\t" where keepingLines: safe.append(scalar)
      case "\n" where previous == "\r": continue
      case "\n", "\r": safe.append("⏎")
      case "\t": safe.append(" ")
      default: safe.append(isUnsafe(scalar) ? sign(for: scalar) : scalar)
      }
    }
    return String(safe)
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB, 0xE0001: true
    default: false
    }
  }

  /// A control picture (U+2400 to U+2421), or the replacement character.
  private static func sign(for scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    default: "\u{FFFD}"
    }
  }
}
