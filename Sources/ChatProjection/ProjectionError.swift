/// A fault of a projection on disk.
public struct ProjectionError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// A row cannot be read, or rows contradict each other.
    case damaged
    /// It was made by another version of the fold.
    case otherVersion(UInt32)
    /// A row is written that is there already, or changed where there is none.
    case inconsistent
    /// Something is written in a session that reads, or that has ended.
    case readOnly
  }

  public let code: Code
  public let message: String
  public let remedy: String

  init(_ code: Code, _ message: String, remedy: String = "Rebuild the projection from the log.") {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  public var description: String { "\(message) \(remedy)" }
}
