import Files

extension Ledger {
  /// Executes one command; returns when it is on disk.
  ///
  /// Who may do what is the caller's to check: the actor of a command is recorded and never compared with anything, so
  /// that anybody may edit or delete anybody's message, or send in another's name. Checked are what is named, that an
  /// author takes part, blocks, protection, production, reasons and limits (README, "What the engine checks and what it
  /// leaves to the service").
  ///
  /// Cancelling the task works while the command waits in the queue: it then throws `CancellationError` and nothing is
  /// recorded. Once the writer has begun with it, it goes on to its end and the receipt is returned.
  ///
  /// - Throws: ``Rejection`` when the command is not accepted; ``LedgerError`` `overloaded` or `closed` when it was not
  ///   even tried; any other ``LedgerError`` when the ledger has stopped, and it is not known whether the command was
  ///   recorded: send it again under the same identifier after opening the ledger.
  public func execute(_ command: Command) async throws -> Receipt {
    try await execute { .each(prepare([command]), $0) }[0].get()
  }

  /// The blocking twin of ``execute(_:)-async``; a command on its way cannot be cancelled.
  ///
  /// One sync of the log, shared with whatever else has queued.
  ///
  /// - Throws: as ``execute(_:)-async``, but for `CancellationError`.
  @available(*, noasync)
  public func execute(_ command: Command) throws -> Receipt {
    try execute(each: [command])[0].get()
  }

  /// Executes all commands in one transaction, or none of them: the first rejection rejects all.
  ///
  /// - Throws: as ``execute(_:)-async``; the `index` of the ``Rejection`` says which command it was.
  public func execute(batch commands: [Command]) async throws -> [Receipt] {
    if commands.isEmpty { return [] }
    // One alone needs no transaction of its own.
    if commands.count == 1 { return [try await execute(commands[0])] }
    return try await execute { .atomic(prepare(commands), $0) }
  }

  /// The blocking twin of ``execute(batch:)-async``.
  ///
  /// - Throws: as that, but for `CancellationError`.
  @available(*, noasync)
  public func execute(batch commands: [Command]) throws -> [Receipt] {
    if commands.isEmpty { return [] }
    if commands.count == 1 { return [try execute(commands[0])] }
    return try requireWriter().wait { .atomic(prepare(commands), $0) }
  }

  /// Executes commands that are accepted or rejected each on its own, and answers in their order.
  ///
  /// They share syncs, so that many at once are fast: about a thousand a call is a good size for an import.
  ///
  /// - Throws: ``LedgerError`` `overloaded` when the queue has no room for all of them (nothing was queued then), and
  ///   whatever else ``execute(_:)-async`` throws of that type.
  @available(*, noasync)
  public func execute(each commands: [Command]) throws -> [Result<Receipt, Rejection>] {
    if commands.isEmpty { return [] }
    return try requireWriter().wait { .each(prepare(commands), $0) }
  }

  /// What a command would do, found out by doing it and taking it back; nothing is recorded.
  ///
  /// In the process that writes, the writer stands still meanwhile, and everything before it is published first. A
  /// process that only reads does it on a copy of the projection in ``Options/scratchDirectory``, which it keeps for
  /// the next time. A command that is known already is decided anew, as if under another identifier.
  ///
  /// - Throws: ``Rejection`` when it would not be accepted; ``LedgerError`` as ``execute(_:)-async``.
  /// - Complexity: that of the command, and what the projection has to catch up with afterwards; the first time in a
  ///   process that only reads, O(*n*) in the size of the projection.
  @available(*, noasync)
  public func preview(_ command: Command) throws -> Preview {
    do { return try preview(batch: [command]) } catch var rejection as Rejection {
      rejection.index = nil
      throw rejection
    }
  }

  /// What commands would do in one transaction, one after another; nothing is recorded.
  ///
  /// - Throws: as ``preview(_:)-sync``; the `index` of the ``Rejection`` says which command it was.
  /// - Complexity: that of the commands.
  @available(*, noasync)
  public func preview(batch commands: [Command]) throws -> Preview {
    if let reading {
      try read(.latest) { _ in }
      do { return try reading.rehearse(commands, on: projection.withLock(\.self)) } catch {
        throw LedgerError.passing(error)
      }
    }
    return try requireWriter().wait { .preview(prepare(commands), $0) }
  }

  private func prepare(_ commands: [Command]) -> [PreparedCommand] { commands.map { PreparedCommand($0) } }

  /// Queues commands, and takes them out again when the task is cancelled before the writer has begun with them.
  private func execute<Value: Sendable>(_ work: (Reply<Value>) -> Work) async throws -> Value {
    let writer = try requireWriter()
    try Task.checkCancellation()
    let queued = Monitor<UInt64?>(nil)
    return try await withTaskCancellationHandler {
      try await writer.value(of: work) { id in
        queued.withLock { $0 = id }
        // The task may have been cancelled before there was anything to cancel.
        if Task.isCancelled { writer.cancel(id) }
      }
    } onCancel: {
      if let id = queued.withLock(\.self) { writer.cancel(id) }
    }
  }

  /// Runs a body on the writer thread while nothing is written and everything is published.
  func exclusively<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
    // The writer thread keeps a job a moment longer than its caller waits. Were it the last to hold the ledger, through
    // the body, it would close the ledger and wait for its own end: so the body is taken back before this returns.
    let held = Monitor<(@Sendable () throws -> R)?>(body)
    defer { held.withLock { $0 = nil } }
    return try requireWriter().wait { reply in
      .exclusive(
        ExclusiveWork(
          {
            guard let body = held.withLock(\.self) else { throw LedgerError.closed }
            return try body()
          }, reply))
    }
  }
}
