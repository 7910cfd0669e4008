public import ChatDomain

/// Invalid bytes or JSON, with a remedy.
public struct WireError: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The bytes are no protobuf message of the schema.
    case malformed = "MALFORMED"
    /// The message is of a kind that this version does not know, or of none.
    case unknownKind = "UNKNOWN_KIND"
    /// A field that must be there is not.
    case missingField = "MISSING_FIELD"
    /// A field has a value that it cannot have.
    case invalidField = "INVALID_FIELD"
    /// The entry was written in a format that this version does not read.
    case unsupportedVersion = "UNSUPPORTED_VERSION"
    /// The text is not JSON, or not of the documented shape.
    case invalidJSON = "INVALID_JSON"
  }

  public let code: Code
  /// What is wrong, with the name of the field.
  public let message: String
  /// What to do about it.
  public let remedy: String
  /// What helps, named for programs.
  public var steps: [NextStep] {
    switch code {
    // Bytes that are no message of the schema are damaged, or of a newer version.
    case .malformed, .unknownKind, .missingField, .invalidField: [.verify(levels: ["log"])]
    case .unsupportedVersion, .invalidJSON: []
    }
  }
  /// The error below, where there is one.
  public let cause: (any Error)?

  public init(_ code: Code, _ message: String, remedy: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.cause = cause
  }

  public var description: String {
    let text = "\(message) \(remedy)"
    guard let cause else { return text }
    return "\(text) (\(cause))"
  }
}

extension WireError {
  static let damageRemedy = "Read it with a newer version if the log is sound. Verify the log."

  static func malformed(_ what: String, cause: any Error) -> WireError {
    WireError(.malformed, "The bytes of \(what) are not a message of the schema.", remedy: damageRemedy, cause: cause)
  }

  static func missing(_ field: String) -> WireError {
    WireError(.missingField, "The field `\(field)` is missing.", remedy: damageRemedy)
  }

  static func invalid(_ field: String, _ why: String) -> WireError {
    WireError(.invalidField, "The field `\(field)` \(why).", remedy: damageRemedy)
  }

  static func unknownKind(_ what: String, hasUnknownFields: Bool) -> WireError {
    WireError(
      .unknownKind, hasUnknownFields ? "The \(what) is of an unknown kind." : "The \(what) has no kind.",
      remedy: damageRemedy)
  }
}
