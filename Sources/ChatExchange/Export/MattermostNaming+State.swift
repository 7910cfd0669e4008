import LedgerSupport

// Kept fields that say in which state something is.

extension MattermostNaming {
  /// When a user was deactivated.
  static let deleteAt = attributePrefix + "delete_at"
  /// When a channel was archived.
  static let deletedAt = attributePrefix + "deleted_at"
  /// The object of a bot's line.
  static let bot = attributePrefix + "bot"
  static let type = attributePrefix + "type"
  static let purpose = attributePrefix + "purpose"
  static let nickname = attributePrefix + "nickname"

  /// A text as JSON.
  static func json(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.buffer, as: UTF8.self)
  }

  /// The text that a kept field says; nil where it is no text.
  static func text(_ json: String?) -> String? {
    guard let json else { return nil }
    let bytes = Array(json.utf8)
    var reader = JSONReader(bytes.span)
    guard let text = try? reader.optionalString(), (try? reader.end()) != nil else { return nil }
    return text
  }

  /// The texts that a kept field lists; nil where it lists none.
  static func texts(_ json: String?) -> [String]? {
    guard let json else { return nil }
    let bytes = Array(json.utf8)
    var reader = JSONReader(bytes.span)
    return try? reader.strings()
  }

  /// The fields of an object; nil where it is none.
  static func fields(_ json: String) -> [RawField]? {
    let bytes = Array(json.utf8)
    guard !bytes.contains(0x0A) else { return nil }
    var reader = JSONReader(bytes.span)
    do {
      var fields: [RawField] = []
      try reader.refuseTwins()
      try reader.beginObject()
      while let key = try reader.nextKey() { fields.append(RawField(name: key, json: try reader.raw())) }
      try reader.end()
      return fields
    } catch {
      return nil
    }
  }
}
