/// What became of the described things of one kind or table.
package struct ImportCounts: Hashable, Sendable {
  /// New in the ledger.
  package var added: UInt64 = 0
  /// Other than before: edits, new profiles, new roles, what came back.
  package var changed: UInt64 = 0
  /// Deleted or left in the source, and so in the ledger now; the new ones among them count as added, too.
  package var deleted: UInt64 = 0
  /// In the ledger already, and the same.
  package var present: UInt64 = 0
  /// There in the source and gone in the ledger: removed or cleared since. The import leaves them so.
  package var gone: UInt64 = 0
  /// Not taken.
  package var rejected: UInt64 = 0

  package init() {}

  /// Something was recorded, or would be.
  package var hasNews: Bool { added > 0 || changed > 0 || deleted > 0 }
}
