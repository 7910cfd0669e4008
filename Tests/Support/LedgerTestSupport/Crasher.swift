#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A running `ledger-crasher`, which stands beside the test runner in the build folder.
package final class Crasher {
  let process: pid_t
  private let input: Int32
  private let output: Int32
  private var rest: [UInt8] = []
  private var hasEnded = false
  private var isInputOpen = true

  package init(_ arguments: String...) throws {
    var toChild: [Int32] = [0, 0]
    var fromChild: [Int32] = [0, 0]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw TestFailure("no pipe") }
    for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    // What the program logs, and a backtrace of a crash that is provoked, would only be in the way.
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let program = try Self.program()
    let environment = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no"] + Self.sanitizerOptions
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var process = pid_t()
    // The threads of the test runner block signals, and a child would inherit that: its alarm would not end it.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let code = posix_spawn(&process, program, &actions, &attributes, &argv, &envp)
    close(toChild[0])
    close(fromChild[1])
    self.process = process
    input = toChild[1]
    output = fromChild[0]
    guard code == 0 else { throw TestFailure("\(program) does not start: \(code)") }
  }

  deinit {
    if !hasEnded {
      kill(process, SIGKILL)
      _ = waitForEnd()
    }
    endInput()
    close(output)
  }

  /// The next line; nil when the process has said all it ever will.
  package func line() -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let text = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeFirst(end + 1)
        return text
      }
      var chunk = [UInt8](repeating: 0, count: 4_096)
      let count = read(output, &chunk, chunk.count)
      guard count > 0 else { return nil }
      rest += chunk[..<count]
    }
  }

  /// All that is left to say, to the end of the process.
  package func remainingLines() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    return lines
  }

  package func killNow() { kill(process, SIGKILL) }

  /// The exit code; minus the number of the signal that ended it.
  @discardableResult
  package func waitForEnd() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    hasEnded = true
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  /// Ends its standard input, which lets a process that holds a ledger go on to its end.
  package func endInput() {
    guard isInputOpen else { return }
    close(input)
    isInputOpen = false
  }

  /// Where a sanitizer writes its reports, and that it leaves signals alone: see `Docs/Safety.md`.
  private static var sanitizerOptions: [String] {
    ["TSAN_OPTIONS", "ASAN_OPTIONS"].compactMap { (name: String) in
      getenv(name).map { "\(name)=\(String(cString: $0))" }
    }
  }

  private static func program() throws -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard realpath("/proc/self/exe", &buffer) != nil else { throw TestFailure("the test runner has no path") }
    let path = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var candidates = [path] + CommandLine.arguments
    candidates = candidates.map {
      $0.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }
    for folder in candidates where access("\(folder)/ledger-crasher", X_OK) == 0 { return "\(folder)/ledger-crasher" }
    throw TestFailure("there is no ledger-crasher beside \(path)")
  }
}
