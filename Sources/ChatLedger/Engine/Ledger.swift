import ChatProjection
package import EventLog
import Files
import LMDB
public import Logging

/// A ledger that is open in this process.
///
/// One process writes (``Mode/readWrite``); any number of others read (``Mode/readOnly``). All functions may be called
/// from any thread. Functions that are marked `noasync` block their thread; long ones have an async variant.
///
/// An open ledger belongs to the process that opened it. In a fork of that process every function throws
/// ``LedgerError`` `otherProcess` at once, and nothing that the child does affects the parent. Open the ledger again in
/// the child, for reading. After a fork inside a `read` body, the view is undefined in the child.
public final class Ledger: Sendable {
  /// What the process does with the ledger.
  public enum Mode: Sendable, Hashable {
    /// The one process that writes; it reads as well.
    case readWrite
    /// Reads what another process writes. What the writer has not published yet shows a moment later.
    case readOnly
  }

  /// How a ledger is opened; nothing of it is kept on disk.
  public struct Options: Sendable {
    /// The address space reserved for each of the two files; they grow to it as needed, and it grows when they reach
    /// it.
    public var mapSizeBytes = 64 << 30
    /// Commands that may wait for the writer; more are answered `overloaded`.
    public var queueLimit = 65_536
    /// How long an acknowledged command may stay invisible to reads that are `available`.
    public var projectionDelayMilliseconds = PublishPolicy.defaultDelayMilliseconds
    /// The logger for the engine's actions and the reasons why it stops.
    public var logger = Logger(label: "chat-ledger")
    /// Where the time of live commands comes from. It is recorded as it is; the order of entries is that of their
    /// positions, whatever the clock does.
    public var clock: @Sendable () -> Timestamp = Platform.now
    /// Names the run of the operating system; tests pretend a crash of it with another name.
    public var bootID = Platform.bootID()
    /// Where files without a name take their room: those of a reader that has to fold the log on its own side, of
    /// `verify` and of `replay`. About as large as the projection. `TMPDIR`, or `/tmp`, unless set.
    public var scratchDirectory = Platform.temporaryDirectory()
    /// Whether a process that only reads leaves every byte of the ledger's files as it is, `lock.mdb` included.
    ///
    /// For looking at evidence, and at what may not be written to. Where another process writes, the table of readers
    /// is needed all the same. A writer that begins later keeps what this process reads until it closes the ledger,
    /// and its files grow meanwhile: not for processes that read for long.
    public var leavesNoTrace = false
    /// Called with the progress of folding the log when that takes long, on the thread that opens or reads. An error
    /// that it throws stops the work.
    public var progress: (@Sendable (LedgerProgress) throws -> Void)?
    /// The rules by which commands are decided: the newest for new ones, those of then for recorded ones.
    package var rules = RuleBook.standard
    /// What is done with a log that cannot be folded to its end.
    package var damagedLog = DamagedLog.refused

    /// The defaults.
    public init() {}

    /// The clock's time, within the range of times.
    package var time: Timestamp { min(max(clock(), .earliest), .latest) }
  }

  /// What a process that reads does with a log that cannot be folded to its end.
  package enum DamagedLog: Hashable, Sendable {
    /// It does not open it.
    case refused
    /// It opens every log, and folds none: the state that is read is that before the first entry.
    case notFolded
    /// It opens it, to read the state before the damage.
    case foldedToDamage
  }

  /// The directory of the ledger.
  public let path: String
  /// What this process does with it.
  public let mode: Mode
  /// How it was opened.
  public let options: Options
  package let directory: LedgerDirectory
  package let log: EventLog
  /// The writer of this process; nil when it only reads.
  let writer: CommandWriter?
  /// The projection to read: replaced by a rebuild.
  let projection: Monitor<Projection>
  /// How a process that only reads finds its projection; nil where this one writes.
  let reading: ProjectionReading?
  let lifetime: Monitor<Lifetime>
  /// When opening began, on the monotonic clock.
  let began: UInt64
  /// The process that opened it; one that was forked from that has no thread that writes.
  let owner = ProcessOwner()
  /// Held by the one rebuild or snapshot that is under way: they share names on disk.
  let maintenance = Lock()
  let metrics: LedgerMetrics

  struct Lifetime: Sendable {
    var lock: WriterLock?
    var tracelessLock: TracelessLock?
    /// Beside the writer's own phase: a process that only reads has no writer, and one whose writer has stopped still
    /// reads, until it is closed.
    var isClosed = false
  }

  /// Opens for writing what has been brought up to the log.
  init(
    _ directory: LedgerDirectory, options: Options, log: EventLog, live: ProjectionOpening.Live, lock: WriterLock
  ) throws {
    path = directory.path
    self.directory = directory
    mode = .readWrite
    began = live.began
    self.options = options
    self.log = log
    metrics = LedgerMetrics()
    reading = nil
    lifetime = Monitor(Lifetime(lock: lock))
    let writer = CommandWriter(log: log, live: live, options: options, metrics: metrics)
    self.writer = writer
    projection = writer.projection
    try writer.start()
  }

  /// Opens for reading.
  init(_ reading: ProjectionReading, _ projection: Projection, lock: TracelessLock?) {
    path = reading.directory.path
    directory = reading.directory
    mode = .readOnly
    began = Platform.monotonicNanoseconds()
    options = reading.options
    log = reading.log
    metrics = LedgerMetrics()
    self.reading = reading
    lifetime = Monitor(Lifetime(tracelessLock: lock))
    writer = nil
    self.projection = Monitor(projection)
  }

  deinit { try? close() }

  /// Answers queued commands, publishes, syncs the projection and closes the files. Idempotent.
  ///
  /// Blocks until this is done, which can take seconds with a long queue. Running reads complete, and the files stay
  /// open until then. A second call returns at once.
  ///
  /// - Throws: ``LedgerError`` `otherProcess` in a forked process, without any effect. Any other code when the
  ///   projection could not be synced; the next opening then rebuilds it.
  public func close() throws {
    try requireOwnProcess()
    let isFirst = lifetime.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    defer {
      lifetime.withLock {
        $0.lock = nil
        $0.tracelessLock = nil
      }
    }
    writer?.close()
    let current = projection.withLock(\.self)
    defer {
      reading?.close()
      current.close()
      log.close()
    }
    guard mode == .readWrite, writer?.state.withLock(\.failure) == nil else { return }
    let marker = directory.marker(options)
    do {
      try current.environment.sync()
      try marker.markClean(afterNanoseconds: Platform.monotonicNanoseconds() - began)
    } catch {
      // The kernel reports such a failure once and may drop what it could not write: what its cache shows from now on
      // proves nothing.
      marker.revoke()
      throw LedgerError(wrapping: error)
    }
  }

  /// Asked before any lock is taken: a forked child may find locks that are held for ever.
  func requireOwnProcess() throws {
    guard owner.isThisProcess else {
      throw LedgerError(
        .otherProcess, "The ledger was opened by process \(owner.id), and this is a fork of it.",
        remedy: "Open the ledger again in this process, for reading while the other one writes.")
    }
  }

  package func requireOpen() throws {
    try requireOwnProcess()
    if lifetime.withLock(\.isClosed) { throw LedgerError.closed }
  }

  func requireWriter() throws -> CommandWriter {
    try requireOpen()
    guard let writer else {
      throw LedgerError(.usage, "The ledger is open for reading only.", remedy: "Open it with the mode readWrite.")
    }
    return writer
  }

  /// A new identifier (UUIDv7 of now).
  public static func newCommandID() -> CommandID { CommandID(rawValue: newIdentifier()) }

  /// A new identifier for anything (UUIDv7 of now).
  public static func newIdentifier() -> UInt128 {
    UUIDLayout.version7(
      milliseconds: UInt64(clamping: Platform.now().milliseconds), random: UInt128.random(in: .min ... .max))
  }
}
