internal import ChatLedger
internal import ChatWire

/// Differences that somebody has reviewed and accepted: one JSON object per line, as a comparison writes it.
///
/// A difference is accepted while its values are those that were accepted. Other differences of the same item are
/// reported.
public struct Baseline: Sendable {
  /// A line of the file.
  public struct Entry: Hashable, Sendable, Codable {
    /// The table of a database; nothing for archives.
    public var table: String?
    /// The key of a row, or the place in an archive.
    public var key: String
    /// How the two sides differ.
    public var kind: ComparisonReport.Difference.Kind
    /// The difference and its cause.
    public var message: String?
    /// The values that differ, as a digest.
    public var values: String
  }

  private var entries: [Key: Entry] = [:]

  private struct Key: Hashable {
    var table: String?
    var key: String
    var kind: ComparisonReport.Difference.Kind
    var values: String
  }

  /// Accepts nothing.
  public init() {}

  /// How many oddities it accepts.
  public var count: Int { entries.count }

  /// Reads a file's text.
  ///
  /// - Throws: ``ExchangeError`` that names the line that cannot be read.
  public init(_ bytes: [UInt8], name: String) throws(ExchangeError) {
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
      do {
        let entry = try JSONText.decode(Entry.self, from: Array(line))
        entries[Key(table: entry.table, key: entry.key, kind: entry.kind, values: entry.values)] = entry
      } catch {
        throw ExchangeError(
          .invalid, "Line \(number) of the baseline \(name) cannot be read. \(error.message)",
          remedy: "Write it anew: --compare --write-baseline FILE.", line: number)
      }
    }
  }

  func accepts(_ difference: ComparisonReport.Difference, at place: ImportLocation) -> Bool {
    guard !entries.isEmpty else { return false }
    return entries[
      Key(table: place.table, key: difference.key, kind: difference.kind, values: difference.values)] != nil
  }

  /// Whether it accepts what an import could not take.
  func accepts(_ fault: ImportFault) -> Bool {
    guard !entries.isEmpty else { return false }
    let key = Key(
      table: fault.place.table, key: fault.place.key ?? fault.place.description,
      kind: fault.differing != nil ? .changed : fault.weight == .refused ? .unreadable : .incomplete,
      values: fault.differing ?? RecordDigest.hexadecimal(fault.values))
    return entries[key] != nil
  }
}

extension ImportFault {
  /// What tells this fault of a thing from any other of it.
  var values: UInt128 { RecordDigest.of(text: "\(code)\n\(field ?? "")\n\(message)") }
}

extension Baseline.Entry {
  /// What a comparison found, to be accepted.
  init(_ difference: ComparisonReport.Difference, at place: ImportLocation) {
    table = place.table
    key = difference.key
    kind = difference.kind
    message = difference.message
    values = difference.values
  }
}
