public import ChatLedger

/// What became of the scheduled messages that were due.
public struct DueMessagesReport: Sendable {
  /// One that was not sent, and why; it waits on.
  public struct Refusal: Sendable {
    public var message: ScheduledMessage
    public var rejection: Rejection
  }

  public var sent: [ScheduledMessage] = []
  public var refused: [Refusal] = []

  public init() {}
}

extension Ledger {
  private static var messagesPerGroup: Int { 1_000 }

  /// The messages that can be sent now, the one that has been due longest first. O(scheduled messages there ever were).
  public func dueMessages() throws -> [ScheduledMessage] {
    let now = options.clock()
    return try read(.latest) { view in
      var due: [ScheduledMessage] = []
      try view.forEachScheduledMessage(dueBy: now) { message in
        due.append(message)
        return true
      }
      return due.sorted { ($0.fields.dueAt, $0.id) < ($1.fields.dueAt, $1.id) }
    }
  }

  /// Sends every scheduled message that is due, each by a command of its own. Doing it twice, or from two places at
  /// once, sends none twice.
  ///
  /// - Throws: What ``execute(each:)`` throws. What was sent until then stays sent, and the others wait.
  @available(*, noasync)
  public func sendDueMessages(
    actor: CommandActor, origin: String, reason: String? = nil
  ) throws -> DueMessagesReport {
    var report = DueMessagesReport()
    var due = try dueMessages()[...]
    while !due.isEmpty {
      let group = due.prefix(Self.messagesPerGroup)
      due = due.dropFirst(Self.messagesPerGroup)
      let commands = group.map { message in
        Command(
          id: Self.newCommandID(), actor: actor, origin: origin, reason: reason,
          action: .sendScheduledMessage(SendScheduledMessage(scheduledMessage: message.id)))
      }
      for (message, result) in zip(group, try execute(each: commands)) {
        switch result {
        case .success: report.sent.append(message)
        // Somebody else has sent or cancelled it since it was looked for.
        case .failure(let rejection) where rejection.code == .unknownRecord: break
        case .failure(let rejection):
          report.refused.append(DueMessagesReport.Refusal(message: message, rejection: rejection))
        }
      }
    }
    return report
  }
}
