/// Something that a comparison did not look at, by name, so that nobody takes “the same” for more than it is.
public struct NotCompared: Hashable, Sendable, Codable, CustomStringConvertible {
  /// What it is.
  public var what: String
  /// The table of a database that it is about; nil for the whole of the source.
  public var table: String?
  /// Columns of the table, fields, types, or tables.
  public var names: [String] = []
  /// How often there was any of it, where that is known.
  public var count: UInt64?

  /// What stands in an archive under a type that no import reads.
  package static let unreadTypes = "what has a type that is not read"

  package init(_ what: String, in table: String? = nil, names: [String] = [], count: UInt64? = nil) {
    self.what = what
    self.table = table
    self.names = names
    self.count = count
  }

  /// The place: `table (names)`; nil for the whole source.
  public var place: String? {
    let details = (count.map { ["\($0)"] } ?? []) + names
    guard let table else { return details.isEmpty ? nil : details.joined(separator: ", ") }
    return details.isEmpty ? table : "\(table) (\(details.joined(separator: ", ")))"
  }

  /// All of it in a line.
  public var description: String { place.map { "\(what): \($0)" } ?? what }
}
