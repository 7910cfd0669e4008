package import ChatLedger

/// Numbers as people read them.
package enum Wording {
  /// 76152 as `76,152`.
  package static func count(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var grouped = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(",") }
      grouped.append(digit)
    }
    return grouped
  }

  /// `1 message`, `2 messages`.
  package static func count(_ value: some BinaryInteger, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  /// For nouns that an `s` does not make plural.
  package static func count(_ value: some BinaryInteger, _ noun: String, plural: String) -> String {
    "\(count(value)) \(value == 1 ? noun : plural)"
  }

  package static func bytes(_ value: UInt64) -> String {
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
  package static func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 9e15 else { return "?" }
    let tenths = Int64((value * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(count(abs(tenths) / 10)).\(abs(tenths) % 10)"
  }

  /// The start of a long text, without reading all of it: about `limit` characters.
  package static func excerpt(_ text: String, limit: Int = 400) -> String {
    // One character can have any number of combining marks: the head is bounded in bytes, too.
    let head = String(String(text.unicodeScalars.prefix(limit * 4)).prefix(limit))
    return head + (head.utf8.count < text.utf8.count ? "…" : "")
  }
}

extension ConversationKind {
  /// What people call one that has ended: a room or a group is put away, a talk is over.
  package var wordForEnded: String {
    switch self {
    case .room, .group: "archived"
    case .direct, .assistant, .whiteboard: "ended"
    }
  }
}
