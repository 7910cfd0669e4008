extension WireError {
  /// Says where and what, in the words of JSON: whoever wrote the text knows nothing of the types that read it.
  static func explanation(
    of error: any Error, _ odd: JSONScan.OddNumber?, _ negative: JSONScan.OddNumber?
  ) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context):
      return "The field `\(path(context.codingPath + [key]))` is missing."
    case .typeMismatch(let type, let context):
      let found = found(context.debugDescription).map { ", and not \($0)" } ?? ""
      guard let needed = words(for: type) else { return "\(place(context)) something else is needed\(found)." }
      return "\(place(context)) \(needed) is needed\(found)."
    case .valueNotFound(let type, let context):
      return "\(place(context)) \(words(for: type) ?? "a value") is needed, and not null."
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

  private static func place(_ context: DecodingError.Context) -> String {
    context.codingPath.isEmpty ? "The JSON as a whole:" : "At `\(path(context.codingPath))`:"
  }

  /// What JSON calls what a type is read from; nil where that is not known.
  private static func words(for type: Any.Type) -> String? {
    switch type {
    case is Bool.Type: return "true or false"
    case is String.Type: return "a text in quotation marks"
    case is any BinaryInteger.Type: return "a whole number"
    case is any BinaryFloatingPoint.Type: return "a number"
    default: break
    }
    // The decoder says for lists and objects which of its own types it had looked for.
    let name = "\(type)"
    if name.hasPrefix("Array<") || name.hasPrefix("[") && !name.contains(":") { return "a list in square brackets" }
    if name.hasPrefix("Dictionary<") || name.hasPrefix("[") || name.contains("KeyedDecodingContainer") {
      return "an object in braces"
    }
    return nil
  }

  /// What stands there instead, from what the decoder says; nil where it does not.
  private static func found(_ description: String) -> String? {
    let kinds = [
      ("a string", "a text"), ("number", "a number"), ("bool", "true or false"), ("a dictionary", "an object"),
      ("an array", "a list"), ("null", "null"),
    ]
    return kinds.first { description.contains("but found \($0.0)") }?.1
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
