/// Which characters can be seen, and which of those that cannot be seen a text needs to be right.
///
/// Hidden is what has no shape: controls, format characters (directions, zero-width spaces, tags), fillers, and
/// whatever else Unicode lets programs leave out (`Default_Ignorable_Code_Point`). Four things are needed and stay:
///
/// - joiners between letters of scripts that spell with them (Arabic, the Indic scripts, Khmer, Mongolian …): without
///   them Persian and Malayalam words are wrong;
/// - joiners between emoji, at most ``emojiJoinersLimit`` in a row;
/// - variation selectors right behind what they select: emoji, keycaps, ideographs, Mongolian letters;
/// - the tags of the three flags that are written with them: England, Scotland, Wales.
///
/// Anywhere else the same characters only hide something.
package enum VisibleCharacters {
  /// The longest sequences that are recommended for use join four.
  package static let emojiJoinersLimit = 4

  /// Whether a text with this scalar cannot be printed as it is without looking closer.
  package static func needsLook(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x300 ? isHidden(scalar) : isMark(scalar) || isHidden(scalar)
  }

  /// A mark that stands on the letter before it and takes no room; selectors are none.
  package static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return !scalar.properties.isDefaultIgnorableCodePoint
    default: return false
    }
  }

  /// What has no shape of its own.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD: return true
    case 0..<0x300: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .format, .control, .lineSeparator, .paragraphSeparator: return true
    case .nonspacingMark, .otherLetter: return scalar.properties.isDefaultIgnorableCodePoint
    case .unassigned:
      return scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint
    default: return false
    }
  }

  /// Hidden, and nothing that a text can need: JSON escapes these.
  package static func isAlwaysHidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar != "\u{200C}" && scalar != "\u{200D}" && !isSelector(scalar) && isHidden(scalar)
  }

  package static func isSelector(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F: true
    default: false
    }
  }

  // MARK: What stays where it is needed

  /// - Parameter joiners: how many stand in the same sequence already.
  package static func isJoiner(
    _ scalar: Unicode.Scalar, between previous: Unicode.Scalar?, and next: Unicode.Scalar?, _ joiners: Int
  ) -> Bool {
    guard let previous else { return false }
    if scalar == "\u{200D}", let next, isEmoji(next), isEmoji(previous) || previous == "\u{FE0F}" {
      return joiners < emojiJoinersLimit
    }
    guard isOfJoiningScript(previous), !isSelector(previous) else { return false }
    // Malayalam and Sinhala also write it at the end of a word.
    if scalar == "\u{200D}", previous.properties.canonicalCombiningClass == .virama { return true }
    guard let next else { return false }
    return isOfJoiningScript(next) && next.properties.isAlphabetic && !isMark(next)
  }

  package static func isVariation(
    _ scalar: Unicode.Scalar, of previous: Unicode.Scalar?, before next: Unicode.Scalar?
  ) -> Bool {
    guard let previous else { return false }
    switch scalar.value {
    case 0xFE0E, 0xFE0F: return isEmoji(previous) || (previous.properties.isEmoji && next == "\u{20E3}")
    case 0xFE00...0xFE0D, 0xE0100...0xE01EF: return previous.properties.isIdeographic
    case 0x180B...0x180D, 0x180F: return (0x1820...0x18AF).contains(previous.value)
    default: return false
    }
  }

  /// The scalars of a flag that begins here and is written with tags; nil where there is none.
  package static func flag(at index: Int, in scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
    guard scalars[index] == "\u{1F3F4}" else { return nil }
    return flags.first { scalars[index...].starts(with: $0) }
  }

  private static let flags: [[Unicode.Scalar]] = ["gbeng", "gbsct", "gbwls"].map { region in
    let tags = region.unicodeScalars.compactMap { Unicode.Scalar(0xE0000 + $0.value) }
    return ["\u{1F3F4}"] + tags + ["\u{E007F}"]
  }

  /// Digits and signs on the keys of a telephone are emoji, too, but only before their keycap.
  private static func isEmoji(_ scalar: Unicode.Scalar) -> Bool { scalar.value > 0xFF && scalar.properties.isEmoji }

  private static func isOfJoiningScript(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0620...0x0DFF, 0x1000...0x109F, 0x1780...0x18AF, 0xA840...0xA877, 0xFB50...0xFDFF, 0xFE70...0xFEFC,
      0x10AC0...0x10AFF, 0x10D00...0x10D3F, 0x11000...0x11FFF, 0x1E900...0x1E95F:
      true
    default: false
    }
  }
}
