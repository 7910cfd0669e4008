public import ChatLedger

/// What became of an edit.
public struct EditStanding: Hashable, Sendable {
  /// The entry that took it back, and still does.
  public var takenBackBy: Position?
  /// The entry of the next edit of the message, where that is no undo of this one.
  public var editedAgainBy: Position?
  /// The edit that this one takes back; nil where it is no undo.
  public var takesBack: Position?
}

extension LedgerView {
  /// The edit that an entry undoes; nil if the entry is not an undo.
  ///
  /// An undo names the edit as its cause and the edit's command as its correlation, and has the content of the version
  /// before it (see ``EditUndo``).
  ///
  /// - Complexity: O(versions of the message) for an entry that names such a cause, else O(1).
  public func editTakenBack(by entry: LedgerEntry) throws -> Position? {
    guard case .editMessage(let action) = entry.command.action, entry.command.causation != nil else { return nil }
    return try editTakenBack(by: entry, among: try versions(of: action.message))
  }

  private func editTakenBack(by entry: LedgerEntry, among versions: [MessageVersion]) throws -> Position? {
    guard let cause = entry.command.causation, let correlation = entry.command.correlation,
      let own = versions.firstIndex(where: { $0.position == entry.firstPosition }),
      let target = versions.firstIndex(where: { $0.position == cause }), target > 0, target < own,
      versions[own].content == versions[target - 1].content, try position(of: correlation) == cause
    else { return nil }
    return cause
  }

  /// Whether an edit still applies; nil for an entry that is not an edit.
  ///
  /// An undo that was itself undone does not count: the edit applies again.
  ///
  /// - Complexity: O(versions of the message).
  public func standing(ofEdit entry: LedgerEntry) throws -> EditStanding? {
    guard case .editMessage(let action) = entry.command.action else { return nil }
    let versions = try versions(of: action.message)
    guard let own = versions.firstIndex(where: { $0.position == entry.firstPosition }) else { return nil }
    var standing = EditStanding(takesBack: try editTakenBack(by: entry, among: versions))
    var index = versions.count - 1
    while index > own {
      let version = versions[index]
      guard let later = try self.entry(at: version.position),
        let undone = try editTakenBack(by: later, among: versions),
        let target = versions.firstIndex(where: { $0.position == undone })
      else {
        standing.editedAgainBy = version.position
        index -= 1
        continue
      }
      if target <= own {
        standing.takenBackBy = version.position
        return standing
      }
      // It brought back the version before its target: what came between does not count.
      index = target - 1
    }
    return standing
  }
}
