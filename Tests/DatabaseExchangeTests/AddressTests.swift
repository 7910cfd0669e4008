import TestSupport
import Testing

@testable import DatabaseExchange

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Addresses of databases", .ownThread)
struct AddressTests {
  /// The parameters for libpq; nil for a file.
  private func parameters(_ text: String) throws -> [String: String]? {
    if case .postgreSQL(let address) = try DatabaseAddress(text) { address.parameters } else { nil }
  }

  private func path(_ text: String) throws -> String? {
    if case .sqlite(let path, _) = try DatabaseAddress(text) { path } else { nil }
  }

  @Test("URLs, services, connection strings and the environment are PostgreSQL; all else is a file")
  func kinds() throws {
    for text in [
      "postgres://host/name", "postgresql://u@h:5433/n?sslmode=require", "postgres:", "service=app",
      "host=h dbname=n", "postgres:///n?host=/run/socket", "POSTGRES://h/n", "psql://h/n", "postgis://h/n",
      "postgresql+psycopg2://h/n", "postgresql+asyncpg://h/n", "jdbc:postgresql://h/n?user=u",
    ] {
      #expect(try parameters(text) != nil, "\(text)")
    }
    for text in ["app.sqlite", "/var/lib/app/data.db", "./postgres"] { #expect(try path(text) == text) }
  }

  /// An address in the environment. Setting variables is not safe while other tests read theirs.
  private func inEnvironment(_ text: String) throws -> DatabaseAddress {
    try DatabaseAddress("env:DATABASE_URL") { $0 == "DATABASE_URL" ? text : nil }
  }

  private func postgreSQL(_ text: String) throws -> PostgreSQLAddress {
    guard case .postgreSQL(let address) = try inEnvironment(text) else { throw SourceError.none }
    return address
  }

  @Test("Files, as others write them")
  func files() throws {
    #expect(try path("sqlite:///app/data.db") == "app/data.db")
    #expect(try path("sqlite:////var/app.db") == "/var/app.db")
    #expect(try path("sqlite+aiosqlite:///data.db?timeout=5") == "data.db")
    #expect(try path("sqlite://todos.db") == "todos.db")
    #expect(try path("file:./dev.db") == "./dev.db")
    #expect(try path("file:///var/dev.db?mode=ro") == "/var/dev.db")
  }

  @Test("A file that is there is one, whatever its name looks like")
  func odd() throws {
    let name = "/tmp/u:pw@h=\(getpid()) é.db"
    let file = open(name, O_CREAT | O_WRONLY, 0o600)
    try #require(file >= 0)
    close(file)
    defer { unlink(name) }
    #expect(try path(name) == name)
    #expect(try "\(DatabaseAddress(name))" == name)
  }

  @Test("Prisma, SQLAlchemy, Django and JDBC")
  func dialects() throws {
    let prisma = try postgreSQL(
      "postgresql://u:p%40ss@db.example:6432/app?schema=my%22app&connection_limit=5&pgbouncer=true")
    #expect(
      prisma.parameters == [
        "user": "u", "password": "p@ss", "host": "db.example", "port": "6432", "dbname": "app",
      ])
    #expect(prisma.schemas == ["my\"app"])
    #expect("\(prisma)" == "postgresql://db.example:6432/app")
    let asyncpg = try postgreSQL("postgresql+asyncpg://u:pw@h/app?ssl=require&prepared_statement_cache_size=0")
    #expect(
      asyncpg.parameters == ["user": "u", "password": "pw", "host": "h", "dbname": "app", "sslmode": "require"])
    // An @ and a : that were not escaped, as Python reads them; quotation marks of a file of settings.
    let django = try postgreSQL("\"postgis://u:p@s:s@h/app?conn_max_age=600\"\n")
    #expect(django.parameters == ["user": "u", "password": "p@s:s", "host": "h", "dbname": "app"])
    let jdbc = try postgreSQL("jdbc:postgresql://h1:1,h2:2/app?user=u&password=pw&currentSchema=a,b")
    #expect(
      jdbc.parameters == ["user": "u", "password": "pw", "host": "h1,h2", "port": "1,2", "dbname": "app"])
    #expect(jdbc.schemas == ["a", "b"])
    #expect(try parameters("postgresql://[::1]:5/n") == ["host": "::1", "port": "5", "dbname": "n"])
    #expect(try parameters("postgres://%2Frun%2Fpg/n") == ["host": "/run/pg", "dbname": "n"])
    #expect(try parameters("host=h dbname='a b'") == ["host": "h", "dbname": "a b"])
    #expect(throws: SourceError.self) { try DatabaseAddress("postgres://h/n?nonsense=1") }
  }

  @Test("What is not supported is named", arguments: ["mysql://u:s3cr3t@h/n", "mysql2://u@h", "mysql:u:s3cr3t@h"])
  func foreign(_ text: String) {
    let error = #expect(throws: SourceError.self) { try DatabaseAddress(text) }
    #expect(error?.message == "The address given is that of a MySQL database, which is not supported.")
  }

  @Test(
    "A password on the command line is refused, and never repeated",
    arguments: [
      "postgres://u:s3cr3t@h/n", "postgresql://h/n?password=s3cr3t", "host=h password=s3cr3t",
      "host=h password='s3cr3t'", "postgres://u:s3cr3t@h:notaport:5/n", "host=h sslpassword=s3cr3t",
      "postgres://u:s3cr3t@h/n?nonsense=1", "password=s3cr3t host", "postgresql+psycopg2://u:s3cr3t@h/n",
      "POSTGRES://u:s3cr3t@h/n", "mysql://u:s3cr3t@h/n", "env:postgres://u:s3cr3t@h/n",
      "dbname=postgres://u:s3cr3t@h/n", "postgres://u%3As3cr3t@h/n", "user=u:s3cr3t host=h",
    ])
  func passwords(_ text: String) {
    let error = #expect(throws: SourceError.self) { try DatabaseAddress(text) }
    #expect(error?.code == .address)
    #expect(error.map { "\($0)".contains("s3cr3t") } == false)
  }

  @Test("An address in the environment may hold one; it is still told to nobody")
  func environment() throws {
    let address = try inEnvironment("postgres://u:s3cr3t@127.0.0.1:1/n?connect_timeout=2")
    let error = #expect(throws: SourceError.self) { try address.open() }
    #expect(error?.code == .unreachable)
    #expect(error?.message == "The PostgreSQL database at postgresql://127.0.0.1:1/n cannot be reached.")
    #expect(throws: SourceError.self) { try DatabaseAddress("env:CHAT_LEDGER_TEST_NOT_SET") }
    #expect(throws: SourceError.self) { try DatabaseAddress("") }
    // Not even what is no address at all.
    let wrong = try inEnvironment("hunter2")
    let unreachable = #expect(throws: SourceError.self) { try wrong.open() }
    #expect(unreachable.map { "\($0)".contains("hunter2") } == false)
  }

  @Test("A text that was given in the place of a mapping is not repeated when it may be an address")
  func mapping() {
    let error = #expect(throws: SourceError.self) { try Mapping(nameOrPath: "postgres://u:s3cr3t@h/n") }
    #expect(error.map { "\($0)".contains("s3cr3t") } == false)
  }
}

extension SourceError {
  static var none: SourceError { SourceError(.address, "", remedy: "") }
}
