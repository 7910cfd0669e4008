internal import CPostgreSQL
import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Where a database is.
///
/// - `postgres://HOST/NAME`, `postgresql://…`, `service=NAME`, any other libpq connection string (`host=… dbname=…`),
///   or `postgres:` alone for what `PGHOST`, `PGDATABASE`, `PGUSER` … say.
/// - `env:VARIABLE`: the address that an environment variable holds, for services that keep theirs in `DATABASE_URL`.
/// - Anything else is the path of a SQLite file.
///
/// An address with a password in it is refused unless it comes from the environment: whoever may list processes can
/// read command lines. Otherwise the password comes from where libpq finds it: `PGPASSWORD`, `PGPASSFILE`,
/// `~/.pgpass`, a service file.
public enum DatabaseAddress: Sendable {
  case sqlite(path: String)
  case postgreSQL(PostgreSQLAddress)

  /// Reads an address; touches nothing but the environment.
  ///
  /// - Throws: ``SourceError`` `address`; the message never repeats the address.
  public init(_ text: String) throws {
    if text.hasPrefix("env:") {
      let name = String(text.dropFirst(4))
      guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else {
        throw SourceError(
          .address, "The environment variable \(name) is not set.",
          remedy: "Set it to the address of the database, or give the address itself.")
      }
      try self.init(value, isVisible: false)
    } else {
      try self.init(text, isVisible: true)
    }
  }

  private init(_ text: String, isVisible: Bool) throws {
    guard !text.isEmpty else {
      throw SourceError(
        .address, "The address of the database is empty.",
        remedy: "Give a SQLite file, or postgres://HOST/NAME.")
    }
    if text == "postgres:" || text == "postgresql:" {
      self = .postgreSQL(PostgreSQLAddress(text: "", secrets: []))
    } else if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:")
      || (text.contains("=") && !Files.exists(text))
    {
      self = .postgreSQL(try PostgreSQLAddress(text, isVisible: isVisible))
    } else if text.contains("://"), !Files.exists(text) {
      // `postgresql+driver://USER:PASSWORD@HOST/NAME`, say: taken for a path it would be repeated in the error.
      throw SourceError(
        .address, "The address is a URL of a kind that is not known.",
        remedy: "Write postgres://USER@HOST:PORT/NAME, without the name of a driver, or the path of a SQLite file.")
    } else {
      self = .sqlite(path: text)
    }
  }

  /// Opens the database for reading.
  ///
  /// - Throws: ``SourceError`` `unreachable`.
  public func open() throws -> any DatabaseSource {
    // Both libraries open files and sockets by themselves.
    StandardDescriptors.occupy()
    return switch self {
    case .sqlite(let path): try SQLiteSource(path: path)
    case .postgreSQL(let address): try PostgreSQLSource(address)
    }
  }
}

/// The address of a PostgreSQL database, which tells nobody its password.
public struct PostgreSQLAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  let text: String
  /// What must not stand in any message.
  let secrets: [String]

  init(text: String, secrets: [String]) {
    self.text = text
    self.secrets = secrets
  }

  init(_ text: String, isVisible: Bool) throws {
    let options = try Self.options(text)
    secrets = Self.secretKeywords.compactMap { options[$0] }.filter { !$0.isEmpty }
    self.text = text
    guard secrets.isEmpty || !isVisible else {
      throw SourceError(
        .address, "The address holds a password, and a command line can be read by everybody on the machine.",
        remedy: "Leave it out and set PGPASSWORD, PGPASSFILE or a service file, or put the whole address into an "
          + "environment variable and name it: env:DATABASE_URL. Change the password if others use this machine.")
    }
  }

  public var description: String { "a PostgreSQL address" }
  public var debugDescription: String { description }

  private static let secretKeywords = ["password", "sslpassword"]

  /// The parts of an address. The library's own complaint may repeat it whole, so it is not passed on.
  private static func options(_ text: String) throws -> [String: String] {
    guard let options = PQconninfoParse(text, nil) else {
      throw SourceError(
        .address, "The address is neither a SQLite file nor a PostgreSQL address that libpq can read.",
        remedy: "Write postgres://USER@HOST:PORT/NAME, service=NAME, or host=… dbname=…; escape special characters of "
          + "a URL as %XX.")
    }
    defer { PQconninfoFree(options) }
    var found: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { found[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    return found
  }
}
