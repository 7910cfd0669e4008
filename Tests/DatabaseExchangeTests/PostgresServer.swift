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
  /// The directory of its socket, or why there is none.
  private static let state: Result<String, Missing> = {
    let script = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/scripts/postgres.sh"
    guard let pipe = popen("'\(script)' start '' \(getpid()) 2>&1", "r") else {
      return .failure(Missing(reason: "there is no shell"))
    }
    defer { pclose(pipe) }
    var line = [CChar](repeating: 0, count: 4_096)
    var reason = "PostgreSQL did not start"
    while fgets(&line, Int32(line.count), pipe) != nil {
      let text = line.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 && $0 != 10 }, as: UTF8.self) }
      if text.hasPrefix("PGHOST=") { return .success(String(text.dropFirst("PGHOST=".count))) }
      if text.hasPrefix("SKIPPED: ") { reason = String(text.dropFirst("SKIPPED: ".count)) }
    }
    print("SKIPPED: the tests that need PostgreSQL: \(reason)")
    return .failure(Missing(reason: reason))
  }()

  struct Missing: Error {
    var reason: String
  }

  static var isThere: Bool { (try? state.get()) != nil }

  private static let number = Mutex(0)

  /// A new, empty database.
  static func database() throws -> TestDatabase {
    let host = try state.get()
    let name = number.withLock { number in
      number += 1
      return "test_\(number)"
    }
    let server = try PostgreSQLConnection(
      PostgreSQLAddress(keywords: "host=\(host) user=tester dbname=postgres"))
    try server.run("CREATE DATABASE \(name)")
    return try TestDatabase(host: host, name: name)
  }
}

extension Trait where Self == ConditionTrait {
  /// Shows the test as skipped where there is no PostgreSQL; the first one prints why.
  static var needsPostgreSQL: Self { .enabled("There is no PostgreSQL.") { PostgresServer.isThere } }
}

/// One database, with a connection to change it by.
final class TestDatabase {
  let name: String
  let address: String
  private let connection: PostgreSQLConnection

  init(host: String, name: String) throws {
    self.name = name
    address = "host=\(host) user=tester dbname=\(name)"
    connection = try PostgreSQLConnection(PostgreSQLAddress(keywords: address))
  }

  /// Runs statements, separated by semicolons, one after another.
  func run(_ sql: String) throws {
    for statement in sql.split(separator: ";") where statement.contains(where: { !$0.isWhitespace }) {
      try connection.run(String(statement))
    }
  }

  func source() throws -> PostgreSQLSource { try PostgreSQLSource(PostgreSQLAddress(keywords: address)) }
}
