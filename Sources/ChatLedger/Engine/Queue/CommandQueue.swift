/// What waits for the writer: in order, and bounded.
struct CommandQueue: Sendable {
  /// What may wait besides the limit of commands, so that large messages do not fill the memory.
  static let limitBytes = 256 << 20
  /// Bounds of what is taken at once.
  static let takenCommands = 1_024
  static let takenBytes = 8 << 20

  /// Nil for those that were taken: the queue does not keep what they hold.
  private var jobs: [Job?] = []
  private var head = 0
  private var lastID: UInt64 = 0
  /// How many commands wait.
  private(set) var commands = 0
  private(set) var bytes = 0

  /// How many jobs wait.
  var count: Int { jobs.count - head }

  /// Adds a job at the end. O(1) amortized.
  ///
  /// - Parameter limit: How many commands may wait. One call with more is taken while nothing else waits.
  /// - Returns: What it can be removed by.
  /// - Throws: ``LedgerError`` `overloaded`; nothing was added then.
  mutating func append(_ job: Job, limit: Int) throws(LedgerError) -> UInt64 {
    let hasRoom = commands + job.commandCount <= limit && bytes + job.sizeBytes <= Self.limitBytes
    guard job.commandCount == 0 || commands == 0 || hasRoom else {
      throw LedgerError(
        .overloaded,
        "\(commands) commands of \(bytes) bytes are waiting; the queue takes \(limit) of \(Self.limitBytes) bytes.",
        remedy: "Send again later; nothing of this was queued.")
    }
    lastID += 1
    commands += job.commandCount
    bytes += job.sizeBytes
    jobs.append(job.named(lastID))
    return lastID
  }

  /// Takes one job out of the middle; nil when it was taken already. O(*n*).
  mutating func remove(_ id: UInt64) -> Job? {
    guard let index = jobs[head...].firstIndex(where: { $0?.id == id }), let job = jobs.remove(at: index) else {
      return nil
    }
    commands -= job.commandCount
    bytes -= job.sizeBytes
    return job
  }

  /// Takes what can be done together, in order: at least one job, unless there is none. O(taken) amortized.
  mutating func take() -> [Job] {
    var taken: [Job] = []
    var takenCommands = 0
    var takenBytes = 0
    while head < jobs.count, let job = jobs[head] {
      if !taken.isEmpty {
        // Jobs that need a transaction of their own come alone.
        guard job.isShared, takenCommands + job.commandCount <= Self.takenCommands,
          takenBytes + job.sizeBytes <= Self.takenBytes
        else { break }
      }
      jobs[head] = nil
      head += 1
      takenCommands += job.commandCount
      takenBytes += job.sizeBytes
      taken.append(job)
      if !job.isShared { break }
    }
    commands -= takenCommands
    bytes -= takenBytes
    forgetTaken()
    return taken
  }

  private mutating func forgetTaken() {
    if head == jobs.count {
      jobs.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 4_096 {
      jobs.removeFirst(head)
      head = 0
    }
  }

  /// Takes everything.
  mutating func removeAll() -> [Job] {
    defer {
      jobs.removeAll()
      (head, commands, bytes) = (0, 0, 0)
    }
    return jobs[head...].compactMap(\.self)
  }
}
