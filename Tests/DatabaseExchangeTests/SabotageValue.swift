import GRDB
import LedgerSupport
import TestSupport

@testable import DatabaseExchange

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a cell is changed to. Texts are bytes, for they may hold NUL or be no UTF-8.
enum SabotageValue: Equatable {
  case null
  case integer(Int64)
  case text([UInt8])

  static func text(_ text: String) -> SabotageValue { .text(Array(text.utf8)) }

  init(_ value: DatabaseValue) {
    switch value.storage {
    case .int64(let number): self = .integer(number)
    case .blob(let data): self = .text(Array(data))
    case .string(let text): self = .text(text)
    case .double(let number): self = .text("\(number)")
    case .null: self = .null
    }
  }

  var sql: String {
    switch self {
    case .null: "NULL"
    case .integer(let number): "\(number)"
    case .text(let bytes): "CAST(x'\(Hexadecimal.text(bytes))' AS TEXT)"
    }
  }

  var int64: Int64? { if case .integer(let number) = self { number } else { nil } }
  var isText: Bool { if case .text = self { true } else { false } }

  /// The same in a little different: one character, another form of a letter, a space, capitals, NUL, bytes that are no
  /// UTF-8, nothing for empty and empty for nothing.
  static func otherText(_ value: DatabaseValue, _ dice: inout Dice) -> SabotageValue {
    if value.isNull { return dice.pick([.text(""), .text("x"), .text(" ")]) }
    let bytes = value.bytes
    let text = String(decoding: bytes, as: UTF8.self)
    switch dice.below(10) {
    case 0: return bytes.isEmpty ? .null : dice.pick([.text(""), .null])
    case 1: return .text(bytes + [UInt8(ascii: " ")])
    case 2: return .text(text == text.uppercased() ? text.lowercased() : text.uppercased())
    case 3: return .text(bytes + [0])
    case 4: return .text(bytes + [0] + Array("x".utf8))
    case 5: return .text(bytes + [0xE9])
    case 6, 7: return .text(otherForm(text))
    case 8 where !bytes.isEmpty:
      // One bit, so that a text that is no UTF-8 may come out.
      var changed = bytes
      changed[dice.below(bytes.count)] ^= 1
      return .text(changed)
    default:
      var scalars = Array(text.unicodeScalars)
      scalars.insert(dice.pick(["a", "\u{301}", "\u{200B}", ".", " "]), at: dice.below(scalars.count + 1))
      return .text(String(String.UnicodeScalarView(scalars)))
    }
  }

  /// Letters taken apart into letter and accent; put together where they are apart.
  private static func otherForm(_ text: String) -> String {
    let pairs: [(Unicode.Scalar, [Unicode.Scalar])] = [
      ("\u{E9}", ["e", "\u{301}"]), ("\u{EF}", ["i", "\u{308}"]), ("\u{2126}", ["\u{3A9}"]),
    ]
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      scalars += pairs.first { $0.0 == scalar }?.1 ?? [scalar]
    }
    if scalars.count == text.unicodeScalars.count, let last = scalars.last, last == "\u{301}" {
      scalars.removeLast(2)
      scalars.append("\u{E9}")
    }
    return String(String.UnicodeScalarView(scalars))
  }

  static func otherTime(_ value: DatabaseValue, _ dice: inout Dice) -> SabotageValue {
    if value.isNull { return .text("2024-08-0\(1 + dice.below(9)) 00:00:00") }
    if case .int64(let seconds) = value.storage { return .integer(seconds + Int64(1 + dice.below(3))) }
    let text = String(decoding: value.bytes, as: UTF8.self)
    let parts = text.split(separator: ".", maxSplits: 1)
    let fraction = parts.count == 2 ? String(parts[1]) : "000000"
    switch dice.below(6) {
    case 0: return .null
    case 1: return .text("\(parts[0]).\(fraction)7")
    case 2: return .text(text.replacing(" ", with: "T"))
    case 3: return .text(text + "Z")
    case 4: return .text(text + "+01:00")
    default:
      let number = (Int(fraction) ?? 0) + 1
      return .text("\(parts[0])." + String(repeating: "0", count: max(0, 6 - "\(number)".count)) + "\(number)")
    }
  }
}

extension DatabaseValue {
  var bytes: [UInt8] {
    switch storage {
    case .blob(let data): Array(data)
    case .string(let text): Array(text.utf8)
    case .int64(let number): Array("\(number)".utf8)
    default: []
    }
  }

  /// Nothing, or an empty text.
  var isBlank: Bool { isNull || bytes.isEmpty }

  var shown: String {
    isNull ? "NULL" : "'\(String(decoding: bytes, as: UTF8.self))' \(Hexadecimal.text(bytes))"
  }
}

extension SabotageChat.Meaning {
  /// What a value says here: the same for what is only written otherwise.
  func says(_ value: DatabaseValue) -> String {
    let text = String(decoding: value.bytes, as: UTF8.self)
    switch self {
    case .words(let words, let otherwise, let null): return value.isNull ? null : words[text] ?? otherwise ?? "?" + text
    case .truth(let null):
      if value.isNull { return null }
      return ["0": "false", "1": "true", "yes": "true"][text] ?? "?" + text
    case .time:
      var time = text.uppercased().replacing("T", with: " ")
      if time.hasSuffix("Z") { time.removeLast() }
      if time.contains(".") { while time.hasSuffix("0") { time.removeLast() } }
      if time.hasSuffix(".") { time.removeLast() }
      return value.isNull ? "NULL" : time
    default: return value.shown
    }
  }
}
