import Files

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
