/// The version of the fold and of the rows. A projection of another version is rebuilt from the log, never read.
public let foldVersion: UInt32 = 2

extension ProjectionTable {
  /// All tables, in the order of their numbers. All code that iterates over the tables uses this list: opening,
  /// comparing, digests, the state root, counting.
  ///
  /// A new table needs a file in `Tables/`, a line at the end here, and another ``foldVersion``. Keys and rows are
  /// described byte by byte in `Docs/Format.md`.
  public static let all: [ProjectionTable] = inOrder([
    ProjectionTable(.accounts),
    ProjectionTable(.conversations),
    ProjectionTable(.participants),
    ProjectionTable(.messages),
    ProjectionTable(.versions),
    ProjectionTable(.reactions),
    ProjectionTable(.readMarkers),
    ProjectionTable(.pins),
    ProjectionTable(.commands),
    ProjectionTable(.direct),
    ProjectionTable(.imports),
    ProjectionTable(.memberships),
    ProjectionTable(.removals),
    ProjectionTable(.threads),
    ProjectionTable(.resources),
    ProjectionTable(.referrers),
    ProjectionTable(.attachments),
    ProjectionTable(.quotes),
    ProjectionTable(.records),
    ProjectionTable(.recordsByAccount),
    ProjectionTable(.recordTables),
    ProjectionTable(.declarations),
  ])
}
