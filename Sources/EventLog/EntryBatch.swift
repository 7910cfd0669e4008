/// Consecutive entries that one commit adds to a log, before they are written.
///
/// A batch is a value. Together with the position that it follows, it determines all bytes that will be written. All
/// entries have passed the checks of form, so a log appends the whole batch or, if it lacks space, nothing.
public struct EntryBatch: Sendable {
  /// The entry that the first one comes after; 0 at the beginning of a log.
  public let previous: UInt64
  /// The entries, in order; the first one gets the position after ``previous``.
  public private(set) var drafts: [EntryDraft] = []

  /// A batch without entries.
  ///
  /// - Parameters:
  ///   - previous: The last entry that the log will have when the batch is appended to it.
  ///   - capacity: How many entries it is likely to get.
  public init(after previous: UInt64, capacity: Int = 0) {
    self.previous = previous
    drafts.reserveCapacity(capacity)
  }

  /// Whether it adds nothing.
  public var isEmpty: Bool { drafts.isEmpty }

  /// The position of its last entry; that of ``previous`` while there is none.
  public var last: UInt64 { previous + UInt64(drafts.count) }

  /// The time of its last entry; nil while there is none.
  public var lastTime: Int64? { drafts.isEmpty ? nil : drafts[drafts.count - 1].time }

  /// Adds an entry, and returns the position that it will have. O(1) amortized.
  ///
  /// - Throws: ``EventLogError`` with the code `tooLarge` or `invalidDraft`; nothing was added then.
  @discardableResult
  public mutating func append(_ draft: EntryDraft) throws(EventLogError) -> UInt64 {
    try draft.checkLimits()
    drafts.append(draft)
    return last
  }

  /// The entry that will stand at a position; nil for one that is not of this batch. O(1).
  public func draft(at position: UInt64) -> EntryDraft? {
    guard position > previous, position <= last else { return nil }
    return drafts[Int(position - previous - 1)]
  }
}
