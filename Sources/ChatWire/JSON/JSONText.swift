#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// JSON text with stable bytes: names sorted, slashes as they are.
public enum JSONText {
  /// Encodes on one line, or indented for people.
  ///
  /// - Throws: ``WireError`` when the value cannot be written as JSON.
  public static func encode(_ value: some Encodable, pretty: Bool = false) throws(WireError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw WireError(
        .invalidJSON, "The value cannot be written as JSON.", remedy: "Report this with the value.", cause: error)
    }
  }

  /// Decodes one JSON value.
  ///
  /// A member that occurs twice is an error, and so is what is nested deeper than 128.
  ///
  /// - Throws: ``WireError`` that names the path of what is wrong.
  public static func decode<Value: Decodable>(_ type: Value.Type, from text: [UInt8]) throws(WireError) -> Value {
    try decode(type, from: text, defaults: nil)
  }

  static func decode<Value: Decodable>(
    _ type: Value.Type, from text: [UInt8], defaults: CommandDefaults?
  ) throws(WireError) -> Value {
    var scan = JSONScan(text.span)
    do {
      try scan.run()
    } catch {
      throw WireError(
        .invalidJSON, "At \(error.place) of the JSON: \(error.message).",
        remedy: "Correct it there; `Docs/Commands.md` shows every command and event.")
    }
    let decoder = JSONDecoder()
    if let key = CodingUserInfoKey.commandDefaults, let defaults { decoder.userInfo[key] = defaults }
    do {
      return try decoder.decode(Value.self, from: Data(text))
    } catch {
      throw WireError(
        .invalidJSON, WireError.explanation(of: error, scan.oddNumber, scan.negativeNumber),
        remedy: "`Docs/Commands.md` shows every command and event.")
    }
  }
}

extension WireError {
  /// Says where and what, in words for whoever wrote the JSON.
  fileprivate static func explanation(
    of error: any Error, _ odd: JSONScan.OddNumber?, _ negative: JSONScan.OddNumber?
  ) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context):
      return "The field `\(path(context.codingPath + [key]))` is missing."
    case .typeMismatch(_, let context) where context.codingPath.isEmpty:
      return "The text is JSON, but not an object."
    case .typeMismatch(_, let context):
      return "At `\(path(context.codingPath))`: \(context.debugDescription)"
    case .valueNotFound(_, let context):
      return "At `\(path(context.codingPath))`: a value is needed instead of null."
    case .dataCorrupted(let context):
      if context.codingPath.isEmpty, context.debugDescription.hasPrefix("The given data was not valid JSON") {
        // The text is JSON, as has been seen: what the decoder could not take is a number or a byte of a text.
        if let odd { return "At `\(odd.path)`: the number \(odd.text) is no whole number that fits 64 bits." }
        if let negative { return "At `\(negative.path)`: the number must be 0 or more; it is \(negative.text)." }
        return "A text in the JSON is not valid UTF-8."
      }
      let place = context.codingPath.isEmpty ? "" : "At `\(path(context.codingPath))`: "
      let cause = context.underlyingError.map { " (\($0))" } ?? ""
      return "\(place)\(context.debugDescription)\(context.debugDescription.hasSuffix(".") ? "" : ".")\(cause)"
    @unknown default:
      return "\(error)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
  }
}
