import ChatLedger
import EventLog
import LedgerSupport

/// Looks for clocks that were set wrong.
///
/// An entry has the time of the wall clock, so that a clock which was ahead leaves a gap behind, and later a step back.
/// In entries of format version 1 times rise strictly: there it leaves a gap, and then entries that follow each other
/// by a microsecond until the other clocks have caught up.
struct ClockHistory {
  /// An entry that came long after the one before it, and those that it held back.
  struct Jump: Hashable {
    /// The entry with the time of the wrong clock.
    var position: UInt64
    var before: Timestamp
    var time: Timestamp
    /// How many entries follow each other by a microsecond.
    var heldBack: UInt64 = 0
    /// The last of them.
    var last: UInt64
  }

  /// An entry that is of an earlier time than the one before it.
  struct StepBack: Hashable {
    var position: UInt64
    var time: Timestamp
    var before: Timestamp
    /// The first of the entries that came before it under a clock that was ahead, where a gap shows it.
    var first: UInt64?
  }

  /// A gap that is worth a look.
  static let gapMicroseconds: Int64 = 3_600_000_000
  /// Two commands can come in one microsecond. A row of this many is no chance: one takes several microseconds.
  static let leastHeldBack: UInt64 = 3
  /// How far the clocks of several machines can differ.
  static let toleratedMicroseconds: Int64 = 60_000_000

  private(set) var jumps: [Jump] = []
  private(set) var stepsBack: [StepBack] = []
  private var open: Jump?
  private var newest: (position: UInt64, time: Timestamp)?

  /// Takes the first part of each command, in the order of the log.
  ///
  /// - Parameter keepsClock: Whether its time is that of the wall clock.
  mutating func look(at envelope: Envelope, keepsClock: Bool) {
    let entry = (position: envelope.position, time: Timestamp(microseconds: envelope.time))
    if let newest {
      let gap = envelope.time - newest.time.microseconds
      if keepsClock {
        noteStep(from: newest.time, to: entry, gap)
      } else {
        noteRow(from: newest.time, to: entry, gap)
      }
    }
    newest = entry
  }

  /// Of an entry with the time of the wall clock: a step back, or a gap that one may follow.
  private mutating func noteStep(from before: Timestamp, to entry: (position: UInt64, time: Timestamp), _ gap: Int64) {
    if gap < -Self.toleratedMicroseconds {
      let ahead = open.flatMap { $0.before <= entry.time ? $0.position : nil }
      stepsBack.append(StepBack(position: entry.position, time: entry.time, before: before, first: ahead))
      open = nil
    } else if gap >= Self.gapMicroseconds {
      begin(from: before, to: entry)
    }
  }

  /// Of an entry of format version 1: a gap, and the row that a clock which was ahead left after it.
  private mutating func noteRow(from before: Timestamp, to entry: (position: UInt64, time: Timestamp), _ gap: Int64) {
    if gap >= Self.gapMicroseconds {
      begin(from: before, to: entry)
    } else if gap != 1 {
      close()
    } else if open != nil {
      open?.heldBack += 1
      open?.last = entry.position
    }
  }

  private mutating func begin(from before: Timestamp, to entry: (position: UInt64, time: Timestamp)) {
    close()
    open = Jump(position: entry.position, before: before, time: entry.time, last: entry.position)
  }

  private mutating func close() {
    if let open, open.heldBack >= Self.leastHeldBack { jumps.append(open) }
    open = nil
  }

  /// What there is to say about the clocks; nil where nothing is wrong.
  func finding(at now: Timestamp) -> DoctorFinding? {
    let limit = now.microseconds + Self.toleratedMicroseconds
    // The row that reaches the end of the log is named even if it is short, where its times have not come yet.
    let current = open.map { $0.time.microseconds > limit || $0.heldBack >= Self.leastHeldBack ? [$0] : [] } ?? []
    let all = jumps + current
    let details = Array(
      (all.map(\.description) + stepsBack.map(\.description)).prefix(DoctorFinding.detailLimit))
    if let newest, newest.time.microseconds > limit {
      let lead = elapsed(microseconds: newest.time.microseconds - now.microseconds)
      return DoctorFinding(
        .timestamps, .failed,
        "The newest entry, \(newest.position), is of \(newest.time), \(lead) after now (\(now)).",
        details: details,
        advice: "Correct the clock that is wrong. Entries keep their times; their order is that of their positions.")
    }
    if !stepsBack.isEmpty {
      return DoctorFinding(
        .timestamps, .warning, "The clock was set back \(counted(UInt64(stepsBack.count), "time")).", details: details,
        advice: "Nothing has to be done: the order is right. Each entry has the time that the clock said; do not rely "
          + "on the times before a step back.")
    }
    guard !all.isEmpty else { return nil }
    let count = all.reduce(0) { $0 + $1.heldBack }
    return DoctorFinding(
      .timestamps, .warning,
      "\(counted(count, "entry", "entries")) followed a clock that was ahead, and are recorded later than they were.",
      details: details,
      advice: "Nothing has to be done: the order is right. Do not rely on the times of these entries.")
  }
}

extension ClockHistory.Jump: CustomStringConvertible {
  var description: String {
    let text = "entry \(position) is of \(time), the one before it of \(before)"
    guard heldBack > 0 else { return text }
    let range = heldBack == 1 ? "entry \(last) follows" : "\(heldBack) entries to \(last) follow"
    return "\(text); \(range) it by a microsecond each"
  }
}

extension ClockHistory.StepBack: CustomStringConvertible {
  var description: String {
    let text = "entry \(position) is of \(time), the one before it of \(before)"
    guard let first else { return "\(text): the clock was ahead before it, or is behind since" }
    let range = first == position - 1 ? "entry \(first) was" : "entries \(first) to \(position - 1) were"
    return "\(text): \(range) recorded under a clock that was ahead"
  }
}
