import Crypto
import EventLog
import Files

/// Reads a whole file with its digest, and copies it on the way where that is wanted. Never maps it.
enum FileCopy {
  /// What was read.
  struct Result {
    var sizeBytes: UInt64
    /// SHA-256.
    var digest: Digest256
  }

  private static let pieceBytes = 1 << 20

  /// The size and the SHA-256 of a file. O(*n*).
  static func digest(of path: String) throws -> Result {
    try Platform.files { () throws(FileError) in try read(path) { _ throws(FileError) in } }
  }

  /// Copies a file into an empty one, or one that it makes. Nothing is flushed.
  static func copy(_ source: String, to destination: String) throws -> Result {
    try Platform.files { () throws(FileError) in
      let target = try OpenFile(plain: destination, .readWriteOrMake(.inherited))
      let result = try read(source) { piece throws(FileError) in try target.write(piece) }
      try target.close()
      return result
    }
  }

  private static func read(
    _ path: String, _ body: (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) -> Result {
    let file = try OpenFile(plain: path, .read)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 4_096)
    defer { buffer.deallocate() }
    var hash = SHA256()
    var total: UInt64 = 0
    while case let count = try file.read(into: buffer), count > 0 {
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      hash.update(bufferPointer: piece)
      total += UInt64(count)
      try body(piece)
    }
    return Result(sizeBytes: total, digest: Digest256(hash.finalize()))
  }
}
