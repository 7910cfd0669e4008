#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Everything that one run of the harness found out.
struct Report: Encodable {
  var machine: [String: String]
  var workload: [String: String]
  var peerSettings: String
  var rows: [Measurement] = []

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The table for people: median, spread (least to most), and how many times as fast as the peer.
  func text() -> String {
    var lines = machine.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    lines += workload.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    lines.append("peer: \(peerSettings)")
    lines.append("")
    let header = ["row", "unit", LedgerContestant.name, "spread", SQLiteContestant.name, "spread", "ratio"]
    let cells = [header] + rows.map(Self.cells)
    let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    for (index, row) in cells.enumerated() {
      let padded = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column < 2 ? cell + padding : padding + cell
      }
      lines.append(padded.joined(separator: "  "))
      if index > 0, let note = rows[index - 1].note { lines.append("    \(note)") }
    }
    lines.append("")
    lines.append(
      "ratio: how many times as fast as the peer; below 1 the peer is faster. Spread: least to most of the runs.")
    return lines.joined(separator: "\n")
  }

  private static func cells(_ row: Measurement) -> [String] {
    func median(_ series: Series?) -> String { series.map { format($0.median) } ?? "" }
    func spread(_ series: Series?) -> String { series.map { "\(format($0.least))–\(format($0.most))" } ?? "" }
    let ratio = row.ratio.map { "\(format($0))×" } ?? ""
    return [row.name, row.unit, median(row.ours), spread(row.ours), median(row.peer), spread(row.peer), ratio]
  }

  /// Three significant digits, and thousands apart.
  static func format(_ value: Double) -> String {
    switch abs(value) {
    case 0: return "0"
    case ..<10: return hundredths(value, digits: 2)
    case ..<100: return hundredths(value, digits: 1)
    default:
      let digits = String(Int(value.rounded()))
      var result = ""
      for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { result += "," }
        result.append(digit)
      }
      return result
    }
  }

  private static func hundredths(_ value: Double, digits: Int) -> String {
    let scale = digits == 2 ? 100 : 10
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    return "\(scaled / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
  }
}
