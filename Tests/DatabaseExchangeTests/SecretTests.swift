import ChatLedgerTesting
import TestSupport
import Testing

@testable import DatabaseExchange

/// Passwords in every shape that somebody might give an address: nothing that is said holds a part of one.
@Suite("Secrets in addresses", .ownThread)
struct SecretTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var write: @Sendable (String) -> String

    init(_ form: String) {
      testDescription = form
      write = { password in form.replacing("PASSWORD", with: password) }
    }

    init(_ name: String, _ write: @escaping @Sendable (String) -> String) {
      testDescription = name
      self.write = write
    }
  }

  /// The port is one at which nobody listens: whatever is understood is tried.
  static let shapes: [Shape] = [
    Shape("postgres://u:PASSWORD@127.0.0.1:1/n"), Shape("postgresql://u:PASSWORD@127.0.0.1:1/n?sslmode=disable"),
    Shape("postgres//u:PASSWORD@127.0.0.1:1/n"), Shape("postgres:/u:PASSWORD@127.0.0.1:1/n"),
    Shape("postgres:u:PASSWORD@127.0.0.1:1/n"), Shape("u:PASSWORD@127.0.0.1:1/n"), Shape("u:PASSWORD@127.0.0.1"),
    Shape("//u:PASSWORD@127.0.0.1:1/n"), Shape("://u:PASSWORD@127.0.0.1:1/n"), Shape("mysql:u:PASSWORD@h"),
    Shape("mysql://u:PASSWORD@h/n"), Shape("nonsense://u:PASSWORD@h/n"), Shape("http://u:PASSWORD@h/n"),
    Shape("postgresql+psycopg2://u:PASSWORD@127.0.0.1:1/n"), Shape("postgresql+asyncpg://u:PASSWORD@127.0.0.1:1/n"),
    Shape("postgis://u:PASSWORD@127.0.0.1:1/n"), Shape("jdbc:postgresql://127.0.0.1:1/n?user=u&password=PASSWORD"),
    Shape("postgres://127.0.0.1:1/n?password=PASSWORD"), Shape("postgres://127.0.0.1:1/n?password=PASSWORD&user=u"),
    Shape("postgres://:PASSWORD@127.0.0.1:1/n"), Shape("postgres://PASSWORD@127.0.0.1:notaport/n"),
    Shape("host=127.0.0.1 port=1 password=PASSWORD"), Shape("host=127.0.0.1 port=1 password='PASSWORD' dbname=n"),
    Shape("host=127.0.0.1 port=1 password = PASSWORD"), Shape("password=PASSWORD host"),
    Shape("host='127.0.0.1 password=PASSWORD"), Shape("sqlite://u:PASSWORD@h/n"), Shape("sqlite:///u:PASSWORD@h"),
    Shape("file:u:PASSWORD@h"), Shape("env:postgres://u:PASSWORD@h/n"), Shape("env:u:PASSWORD@h"),
    Shape("dbname=postgres://u:PASSWORD@h/n"), Shape("postgres://127.0.0.1:1/postgres://u:PASSWORD@h/n"),
    Shape("C:\\u:PASSWORD@h\\n"), Shape("user/PASSWORD@127.0.0.1:1/n"),
    Shape("\"postgres://u:PASSWORD@127.0.0.1:1/n\""),
    Shape(" postgres://u:PASSWORD@127.0.0.1:1/n"), Shape("u:PASSWORD@tcp(127.0.0.1:1)/n"),
    Shape("postgres://u:<escaped>@127.0.0.1:1/n") { "postgres://u:\(escaped($0))@127.0.0.1:1/n" },
    Shape("postgres://u:<escaped>@127.0.0.1:1/n/m") { "postgres://u:\(escaped($0))@127.0.0.1:1/n/m" },
    Shape("postgres://u:<escaped>@127.0.0.1:1/n?password=<escaped>") {
      "postgres://u:\(escaped($0))@127.0.0.1:1/n?password=\(escaped($0))"
    },
    Shape("host=127.0.0.1 port=1 password='<quoted>'") {
      "host=127.0.0.1 port=1 password='\($0.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
    },
  ]

  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let digits = String(byte, radix: 16)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }
    .joined()
  }

  /// Each printable character alone and among others, and random ones of all lengths.
  static func passwords(seed: UInt64) -> [String] {
    var random = SplitMix64(seed: seed)
    let printable = (0x20...0x7E).map { String(UnicodeScalar(UInt8($0))) }
    var all = printable + printable.map { "Zq\($0)7xK\($0)wJ" }
    for _ in 0..<120 {
      all.append((0..<(1 + random.below(24))).map { _ in printable[random.below(printable.count)] }.joined())
    }
    return all
  }

  @Test("No shape of an address gives away three characters of a password", arguments: shapes)
  func nothingIsTold(_ shape: Shape) {
    let seed: UInt64 = 20_261_129
    var passwords: [String: [String]] = [:]
    for password in Self.passwords(seed: seed) {
      for text in Self.everythingSaid(about: shape.write(password)) { passwords[text, default: []].append(password) }
    }
    // What is said to many that have nothing in common does not depend on any of them.
    for (text, passwords) in passwords where passwords.count < 4 {
      for password in passwords {
        let characters = Array(password)
        for start in characters.indices.dropLast(2) {
          let part = String(characters[start..<start + 3])
          guard text.contains(part) else { continue }
          Issue.record("seed \(seed): “\(part)” of the password \(password) is said: \(text)")
        }
      }
    }
  }

  @Test("What is said does not depend on a password of one letter", arguments: shapes)
  func nothingIsMasked(_ shape: Shape) {
    let expected = Self.everythingSaid(about: shape.write("Q"))
    for letter in "aceonstZ" { #expect(Self.everythingSaid(about: shape.write(String(letter))) == expected) }
  }

  /// On the command line, in the environment, when it is printed, looked into and tried.
  private static func everythingSaid(about text: String) -> [String] {
    func said(_ given: String) -> [String] {
      do {
        let address = try DatabaseAddress(given) { $0 == "DATABASE_URL" ? text : nil }
        var dumped = ""
        dump(address, to: &dumped)
        let looks = ["\(address)", String(reflecting: address), dumped]
        do {
          _ = try address.open()
          return looks
        } catch { return looks + ["\(error)", String(reflecting: error)] }
      } catch { return ["\(error)", String(reflecting: error)] }
    }
    return said(text) + said("env:DATABASE_URL")
  }
}
