import ChatLedger
import ChatProjection
import ChatWire
import EventLog
import LedgerSupport

// The check of times: those that are shown, and the clocks that they come from.

extension Examination {
  /// No command changes a time, so what is shown has to be what was recorded.
  func timestamps(_ progress: (LedgerProgress) -> Void) throws -> DoctorFinding {
    try ledger.read { view in
      let first = firstEntry(in: view)
      let last = view.position.rawValue
      var check = TimeCheck(state: try view.state())
      try view.withLog { log, transaction in
        _ = try log.scan(from: first.rawValue, through: last, in: transaction, checksum: false) { entry in
          try check.look(at: entry.envelope, keepsClock: entry.keepsClock, Event.recorded(by: entry))
          let position = entry.envelope.position
          if position.isMultiple(of: 8_192) {
            progress(LedgerProgress(stage: "timestamps", done: position, total: last))
          }
          return .continue
        }
      }
      check.finish()
      guard check.faults.isEmpty else {
        return DoctorFinding(
          .timestamps, .failed, "\(counted(check.faults.count, "time")) not as recorded.",
          details: check.faults.first,
          advice: "Verify both to find out which side is wrong.", steps: [.verify(.log, .projection)])
      }
      return check.clocks.finding(at: ledger.options.clock()) ?? check.sound
    }
  }
}

/// Holds what is shown against what was recorded.
private struct TimeCheck {
  let state: ProjectionSession
  var faults = Faults()
  var messages: UInt64 = 0
  var others: UInt64 = 0
  var clocks = ClockHistory()
  private var previous: (time: Int64, position: UInt64)?
  /// Ends that are not shown as recorded: what comes later in the log may say why.
  private var otherEnds: [ConversationID: (shown: Timestamp?, recorded: Timestamp)] = [:]

  init(state: ProjectionSession) { self.state = state }

  mutating func look(at envelope: Envelope, keepsClock: Bool, _ events: [Event]) throws {
    if envelope.part == 0, !keepsClock, let previous, envelope.time <= previous.time {
      faults.add("entry \(envelope.position) is not later than entry \(previous.position)")
    }
    previous = (envelope.time, envelope.position)
    if envelope.part == 0 { clocks.look(at: envelope, keepsClock: keepsClock) }
    for event in events { try look(at: event) }
  }

  private mutating func look(at event: Event) throws {
    switch event {
    case .messageSent(let sent):
      messages += 1
      expect(try state.message(sent.message)?.sentAt, sent.sentAt, "message \(sent.message)")
    case .conversationCreated(let created):
      others += 1
      let shown = try state.conversation(created.conversation)?.startedAt
      expect(shown, created.startedAt, "the start of conversation \(created.conversation)")
    case .conversationEnded(let ended):
      others += 1
      let shown = try state.conversation(ended.conversation)?.endedAt
      otherEnds[ended.conversation] = shown == ended.endedAt ? nil : (shown, ended.endedAt)
    case .conversationReopened(let reopened): otherEnds[reopened.conversation] = nil
    case .resourceCreated(let created):
      others += 1
      expect(try state.resource(created.resource)?.createdTime, created.createdAt, "resource \(created.resource)")
    default: break
    }
  }

  var sound: DoctorFinding {
    DoctorFinding(
      .timestamps, .ok,
      "The clock was never set back; the times of \(counted(messages, "message")) and "
        + "\(counted(others, "other thing")) are those recorded. No command changes one: an edit adds "
        + "a version, and each entry's checksum covers its time.")
  }

  /// Reports what nothing later explains.
  mutating func finish() {
    for (id, end) in otherEnds.sorted(by: { $0.key < $1.key }) {
      expect(end.shown, end.recorded, "the end of conversation \(id)")
    }
  }

  private mutating func expect(_ shown: Timestamp?, _ recorded: Timestamp, _ what: String) {
    if shown != recorded {
      faults.add("\(what): recorded as \(recorded), shown as \(shown.map(\.description) ?? "nothing")")
    }
  }
}
