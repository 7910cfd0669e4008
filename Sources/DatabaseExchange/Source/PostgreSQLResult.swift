internal import CPostgreSQL
import LedgerSupport

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

  var isSuccess: Bool { [PGRES_TUPLES_OK, PGRES_COMMAND_OK].contains(PQresultStatus(handle)) }

  /// Why it is none.
  var failure: PostgreSQLFailure {
    func field(_ code: Unicode.Scalar) -> String {
      PQresultErrorField(handle, Int32(code.value)).map { String(cString: $0) } ?? ""
    }
    // The place in the server's sources is the same in every language of its messages.
    let isRowSecurity = field("C") == "42501" && field("F").hasSuffix("rls.c")
    return PostgreSQLFailure(
      state: field("C"), cause: PostgreSQLFailure.line(String(cString: PQresultErrorMessage(handle))),
      isRowSecurity: isRowSecurity)
  }

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
    default: return SourceValue(text: bytes)
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
    guard text.starts(with: "\\x".utf8), let bytes = Hexadecimal.bytes(text.dropFirst(2)) else {
      return .text(String(decoding: text, as: UTF8.self))
    }
    return .bytes(bytes)
  }
}
