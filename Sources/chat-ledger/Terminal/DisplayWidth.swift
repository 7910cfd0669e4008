/// How many terminal cells a text takes.
///
/// Wide and fullwidth characters (Unicode Standard Annex #11) and emoji take two cells, combining marks and format
/// characters none. A cluster takes the width of its widest scalar, so that a flag or a family is two cells wide.
enum DisplayWidth {
  static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

  static func of(_ character: Character) -> Int {
    if let ascii = character.asciiValue { return ascii >= 0x20 && ascii < 0x7F ? 1 : 0 }
    var width = 0
    for scalar in character.unicodeScalars {
      // The emoji variation selector turns a narrow symbol into a wide picture.
      width = max(width, scalar == "\u{FE0F}" ? 2 : of(scalar))
    }
    return width
  }

  static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if scalar.value < 0x1100 { return 1 }
    return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// East_Asian_Width W and F, and Emoji_Presentation, joined into a few blocks (Unicode 15).
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
    0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
    0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
    0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
    0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
    0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
    0x1AFF0...0x1B2FF, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A,
    0x1F1E6...0x1F1FF, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393,
    0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E,
    0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567,
    0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5,
    0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC,
    0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F7F0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945,
    0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}

extension String {
  /// Cut to a number of cells, with an ellipsis where something was lost.
  func fitted(to columns: Int) -> String {
    guard DisplayWidth.of(self) > columns else { return self }
    guard columns > 0 else { return "" }
    var kept = ""
    var width = 0
    for character in self {
      let next = DisplayWidth.of(character)
      if width + next > columns - 1 { break }
      width += next
      kept.append(character)
    }
    return kept + "…"
  }

  /// On several lines of a number of cells, broken at spaces where there are some: nothing is lost.
  ///
  /// - Parameter indent: What the lines after the first begin with, within their width.
  func wrapped(to columns: Int, indent: String = "") -> [String] {
    guard DisplayWidth.of(self) > columns else { return [self] }
    var lines: [String] = []
    var rest = Substring(self)
    while !rest.isEmpty {
      let start = lines.isEmpty ? "" : indent
      let room = max(1, columns - start.count)
      let end = rest.lineEnd(room)
      lines.append(start + rest[..<end])
      rest = rest[end...].drop { $0 == " " }
    }
    return lines
  }

  /// Filled with spaces to a number of cells, at the right or at the left.
  func padded(to columns: Int, alignedRight: Bool = false) -> String {
    let fill = String(repeating: " ", count: max(0, columns - DisplayWidth.of(self)))
    return alignedRight ? fill + self : self + fill
  }
}

extension Substring {
  /// Where a line of at most some cells ends: at a space, or in the middle of a word that is longer than the line.
  fileprivate func lineEnd(_ columns: Int) -> Index {
    var width = 0
    var space: Index?
    for index in indices {
      if self[index] == " ", index > startIndex { space = index }
      width += DisplayWidth.of(self[index])
      if width > columns, index > startIndex { return space ?? index }
    }
    return endIndex
  }
}
