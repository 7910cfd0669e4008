#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Bench {
  /// What the disk allows today: nothing durable can be faster than this.
  func measureLimits() throws {
    printToStandardError("limits")
    let lone = try (0..<sizes.runs).map { _ in try appendAndSync(bytes: 4_096, times: 100) * 1e6 }
    add(
      Measurement(
        "limit: fdatasync after a 4 KiB append", "µs", isHigherBetter: false, ours: Series("file", lone),
        note: "The first column is the raw file here, not ChatLedger."))
    let batch = try (0..<sizes.runs).map { _ in 1_000 / (try appendAndSync(bytes: 200 * 1_000, times: 50)) }
    add(
      Measurement(
        "limit: flat file, 200-byte records by 1,000, synced", "records/s", isHigherBetter: true,
        ours: Series("file", batch)))
  }

  /// The seconds that one append and its fdatasync take on average.
  private func appendAndSync(bytes count: Int, times: Int) throws -> Double {
    let path = newPath("raw")
    let descriptor = open(path, O_CREAT | O_WRONLY | O_APPEND, 0o644)
    guard descriptor >= 0 else { throw BenchFailure("Cannot create \(path): errno \(errno).") }
    defer {
      close(descriptor)
      unlink(path)
    }
    let bytes = [UInt8](repeating: 0x2A, count: count)
    let seconds = try Stopwatch.time {
      for _ in 0..<times {
        guard write(descriptor, bytes, count) == count, sync(descriptor) == 0 else {
          throw BenchFailure("Cannot write \(path): errno \(errno).")
        }
      }
    }
    return seconds / Double(times)
  }

  private func sync(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
      fsync(descriptor)
    #else
      fdatasync(descriptor)
    #endif
  }
}
