public import ChatLedger

/// Why an archive could not be read or written.
///
/// Faults of single lines are not thrown: they are collected in the report (see ``ImportReport/rejections``).
public struct ExchangeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    /// A line is not the JSON that it should be.
    case syntax = "SYNTAX"
    /// A field has the wrong type, is missing, or says something impossible.
    case invalid = "INVALID"
    /// Something is larger than its limit.
    case tooLarge = "TOO_LARGE"
    /// The archive is of a version that this program does not know.
    case unsupported = "UNSUPPORTED"
    /// Another source was imported under the same name before.
    case anotherSource = "ANOTHER_SOURCE"
    /// The operating system refused to read or write.
    case io = "IO"
    /// Whoever reads the output has gone.
    case brokenPipe = "BROKEN_PIPE"
    /// Whoever runs the program has asked it to end.
    case interrupted = "INTERRUPTED"
  }

  /// What kind of fault it is.
  public let code: Code
  /// What is wrong, with the name of the affected item.
  public let message: String
  /// What to do about it.
  public let remedy: String
  /// The next steps, for user interfaces that show how to do them.
  public let steps: [NextStep]
  /// What failed below, where something did.
  public let cause: String?
  /// The line of the file, from 1, where a whole file is one text.
  public let line: Int?
  /// Where in the line it was found, in bytes from 1, where that is known.
  public let column: Int?

  /// An error with all that is known of it.
  public init(
    _ code: Code, _ message: String, remedy: String, steps: [NextStep] = [], cause: String? = nil, line: Int? = nil,
    column: Int? = nil
  ) {
    self.steps = steps
    self.code = code
    self.message = message
    self.remedy = remedy
    self.cause = cause
    self.line = line
    self.column = column
  }

  /// Message, cause and remedy in one line.
  public var description: String {
    [message, cause.map { "(\($0))" }, remedy].compactMap(\.self).joined(separator: " ")
  }
}
