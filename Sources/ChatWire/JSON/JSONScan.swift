/// Looks over a JSON text (RFC 8259) before it is decoded: for what the decoder takes without a word, and for where it
/// breaks off, which the decoder does not say.
///
/// A member that occurs twice is an error: programs differ on which of the two counts, so that one of them would do
/// what nobody has read.
struct JSONScan: ~Escapable {
  /// How deep objects and arrays may stand in each other.
  static let depthLimit = 128

  /// What is wrong, and where.
  struct Fault: Error {
    var message: String
    /// 1-based; no line where the text has only one.
    var line: Int?
    var column: Int

    var place: String { line.map { "line \($0), column \(column)" } ?? "column \(column)" }
  }

  /// A number that is none of those that fit 64 bits, with the path to it.
  struct OddNumber {
    var path: String
    var text: String
  }

  private let bytes: Span<UInt8>
  private var offset = 0
  private var path: [Step] = []
  /// The first number with a fraction, an exponent, or more digits than fit.
  private(set) var oddNumber: OddNumber?
  /// The first number below 0, which does not fit everywhere.
  private(set) var negativeNumber: OddNumber?

  private enum Step {
    case member(String)
    case element(Int)
  }

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { self.bytes = bytes }

  /// Reads the whole text.
  mutating func run() throws(Fault) {
    try value(depth: 0)
    skipSpace()
    guard offset == bytes.count else { throw fault("there is more after the value") }
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(Fault) {
    skipSpace()
    guard offset < bytes.count else { throw fault("the text ends in the middle of a value") }
    guard depth < Self.depthLimit else { throw fault("it is nested deeper than \(Self.depthLimit)") }
    let first = bytes[offset]
    switch first {
    case UInt8(ascii: "{"): try object(depth)
    case UInt8(ascii: "["): try array(depth)
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: try number()
    }
  }

  private mutating func object(_ depth: Int) throws(Fault) {
    offset += 1
    var names: Set<String> = []
    while try hasNext(UInt8(ascii: "}"), isFirst: names.isEmpty) {
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
        throw fault("the name of a member should stand")
      }
      let start = offset
      let name = try string()
      guard names.insert(name).inserted else {
        offset = start
        throw fault("the member `\(text(path + [.member(name)]))` occurs for the second time")
      }
      skipSpace()
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: ":") else { throw fault("a colon should stand") }
      offset += 1
      path.append(.member(name))
      try value(depth: depth + 1)
      path.removeLast()
    }
  }

  private mutating func array(_ depth: Int) throws(Fault) {
    offset += 1
    var count = 0
    while try hasNext(UInt8(ascii: "]"), isFirst: count == 0) {
      path.append(.element(count))
      try value(depth: depth + 1)
      path.removeLast()
      count += 1
    }
  }

  private mutating func hasNext(_ closing: UInt8, isFirst: Bool) throws(Fault) -> Bool {
    skipSpace()
    guard offset < bytes.count else { throw fault("the text ends in the middle of a value") }
    if bytes[offset] == closing {
      offset += 1
      return false
    }
    if isFirst { return true }
    guard bytes[offset] == UInt8(ascii: ",") else { throw fault("a comma or the end of the list should stand") }
    offset += 1
    skipSpace()
    guard offset < bytes.count else { throw fault("the text ends in the middle of a value") }
    guard bytes[offset] != closing else { throw fault("something should stand after the comma") }
    return true
  }

  private mutating func word(_ word: StaticString) throws(Fault) {
    let start = offset
    for index in 0..<word.utf8CodeUnitCount {
      guard offset < bytes.count, bytes[offset] == word.utf8Start[index] else {
        offset = start
        throw fault("a value should stand")
      }
      offset += 1
    }
  }

  private mutating func number() throws(Fault) {
    let start = offset
    if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    let first = offset
    guard skipDigits() > 0 else {
      offset = start
      throw fault("a value should stand")
    }
    guard offset - first == 1 || bytes[first] != UInt8(ascii: "0") else { throw fault("a number begins with 0") }
    var isOdd = false
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      isOdd = true
      offset += 1
      guard skipDigits() > 0 else { throw fault("a digit should stand") }
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      isOdd = true
      offset += 1
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
      guard skipDigits() > 0 else { throw fault("a digit should stand") }
    }
    guard oddNumber == nil, isOdd || bytes[start] == UInt8(ascii: "-") || offset - start > 18 else { return }
    let digits = String(decoding: (start..<min(offset, start + 40)).map { bytes[$0] }, as: UTF8.self)
    if isOdd || (UInt64(digits) == nil && Int64(digits) == nil) {
      oddNumber = OddNumber(path: text(path), text: digits + (offset - start > 40 ? "…" : ""))
    } else if digits.hasPrefix("-"), negativeNumber == nil {
      negativeNumber = OddNumber(path: text(path), text: digits)
    }
  }

  private mutating func skipDigits() -> Int {
    let start = offset
    while offset < bytes.count, bytes[offset] &- UInt8(ascii: "0") < 10 { offset += 1 }
    return offset - start
  }

  // MARK: Strings

  /// Reads a string as far as it is needed to compare it.
  private mutating func string() throws(Fault) -> String {
    let start = offset
    offset += 1
    var content: [UInt8] = []
    while true {
      guard offset < bytes.count else {
        offset = start
        throw fault("a text begins that has no end")
      }
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): content += String(try escape()).utf8
      case 0..<0x20:
        offset -= 1
        throw fault("a control character stands in a text as it is")
      default: content.append(byte)
      }
    }
  }

  private mutating func escape() throws(Fault) -> Unicode.Scalar {
    guard offset < bytes.count else { throw fault("the text ends in the middle of a value") }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let high = try fourDigits()
      if let scalar = Unicode.Scalar(high) { return scalar }
      guard high < 0xDC00, bytes.count - offset >= 6, bytes[offset] == UInt8(ascii: "\\"),
        bytes[offset + 1] == UInt8(ascii: "u")
      else { throw fault("half a surrogate pair stands for no character") }
      offset += 2
      let low = try fourDigits()
      guard (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      else { throw fault("half a surrogate pair stands for no character") }
      return scalar
    default:
      offset -= 1
      throw fault("there is no such escape")
    }
  }

  private mutating func fourDigits() throws(Fault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard offset < bytes.count, let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
        throw fault("four hexadecimal digits should stand")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  // MARK: Places

  private mutating func skipSpace() {
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return }
      offset += 1
    }
  }

  private func fault(_ message: String) -> Fault {
    var line = 1
    var start = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
      line += 1
      start = index + 1
    }
    var hasMoreLines = line > 1
    for index in offset..<max(offset, bytes.count) where bytes[index] == 0x0A { hasMoreLines = true }
    return Fault(message: message, line: hasMoreLines ? line : nil, column: offset - start + 1)
  }

  private func text(_ path: [Step]) -> String {
    path.reduce(into: "") { text, step in
      switch step {
      case .member(let name): text += text.isEmpty ? name : ".\(name)"
      case .element(let index): text += "[\(index)]"
      }
    }
  }
}
