/// Which database it is, as far as it says so itself.
///
/// Recorded with an import, so that another database under the same name is noticed before it is read.
public struct SourceIdentity: Hashable, Sendable, Codable {
  /// `postgresql:` and the number that a server was given when its files were made; `postgresql` where the role may not
  /// read it. `sqlite:` and the file's application identifier; `sqlite` where it has none.
  public var system: String
  /// The name of the database in its server; the name of the file, without its folder.
  public var database: String
  /// For people.
  public var description: String

  /// An identity with all that is known of it.
  public init(system: String, database: String, description: String) {
    self.system = system
    self.database = database
    self.description = description
  }

  /// Whether the two are different databases for certain: true only where both say enough to tell.
  ///
  /// A copy of a file has every right to another name, and a server that does not tell its number may be any server.
  public func isAnother(than other: SourceIdentity) -> Bool {
    let own = system.split(separator: ":", maxSplits: 1)
    let others = other.system.split(separator: ":", maxSplits: 1)
    guard own.first == others.first else { return true }
    guard own.count == 2, others.count == 2 else { return false }
    if own[1] != others[1] { return true }
    return own.first == "postgresql" && database != other.database
  }
}

extension SourceIdentity {
  /// As an import records it: the system, a slash, and the database.
  var text: String { "\(system)/\(database)" }

  init(text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(system: String(parts[0]), database: parts.count > 1 ? String(parts[1]) : "", description: text)
  }
}
