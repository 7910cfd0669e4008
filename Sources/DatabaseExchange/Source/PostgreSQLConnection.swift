internal import CPostgreSQL
import Files

/// A connection to PostgreSQL, on one thread.
final class PostgreSQLConnection {
  private let handle: OpaquePointer

  /// The library is given keywords and values, so its words about them are never about a password that it took for a
  /// host. They pass as they are: masking what looks like a password would tell it.
  init(_ address: PostgreSQLAddress) throws {
    let defaults = ["connect_timeout": "10", "application_name": "chat-ledger"]
    let parameters = defaults.merging(address.parameters) { $1 }.merging(["client_encoding": "UTF8"]) { $1 }
    let pairs = parameters.sorted { $0.key < $1.key }
    // The library opens files and a socket by itself.
    StandardDescriptors.occupy()
    let opened = Self.withCStrings(pairs.map(\.key)) { keywords in
      Self.withCStrings(pairs.map(\.value)) { values in PQconnectdbParams(keywords, values, 0) }
    }
    guard let opened else {
      throw SourceError(
        .unreachable, "There is no memory for a connection.", remedy: "Free some memory and try again.")
    }
    handle = opened
    guard PQstatus(handle) == CONNECTION_OK else {
      throw Self.unreachable(address, message())
    }
    // Notices are for people who administrate the server.
    _ = PQsetNoticeProcessor(handle, { _, _ in }, nil)
  }

  deinit { PQfinish(handle) }

  /// Runs one statement whose answer, if any, is of no interest.
  func run(_ sql: String) throws { _ = try query(sql) }

  /// Runs one statement with its parameters, all as text.
  func query(_ sql: String, _ parameters: [String] = []) throws -> PostgreSQLResult {
    let answer = Self.withCStrings(parameters) { values in
      PQexecParams(handle, sql, Int32(parameters.count), nil, values, nil, nil, 0)
    }
    guard let answer else { throw failed() }
    let result = PostgreSQLResult(answer)
    let status = PQresultStatus(answer)
    guard status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else {
      throw failed(String(cString: PQresultErrorMessage(answer)))
    }
    return result
  }

  /// A server that answers says why it refuses; otherwise there is none.
  private static func unreachable(_ address: some CustomStringConvertible, _ cause: String) -> SourceError {
    let hasAnswered = cause.contains("FATAL") || cause.contains("no password supplied")
    return SourceError(
      .unreachable,
      "The PostgreSQL database at \(address) \(hasAnswered ? "does not let us in" : "cannot be reached").",
      remedy: hasAnswered
        ? "Check the address with `psql`. Passwords come from PGPASSWORD, PGPASSFILE, ~/.pgpass or a service file."
        : "Check that the server runs, and the name and port of the address with `psql`.",
      cause: cause)
  }

  private func failed(_ text: String? = nil) -> SourceError {
    let isGone = PQstatus(handle) != CONNECTION_OK
    return SourceError(
      .query, isGone ? "The connection to PostgreSQL broke." : "PostgreSQL refused a query.",
      remedy: isGone
        ? "Run the import again; it goes on where it stopped."
        : "Check that the role may read the tables of the mapping: GRANT SELECT.",
      cause: text.map(Self.line) ?? message())
  }

  private func message() -> String { Self.line(String(cString: PQerrorMessage(handle))) }

  /// The library's own words in one line.
  private static func line(_ text: String) -> String { text.split { "\n\t".contains($0) }.joined(separator: " ") }

  /// Calls the body with a null-terminated array of C strings.
  private static func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
  ) -> R {
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for string in strings {
      offsets.append(bytes.count)
      bytes.append(contentsOf: string.utf8CString)
    }
    return bytes.withUnsafeBufferPointer { buffer in
      var pointers: [UnsafePointer<CChar>?] = offsets.map { buffer.baseAddress?.advanced(by: $0) }
      pointers.append(nil)
      return pointers.withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
    }
  }
}

/// The rows of one answer. They live in the library's memory until it goes.
final class PostgreSQLResult {
  private let handle: OpaquePointer
  let rowCount: Int
  let columnCount: Int
  private let types: [Oid]

  init(_ handle: OpaquePointer) {
    self.handle = handle
    rowCount = Int(PQntuples(handle))
    columnCount = Int(PQnfields(handle))
    types = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
  }

  deinit { PQclear(handle) }

  /// The text of a cell; nil for null.
  func text(_ row: Int, _ column: Int) -> String? {
    bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
  }

  func bytes(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8>? {
    let row = Int32(truncatingIfNeeded: row)
    let column = Int32(truncatingIfNeeded: column)
    guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else { return nil }
    let count = Int(PQgetlength(handle, row, column))
    return start.withMemoryRebound(to: UInt8.self, capacity: count) { UnsafeBufferPointer(start: $0, count: count) }
  }

  /// Bytes of all cells together.
  var sizeBytes: Int { Int(PQresultMemorySize(handle)) }

  func value(_ row: Int, _ column: Int) -> SourceValue {
    guard let bytes = bytes(row, column) else { return .null }
    switch types[column] {
    case PostgreSQLType.boolean: return .boolean(bytes.first == UInt8(ascii: "t"))
    case PostgreSQLType.int2, PostgreSQLType.int4, PostgreSQLType.int8, PostgreSQLType.oid:
      let text = String(decoding: bytes, as: UTF8.self)
      return Int64(text).map { .integer($0) } ?? .text(text)
    case PostgreSQLType.float4, PostgreSQLType.float8:
      let text = String(decoding: bytes, as: UTF8.self)
      return Double(text).map { .real($0) } ?? .text(text)
    case PostgreSQLType.bytes: return PostgreSQLType.decode(hexadecimal: bytes)
    case PostgreSQLType.date, PostgreSQLType.timestamp, PostgreSQLType.timestampWithZone:
      switch SourceTime.parse(bytes) {
      case .moment(let time): return .time(time)
      case .local(let time): return .localTime(time)
      // `infinity`, and what lies before Christ.
      case nil: return .text(String(decoding: bytes, as: UTF8.self))
      }
    default: return .text(String(decoding: bytes, as: UTF8.self))
    }
  }
}

/// Types of the server that never change their number.
enum PostgreSQLType {
  static let boolean: Oid = 16
  static let bytes: Oid = 17
  static let int8: Oid = 20
  static let int2: Oid = 21
  static let int4: Oid = 23
  static let oid: Oid = 26
  static let float4: Oid = 700
  static let float8: Oid = 701
  static let date: Oid = 1_082
  static let timestamp: Oid = 1_114
  static let timestampWithZone: Oid = 1_184

  /// `\x0aff`, as `bytea_output = hex` has it.
  static func decode(hexadecimal text: UnsafeBufferPointer<UInt8>) -> SourceValue {
    guard text.count >= 2, text.count.isMultiple(of: 2), text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x")
    else { return .text(String(decoding: text, as: UTF8.self)) }
    func digit(_ byte: UInt8) -> UInt8 { byte <= UInt8(ascii: "9") ? byte &- 48 : (byte | 32) &- 87 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2 - 1)
    for index in stride(from: 2, to: text.count, by: 2) {
      bytes.append(digit(text[index]) << 4 | digit(text[index + 1]) & 15)
    }
    return .bytes(bytes)
  }
}
