import ChatExchange

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What became of the changes.
struct SabotageCounts {
  var told = 0
  var errors = 0
  var listed = 0
  var skipped = 0
  var silent: [String] = []

  /// How many changes each test makes, where somebody says it.
  static var tries: UInt64? {
    ProcessInfo.processInfo.environment["SABOTAGE"].flatMap { UInt64($0) }.map { $0 / 10 }
  }

  var text: String {
    "\(told) told, \(errors) errors, \(listed) listed as not compared, \(skipped) skipped, \(silent.count) silent"
  }

  mutating func count(
    _ what: String, _ seed: UInt64, _ report: @autoclosure () throws -> ComparisonReport,
    isListed: (ComparisonReport) -> Bool
  ) throws {
    do {
      let report = try report()
      if report.verdict == .different {
        told += 1
      } else if isListed(report) {
        listed += 1
      } else {
        silent.append("seed \(seed): \(what)")
      }
    } catch is ExchangeError {
      errors += 1
    }
  }
}

extension SlackImporter {
  /// Compares with an export that stands in a directory for as long.
  func compare(_ export: SlackExport) throws -> ComparisonReport {
    let path = try export.writeDirectory()
    defer { SlackExport.remove(at: path) }
    return try compare(path)
  }
}

extension ComparisonReport {
  /// Whether it says that it does not compare a field.
  func lists(_ field: String) -> Bool {
    notCompared.contains { $0.names.contains(field) || $0.what == NotCompared.unreadTypes && field == "type" }
  }
}
