package import ChatLedger

/// How an import names its commands: by its format, and where the format has several sources, by the source.
package struct ImportNaming: Sendable {
  package var format: String
  /// What stands before the subjects in every name: the source and the table of a database.
  package var scopes: [[String]]

  /// - Parameter scopes: by bucket; nothing for formats whose identifiers are unique as they are.
  package init(format: String, scopes: [[String]] = []) {
    self.format = format
    self.scopes = scopes
  }

  /// A command that says one thing about things that have identifiers: the same name is the same command.
  package func command(_ verb: String, _ bucket: Int, _ subjects: [UInt128]) -> CommandID {
    var name = ImportName("command/" + verb, format: format)
    if scopes.indices.contains(bucket) { for part in scopes[bucket] { name.add(part) } }
    for subject in subjects { name.add(subject) }
    return CommandID(rawValue: name.value)
  }

  /// What takes the place of a thing whose import was withdrawn: the same thing, brought in anew.
  static func again(_ id: UInt128, after withdrawn: CommandID) -> UInt128 {
    var name = ImportName("again", format: "import")
    name.add(id)
    name.add(withdrawn.rawValue)
    return name.value
  }
}
