import ChatDomain
package import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What the engine asks the operating system for, and nothing more.
///
/// Files are the business of the module `Files`: here its errors become ``LedgerError``s, as `FileSystem` makes them
/// `LMDBError`s for the floor below.
package enum Platform {
  /// The wall clock.
  package static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  /// A clock that only runs forward, in nanoseconds.
  package static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// How long ago that was on this clock.
  package static func seconds(since began: UInt64) -> Double { Double(monotonicNanoseconds() - began) / 1e9 }

  static func sleep(milliseconds: UInt32) { usleep(milliseconds * 1_000) }

  // What follows goes through `Files`: no link is followed out of a ledger, no descriptor is below 3, and what is made
  // is for the owner alone, or for the group of the ledger's directory.

  package static func exists(_ path: String) -> Bool { Files.exists(path) }

  package static func makeDirectory(_ path: String, _ permissions: FilePermissions = .inherited) throws {
    try files { () throws(FileError) in try Files.makeDirectory(path, permissions) }
  }

  /// Makes a rename or a new name in a directory durable.
  static func syncDirectory(_ path: String) throws {
    try files { () throws(FileError) in try Files.synchronizeDirectory(path) }
  }

  static func rename(_ old: String, to new: String) throws {
    try files { () throws(FileError) in try Files.rename(old, to: new) }
  }

  package static func names(in directory: String) -> [String] { Files.names(in: directory) }

  /// Removes a directory of plain files; what is not there is no error. Of a link, only the link goes.
  package static func removeDirectory(_ path: String) throws {
    try files { () throws(FileError) in try Files.removeDirectory(path) }
  }

  static func fileSize(_ path: String) -> UInt64 { Files.sizeBytes(of: path) ?? 0 }

  package static func readFile(_ path: String, limitBytes: Int = 1 << 20) throws -> [UInt8]? {
    try files { () throws(FileError) in try Files.contents(of: path, limitBytes: limitBytes) }
  }

  /// Replaces a small file so that after a crash either the old or the new content is there.
  static func replaceFile(_ path: String, with bytes: [UInt8]) throws {
    try files { () throws(FileError) in try Files.replace(path, with: bytes) }
  }

  static func files<R>(_ body: () throws(FileError) -> R) throws -> R {
    do throws(FileError) { return try body() } catch { throw LedgerError(files: error) }
  }

  package static func failure(_ what: String, _ path: String) -> LedgerError {
    LedgerError(
      .io, "Cannot \(what) at \(path).", remedy: "Check the path, its permissions and the free space.",
      cause: String(cString: strerror(errno)))
  }

  /// Names the run of the operating system: another value after every boot.
  static func bootID() -> String {
    if let bytes = try? readFile("/proc/sys/kernel/random/boot_id", limitBytes: 64), bytes.count >= 36 {
      return String(decoding: bytes[..<36], as: UTF8.self)
    }
    return "unknown"
  }

  /// An exclusive lock on a file, held while it is open; nil while another process has it.
  static func lockFile(_ path: String) throws -> OpenFile? {
    try files { () throws(FileError) in
      let file = try OpenFile(plain: path, .readWriteOrMake(.inherited))
      return try file.tryLock() ? file : nil
    }
  }
}
