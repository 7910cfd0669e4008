import Files
import LMDB

/// Who uses the ledger's files now, and how they keep out of each other's way.
///
/// - The writer holds `writer.lock` exclusively as long as the ledger is open.
/// - A reader that leaves no trace (`Ledger.Options.leavesNoTrace`) does not stand in LMDB's table of readers, so the
///   writer would reuse pages under its feet. It holds `log/`, the directory, by a shared lock instead, and looks
///   afterwards whether somebody writes. The writer takes its own lock first and looks afterwards at that of the
///   directory. So at least one of the two sees the other: the reader then reads with a place in the table, or the
///   writer keeps the pages by a reader of its own until the lock is let go (``PinnedPages``).
enum WriterPresence {
  /// Whether a process holds the writer's lock. A look takes that lock, shared, for some microseconds: a writer that
  /// begins just then tries again.
  ///
  /// - Throws: ``LedgerError`` `io` when the lock file cannot be opened.
  static func isAlive(_ directory: LedgerDirectory) throws -> Bool {
    guard Platform.exists(directory.writerLock) else { return false }
    return try Platform.lockShared(directory.writerLock) == nil
  }
}

/// A reader's lock of the log's directory, held while this lives.
final class TracelessLock: Sendable {
  private let file: OpenFile
  private init(_ file: OpenFile) { self.file = file }

  /// Nil where somebody writes, or is about to: then the reader needs a place in the table of readers.
  static func acquire(_ directory: LedgerDirectory) throws -> TracelessLock? {
    guard let file = try Platform.lockDirectory(directory.log, .shared) else { return nil }
    let lock = TracelessLock(file)
    return try WriterPresence.isAlive(directory) ? nil : lock
  }

  /// Whether there is any such reader. Takes the lock for some microseconds where there is none.
  static func isHeldBySomebody(_ directory: LedgerDirectory) -> Bool {
    (try? Platform.lockDirectory(directory.log, .exclusive)) == nil
  }
}

/// The pages of the last commit before this process began to write, kept for readers that leave no trace.
///
/// Made by whoever opens the ledger, and then used by the writer thread alone.
final class PinnedPages: @unchecked Sendable {
  private let directory: LedgerDirectory
  private var transactions: [LogTransaction] = []

  /// Nil where there is nobody to keep them for. To be made before the first commit.
  init?(_ directory: LedgerDirectory, _ environments: [Environment]) throws {
    self.directory = directory
    guard TracelessLock.isHeldBySomebody(directory) else { return nil }
    transactions = try environments.map { try LogTransaction($0) }
  }

  /// Whether the last of those readers has gone; the pages are let go then.
  func isOver() -> Bool {
    guard !TracelessLock.isHeldBySomebody(directory) else { return false }
    for transaction in transactions { transaction.end() }
    transactions = []
    return true
  }
}
