public import ChatLedger

/// Identifiers of imports, for all formats: name-based like those of imported items (see ``MattermostIdentifier``).
public enum ImportIdentifier {
  /// The `beginImport` of the n-th import of a source, from 0.
  public static func importCommand(format: String, source: String, number: UInt64) -> CommandID {
    var name = ImportName("import", format: format)
    name.add(format)
    name.add(source)
    name.add(number)
    return CommandID(rawValue: name.value)
  }
}
