import ChatLedger
import ChatOperations

/// Numbers and times as people read them.
enum Format {
  /// 76152 as `76,152`.
  static func count(_ value: some BinaryInteger) -> String { Wording.count(value) }

  /// `1 message`, `2 messages`.
  static func count(_ value: some BinaryInteger, _ noun: String) -> String { Wording.count(value, noun) }

  /// For nouns that an `s` does not make plural.
  static func count(_ value: some BinaryInteger, _ noun: String, plural: String) -> String {
    Wording.count(value, noun, plural: plural)
  }

  static func bytes(_ value: UInt64) -> String { Wording.bytes(value) }

  /// One decimal.
  static func decimal(_ value: Double) -> String { Wording.decimal(value) }

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
