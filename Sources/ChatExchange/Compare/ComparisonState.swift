internal import ChatLedger

/// What a comparison has found so far, by bucket.
package struct ComparisonState: Sendable {
  package struct Side: Hashable, Sendable {
    package var count: UInt64 = 0
    package var deleted: UInt64 = 0
    package var digest: UInt128 = 0
  }

  package struct Bucket: Sendable {
    package var source = Side()
    package var ledger = Side()
    package var differences: [ComparisonReport.Difference] = []
    package var differenceCount: UInt64 = 0
    /// Things of the ledger that are deleted, and that the source does not have.
    package var goneBesides: UInt64 = 0
    package var acceptedCount: UInt64 = 0
  }

  package var buckets: [Bucket]
  /// Things that the source says again in the same words.
  package var repeatedCount: UInt64 = 0
  /// Conversations that are in another one of their pair.
  package var mergedCount: UInt64 = 0
  /// Messages that are deleted in the ledger, and that the source does not have.
  package var deletedCount: UInt64 = 0
  /// Things of an archive that are only named so far, and that the ledger has.
  var named: [UInt128: DescribedEntity] = [:]
  private let baseline: Baseline
  /// Told of each difference as it is found.
  private let told: (@Sendable (Baseline.Entry) -> Void)?

  init(buckets: Int, baseline: Baseline, told: (@Sendable (Baseline.Entry) -> Void)?) {
    self.buckets = Array(repeating: Bucket(), count: buckets)
    self.baseline = baseline
    self.told = told
  }

  mutating func note(
    _ kind: ComparisonReport.Difference.Kind, _ place: ImportLocation, in bucket: Int, _ message: String? = nil,
    values: UInt128 = 0
  ) {
    var difference = ComparisonReport.Difference(
      kind: kind, key: place.key ?? place.description, message: message, values: RecordDigest.hexadecimal(values))
    difference.isAccepted = baseline.accepts(difference, at: place)
    buckets[bucket].differenceCount += 1
    if difference.isAccepted { buckets[bucket].acceptedCount += 1 }
    // What nobody has accepted is worth more room.
    if buckets[bucket].differences.count < ComparisonReport.keptDifferences {
      buckets[bucket].differences.append(difference)
    } else if !difference.isAccepted, let index = buckets[bucket].differences.firstIndex(where: \.isAccepted) {
      buckets[bucket].differences[index] = difference
    }
    told?(Baseline.Entry(difference, at: place))
  }
}
