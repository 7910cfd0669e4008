internal import ChatExchange
internal import ChatLedger

/// Identifiers of items from a database: name-based, on the source's name, the table and the key.
///
/// The same row has the same identifier in every import and every ledger. Keys that are UUIDs are hashed like all
/// others: a UUID of one database says nothing about another's. `Docs/Format.md` lists every kind of name.
public enum DatabaseIdentifier {
  static let format = "sql"
  /// The attribute that keeps the table and key of the source.
  static let keyAttribute = "sourceKey"
  /// Begins the names of attributes that keep, in hexadecimal, the bytes of a column's text that is no UTF-8.
  static let bytesAttribute = "sourceBytes."
  /// Begins the names of attributes that keep a word that a field cannot be.
  static let wordAttribute = "sourceWord."
  /// Begins the names of attributes that say how many bytes each part of a joined text has; “-” for null.
  static let partsAttribute = "sourceParts."
  /// Begins the names of attributes that say that a field is an empty text in the source, and not null.
  static let emptyAttribute = "sourceEmpty."
  /// The attribute that names the fields that are null in the source and an empty text here.
  static let nullAttribute = "sourceNull"

  /// The kinds of items with identifiers that a row can become.
  public enum Kind: String, Sendable, CaseIterable {
    case account, conversation, message, resource, session, report
    /// What is known by what it joins, such as a reaction; its row still has a name here.
    case row
  }

  /// The identifier of the item that a row became. One row can become several items of different kinds, each with its
  /// own identifier.
  ///
  /// - Parameter key: the values of the key's columns as texts.
  public static func identifier(of kind: Kind, source: String, table: String, key: [String]) -> UInt128 {
    var name = ImportName(kind.rawValue, format: format)
    name.add(source)
    name.add(table)
    for part in key { name.add(part) }
    return name.value
  }

  /// The same, for a key as reports and `sourceKey` write it.
  public static func identifier(of kind: Kind, source: String, table: String, keyText: String) -> UInt128 {
    identifier(of: kind, source: source, table: table, key: parts(ofKeyText: keyText))
  }

  /// The parts of a key in one text: joined by commas; a comma or backslash in a part stands behind a backslash.
  public static func keyText(_ parts: [String]) -> String {
    if parts.count == 1, !parts[0].utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\\") }) {
      return parts[0]
    }
    return parts.map { part in
      part.replacing("\\", with: "\\\\").replacing(",", with: "\\,")
    }.joined(separator: ",")
  }

  static func parts(ofKeyText text: String) -> [String] {
    var parts = [""]
    var isEscaped = false
    for character in text.unicodeScalars {
      if isEscaped {
        parts[parts.count - 1].unicodeScalars.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "," {
        parts.append("")
      } else {
        parts[parts.count - 1].unicodeScalars.append(character)
      }
    }
    return parts
  }

  /// A command that says one thing about a row: part of its name is the table, so that two tables never say the same.
  static func command(_ verb: String, source: String, table: String, _ subjects: [UInt128]) -> CommandID {
    var name = ImportName("command/\(verb)", format: format)
    name.add(source)
    name.add(table)
    for subject in subjects { name.add(subject) }
    return CommandID(rawValue: name.value)
  }
}

extension SourceEntity {
  /// The command that brings it in. A message's is its own identifier.
  func commandID(source: String, table: String) -> CommandID {
    if case .message(let id, _) = self { return id.command }
    return DatabaseIdentifier.command(verb, source: source, table: table, subjects)
  }
}
