public import ChatLedger
import ChatWire

/// A cleanup as the log has it: whom it took, and by which rules.
public struct RecordedCleanup: Hashable, Sendable {
  /// Its commands in the order in which they were executed: one, or several where it took many accounts.
  public var commands: [CommandID]
  /// Where they stand.
  public var positions: [Position]
  /// The accounts that it named. A repetition finds their dependants again.
  public var accounts: [AccountID]
  /// Its rules and options; nil for a removal of accounts without them, as in earlier versions.
  public var record: CleanupRecord?
}

extension CleanupRules {
  /// The record of a cleanup by these rules.
  public func record(
    atLeast certainty: CleanupCertainty, excluding excluded: some Sequence<AccountID> = []
  ) throws -> CleanupRecord {
    CleanupRecord(
      atLeast: certainty, rules: String(decoding: try JSONText.encode(self), as: UTF8.self), excluded: excluded.sorted()
    )
  }
}

extension LedgerView {
  /// The cleanup, or the removal of accounts, that an entry belongs to.
  ///
  /// - Throws: ``LedgerError`` `usage` when the entry removed no accounts, or its texts were erased.
  /// - Complexity: O(entries of the cleanup).
  public func recordedCleanup(at position: Position) throws -> RecordedCleanup {
    guard let named = try entry(at: position) else {
      throw LedgerError(
        .usage, "There is no entry at position \(position).", remedy: "The log ends at position \(self.position).")
    }
    // The commands of one cleanup stand side by side, under the identifier of the first.
    let chain = named.command.correlation ?? named.command.id
    let first = try self.position(of: chain) ?? named.firstPosition
    var found = RecordedCleanup(commands: [], positions: [], accounts: [], record: nil)
    try forEachEntry(from: first) { entry in
      guard entry.command.id == chain || entry.command.correlation == chain else { return false }
      guard entry.part == 0, case .remove(let action) = entry.command.action else { return true }
      found.commands.append(entry.command.id)
      found.positions.append(entry.position)
      found.accounts += action.accounts
      found.record = found.record ?? action.cleanup
      return true
    }
    guard !found.accounts.isEmpty else {
      throw LedgerError(
        .usage, "The entry at position \(position) is no cleanup: it removed no accounts.",
        remedy: "List what was removed to find it.", steps: [.list(.removals)])
    }
    return found
  }
}
