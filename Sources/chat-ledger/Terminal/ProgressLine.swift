import Synchronization

/// One line on a terminal's standard error that says how far a long job is, with its rate and the time left.
///
/// Draws nothing where standard error is not a terminal or `--quiet` was given, and at most ten times a second.
final class ProgressLine: Sendable {
  private let isShown: Bool
  private let unit: String
  private let startedAt = System.monotonicSeconds()
  private let drawnAt = Mutex<Double?>(nil)

  init(unit: String, isQuiet: Bool) {
    self.unit = unit
    isShown = OutputChannel.errors.isTerminal && !isQuiet
  }

  /// Says that `done` of `total` units are done; a total of 0 is unknown. `note` stands at the end of the line.
  func update(_ stage: String, done: UInt64, total: UInt64, note: String = "") {
    guard isShown else { return }
    let now = System.monotonicSeconds()
    let isDue = drawnAt.withLock { last in
      guard now - (last ?? 0) > 0.1 else { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let text = SafeText.line(
      Self.text(stage, done: done, total: total, unit: unit, seconds: now - startedAt, note: note))
    draw("\r\(text.fitted(to: max(10, (OutputChannel.errors.columns ?? 80) - 1)))\u{1B}[K")
  }

  /// Takes the line away; what is printed next stands in its place.
  func finish() {
    let wasDrawn = drawnAt.withLock { last in
      defer { last = nil }
      return last != nil
    }
    if wasDrawn { draw("\r\u{1B}[K") }
  }

  /// Past what is held back; left out where the terminal has been stopped, which must not stop the work.
  private func draw(_ text: ScreenText) {
    guard StandardStreams.isErrorsReady else { return }
    var raw = text.raw
    raw.withUTF8 { _ = StandardStreams.writeNow(UnsafeRawBufferPointer($0), to: .errors) }
  }

  static func text(
    _ stage: String, done: UInt64, total: UInt64, unit: String, seconds: Double, note: String
  ) -> String {
    let rate = seconds > 0.2 ? Double(done) / seconds : 0
    var text = "\(stage)  "
    if total > 0 {
      let share = min(1, Double(done) / Double(total))
      let filled = Int(share * 20)
      text += "[" + String(repeating: "#", count: filled) + String(repeating: "·", count: 20 - filled) + "] "
      text += "\(Int(share * 100)) %  \(amount(done, unit)) of \(amount(total, unit))"
      if rate > 0 {
        text += "  \(amount(UInt64(rate), unit))/s"
        if share < 1 { text += "  \(Format.duration(seconds: (Double(total - done) / rate).rounded(.up))) left" }
      }
    } else {
      text += amount(done, unit)
      if rate > 0 { text += "  \(amount(UInt64(rate), unit))/s" }
    }
    return note.isEmpty ? text : "\(text)  \(note)"
  }

  private static func amount(_ value: UInt64, _ unit: String) -> String {
    unit == "bytes" ? Format.bytes(value) : Format.count(value)
  }
}
