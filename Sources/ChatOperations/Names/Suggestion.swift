/// Names that somebody may have meant.
package enum Suggestion {
  /// The nearest first; nothing where none is near.
  package static func nearest(to text: String, among names: Set<String>, limit: Int) -> [String] {
    let wanted = Array(text.lowercased().unicodeScalars.prefix(64))
    let allowed = max(2, wanted.count / 3)
    let scored = names.compactMap { name -> (distance: Int, name: String)? in
      let candidate = Array(name.lowercased().unicodeScalars.prefix(64))
      guard !candidate.isEmpty else { return nil }
      // The same except for case, or for the sign of an account.
      if candidate == wanted || candidate == ["@"] + wanted { return (-1, name) }
      if wanted.count >= 3, name.lowercased().contains(text.lowercased()) { return (0, name) }
      guard abs(candidate.count - wanted.count) <= allowed else { return nil }
      let distance = editDistance(wanted, candidate)
      return distance <= allowed ? (distance, name) : nil
    }
    return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map(\.name)
  }

  /// The Levenshtein distance, one row at a time.
  private static func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var previous = Array(0...other.count)
    for (row, left) in one.enumerated() {
      var current = [row + 1]
      for (column, right) in other.enumerated() {
        let change = previous[column] + (left == right ? 0 : 1)
        current.append(min(change, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[other.count]
  }
}
