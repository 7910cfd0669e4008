// What the second version of the rules refuses, and the first did not.

extension Command {
  /// Decides by the second rules, or later ones: ``checkReadable()``, then what all have in common.
  static func decideChecking(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.command.checkReadable()
    return try decideOnly(request, in: state)
  }

  /// Refuses a reason, a name or an origin of which nothing can be read.
  ///
  /// - Throws: ``Rejection`` `reasonRequired` or `invalid`.
  private func checkReadable() throws {
    if let reason, !reason.isEmpty, reason.isUnreadable {
      throw Rejection(
        .reasonRequired, "The reason is made of blanks, and so says nothing.",
        remedy: "Say why in `reason` (on the command line: --reason \"…\"), or leave it out where none is needed.")
    }
    if !origin.isEmpty, origin.isUnreadable {
      throw Rejection(.invalid, "The origin is made of blanks.", remedy: "Name the program that sends the command.")
    }
    if case .operator(let name) = actor, !name.isEmpty, name.isUnreadable {
      throw Rejection(.invalid, "The operator's name is made of blanks.", remedy: "Say who it is.")
    }
  }
}

extension StringProtocol {
  /// Whether there is nothing in it that a person can see: it is empty, or all of it is white space, controls and
  /// invisible characters of any script.
  package var isUnreadable: Bool { unicodeScalars.allSatisfy(\.isInvisible) }
}

extension StringProtocol {
  /// A name or an address as people mean it when they compare: without blanks around it and whatever the case of its
  /// letters. Two forms of one letter, composed or not, are equal for Swift anyway.
  package var asMeant: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text.lowercased()
  }
}

extension Unicode.Scalar {
  /// White space, controls, format characters, and what is drawn as nothing.
  fileprivate var isInvisible: Bool {
    // The blank of Braille is a symbol to Unicode, and nothing to the eye.
    if self == "\u{2800}" || properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return true }
    switch properties.generalCategory {
    case .control, .format: return true
    default: return false
    }
  }
}
