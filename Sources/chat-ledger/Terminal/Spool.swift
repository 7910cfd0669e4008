import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that wait to be written, in the order in which they came: first in memory, beyond a bound in a temporary file
/// that nobody else can open.
struct Spool: ~Copyable {
  /// What is kept in memory at most.
  static let memoryLimit = 4 << 20

  /// Bytes of one stream that follow each other.
  private struct Run {
    var stream: StandardStreams.Stream
    var count: Int
  }

  private let memoryLimit: Int
  private var runs: [Run] = []
  private var firstRun = 0
  private var memory: [UInt8] = []
  private var memoryStart = 0
  /// Nil until there is one, and where none can be made.
  private var file: OpenFile?
  private var hasNoFile = false
  private var fileStart = 0
  private var fileEnd = 0

  init(memoryLimit: Int = Self.memoryLimit) { self.memoryLimit = memoryLimit }

  /// What waits in memory.
  private var inMemory: Int { memory.count - memoryStart }
  private var inFile: Int { fileEnd - fileStart }
  var count: Int { inMemory + inFile }

  mutating func append(_ bytes: UnsafeRawBufferPointer, to stream: StandardStreams.Stream) {
    if bytes.isEmpty { return }
    memory.append(contentsOf: bytes)
    if firstRun < runs.count, runs[runs.count - 1].stream == stream {
      runs[runs.count - 1].count += bytes.count
    } else {
      runs.append(Run(stream: stream, count: bytes.count))
    }
  }

  /// The oldest bytes, at most `limit` of them and of one stream; nil where nothing waits.
  mutating func first(_ limit: Int) -> (stream: StandardStreams.Stream, bytes: [UInt8])? {
    guard firstRun < runs.count else { return nil }
    let wanted = min(limit, runs[firstRun].count)
    if inFile > 0 { return (runs[firstRun].stream, readFile(min(wanted, inFile))) }
    return (runs[firstRun].stream, Array(memory[memoryStart..<memoryStart + wanted]))
  }

  mutating func removeFirst(_ count: Int) {
    if inFile > 0 { fileStart += count } else { memoryStart += count }
    runs[firstRun].count -= count
    if runs[firstRun].count == 0 { firstRun += 1 }
    if firstRun == runs.count {
      runs.removeAll(keepingCapacity: true)
      firstRun = 0
    }
    if memoryStart == memory.count {
      memory.removeAll(keepingCapacity: true)
      memoryStart = 0
    } else if memoryStart >= 1 << 20 {
      memory.removeFirst(memoryStart)
      memoryStart = 0
    }
    if inFile == 0, fileEnd > 0 {
      // The next bytes are written over these.
      (fileStart, fileEnd) = (0, 0)
    }
  }

  /// Moves what waits to the temporary file where it is too much for memory.
  ///
  /// - Returns: false where it does not fit there either.
  mutating func makeRoom() -> Bool {
    if inMemory <= memoryLimit { return true }
    if file == nil, !hasNoFile { file = Self.temporaryFile() }
    guard let file else {
      hasNoFile = true
      return false
    }
    let isWhole = memory.withUnsafeBytes { bytes in
      var rest = UnsafeRawBufferPointer(rebasing: bytes[memoryStart...])
      var end = fileEnd
      while let base = rest.baseAddress, !rest.isEmpty {
        let count = pwrite(file.descriptor, base, rest.count, off_t(end))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        end += count
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
    guard isWhole else { return false }
    fileEnd += inMemory
    memory.removeAll(keepingCapacity: true)
    memoryStart = 0
    return true
  }

  private func readFile(_ count: Int) -> [UInt8] {
    guard let file else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let base = buffer.baseAddress {
        let read = pread(file.descriptor, base + filled, count - filled, off_t(fileStart + filled))
        if read < 0, errno == EINTR { continue }
        guard read > 0 else { break }
        filled += read
      }
    }
  }

  /// A file that only this process has: made for its owner alone, and without a name at once.
  private static func temporaryFile() -> OpenFile? {
    let folder = System.environment("TMPDIR") ?? ""
    let path = "\(folder.isEmpty ? "/tmp" : folder)/chat-ledger-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
    guard let made = try? OpenFile(plain: path, .make(.onlyOwner)) else { return nil }
    try? Files.removeFile(path)
    return made
  }
}
