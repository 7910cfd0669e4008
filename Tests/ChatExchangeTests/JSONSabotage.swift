import ChatLedger
import ChatLedgerTesting
import TestSupport

/// One change of a value in a text of JSON.
struct JSONSabotage {
  /// The text afterwards.
  var text: [UInt8]
  /// The name of the field whose value changed.
  var field: String
  var what: String

  private struct Value {
    var range: Range<Int>
    var field: String
    var isText: Bool
  }

  static func make(in text: [UInt8], _ dice: inout Dice) -> JSONSabotage? {
    let values = values(of: text)
    guard !values.isEmpty else { return nil }
    let value = dice.pick(values)
    let before = String(decoding: text[value.range], as: UTF8.self)
    var after = value.isText ? otherText(before, &dice) : otherWord(before)
    if dice.below(6) == 0 {
      // The value of another field of this name.
      after = String(decoding: text[dice.pick(values.filter { $0.field == value.field }).range], as: UTF8.self)
    }
    guard !after.utf8.elementsEqual(before.utf8) else { return nil }
    var changed = text
    changed.replaceSubrange(value.range, with: Array(after.utf8))
    return JSONSabotage(text: changed, field: value.field, what: "\(value.field): \(before) -> \(after)")
  }

  private static func otherText(_ text: String, _ dice: inout Dice) -> String {
    let body = text.dropFirst().dropLast()
    switch dice.below(6) {
    case 0: return "\"\(body) \""
    case 1: return "\"\(body.uppercased())\""
    case 2: return "\"\(body)\\u0000\""
    case 3: return "\"\(body)e\\u0301\""
    case 4: return "\"\""
    default: return "\"x\(body)\""
    }
  }

  private static func otherWord(_ text: String) -> String {
    switch text {
    case "true": return "false"
    case "false": return "true"
    case "null": return "1"
    default: return text.contains(".") ? text + "1" : Int(text).map { "\($0 + 1)" } ?? text
    }
  }

  /// Texts, numbers and words that are values, with the name before them.
  private static func values(of text: [UInt8]) -> [Value] {
    var values: [Value] = []
    var field = ""
    var at = 0
    while at < text.count {
      let start = at
      let byte = text[at]
      if byte == UInt8(ascii: "\"") {
        at += 1
        while text[at] != UInt8(ascii: "\"") { at += text[at] == UInt8(ascii: "\\") ? 2 : 1 }
        at += 1
        if at < text.count, text[at] == UInt8(ascii: ":") {
          field = String(decoding: text[start + 1..<at - 1], as: UTF8.self)
        } else {
          values.append(Value(range: start..<at, field: field, isText: true))
        }
      } else if byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "z")).contains(byte), !isMark(byte) {
        while at < text.count, !isMark(text[at]), text[at] > 0x20, text[at] != UInt8(ascii: ",") { at += 1 }
        values.append(Value(range: start..<at, field: field, isText: false))
      } else {
        at += 1
      }
    }
    return values
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    [UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "{")].contains(byte)
  }
}
