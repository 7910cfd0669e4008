import ChatDomain

/// Numbers and times as people read them.
enum Format {
  /// 76152 as `76,152`.
  static func count(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var grouped = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(",") }
      grouped.append(digit)
    }
    return grouped
  }

  /// `1 message`, `2 messages`.
  static func count(_ value: some BinaryInteger, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  /// For nouns that an `s` does not make plural.
  static func count(_ value: some BinaryInteger, _ noun: String, plural: String) -> String {
    "\(count(value)) \(value == 1 ? noun : plural)"
  }

  static func bytes(_ value: UInt64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var amount = Double(value)
    var unit = 0
    while amount >= 1_024, unit < units.count - 1 {
      amount /= 1_024
      unit += 1
    }
    return unit == 0 ? "\(value) B" : "\(decimal(amount)) \(units[unit])"
  }

  /// One decimal.
  static func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 9e15 else { return "?" }
    let tenths = Int64((value * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(count(abs(tenths) / 10)).\(abs(tenths) % 10)"
  }

  static func duration(seconds: Double) -> String {
    if seconds < 0.001 { return "\(decimal(seconds * 1e6)) µs" }
    if seconds < 1 { return "\(decimal(seconds * 1_000)) ms" }
    if seconds < 120 { return "\(decimal(seconds)) s" }
    return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }

  /// A time in the zone that is shown, with its offset: `2021-03-05 18:04:59+01:00`.
  static func time(_ time: Timestamp) -> String { Zone.shown.text(time) }

  /// The same with the time in UTC beside it, so that nobody has to know which zone is shown.
  static func exactTime(_ time: Timestamp) -> String {
    let shown = Self.time(time)
    return Zone.shown.isUTC ? shown : "\(shown) (\(Zone.utc.text(time)))"
  }

  /// The same for the start of a conversation and what follows from it: where an archive does not say when one
  /// started, the start is the first moment there is.
  static func time(_ time: Timestamp, unknown: String) -> String {
    time.microseconds == 0 ? unknown : Self.time(time)
  }
}

extension ConversationKind {
  /// What people call one that has ended: a room or a group is put away, a talk is over.
  var wordForEnded: String {
    switch self {
    case .room, .group: "archived"
    case .direct, .assistant, .whiteboard: "ended"
    }
  }
}
