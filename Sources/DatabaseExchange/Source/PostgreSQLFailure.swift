/// What the server said when it refused something, and what to do about it.
struct PostgreSQLFailure {
  /// The SQLSTATE; empty where there is none.
  var state: String
  /// The server's own words, in one line.
  var cause: String
  /// It is row-level security that would have hidden rows. The state alone does not tell it from a missing right.
  var isRowSecurity: Bool

  /// - Parameter table: What was being read, where it is known.
  func error(_ table: String?) -> SourceError {
    let what = table.map { "the table “\($0)”" } ?? "a query"
    if isRowSecurity {
      return SourceError(
        .refused, "Row-level security would hide rows of \(table.map { "the table “\($0)”" } ?? "a table").",
        remedy: "Read as the owner of the table, as a role with BYPASSRLS, or as a role that no policy restricts.",
        cause: cause)
    }
    switch state {
    case "42501":
      return SourceError(
        .refused, "The role may not read \(table.map { "the table “\($0)”" } ?? "what the mapping names").",
        remedy: "Let it: GRANT SELECT ON … TO …, and GRANT USAGE ON SCHEMA … where the schema is another's.",
        cause: cause)
    case "55P03":
      return SourceError(
        .locked, "Another session locks \(what) (as ALTER TABLE, VACUUM FULL or LOCK do), and did not end in time.",
        remedy: "Wait for it or end it (pg_stat_activity, pg_locks), and run this again; it goes on where it stopped.",
        cause: cause)
    default:
      return SourceError(
        .query, "PostgreSQL refused \(table == nil ? what : "to read \(what)").", remedy: remedy, cause: cause)
    }
  }

  private var remedy: String {
    switch state {
    case "57014": "Somebody or a time limit of the server cancelled the query. Run this again."
    case "40001", "25P03", "25P04": "The server ended the transaction. Run this again, or read from the primary server."
    case "22021", "22P05":
      "A text has no form in UTF-8. Correct it, or read a view that converts it: convert_from(column::bytea, 'LATIN1')."
    case "25006": "Something that is read wants to write: a view that calls a function, for example. Read its tables."
    case "42P01", "42703", "42P17", "42883":
      "The tables have changed since the catalogue was read, or a view is broken. Run this again."
    case "53000"..."53999": "The server lacks memory, space or connections. Try again later."
    case "XX001", "XX002": "The server says that the table is damaged. Ask who administrates it."
    default: "Look at the server's own words, and at its log."
    }
  }

  static func broken(_ cause: String) -> SourceError {
    SourceError(
      .query, "The connection to PostgreSQL broke.", remedy: "Run the import again; it goes on where it stopped.",
      cause: cause)
  }

  /// A server that answers says why it refuses; otherwise there is none.
  static func unreachable(_ address: some CustomStringConvertible, _ cause: String) -> SourceError {
    let hasAnswered = cause.contains("FATAL") || cause.contains("no password supplied")
    return SourceError(
      .unreachable,
      "The PostgreSQL database at \(address) \(hasAnswered ? "does not let us in" : "cannot be reached").",
      remedy: hasAnswered
        ? "Check the address with `psql`. Passwords come from PGPASSWORD, PGPASSFILE, ~/.pgpass or a service file."
        : "Check that the server runs, and the name and port of the address with `psql`.",
      cause: cause)
  }

  /// The library's own words in one line.
  static func line(_ text: String) -> String { text.split { "\n\t".contains($0) }.joined(separator: " ") }
}
