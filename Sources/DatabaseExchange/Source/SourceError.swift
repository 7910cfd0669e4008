/// Why a database could not be read, or a mapping does not fit it.
///
/// Faults of single rows are not thrown: they are collected in the report (see ``RowFault``). No message contains a
/// password: an address is never repeated in full.
public struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    /// The address makes no sense, or holds a password that others could read.
    case address = "ADDRESS"
    /// There is no such file, no such server, or it does not let us in.
    case unreachable = "UNREACHABLE"
    /// The mapping file is not what a mapping file should be.
    case mapping = "MAPPING"
    /// The mapping names a table or column that the database does not have.
    case catalogue = "CATALOGUE"
    /// The database refused a query, or the connection broke.
    case query = "QUERY"
    /// The role may not read a table, or not all of it.
    case refused = "REFUSED"
    /// Another session holds a lock on a table.
    case locked = "LOCKED"
    /// It was asked to stop while it waited for the database.
    case interrupted = "INTERRUPTED"
  }

  /// What kind of fault it is.
  public let code: Code
  /// What is wrong, with the name of the affected item.
  public let message: String
  /// What to do about it.
  public let remedy: String
  /// What failed below, where something did.
  public let cause: String?

  /// An error with all that is known of it.
  public init(_ code: Code, _ message: String, remedy: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.cause = cause
  }

  /// Message, cause and remedy in one line.
  public var description: String {
    [message, cause.map { "(\($0))" }, remedy].compactMap(\.self).joined(separator: " ")
  }

  /// It was asked to stop while it waited.
  static var interrupted: SourceError {
    SourceError(
      .interrupted, "Reading the database was interrupted.", remedy: "Run it again; it goes on where it stopped.")
  }
}
