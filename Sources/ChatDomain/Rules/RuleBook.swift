// Rules change, and what was decided stays decided: every entry says by which version of the rules it was.

/// A version of the rules by which commands are decided.
public struct RuleVersion: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The rules of all entries of format version 1: the ledger's clock never runs backwards, roles are compared exactly.
  public static let first = RuleVersion(rawValue: 1)
  /// The time of a command is that of the wall clock, a message said now is read after all that there are, roles are
  /// protected in any spelling, and a reason has to be readable.
  public static let second = RuleVersion(rawValue: 2)
  /// A ledger can check who may do what: ``Authorization/members``. Taking an import back leaves accounts that are
  /// protected in any spelling, instead of refusing the whole.
  public static let third = RuleVersion(rawValue: 3)
  /// The rules by which this program decides new commands.
  public static let current = third

  public var description: String { String(rawValue) }

  /// The order of versions.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One version of the rules.
public struct DecisionRules: Sendable {
  /// The version that entries name.
  public let version: RuleVersion
  private let decide: @Sendable (CommandRequest, any ChatState) throws -> [Event]

  package init(
    _ version: RuleVersion, decide: @escaping @Sendable (CommandRequest, any ChatState) throws -> [Event]
  ) {
    self.version = version
    self.decide = decide
  }

  /// Decides a command by these rules: see ``Command/decide(_:in:by:)``.
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try decide(request, state)
  }
}

/// All versions of the rules that this program knows.
///
/// A new rule that would decide a recorded command otherwise gets a new version: it stands beside
/// the earlier ones, which stay as they are. `verify decisions` decides each entry by the rules of then.
public struct RuleBook: Sendable {
  private let versions: [DecisionRules]

  /// - Parameter versions: One or more, in order.
  package init(_ versions: [DecisionRules]) {
    precondition(!versions.isEmpty, "there are rules")
    self.versions = versions
  }

  /// The rules of this program.
  public static let standard = RuleBook([.first, .second, .third])

  /// The rules for new commands: the newest.
  public var current: DecisionRules { versions[versions.count - 1] }

  /// The rules of a version; nil when this program does not know them.
  public subscript(version: RuleVersion) -> DecisionRules? { versions.first { $0.version == version } }

  /// The same book with one more version.
  package func adding(_ rules: DecisionRules) -> RuleBook { RuleBook(versions + [rules]) }
}

extension DecisionRules {
  static let first = DecisionRules(.first) { try Command.decideOnly($0, in: $1) }
  static let second = DecisionRules(.second) { try Command.decideChecking($0, in: $1) }
  static let third = DecisionRules(.third) { try Command.decideChecking($0, in: $1) }
}
