import Files
import LedgerSupport

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
  private var buffer = LineBuffer()
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
    if isAtEnd || buffer.hasLine { return true }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  /// The next line without its line break; nil at the end.
  func next() throws -> [UInt8]? {
    while true {
      if let line = buffer.nextLine() { return Array(buffer.bytes[line]) }
      if isAtEnd { return buffer.unread > 0 ? Array(buffer.bytes[buffer.rest()]) : nil }
      guard buffer.unread <= limitBytes else {
        throw CommandFailure.usage(
          "A line is longer than \(Format.bytes(UInt64(limitBytes))).", hint: "Put one command on each line.")
      }
      try fill()
    }
  }

  /// All that is left, at most `limitBytes` of it.
  func rest() throws -> [UInt8] {
    while !isAtEnd {
      guard buffer.unread <= limitBytes else {
        throw CommandFailure.usage(
          "The input is longer than \(Format.bytes(UInt64(limitBytes))).", hint: "Check that it is the right file.")
      }
      try fill()
    }
    return Array(buffer.bytes[buffer.rest()])
  }

  private func fill() throws {
    isAtEnd = try !buffer.fill { memory in
      while true {
        let count = read(descriptor, memory.baseAddress, memory.count)
        if count >= 0 { return count }
        guard errno == EINTR else {
          throw CommandFailure.usage("The input cannot be read: \(System.errorText(errno)).", hint: "Check the input.")
        }
      }
    }
  }
}
