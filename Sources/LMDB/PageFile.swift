import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A data file that is read with `pread` and never mapped.
struct PageFile {
  let path: String
  private let file: OpenFile

  /// Opens a file; nil when it is empty, which LMDB takes for a new one.
  init?(path: String) throws(LMDBError) {
    self.path = path
    file = try FileSystem.files("open to check") { () throws(FileError) in try OpenFile(plain: path, .read) }
    if try sizeBytes() == 0 { return nil }
  }

  func close() { try? file.close() }

  /// The file's size now.
  func sizeBytes() throws(LMDBError) -> Int {
    try FileSystem.files("check size") { () throws(FileError) in Int(clamping: try file.identity().sizeBytes) }
  }

  /// Reads bytes; less than asked for at the end of the file.
  func read(_ count: Int, at offset: Int) throws(LMDBError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count, let base = buffer.baseAddress {
        let got = pread(file.descriptor, base + filled, count - filled, off_t(offset + filled))
        if got == 0 { return }
        if got < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        filled += got
      }
    }
    if failure != 0 { throw LMDBError(FileError("read", path, number: failure), operation: "read") }
    return bytes
  }
}
