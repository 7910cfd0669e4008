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
  /// Duplicate members are errors, and so is nesting deeper than 128.
  ///
  /// - Throws: ``WireError`` with the path of the fault.
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
