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
  private let descriptor: CInt

  /// Opens a file; nil when it is empty, which LMDB takes for a new one.
  init?(path: String) throws(LMDBError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError.system("open to check", path: path) }
    let size: Int
    do throws(LMDBError) { size = try sizeBytes() } catch {
      close()
      throw error
    }
    if size == 0 {
      close()
      return nil
    }
  }

  func close() {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// The file's size now.
  func sizeBytes() throws(LMDBError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw LMDBError.system("check size", path: path) }
    return Int(status.st_size)
  }

  /// Reads bytes; less than asked for at the end of the file.
  func read(_ count: Int, at offset: Int) throws(LMDBError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count, let base = buffer.baseAddress {
        let got = pread(descriptor, base + filled, count - filled, off_t(offset + filled))
        if got == 0 { return }
        if got < 0 {
          if errno == EINTR { continue }
          failed = true
          return
        }
        filled += got
      }
    }
    if failed { throw LMDBError.system("read", path: path) }
    return bytes
  }
}
