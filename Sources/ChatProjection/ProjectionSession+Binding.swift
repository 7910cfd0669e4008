import LMDB

// What binds a projection to the log that it was folded from. A position alone does not: two logs have one in common.

extension ProjectionSession {
  private static let leafBytes = 32

  /// Notes the hash of the log's entry at ``position``; before ``commit()``.
  ///
  /// - Parameter leaf: The leaf hash of RFC 6962, 32 bytes: see `Docs/Format.md`.
  /// - Throws: ``ProjectionError`` when it has another length, ``LMDBError``.
  public func bind(toLeaf leaf: [UInt8]) throws {
    guard leaf.count == Self.leafBytes else {
      throw ProjectionError(.inconsistent, "A leaf hash has \(leaf.count) bytes instead of \(Self.leafBytes).")
    }
    var row = RowWriter()
    row.write(position)
    for byte in leaf { row.write(byte: byte) }
    try writer?.put(tables.meta, .meta("leaf"), row.bytes.span.bytes)
  }

  /// The hash of the log's entry at ``position`` as it was when that was folded in.
  ///
  /// Nil when it was not noted: then nothing shows to which log the projection belongs.
  public func boundLeaf() throws -> [UInt8]? {
    let view = view
    guard let row = try view.get(tables.meta, .meta("leaf")) else { return nil }
    var reader = RowReader(row)
    guard try reader.position() == position else { return nil }
    var leaf: [UInt8] = []
    for _ in 0..<Self.leafBytes { leaf.append(try reader.byte()) }
    try reader.finish()
    return leaf
  }
}
