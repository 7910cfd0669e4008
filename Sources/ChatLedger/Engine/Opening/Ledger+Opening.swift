import ChatDomain
import ChatProjection
import EventLog
import Files
import LMDB

extension Ledger {
  /// Makes a ledger in a directory that has none, and opens it for writing.
  ///
  /// An interrupted creation can be repeated. Only the owner can access the files, regardless of the umask.
  ///
  /// - Parameter isShared: Whether the directory's group may read and write it, too.
  /// - Throws: ``LedgerError`` with the code `exists`, `busy`, `usage` or `io`; ``Rejection`` when the settings are out
  ///   of range.
  @available(*, noasync)
  public static func create(
    at path: String, settings: LedgerSettings, actor: CommandActor, origin: String, reason: String? = nil,
    isShared: Bool = false, options: Options = Options()
  ) throws -> Ledger {
    let directory = LedgerDirectory(path)
    try Platform.makeDirectory(directory.path, isShared ? .group : .onlyOwner)
    try directory.requirePlain()
    let lock = try requireLock(directory)
    try directory.beginMaking()
    for folder in [directory.snapshots, directory.consumers] { try Platform.makeDirectory(folder) }
    let ledger = try openForWriting(directory, options, isNew: true, lock: lock)
    do {
      _ = try ledger.execute(
        Command(
          id: newCommandID(), actor: actor, origin: origin, reason: reason,
          action: .createLedger(CreateLedger(settings: settings))))
      try directory.finishMaking()
    } catch {
      try? ledger.close()
      directory.abandonMaking()
      throw error
    }
    return ledger
  }

  /// Opens a ledger.
  ///
  /// Opening for writing brings the projection up to the log, and rebuilds it after a crash of the operating system:
  /// from the newest snapshot that fits, or from the log.
  ///
  /// - Throws: ``LedgerError`` with the code `notFound`, `busy` (another process writes), `damaged`, `unsupported`,
  ///   `io`.
  @available(*, noasync)
  public static func open(at path: String, mode: Mode = .readWrite, options: Options = Options()) throws -> Ledger {
    let directory = LedgerDirectory(path)
    try directory.requireLedger()
    switch mode {
    case .readWrite: return try openForWriting(directory, options)
    case .readOnly: return try openForReading(directory, options)
    }
  }

  private static func requireLock(_ directory: LedgerDirectory) throws -> WriterLock {
    if let lock = try WriterLock.acquire(directory, attempts: 15) { return lock }
    throw LedgerError(
      .busy, "Another process writes to the ledger at \(directory.path).",
      remedy: "Wait for it to finish or stop it; reading works meanwhile.")
  }

  private static func openForWriting(
    _ directory: LedgerDirectory, _ options: Options, isNew: Bool = false, lock held: WriterLock? = nil
  ) throws -> Ledger {
    let lock = try held ?? requireLock(directory)
    do {
      let log = try EventLog.open(at: directory.log, mapSizeBytes: options.mapSizeBytes)
      do {
        if isNew { try requireEmpty(log, directory) } else { try requireCreated(log, directory) }
        try requireKnownRules(log, options.rules)
        let live = try ProjectionOpening(directory: directory, log: log, options: options).run()
        return try Ledger(directory, options: options, log: log, live: live, lock: lock)
      } catch {
        log.close()
        throw error
      }
    } catch { throw LedgerError(wrapping: error) }
  }

  /// A log without entries is what a crash in the middle of `create` leaves: it may be used.
  private static func requireEmpty(_ log: EventLog, _ directory: LedgerDirectory) throws {
    guard try log.lastPosition() == 0 else {
      throw LedgerError(
        .exists, "There is a ledger at \(directory.path) already.", remedy: "Use it, or choose another directory.")
    }
    if directory.wasUsed { throw emptyLog(directory) }
  }

  private static func requireCreated(_ log: EventLog, _ directory: LedgerDirectory) throws {
    guard try log.lastPosition() > 0 else { throw emptyLog(directory) }
  }

  /// A later program may check what this one would let pass. Reading is open to it.
  ///
  /// An entry that is damaged is said elsewhere.
  private static func requireKnownRules(_ log: EventLog, _ book: RuleBook) throws {
    let newest = try log.environment.read { transaction throws -> RuleVersion? in
      let last = try log.lastPosition(in: transaction)
      return try? log.withEntry(at: last, in: transaction) { RuleVersion(rawValue: $0.rules) }
    }
    guard let newest, newest > book.current.version else { return }
    throw LedgerError(
      .unsupported,
      "The ledger's newest command was decided by version \(newest) of the rules; this program knows versions 1 to "
        + "\(book.current.version).", remedy: "Write with the version of the program that wrote it, or a newer one.")
  }

  private static func emptyLog(_ directory: LedgerDirectory) -> LedgerError {
    LedgerError(
      .damaged, "The log at \(directory.log) has no entry.",
      remedy: directory.hasRemains
        ? "Leave everything as it is, and restore log/ from a backup."
        : "Restore log/ from a backup; if the ledger was never used, make it.",
      steps: directory.hasRemains ? [] : [.createLedger(maximumBodyBytes: nil)])
  }

  private static func openForReading(_ directory: LedgerDirectory, _ options: Options) throws -> Ledger {
    do {
      let (log, lock) = try openLogForReading(directory, options)
      do {
        // Who examines a log is told by the examination what is wrong with it.
        do { try requireCreated(log, directory) } catch { if options.damagedLog == .refused { throw error } }
        let reading = ProjectionReading(
          directory: directory, log: log, options: options, locking: lock == nil ? .readerTable : .none)
        return Ledger(reading, try reading.open(), lock: lock)
      } catch {
        log.close()
        throw error
      }
    } catch { throw LedgerError(wrapping: error) }
  }

  /// Without a trace where that was asked for, and where the table of readers may not be written to; with a place in
  /// that table otherwise.
  private static func openLogForReading(
    _ directory: LedgerDirectory, _ options: Options
  ) throws -> (EventLog, TracelessLock?) {
    func open(_ locking: Environment.Locking) throws -> EventLog {
      try EventLog.open(at: directory.log, readOnly: true, mapSizeBytes: options.mapSizeBytes, locking: locking)
    }
    if options.leavesNoTrace, let lock = try TracelessLock.acquire(directory) { return (try open(.none), lock) }
    do { return (try open(.readerTable), nil) } catch let error as LMDBError where error.code == .notPermitted {
      if let lock = try TracelessLock.acquire(directory) { return (try open(.none), lock) }
      throw LedgerError(
        .io,
        "Another process writes to the ledger, and \(directory.log)/lock.mdb, where readers say what they read, "
          + "may not be written to.",
        remedy: "Read as a user who may write to it, or look at a copy of the ledger.", cause: "\(error.message)")
    }
  }
}

extension Ledger.Options {
  /// Says how far folding has come, in the words of ``LedgerProgress``.
  func report(_ stage: String) -> (_ done: Position, _ last: Position) throws -> Void {
    { [progress] done, last in
      try progress?(LedgerProgress(stage: stage, done: done.rawValue, total: last.rawValue))
    }
  }
}
