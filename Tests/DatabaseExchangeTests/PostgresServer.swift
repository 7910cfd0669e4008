import ChatLedger
import Synchronization
import Testing

@testable import DatabaseExchange

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A PostgreSQL of the tests' own, started once by Tests/scripts/postgres.sh; it ends with the tests.
enum PostgresServer {
  /// The directory of its socket; nil where there is none.
  static let host: String? = {
    let script = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/scripts/postgres.sh"
    guard let pipe = popen("'\(script)' start '' \(getpid())", "r") else { return nil }
    defer { pclose(pipe) }
    var line = [CChar](repeating: 0, count: 4_096)
    while fgets(&line, Int32(line.count), pipe) != nil {
      let text = line.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 && $0 != 10 }, as: UTF8.self) }
      if text.hasPrefix("PGHOST=") { return String(text.dropFirst("PGHOST=".count)) }
    }
    // The script has said why.
    print(
      "SKIPPED: PostgreSQL could not be started; every test that needs it passes without having looked at anything.")
    return nil
  }()

  private static let number = Mutex(0)

  /// A new, empty database; nil where there is no server.
  static func database() throws -> TestDatabase? {
    guard let host else { return nil }
    let name = number.withLock { number in
      number += 1
      return "test_\(number)"
    }
    let server = try PostgreSQLConnection(
      PostgreSQLAddress("host=\(host) user=tester dbname=postgres", isVisible: true))
    try server.run("CREATE DATABASE \(name)")
    return try TestDatabase(host: host, name: name)
  }
}

/// One database, with a connection to change it by.
final class TestDatabase {
  let name: String
  let address: String
  private let connection: PostgreSQLConnection

  init(host: String, name: String) throws {
    self.name = name
    address = "host=\(host) user=tester dbname=\(name)"
    connection = try PostgreSQLConnection(PostgreSQLAddress(address, isVisible: true))
  }

  /// Runs statements, separated by semicolons, one after another.
  func run(_ sql: String) throws {
    for statement in sql.split(separator: ";") where statement.contains(where: { !$0.isWhitespace }) {
      try connection.run(String(statement))
    }
  }

  func source() throws -> PostgreSQLSource { try PostgreSQLSource(PostgreSQLAddress(address, isVisible: true)) }
}
