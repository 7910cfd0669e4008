/// Text that may stand on a screen.
///
/// It can be made in two ways only: from what is written in the source of this program, which goes through as it is,
/// and from any other text, which is made safe on its way in (see ``SafeText``). So whatever came from people,
/// archives, files or the command line cannot reach a terminal raw, wherever it is printed:
///
///     channel.line("\(channel.styled(name, .bold)) said \(body)")
struct ScreenText: ExpressibleByStringInterpolation, Sendable {
  /// As it is written to the terminal.
  fileprivate(set) var raw: String

  init(stringLiteral literal: String) { raw = literal }
  init(stringInterpolation: StringInterpolation) { raw = stringInterpolation.raw }

  /// A text of any origin, on one line.
  init(_ text: String) { raw = SafeText.line(text) }

  /// A text of any origin that keeps its lines: help, pages, texts of whole messages.
  init(block text: String) { raw = SafeText.block(text) }

  /// The text set off by SGR parameters (ECMA-48).
  init(_ text: ScreenText, style: Style) { raw = "\u{1B}[\(style.rawValue)m\(text.raw)\u{1B}[0m" }

  static func + (left: ScreenText, right: ScreenText) -> ScreenText {
    var sum = left
    sum.raw += right.raw
    return sum
  }

  static func += (left: inout ScreenText, right: ScreenText) { left.raw += right.raw }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var raw = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      raw.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { raw += literal }
    mutating func appendInterpolation(_ text: ScreenText) { raw += text.raw }
    mutating func appendInterpolation(_ text: String) { raw += SafeText.line(text) }
    mutating func appendInterpolation(block text: String) { raw += SafeText.block(text) }
    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      raw += SafeText.line(value.description)
    }
    mutating func appendInterpolation(_ error: any Error) { raw += SafeText.line("\(error)") }
  }
}

extension ScreenText: CustomStringConvertible {
  /// Without colours: what is left where a text of the screen is put into an ordinary one.
  var description: String {
    var plain = ""
    var rest = raw[...]
    while let start = rest.firstIndex(of: "\u{1B}"), let end = rest[start...].firstIndex(of: "m") {
      plain += rest[..<start]
      rest = rest[rest.index(after: end)...]
    }
    return plain + rest
  }
}
