import LedgerJSON

/// Standard output or standard error, for texts and JSON that are safe to print.
///
/// Results go to ``output``, everything else to ``errors``. There is no way to print an ordinary string as it is: it
/// is made safe first (see ``ScreenText``). What becomes of the bytes is the business of ``StandardStreams``.
struct OutputChannel: Sendable {
  let stream: StandardStreams.Stream
  let isTerminal: Bool
  /// Colour is for terminals only, and not where `NO_COLOR` (no-color.org) or a dumb terminal forbids it.
  let hasColour: Bool

  static let output = OutputChannel(.output)
  static let errors = OutputChannel(.errors)

  private init(_ stream: StandardStreams.Stream) {
    self.stream = stream
    isTerminal = System.isTerminal(stream.rawValue)
    let isForbidden = System.environment("NO_COLOR").map { !$0.isEmpty } ?? false
    hasColour = isTerminal && !isForbidden && System.environment("TERM") != "dumb"
  }

  /// The width that lines must keep to; nil where nobody looks.
  var columns: Int? { isTerminal ? System.terminalColumns(stream.rawValue) : nil }

  // MARK: Text

  func write(_ text: ScreenText) {
    var raw = text.raw
    raw.withUTF8 { StandardStreams.write(UnsafeRawBufferPointer($0), to: stream) }
  }

  func line(_ text: ScreenText = "") { write(text + "\n") }

  /// A text of any origin, on one line.
  @_disfavoredOverload
  func line(_ text: String) { line(ScreenText(text)) }

  /// A text of any origin with its lines.
  func block(_ text: String) { write(ScreenText(block: text)) }

  func styled(_ text: ScreenText, _ style: Style) -> ScreenText {
    hasColour ? ScreenText(text, style: style) : text
  }

  @_disfavoredOverload
  func styled(_ text: String, _ style: Style) -> ScreenText { styled(ScreenText(text), style) }

  // MARK: JSON

  /// One value on a line of its own.
  func line(_ json: JSON) {
    var bytes = json.bytes
    bytes.append(UInt8(ascii: "\n"))
    bytes.withUnsafeBytes { StandardStreams.write($0, to: stream) }
  }

  /// Part of an archive in JSON Lines: byte for byte, but for a terminal, which must not be steered by it.
  func archive(_ bytes: UnsafeRawBufferPointer) {
    guard isTerminal else { return StandardStreams.write(bytes, to: stream) }
    JSON.encoded(Array(bytes)).bytes.withUnsafeBytes { StandardStreams.write($0, to: stream) }
  }

  // MARK: Waiting

  /// Hands on what has been printed so far; waits for the reader where it has to.
  static func flush() { StandardStreams.flush() }

  /// Fails where standard output does not take what was printed.
  ///
  /// A long job asks now and then, so that it does not go on for nobody.
  static func check() throws {
    if let code = StandardStreams.failure { throw OutputFailure(code: code) }
  }

  /// Asks a question on standard error and reads one line.
  ///
  /// - Throws: Where the question could not be written: nobody has read what they would answer.
  static func ask(_ question: ScreenText) throws -> String {
    flush()
    try check()
    var raw = question.raw
    if let code = raw.withUTF8({ StandardStreams.writeNow(UnsafeRawBufferPointer($0), to: .errors) }) {
      throw CommandFailure(
        .damaged, "IO", "The question could not be written: \(System.errorText(code)).",
        hint: "Nothing was done. Run it on a terminal, or with --force.")
    }
    return readLine() ?? ""
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
