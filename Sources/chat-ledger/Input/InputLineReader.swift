import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads lines from a file or standard input, and knows whether the next one would keep somebody waiting.
final class InputLineReader {
  private let descriptor: Int32
  /// Nil for standard input.
  private let file: OpenFile?
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private let limitBytes: Int

  /// Opens a file; nil or `-` is standard input. A line may have at most `limitBytes` bytes.
  init(path: String?, limitBytes: Int = 64 << 20) throws {
    self.limitBytes = limitBytes
    guard let path, path != "-" else {
      descriptor = 0
      file = nil
      return
    }
    let opened = try OpenFile(input: path)
    descriptor = opened.descriptor
    file = opened
  }

  /// Whether a whole line, or the end, is there without waiting.
  var isReady: Bool {
    if isAtEnd || lineFeed(from: start) != nil { return true }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  private func lineFeed(from index: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, index < bytes.count else { return nil }
      return memchr(base + index, 0x0A, bytes.count - index).map { UnsafeRawPointer($0) - base }
    }
  }

  /// The next line without its line break; nil at the end.
  func next() throws -> [UInt8]? {
    var searched = start
    while true {
      if let end = lineFeed(from: searched) {
        defer { start = end + 1 }
        return Array(buffer[start..<end])
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return Array(buffer[start...])
      }
      guard buffer.count - start <= limitBytes else {
        throw CommandFailure.usage(
          "A line is longer than \(Format.bytes(UInt64(limitBytes))).", hint: "Put one command on each line.")
      }
      let scanned = buffer.count - start
      try fill()
      searched = start + scanned
    }
  }

  /// All that is left, at most `limitBytes` of it.
  func rest() throws -> [UInt8] {
    while !isAtEnd {
      guard buffer.count - start <= limitBytes else {
        throw CommandFailure.usage(
          "The input is longer than \(Format.bytes(UInt64(limitBytes))).", hint: "Check that it is the right file.")
      }
      try fill()
    }
    defer { start = buffer.count }
    return Array(buffer[start...])
  }

  private func fill() throws {
    buffer.removeFirst(start)
    start = 0
    var chunk = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count > 0 {
        buffer += chunk[..<count]
        return
      }
      if count == 0 {
        isAtEnd = true
        return
      }
      guard errno == EINTR else {
        throw CommandFailure.usage("The input cannot be read: \(System.errorText(errno)).", hint: "Check the input.")
      }
    }
  }
}
