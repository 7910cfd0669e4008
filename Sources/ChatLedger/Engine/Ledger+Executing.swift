import Files

extension Ledger {
  /// Executes one command; returns when it is on disk.
  ///
  /// The caller must check who may do what. The engine records the actor of a command but never checks it: anybody can
  /// edit or delete any message, or send in another's name. The engine checks that named items exist, that authors are
  /// participants, and blocks, protection, production, reasons and limits (README, "What the engine checks and what it
  /// leaves to the service").
  ///
  /// Cancelling the task works while the command waits in the queue: it then throws `CancellationError` and nothing is
  /// recorded. Once the writer has started the command, it completes, and the receipt is returned.
  ///
  /// - Throws: ``Rejection`` when the command is not accepted; ``LedgerError`` `overloaded` or `closed` when it was not
  ///   tried; any other ``LedgerError`` when the ledger has stopped and the command may or may not have been recorded:
  ///   open the ledger again and send it again under the same identifier.
  public func execute(_ command: Command) async throws -> Receipt {
    let prepared = [PreparedCommand(command)]
    // Held here until the answer is there: see `WriterLoop.executeTogether`.
    defer { withExtendedLifetime(prepared) {} }
    return try await execute { .each(prepared, $0) }[0].get()
  }

  /// The blocking variant of ``execute(_:)-async``; it cannot be cancelled.
  ///
  /// It takes one sync of the log, shared with other queued commands.
  ///
  /// - Throws: as ``execute(_:)-async``, except `CancellationError`.
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

  /// The blocking variant of ``execute(batch:)-async``.
  ///
  /// - Throws: as that function, except `CancellationError`.
  @available(*, noasync)
  public func execute(batch commands: [Command]) throws -> [Receipt] {
    if commands.isEmpty { return [] }
    if commands.count == 1 { return [try execute(commands[0])] }
    return try requireWriter().wait { .atomic(prepare(commands), $0) }
  }

  /// Executes commands independently of each other, and returns the answers in their order.
  ///
  /// They share syncs, so that many at once are fast: about a thousand a call is a good size for an import.
  ///
  /// - Throws: ``LedgerError`` `overloaded` when the queue has no room for all of them (nothing was queued then), and
  ///   whatever else ``execute(_:)-async`` throws of that type.
  @available(*, noasync)
  public func execute(each commands: [Command]) throws -> [Result<Receipt, Rejection>] {
    if commands.isEmpty { return [] }
    let prepared = prepare(commands)
    // As above.
    defer { withExtendedLifetime(prepared) {} }
    return try requireWriter().wait { .each(prepared, $0) }
  }

  /// Finds out what a command would do, by executing and undoing it; nothing is recorded.
  ///
  /// In the process that writes, the writer pauses for this, after publishing everything before it. A process that only
  /// reads works on a copy of the projection in ``Options/scratchDirectory``, which it keeps for later previews. A
  /// command that is already known is decided again, as if it had another identifier.
  ///
  /// - Throws: ``Rejection`` when it would not be accepted; ``LedgerError`` as ``execute(_:)-async``.
  /// - Complexity: that of the command, and of catching up the projection afterwards; for the first preview in a
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
