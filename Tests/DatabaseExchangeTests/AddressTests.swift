import Testing

@testable import DatabaseExchange

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Addresses of databases")
struct AddressTests {
  private func isPostgreSQL(_ text: String) throws -> Bool {
    if case .postgreSQL = try DatabaseAddress(text) { true } else { false }
  }

  @Test("URLs, services, connection strings and the environment are PostgreSQL; all else is a file")
  func kinds() throws {
    for text in [
      "postgres://host/name", "postgresql://u@h:5433/n?sslmode=require", "postgres:", "service=app",
      "host=h dbname=n", "postgres:///n?host=/run/socket",
    ] {
      #expect(try isPostgreSQL(text), "\(text)")
    }
    for text in ["app.sqlite", "/var/lib/app/data.db", "./postgres"] { #expect(try !isPostgreSQL(text), "\(text)") }
  }

  @Test(
    "A password on the command line is refused, and never repeated",
    arguments: [
      "postgres://u:s3cr3t@h/n", "postgresql://h/n?password=s3cr3t", "host=h password=s3cr3t",
      "host=h password='s3cr3t'", "postgres://u:s3cr3t@h:notaport:5/n", "host=h sslpassword=s3cr3t",
      "postgres://u:s3cr3t@h/n?nonsense=1", "password=s3cr3t host", "postgresql+psycopg2://u:s3cr3t@h/n",
      "POSTGRES://u:s3cr3t@h/n", "mysql://u:s3cr3t@h/n",
    ])
  func passwords(_ text: String) {
    let error = #expect(throws: SourceError.self) { try DatabaseAddress(text) }
    #expect(error?.code == .address)
    #expect(error.map { "\($0)".contains("s3cr3t") } == false)
  }

  @Test("An address in the environment may hold one; it is still told to nobody")
  func environment() throws {
    setenv("CHAT_LEDGER_TEST_ADDRESS", "postgres://u:s3cr3t@127.0.0.1:1/n?connect_timeout=2", 1)
    let address = try DatabaseAddress("env:CHAT_LEDGER_TEST_ADDRESS")
    #expect(!"\(address)".contains("s3cr3t"))
    #expect(!String(reflecting: address).contains("s3cr3t"))
    let error = #expect(throws: SourceError.self) { try address.open() }
    #expect(error?.code == .unreachable)
    #expect(error.map { "\($0)".contains("s3cr3t") } == false)
    #expect(throws: SourceError.self) { try DatabaseAddress("env:CHAT_LEDGER_TEST_NOT_SET") }
    #expect(throws: SourceError.self) { try DatabaseAddress("") }
  }
}
