/// Why a name or an identifier leads to nothing, or to no one thing.
package struct LookupFailure: Error {
  package enum Reason {
    /// No such identifier.
    case unknownIdentifier
    /// Nothing has the name, nor had it. These are near it; where there is nothing of the kind at all, `isEmpty`.
    case unknownName(near: [String], isEmpty: Bool)
    /// Several have it, or are only alike.
    case several(Int, candidates: [String], areAlike: Bool)
    /// Nothing has it now; these had it before.
    case former([FormerMatch])
  }

  package var kind: Namesake.Kind
  package var reason: Reason
  /// What was looked for.
  package var text: String

  package init(_ kind: Namesake.Kind, _ reason: Reason, _ text: String) {
    self.kind = kind
    self.reason = reason
    self.text = text
  }
}
