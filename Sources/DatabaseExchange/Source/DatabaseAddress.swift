internal import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Where a database is.
///
/// - `postgres://HOST/NAME`, `postgresql://…`, and what Prisma (`?schema=`), SQLAlchemy (`postgresql+asyncpg://`),
///   Django (`postgis://`, `psql://`) and JDBC write; `service=NAME`, any other string of keywords (`host=… dbname=…`);
///   or `postgres:` alone for what `PGHOST`, `PGDATABASE`, `PGUSER` … say.
/// - `sqlite:///FILE`, `file:FILE`, or the path of a SQLite file. The path of an existing file always means that file.
/// - `env:VARIABLE`: the address that an environment variable holds, for services that keep theirs in `DATABASE_URL`.
///
/// An address with a password is refused unless it comes from the environment, because other users can read command
/// lines in the list of processes. Otherwise the password comes from the places that libpq uses: `PGPASSWORD`,
/// `PGPASSFILE`, `~/.pgpass`, a service file.
///
/// Printing an address shows only host, port and name of a database, or the path of a file. Parts that cannot be parsed
/// are never repeated, because they may contain a password.
public enum DatabaseAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A file, and what messages call it.
  case sqlite(path: String, name: String)
  case postgreSQL(PostgreSQLAddress)

  /// Reads an address; touches nothing but the environment, and looks whether a file is there.
  ///
  /// - Throws: ``SourceError`` `address`; the message never repeats the address.
  public init(_ text: String) throws {
    try self.init(text) { name in getenv(name).map { String(cString: $0) } }
  }

  /// - Parameter variable: The value of an environment variable.
  init(_ text: String, variable: (String) -> String?) throws {
    guard text.hasPrefix("env:") else {
      try self.init(text, place: "The address given", isVisible: true)
      return
    }
    let name = String(text.dropFirst(4))
    let isName = name.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == "_" }
    guard isName, name.first?.isASCIIDigit == false else {
      throw SourceError(
        .address, "What follows env: is no name of an environment variable.",
        remedy: "Write env:DATABASE_URL, say: letters, digits and _ only.")
    }
    guard let value = variable(name), !value.isEmpty else {
      throw SourceError(
        .address, "The environment variable \(name) is not set.",
        remedy: "Set it to the address of the database, or give the address itself.")
    }
    try self.init(Self.unquoted(value), place: "The address in the environment variable \(name)", isVisible: false)
  }

  private init(_ text: String, place: String, isVisible: Bool) throws {
    guard !text.isEmpty else {
      throw SourceError(
        .address, "The address of the database is empty.",
        remedy: "Give a SQLite file, or postgres://HOST/NAME.")
    }
    do {
      self = try Self.read(text, place: place, isVisible: isVisible)
    } catch {
      throw SourceError(.address, "\(place) \(error.message)", remedy: error.remedy)
    }
    if isVisible, case .postgreSQL(let address) = self, address.holdsPassword {
      throw SourceError(
        .address, "The address holds a password, and a command line can be read by everybody on the machine.",
        remedy: "Leave it out and set PGPASSWORD, PGPASSFILE or a service file, or put the whole address into an "
          + "environment variable and name it: env:DATABASE_URL. Change the password if others use this machine.")
    }
  }

  private static func read(_ text: String, place: String, isVisible: Bool) throws(AddressURL.Fault) -> DatabaseAddress {
    func file(_ path: String) throws(AddressURL.Fault) -> DatabaseAddress {
      let isThere = Files.exists(path)
      guard isThere || isPlain(path) else { throw notUnderstood }
      // What is in the environment is not for the screen, whatever it is.
      return .sqlite(path: path, name: isVisible ? path : "The file of " + place.uncapitalized)
    }
    if Files.exists(text) { return try file(text) }
    if let (scheme, rest) = AddressURL.split(text) {
      if postgreSQLSchemes.contains(scheme) {
        if rest.isEmpty { return .postgreSQL(PostgreSQLAddress()) }
        guard rest.hasPrefix("//") else { throw notUnderstood }
        return .postgreSQL(try PostgreSQLAddress(AddressURL(scheme: scheme, rest)))
      }
      if scheme == "file" || scheme.hasPrefix("sqlite") || scheme == "spatialite" {
        return try file(path(scheme, rest))
      }
      if let kind = foreign[scheme] {
        throw AddressURL.Fault(
          message: "is that of a \(kind) database, which is not supported.",
          remedy: "SQLite and PostgreSQL are. Export the chat's tables to a SQLite file and import that.")
      }
      throw notUnderstood
    }
    if text.contains("=") { return .postgreSQL(try PostgreSQLAddress(keywords: text)) }
    return try file(text)
  }

  /// The path of `sqlite:///FILE` (SQLAlchemy, Django: three slashes, four before an absolute path), `sqlite://FILE`
  /// and `sqlite:FILE` (others), `file:FILE` (Prisma) and `file:///FILE` (absolute: a URI).
  private static func path(_ scheme: String, _ rest: Substring) -> String {
    var path = rest
    if scheme == "file" {
      if path.hasPrefix("///") { path = path.dropFirst(2) }
    } else if path.hasPrefix("///") {
      path = path.dropFirst(3)
    } else if path.hasPrefix("//") {
      path = path.dropFirst(2)
    }
    if Files.exists(String(path)) { return String(path) }
    return AddressURL.decode(path.prefix { $0 != "?" })
  }

  /// A path that may be repeated although no such file is there: without any character that stands beside a password.
  private static func isPlain(_ path: String) -> Bool {
    !path.isEmpty && !path.contains("//")
      && path.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "._-/".contains($0) }
  }

  /// Whether a message may hold a text that should be something else and could be an address with a password.
  public static func mayBeRepeated(_ text: String) -> Bool {
    !text.contains("://") && !(text.contains("@") && text.contains(":"))
      && !(text.contains("=") && text.lowercased().contains("password"))
  }

  /// Without the blanks and quotation marks that some files of settings leave around a value.
  private static func unquoted(_ value: String) -> String {
    var text = value[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    if let first = text.first, "\"'".contains(first), text.count > 1, text.last == first {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }

  private static let postgreSQLSchemes: Set<String> = [
    "postgres", "postgresql", "psql", "pgsql", "postgis", "timescale", "timescalegis",
  ]

  /// What may be said of an address that is not for us.
  private static let foreign: [String: String] = [
    "mysql": "MySQL", "mysql2": "MySQL", "mysqlx": "MySQL", "mysqlgis": "MySQL", "mariadb": "MariaDB",
    "mssql": "SQL Server", "sqlserver": "SQL Server", "oracle": "Oracle", "mongodb": "MongoDB", "redis": "Redis",
    "rediss": "Redis", "cockroachdb": "CockroachDB", "cockroach": "CockroachDB",
  ]

  static let forms =
    "Give a SQLite file, postgres://USER@HOST:PORT/NAME, host=… dbname=…, or service=NAME. \(AddressURL.escapes)"

  private static var notUnderstood: AddressURL.Fault {
    AddressURL.Fault(message: "is neither an existing file nor a known form of address.", remedy: forms)
  }

  public var description: String {
    switch self {
    case .sqlite(_, let name): name
    case .postgreSQL(let address): address.description
    }
  }

  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Opens the database for reading.
  ///
  /// - Parameter isCancelled: Asked now and then while a server or the file's lock is waited for, then and later.
  /// - Throws: ``SourceError`` `unreachable` or `interrupted`.
  public func open(isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> any DatabaseSource {
    // Both libraries open files and sockets by themselves.
    StandardDescriptors.occupy()
    return switch self {
    case .sqlite(let path, let name): try SQLiteSource(path: path, name: name, isCancelled: isCancelled)
    case .postgreSQL(let address): try PostgreSQLSource(address, isCancelled: isCancelled)
    }
  }
}

extension String {
  fileprivate var uncapitalized: String { prefix(1).lowercased() + dropFirst() }
}
