import ChatDomain
import ChatProjection
import EventLog
import Files
import LMDB

/// Does commands one after another in a transaction of the projection, which whoever began it takes back afterwards.
struct Rehearsal {
  let session: ProjectionSession
  /// The last entry before the first command.
  let position: Position
  /// When they are done.
  let time: Timestamp
  let rules: RuleBook

  /// What they did.
  ///
  /// - Throws: ``Rejection`` of the first that is not accepted, with its `index`; whatever the fold throws.
  func run(_ commands: [Command]) throws -> Preview {
    let before = session.totals
    var events: [Event] = []
    var position = position
    for (index, command) in commands.enumerated() {
      position = position.next
      let request = CommandRequest(
        command: command, time: time, position: position, rules: rules.current.version)
      do {
        let decided = try Command.decide(request, in: session, by: rules)
        try session.fold(decided, of: EntryStamp(request))
        events += decided
      } catch var rejection as Rejection {
        rejection.index = index
        throw rejection
      }
    }
    return Preview(events: events, before: before, after: session.totals)
  }
}

extension ProjectionReading {
  /// Rehearses on a copy of the projection that is read, in the scratch directory: beside whoever writes, and where
  /// nothing may be written.
  ///
  /// - Throws: ``Rejection``; ``LedgerError`` and errors of the floors below, when there is no room for the copy.
  /// - Complexity: O(*n*) in the size of the projection the first time; then that of the commands, and what came since.
  func rehearse(_ commands: [Command], on current: Projection) throws -> Preview {
    try rehearsal.withLock { rehearsal in
      let copy = try rehearsal ?? scratchCopy(of: current)
      rehearsal = copy
      try catchUp(copy)
      while true {
        do { return try rehearse(commands, in: copy) } catch let error as LMDBError where error.code == .mapFull {
          try copy.environment.doubleMap()
        }
      }
    }
  }

  private func rehearse(_ commands: [Command], in copy: Projection) throws -> Preview {
    let session = try copy.beginWriting()
    defer { session.abort() }
    let rehearsal = Rehearsal(session: session, position: session.position, time: options.time, rules: options.rules)
    return try rehearsal.run(commands)
  }

  /// Lets go what it holds besides the projection that is read.
  func close() {
    rehearsal.withLock { rehearsal in
      rehearsal?.close()
      rehearsal = nil
    }
  }
}
