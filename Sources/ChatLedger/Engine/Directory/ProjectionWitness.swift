import Files

/// Is told of each commit of the live projection, and keeps the marker's last line true.
///
/// A change of the file by anybody else then shows when the ledger is opened, also after the process was killed. The
/// line is not synced: it is believed only where the cache of the operating system is. About two microseconds a commit.
///
/// It holds the marker by a lock: so readers know that whoever writes now has opened the projection by all the rules.
final class ProjectionWitness: Sendable {
  private let dataPath: String
  private let file: OpenFile
  private let offset: Int

  /// - Throws: ``LedgerError`` `io` when the marker that was just written cannot be opened or locked.
  init(_ marker: ProjectionMarker) throws {
    dataPath = marker.dataPath
    file = try Platform.openToUpdate(marker.path)
    try Self.hold(file)
    offset = Int(Platform.fileSize(marker.path)) - ProjectionMarker.Contents.lastLineBytes
  }

  /// A reader that looks whether somebody holds the marker does so itself for some microseconds. Where the lock is not
  /// to be had all the same, readers by another mount fold the log on their own side: slow, and right.
  private static func hold(_ file: OpenFile) throws {
    for _ in 0..<100 {
      if try Platform.files({ () throws(FileError) in try file.tryLock(.exclusive) }) { return }
      Platform.sleep(milliseconds: 1)
    }
  }

  /// From now on nobody knows when the file was changed last. (A process that is killed in a commit leaves it so, and
  /// the file is believed: LMDB's commit is whole or not there.)
  func commitBegins() { write(change: ProjectionMarker.Contents.underWay, sizeBytes: 0) }

  /// The file is as it is to be.
  func commitEnded() {
    guard let file = FileIdentity.of(path: dataPath) else { return }
    write(change: file.changeNanoseconds, sizeBytes: file.sizeBytes)
  }

  private func write(change: Int64, sizeBytes: UInt64) {
    // If a line could not be written, it differs from the file, and the projection is rebuilt: nothing is lost.
    try? file.overwrite(ProjectionMarker.Contents.lastLine(change: change, sizeBytes: sizeBytes), at: offset)
  }
}
