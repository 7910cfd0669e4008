/// Standard output or standard error, written whole lines at a time.
///
/// Results go to ``output``, everything else to ``errors``. The program is single-threaded where it prints; what other
/// threads log goes through ``StandardErrorLogHandler``, one write per line.
struct Channel: Sendable {
  let descriptor: Int32
  let isTerminal: Bool
  /// Colour is for terminals only, and not where `NO_COLOR` (no-color.org) or a dumb terminal forbids it.
  let hasColour: Bool

  static let output = Channel(1)
  static let errors = Channel(2)

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = System.isTerminal(descriptor)
    let isForbidden = System.environment("NO_COLOR").map { !$0.isEmpty } ?? false
    hasColour = isTerminal && !isForbidden && System.environment("TERM") != "dumb"
  }

  /// The width that lines must keep to; nil where nobody looks.
  var columns: Int? { isTerminal ? System.terminalColumns(descriptor) : nil }

  func write(_ text: String) {
    var text = text
    text.withUTF8 { System.write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  func line(_ text: String = "") { write(text + "\n") }

  func styled(_ text: String, _ style: Style) -> String {
    hasColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// How a word is set off on a terminal (ECMA-48 SGR parameters).
enum Style: String {
  case bold = "1"
  case dim = "2"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case cyan = "36"
}
