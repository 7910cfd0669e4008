/// What the writer is asked for, each with the reply that fits it.
enum Work: Sendable {
  /// Commands that are accepted or rejected each on its own; they share a commit with others.
  case each([PreparedCommand], Reply<[Result<Receipt, Rejection>]>)
  /// All of the commands or none. It fails with the ``Rejection`` of the first that is not accepted, with its `index`.
  case atomic([PreparedCommand], Reply<[Receipt]>)
  /// What the commands would do, one after another; nothing is kept. It fails as `atomic` does.
  case preview([PreparedCommand], Reply<Preview>)
  /// Everything committed becomes visible to readers.
  case publish(Reply<Void>)
  /// Something that needs the writer to stand still, with everything published and no transaction open.
  case exclusive(ExclusiveWork)
}

/// Work that any caller brings along, and that answers him.
struct ExclusiveWork: Sendable {
  /// Does it and answers.
  let run: @Sendable () -> Void
  /// Answers without doing it.
  let fail: @Sendable (any Error) -> Void

  init<R: Sendable>(_ body: @escaping @Sendable () throws -> R, _ reply: Reply<R>) {
    run = {
      do { reply.succeed(try body()) } catch { reply.fail(LedgerError(wrapping: error)) }
    }
    fail = { reply.fail($0) }
  }
}

/// Work in the queue.
struct Job: Sendable {
  let work: Work
  /// Names it while it waits, so that it can be cancelled.
  private(set) var id: UInt64 = 0
  /// What it takes of the queue's room.
  let commandCount: Int
  let sizeBytes: Int

  /// O(commands): to be made before the queue is locked.
  init(_ work: Work) {
    self.work = work
    switch work {
    case .each(let commands, _), .atomic(let commands, _):
      commandCount = commands.count
      sizeBytes = commands.reduce(0) { $0 + $1.sizeBytes }
    case .preview, .publish, .exclusive:
      commandCount = 0
      sizeBytes = 0
    }
  }

  func named(_ id: UInt64) -> Job {
    var job = self
    job.id = id
    return job
  }

  /// Whether it can share a commit with others: commands that stand alone, and readers that wait for them.
  var isShared: Bool {
    switch work {
    case .each, .publish: true
    case .atomic, .preview, .exclusive: false
    }
  }

  /// The commands that it brings to a shared commit.
  var sharedCommands: [PreparedCommand] {
    if case .each(let commands, _) = work { commands } else { [] }
  }

  /// Who waits for the commands that it brings to a shared commit, and how many they are; nil where it brings none.
  var sender: (commands: Int, reply: Reply<[Result<Receipt, Rejection>]>)? {
    if case .each(let commands, let reply) = work { (commands.count, reply) } else { nil }
  }

  /// Tells whoever has no answer yet.
  func fail(_ error: any Error) {
    switch work {
    case .each(_, let reply): reply.fail(error)
    case .atomic(_, let reply): reply.fail(error)
    case .preview(_, let reply): reply.fail(error)
    case .publish(let reply): reply.fail(error)
    case .exclusive(let work): work.fail(error)
    }
  }
}
