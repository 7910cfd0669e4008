import ChatDomain
import ChatLedgerTesting
import ChatProjection

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A projection in a directory of its own that is removed with it.
final class TemporaryProjection {
  let path: String
  let projection: Projection

  init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/chat-ledger-projection-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress, let made = mkdtemp(start) else { return "" }
      return String(cString: made)
    }
    projection = try Projection(at: path, mapSizeBytes: 64 << 20)
  }

  deinit {
    projection.close()
    unlink(path + "/data.mdb")
    unlink(path + "/lock.mdb")
    rmdir(path)
  }

  /// Folds recorded commands, each as one entry, in transactions of so many.
  func fold(_ entries: some Collection<RecordedCommand>, inBatchesOf size: Int = .max) throws {
    var rest = entries[...]
    while !rest.isEmpty {
      let session = try projection.beginWriting()
      for entry in rest.prefix(size) {
        try session.fold(
          entry.events,
          of: EntryStamp(
            position: entry.position, firstPosition: entry.position, time: entry.time, commandID: entry.command.id,
            correlation: entry.command.correlation))
      }
      try session.commit()
      rest = rest.dropFirst(size)
    }
  }
}
