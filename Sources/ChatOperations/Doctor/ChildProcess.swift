import ChatLedger
import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Another program, which says something on its standard output, line by line, until it is killed.
final class ChildProcess {
  /// How it ended.
  enum End: Equatable {
    case exited(Int32)
    case signalled(Int32)

    var isKilled: Bool { self == .signalled(SIGKILL) }
  }

  private let process: pid_t
  private let output: OpenFile
  private var rest: [UInt8] = []
  private var end: End?

  /// Starts a program by its path, with its arguments.
  ///
  /// - Throws: ``LedgerError`` `io` when it does not start.
  init(_ command: [String]) throws {
    let ends: (reading: OpenFile, writing: OpenFile)
    do { ends = try Files.pipe() } catch { throw LedgerError(wrapping: error) }
    process = try withExtendedLifetime(ends.writing) { try Self.start(command, output: ends.writing.descriptor) }
    output = ends.reading
  }

  deinit {
    if end == nil { killAndWait() }
  }

  private static func start(_ command: [String], output: Int32) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = Self.environment.map { strdup($0) } + [nil]
    defer { for pointer in arguments + environment { free(pointer) } }
    var process = pid_t()
    let code = posix_spawn(&process, command.first ?? "", &actions, nil, &arguments, &environment)
    guard code == 0 else {
      throw LedgerError(
        .io, "\(command.first ?? "A program without a name") does not start.", remedy: "Check the path.",
        cause: String(cString: strerror(code)))
    }
    return process
  }

  /// What a program may need to start at all, and nothing else.
  private static var environment: [String] {
    let names = [
      "PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TSAN_OPTIONS", "ASAN_OPTIONS",
    ]
    return names.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
  }

  /// The next line; nil when the program has said all it ever will, or says nothing for so long.
  func line(waitingAtMostMilliseconds limit: Int32 = 30_000) -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let text = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeSubrange(...end)
        return text
      }
      var request = pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, limit)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      var chunk = [UInt8](repeating: 0, count: 16 << 10)
      let count = read(output.descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      // What follows the last line break was not finished, and does not count as said.
      guard count > 0 else { return nil }
      rest += chunk[..<count]
    }
  }

  /// Sends SIGKILL and waits for the end, which may have come before.
  @discardableResult
  func killAndWait() -> End {
    if let end { return end }
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    let found: End = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    end = found
    return found
  }

  /// Writes one line to this process's own standard output, at once: what was said is in the pipe whenever it dies.
  ///
  /// - Returns: false when nobody listens any more.
  static func say(_ line: String) -> Bool {
    let bytes = Array((line + "\n").utf8)
    // Short lines are written to a pipe whole or not at all (POSIX, PIPE_BUF).
    return write(1, bytes, bytes.count) == bytes.count
  }

  /// Lets a write to a pipe that nobody reads fail instead of ending the process.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
