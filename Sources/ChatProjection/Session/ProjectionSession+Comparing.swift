import ChatDomain
import LMDB
import LedgerSupport

/// A row in which two projections differ.
public struct RowDifference: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Only the second has it.
    case missing
    /// Only the first has it.
    case unexpected
    case altered
  }

  public var kind: Kind
  /// The key's bytes in hexadecimal.
  public var keyText: String
}

extension ProjectionSession {
  /// Walks one table of two projections side by side.
  ///
  /// - Returns: How many different keys were looked at.
  /// - Complexity: O(rows), without copying any.
  public static func differences(
    in table: ProjectionTable, between first: ProjectionSession, and second: ProjectionSession,
    _ report: (RowDifference) -> Void
  ) throws -> UInt64 {
    try first.flush()
    try second.flush()
    let firstView = first.transaction.view
    let secondView = second.transaction.view
    var left = try firstView.cursor(first.tables[table])
    var right = try secondView.cursor(second.tables[table])
    var hasLeft = try left.first()
    var hasRight = try right.first()
    var count: UInt64 = 0
    while hasLeft || hasRight {
      count += 1
      let order = !hasLeft ? 1 : !hasRight ? -1 : left.key.compareBytes(with: right.key)
      if order < 0 {
        report(RowDifference(kind: .unexpected, keyText: Hexadecimal.text([UInt8](copying: left.key))))
      } else if order > 0 {
        report(RowDifference(kind: .missing, keyText: Hexadecimal.text([UInt8](copying: right.key))))
      } else if !left.value.isEqual(to: right.value) {
        report(RowDifference(kind: .altered, keyText: Hexadecimal.text([UInt8](copying: left.key))))
      }
      if order <= 0 { hasLeft = try left.next() }
      if order >= 0 { hasRight = try right.next() }
    }
    return count
  }
}
