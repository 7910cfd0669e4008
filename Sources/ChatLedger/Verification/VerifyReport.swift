public import ChatDomain

/// What `verify` looks at. Each level can be run on its own.
public enum VerifyLevel: String, Sendable, Hashable, Codable, CaseIterable {
  /// The log: checksums, dense positions, every payload readable and in line with its envelope.
  case log
  /// The projection: every row equals that of a fresh fold of the log.
  case projection
  /// The decisions: every recorded command, decided again on the state before it, decides the recorded events.
  case decisions
  /// The references: everything that is named is there, and all counts add up.
  case references
  /// The contents: every text matches its commitment, where one is stored beside it.
  case contents
}

/// Something that is not as it should be.
public struct VerifyFault: Sendable, Hashable, Codable, CustomStringConvertible {
  /// What kind of fault the references level found.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Rows that do not add up to what is counted.
    case count = "COUNT"
    /// A reference that leads nowhere, or an index that does not know of it.
    case reference = "REFERENCE"
  }

  /// The level that found it.
  public var level: VerifyLevel
  /// The entry of the log, for faults of the log, the decisions and the contents.
  public var position: Position?
  /// The table and key, for faults of the projection and the references.
  public var key: String?
  /// Set by the references level.
  public var kind: Kind?
  /// What is wrong.
  public var message: String
  /// What to do.
  public var remedy: String
  /// The same for programs; not part of the report's JSON.
  public var steps: [NextStep] = []

  private enum CodingKeys: CodingKey { case level, position, key, kind, message, remedy }

  /// Place, message and remedy in one line.
  public var description: String {
    let place = position.map { "entry \($0): " } ?? key.map { "\($0): " } ?? ""
    return "\(place)\(message) \(remedy)"
  }
}

/// What one level looked at and found.
public struct VerifyLevelReport: Sendable, Hashable, Codable {
  /// Which level it is.
  public var level: VerifyLevel
  /// How many entries, rows or references were looked at.
  public var checked: UInt64
  /// How many could not be checked because their texts were erased.
  public var skipped: UInt64
  /// How many texts have no commitment beside them, as in entries of format version 2: that they are whole their
  /// entries' checksums say, which tell accidents and no forgery.
  public var uncommitted: UInt64
  /// How long it took; `projection` and `decisions` share one fold, which counts for both.
  public var seconds: Double
  /// The first faults, at most ``VerifyReport/faultLimit``.
  public var faults: [VerifyFault]
  /// How many faults there are altogether.
  public var faultCount: UInt64
}

/// The findings of a verify, level by level.
public struct VerifyReport: Sendable, Hashable, Codable {
  /// Faults that are kept for each level; all are counted.
  public static let faultLimit = 100

  /// The last entry that was verified.
  public var position: Position
  /// The levels that were asked for, in the order of ``VerifyLevel``.
  public var levels: [VerifyLevelReport]
  /// What could not be looked at, in sentences; empty when everything was.
  public var notes: [String]

  /// Whether no level found a fault.
  public var isClean: Bool { levels.allSatisfy { $0.faultCount == 0 } }
}

/// What to do about a fault, for people and for programs.
struct Remedy: ExpressibleByStringLiteral {
  var text: String
  var steps: [NextStep]

  init(_ text: String, _ steps: NextStep...) { self.init(text, steps: steps) }

  init(_ text: String, steps: [NextStep]) {
    self.text = text
    self.steps = steps
  }

  init(stringLiteral text: String) { self.init(text) }
}

extension NextStep {
  /// Check levels; all where none is named.
  package static func verify(_ levels: VerifyLevel...) -> NextStep { .verify(levels: levels.map(\.rawValue)) }
}

/// Collects what one level finds.
package struct LevelFindings {
  let level: VerifyLevel
  private let began = Platform.monotonicNanoseconds()
  var checked: UInt64 = 0
  var skipped: UInt64 = 0
  var uncommitted: UInt64 = 0
  private var faults: [VerifyFault] = []
  private(set) var faultCount: UInt64 = 0

  package init(_ level: VerifyLevel) { self.level = level }

  mutating func add(
    position: Position? = nil, key: String? = nil, kind: VerifyFault.Kind? = nil, _ message: String, remedy: Remedy
  ) {
    faultCount += 1
    guard faults.count < VerifyReport.faultLimit else { return }
    faults.append(
      VerifyFault(
        level: level, position: position, key: key, kind: kind, message: message, remedy: remedy.text,
        steps: remedy.steps))
  }

  /// Damage that keeps the level from going on is a fault, too.
  ///
  /// - Throws: the error, when it says nothing of the ledger: there was no room for a scratch file, say.
  mutating func add(_ error: any Error, at position: Position? = nil) throws {
    guard ProjectionBinding.isDamage(error) else { throw error }
    let wrapped = LedgerError(wrapping: error)
    let remedy = Remedy(wrapped.remedy, steps: wrapped.steps)
    add(position: position, "The check could not go on: \(wrapped.message)", remedy: remedy)
  }

  var hasFaults: Bool { faultCount > 0 }

  package var report: VerifyLevelReport {
    VerifyLevelReport(
      level: level, checked: checked, skipped: skipped, uncommitted: uncommitted,
      seconds: Platform.seconds(since: began), faults: faults, faultCount: faultCount)
  }
}
