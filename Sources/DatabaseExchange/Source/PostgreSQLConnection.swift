internal import CPostgreSQL
import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A connection to PostgreSQL, on one thread. Whatever waits for the server asks meanwhile whether to stop.
final class PostgreSQLConnection {
  /// How long a server may take to end a query that it was told to end.
  private static let cancelSeconds = 0.5

  private let handle: OpaquePointer
  var isCancelled: @Sendable () -> Bool
  /// Nobody reads its answers any more.
  private var isAbandoned = false

  /// The library is given keywords and values, so its words about them are never about a password that it took for a
  /// host. They pass as they are: masking what looks like a password would tell it.
  init(_ address: PostgreSQLAddress, isCancelled: @escaping @Sendable () -> Bool = { false }) throws {
    self.isCancelled = isCancelled
    let defaults = ["connect_timeout": "10", "application_name": "chat-ledger"]
    let parameters = defaults.merging(address.parameters) { $1 }.merging(["client_encoding": "UTF8"]) { $1 }
    let opened = Waiting.run(isCancelled: isCancelled) {
      Self.connect(parameters)
    } abandoned: {
      PQfinish($0.pointer)
    }
    guard let opened else { throw SourceError.interrupted }
    guard let pointer = opened.pointer else {
      throw SourceError(
        .unreachable, "There is no memory for a connection.", remedy: "Free some memory and try again.")
    }
    handle = pointer
    guard PQstatus(handle) == CONNECTION_OK else {
      throw PostgreSQLFailure.unreachable(address, message())
    }
    // Notices are for people who administrate the server.
    _ = PQsetNoticeProcessor(handle, { _, _ in }, nil)
  }

  deinit { PQfinish(handle) }

  /// A handle of the library on its way from one thread to another; one of them uses it at a time.
  private struct Carried: @unchecked Sendable {
    var pointer: OpaquePointer?
  }

  private static func connect(_ parameters: [String: String]) -> Carried {
    let pairs = parameters.sorted { $0.key < $1.key }
    // The library opens files and a socket by itself.
    StandardDescriptors.occupy()
    return withCStrings(pairs.map(\.key)) { keywords in
      withCStrings(pairs.map(\.value)) { values in Carried(pointer: PQconnectdbParams(keywords, values, 0)) }
    }
  }

  /// The encoding of the database: what it does not know, such as SQL_ASCII, arrives as it is.
  var serverEncoding: String { PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? "" }

  /// Runs one statement whose answer, if any, is of no interest.
  func run(_ sql: String) throws { _ = try query(sql) }

  /// Runs one statement with its parameters, all as text.
  ///
  /// - Parameter table: What messages say is read.
  func query(_ sql: String, _ parameters: [String] = [], of table: String? = nil) throws -> PostgreSQLResult {
    guard !isAbandoned else { throw SourceError.interrupted }
    let isSent = Self.withCStrings(parameters) { values in
      PQsendQueryParams(handle, sql, Int32(parameters.count), nil, values, nil, nil, 0)
    }
    guard isSent == 1 else { throw failed(nil, table) }
    var wait = Wait()
    var result: PostgreSQLResult?
    while true {
      try awaitAnswer(&wait, table)
      guard let answer = PQgetResult(handle) else { break }
      // The last one counts, and there is only one.
      result = PostgreSQLResult(answer)
    }
    guard let result else { throw failed(nil, table) }
    guard result.isSuccess else {
      if wait.cancelledAt != nil { throw SourceError.interrupted }
      throw failed(result, table)
    }
    return result
  }

  // MARK: Waiting

  /// How far the end of a query that was told to end has come.
  private struct Wait {
    var cancelledAt: ContinuousClock.Instant?
  }

  /// Waits until the library can answer without waiting.
  private func awaitAnswer(_ wait: inout Wait, _ table: String?) throws {
    while PQisBusy(handle) == 1 {
      var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
      let ready = poll(&descriptor, 1, Int32(Waiting.stepMilliseconds))
      if ready <= 0 { try cancelIfAsked(&wait) }
      if PQconsumeInput(handle) == 0 { throw failed(nil, table) }
    }
  }

  private func cancelIfAsked(_ wait: inout Wait) throws {
    if let cancelledAt = wait.cancelledAt {
      guard ContinuousClock.now - cancelledAt > .seconds(Self.cancelSeconds) else { return }
      // A server that does not even answer that is not waited for; the connection is of no use any more.
      isAbandoned = true
      throw SourceError.interrupted
    }
    guard isCancelled() else { return }
    wait.cancelledAt = .now
    let cancel = Carried(pointer: PQgetCancel(handle))
    // It connects to the server anew, which may wait as well.
    let waitsOn: () -> Bool = { false }
    _ = Waiting.run(limitSeconds: Self.cancelSeconds, isCancelled: waitsOn) {
      var message = [CChar](repeating: 0, count: 256)
      _ = PQcancel(cancel.pointer, &message, Int32(message.count))
      PQfreeCancel(cancel.pointer)
      return true
    }
  }

  // MARK: Failures

  private func failed(_ result: PostgreSQLResult?, _ table: String?) -> SourceError {
    guard PQstatus(handle) == CONNECTION_OK else { return PostgreSQLFailure.broken(message()) }
    guard let result else { return PostgreSQLFailure(state: "", cause: message(), isRowSecurity: false).error(table) }
    return result.failure.error(table)
  }

  private func message() -> String { PostgreSQLFailure.line(String(cString: PQerrorMessage(handle))) }

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
