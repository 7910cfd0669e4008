/// A failure of the storage layer: the operation, its place, the cause and the remedy.
///
/// Every throwing function of this module throws this type and no other. Match on ``code``; the texts are for
/// people and may change between versions.
public struct LMDBError: Error, Sendable {
  /// The kind of failure.
  public enum Code: Sendable, Hashable {
    /// The map is full. The write transaction is poisoned: abort it, grow the map, run it again.
    case mapFull
    /// Another process grew the map beyond this one's and it could not be adopted.
    case mapResized
    /// Every reader slot is taken.
    case readersFull
    /// More tables were named than ``Environment/Options/maxTables`` allows.
    case tablesFull
    /// The write transaction has touched too many pages.
    case transactionFull
    /// The bytes on disk are not what they must be.
    case corrupted
    /// The data file is shorter than its contents require.
    case truncated
    /// A write failed earlier in a way that leaves the environment's memory untrustworthy.
    case panic
    /// The file was written by another format version of LMDB.
    case versionMismatch
    /// The transaction has failed before, was ended, or belongs to another environment.
    case badTransaction
    /// The key is there already (insert), or does not come after the last one (append).
    case keyExists
    /// The key is empty or longer than 511 bytes, or the value is larger than 4 GiB.
    case badValueSize
    /// There is no such file, directory or table.
    case notFound
    /// The device or the file system failed. A full disk shows as this code, too.
    case io
    /// No space is left on the device, or the file size limit is reached.
    case noSpace
    /// The file system does not allow it.
    case notPermitted
    /// A wait ended without result, or this thread already has the write transaction.
    case busy
    /// The environment is already open in this process.
    case alreadyOpen
    /// The environment has been closed.
    case closed
    /// The environment was opened before this process was forked from the one that has it open.
    case otherProcess
    /// The data file is empty: whoever makes the environment has not finished, or never will.
    case unfinished
    /// A link, a pipe or a directory stands where a plain file must be.
    case notPlain
    /// The address space for the map is not to be had (`ulimit -v`).
    case noAddressSpace
    /// The process, or the system, has as many files open as it may.
    case tooManyFiles
    /// Any other code of LMDB or of the operating system.
    case other(Int32)
  }

  /// The kind of failure.
  public let code: Code
  /// What was being done, as a verb: `"put"`, `"commit"`, `"open"`.
  public let operation: String
  /// The environment's directory or the file concerned; empty when the failure concerns bytes in memory.
  public let path: String
  /// What went wrong, in one or two sentences.
  public let message: String
  /// What to do about it.
  public let remedy: String
  /// The error beneath, if there was one.
  public let cause: (any Error)?

  /// Makes an error; the message and the remedy default to those of the code.
  public init(
    _ code: Code, operation: String, path: String, message: String? = nil, remedy: String? = nil,
    cause: (any Error)? = nil
  ) {
    self.code = code
    self.operation = operation
    self.path = path
    self.message = message ?? code.message
    self.remedy = remedy ?? code.remedy
    self.cause = cause
  }
}

extension LMDBError: CustomStringConvertible {
  /// All of it on one line.
  public var description: String {
    let place = path.isEmpty ? "" : " [\(path)]"
    let beneath = cause.map { " Cause: \($0)" } ?? ""
    return "\(operation): \(message)\(place) \(remedy)\(beneath)"
  }
}
