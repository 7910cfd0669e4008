import Files

/// Where the parts of a ledger are on disk.
struct LedgerDirectory: Sendable, Hashable {
  let path: String

  init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path.isEmpty ? "." : path
  }

  var log: String { path + "/log" }
  var projection: String { path + "/projection" }
  /// A projection being built to take the place of the live one.
  var nextProjection: String { path + "/projection.next" }
  /// The one that was replaced, until it is removed.
  var previousProjection: String { path + "/projection.previous" }
  var projectionMarker: String { path + "/projection.state" }
  var snapshots: String { path + "/snapshots" }
  var consumers: String { path + "/consumers" }
  var writerLock: String { path + "/writer.lock" }

  var isLedger: Bool { Platform.exists(log + "/data.mdb") }

  /// There from before anything is made until a new ledger can be used: whoever finds it may begin anew.
  var unfinishedMarker: String { path + "/init.unfinished" }

  func requireLedger() throws {
    try requirePlain()
    if Platform.exists(unfinishedMarker) { throw unfinished() }
    if hasLostItsLog { throw lostLog() }
    guard isLedger else {
      throw LedgerError(
        .notFound, "There is no ledger at \(path).",
        remedy: "Check the path (--ledger DIR or CHAT_LEDGER), or make one with `chat-ledger init`.")
    }
  }
}

/// The lock of the one process that writes; the operating system lets it go when the process ends, however it ends.
final class WriterLock: Sendable {
  private let file: OpenFile

  private init(file: OpenFile) { self.file = file }

  /// Nil while another process has it.
  static func acquire(_ directory: LedgerDirectory) throws -> WriterLock? {
    try Platform.lockFile(directory.writerLock).map(WriterLock.init)
  }

  /// Waits a moment, since a process that opens the ledger for reading holds the lock while it brings the projection
  /// up; nil when a writer has it.
  static func acquire(_ directory: LedgerDirectory, attempts: Int) throws -> WriterLock? {
    for attempt in 1...attempts {
      if let lock = try acquire(directory) { return lock }
      if attempt < attempts { Platform.sleep(milliseconds: 20) }
    }
    return nil
  }
}
