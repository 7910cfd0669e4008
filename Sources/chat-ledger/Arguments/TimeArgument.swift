import ChatLedger

/// Why a text is no moment.
enum TimeFault: Error, Equatable {
  case notATime
  /// The clocks of the zone jump over it; with the offsets before and after.
  case skipped([Int64])
  /// The clocks of the zone show it twice; with the offset of each.
  case twice([Int64])
}

extension Zone {
  /// Reads a time as somebody writes it: as it is printed, in RFC 3339, without seconds, without an offset (the time of
  /// this zone then), or a date alone (the first moment of that day in this zone).
  func moment(_ text: String) throws(TimeFault) -> Timestamp {
    let text = text.trimmed
    // RFC 3339 with an offset says all by itself.
    if text.utf8.count > 10, let time = Timestamp(text) { return time }
    let date = String(text.prefix(10))
    let rest = text.dropFirst(10)
    guard let separator = rest.first else { return try startOfDay(date) }
    guard separator == " " || separator == "T" || separator == "t" else { throw .notATime }
    let (clock, offset) = try Self.split(rest.dropFirst())
    // What has no seconds has none.
    let whole = clock.count { $0 == ":" } == 1 ? clock + ":00" : clock
    guard let civil = Timestamp("\(date)T\(whole)Z") else { throw .notATime }
    if let offset { return try Self.moment(civil, offset: offset) }
    let offsets = self.offsets(of: civil.seconds)
    guard let only = offsets.first else { throw .skipped(self.offsets(around: civil.seconds)) }
    guard offsets.count == 1 else { throw .twice(offsets) }
    return try Self.moment(civil, offset: only)
  }

  private static func moment(_ civil: Timestamp, offset: Int64) throws(TimeFault) -> Timestamp {
    let time = Timestamp(microseconds: civil.microseconds - offset * 1_000_000)
    guard time >= .earliest, time <= .latest else { throw .notATime }
    return time
  }

  /// The clock's time and what follows it: `Z`, `+01:00` or nothing.
  private static func split(_ text: Substring) throws(TimeFault) -> (clock: String, offset: Int64?) {
    guard let mark = text.firstIndex(where: { "Zz+-".contains($0) }) else { return (String(text), nil) }
    let clock = String(text[..<mark]).trimmed
    let zone = text[mark...]
    if zone == "Z" || zone == "z" { return (clock, 0) }
    let parts = zone.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.utf8.count == 2 && $0.allSatisfy(\.isNumber) ? Int64($0) : nil }
    guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24,
      numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { throw .notATime }
    let amount = numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    return (clock, zone.first == "-" ? -amount : amount)
  }

  // MARK: Civil time

  /// Offsets at which the clocks of this zone show a civil time, the earliest moment first: none where they jump over
  /// it, two where they are put back.
  private func offsets(of civil: Int64) -> [Int64] {
    offsets(around: civil).filter { offset(at: civil - $0) == $0 }.sorted(by: >)
  }

  /// The offsets that hold near a civil time: no offset is larger than 26 hours, and none lasts less than one.
  private func offsets(around civil: Int64) -> [Int64] {
    var found: [Int64] = []
    for hour in -26...26 {
      let offset = offset(at: civil + Int64(hour) * 3_600)
      if !found.contains(offset) { found.append(offset) }
    }
    return found
  }

  private func startOfDay(_ date: String) throws(TimeFault) -> Timestamp {
    guard let civil = Timestamp("\(date)T00:00:00Z") else { throw .notATime }
    if let offset = offsets(of: civil.seconds).first { return try Self.moment(civil, offset: offset) }
    // The clocks jump over midnight: the day begins where they land.
    var low = civil.seconds - 26 * 3_600
    var high = civil.seconds + 26 * 3_600
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if middle + offset(at: middle) >= civil.seconds { high = middle } else { low = middle }
    }
    return Timestamp(microseconds: high * 1_000_000)
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Timestamp {
  /// Reads a time from the command line.
  init(argument: String) throws {
    do { self = try Zone.shown.moment(argument) } catch { throw Self.failure(argument, error) }
  }

  private static func failure(_ argument: String, _ fault: TimeFault) -> CommandFailure {
    func with(_ offsets: [Int64]) -> String {
      offsets.map { "“\(argument)\(Zone.text(ofOffset: $0))”" }.joined(separator: " or ")
    }
    switch fault {
    case .notATime:
      let here = Zone.shown.isUTC ? "UTC" : "your time zone, or in UTC with --utc"
      return .usage(
        "“\(argument)” is not a time.",
        hint: "Write it as it is printed (\"2026-11-24 03:00:01+01:00\"), as RFC 3339 (2026-11-24T02:00:01Z), without "
          + "an offset (\"2026-11-24 03:00\"), or a date alone for the start of that day; the last two are in \(here).")
    case .skipped(let offsets):
      return .usage(
        "The clocks jump over “\(argument)” in your time zone.", hint: "Say with which offset: \(with(offsets)).")
    case .twice(let offsets):
      return .usage(
        "The clocks show “\(argument)” twice in your time zone.", hint: "Say which of the two: \(with(offsets)).")
    }
  }
}
