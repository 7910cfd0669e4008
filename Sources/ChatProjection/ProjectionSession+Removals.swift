public import ChatDomain
import LMDB

extension ProjectionSession {
  /// Commands that removed something or reversed such a command, below a position, the latest first.
  ///
  /// One look-up for each, however many items it has. The body returns false to stop.
  public func forEachRemovalBackwards(before end: Position?, _ body: (RemovalState) throws -> Bool) throws {
    var end = end ?? Position(.max)
    while true {
      var found: Position?
      try scanBackwards(.removals, prefix: Key(), below: .removal(end, 0)) { key, _ in
        var reader = KeyReader(key)
        found = try reader.nextPosition()
        return false
      }
      guard let found else { return }
      guard let state = try removal(found) else {
        throw ProjectionError(.damaged, "The removal at position \(found) has items and no head.")
      }
      guard try body(state) else { return }
      end = found
    }
  }
}
