#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Time since it was made, from the clock that only runs forward.
struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
  var microseconds: Double { seconds * 1e6 }

  /// The seconds that a body takes.
  static func time(_ body: () throws -> Void) rethrows -> Double {
    let watch = Stopwatch()
    try body()
    return watch.seconds
  }
}

/// Why the benchmark stopped; above all, that two contestants hold different data.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }

  /// Holds both sides to the same result.
  static func unlessEqual<Value: Equatable>(_ ours: Value, _ theirs: Value, _ what: String) throws {
    guard ours != theirs else { return }
    throw BenchFailure("\(what) differ: \(ours) and \(theirs). The figures mean nothing.")
  }
}

/// A directory of its own for everything that a run writes, removed at the end.
struct Scratch {
  let path: String

  init(in parent: String) throws {
    path = "\(parent)/chat-ledger-bench.\(getpid())"
    try Self.makeDirectory(path)
  }

  static func makeDirectory(_ path: String) throws {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw BenchFailure("Cannot make \(path): errno \(errno).") }
  }

  /// Removes a directory with all that is in it; what cannot be removed stays.
  static func remove(_ path: String) {
    if let directory = opendir(path) {
      var names: [String] = []
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
      }
      closedir(directory)
      for name in names { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  /// Lets what one contestant left unwritten go to disk before the next one is timed.
  static func settle() { sync() }
}

/// Prints a line of progress, unbuffered.
func printToStandardError(_ text: String) {
  var line = text + "\n"
  line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

extension Collection {
  func chunks(of size: Int) -> some Sequence<SubSequence> {
    sequence(state: startIndex) { start -> SubSequence? in
      guard start < endIndex else { return nil }
      let end = index(start, offsetBy: size, limitedBy: endIndex) ?? endIndex
      defer { start = end }
      return self[start..<end]
    }
  }
}
