import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a run of the program left behind.
struct CommandResult: CustomStringConvertible {
  var status: Int32
  var output: String
  var errors: String

  /// What the last line that takes something back names.
  var wayBack: String? {
    let line = errors.split(separator: "\n").last { $0.contains("chat-ledger revert ") }
    let words = line?.split(separator: " ").drop { $0 != "revert" }.dropFirst()
    return words?.first.map(String.init)
  }

  var lines: [String] { output.split(separator: "\n").map(String.init) }
  var description: String { "status \(status)\nstdout:\n\(output)\nstderr:\n\(errors)" }
}

/// Runs the built `chat-ledger` as a process, with its own folder for one test.
final class CommandRunner {
  let folder: String
  var ledger: String { "\(folder)/ledger" }
  private var runs = 0

  init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/chat-ledger-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw RunnerError("no temporary folder in \(base)") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = try? Self.spawn(["/bin/rm", "-rf", folder], environment: []) }

  /// Runs a verb on the ledger of this test.
  func run(_ arguments: String..., input: String = "") throws -> CommandResult { try run(arguments, input: input) }

  func run(_ arguments: [String], input: String = "") throws -> CommandResult {
    runs += 1
    let names = ["in", "out", "err"].map { "\(folder)/run\(runs).\($0)" }
    try write(input, to: names[0])
    let environment = ["CHAT_LEDGER=\(ledger)", "TZ=UTC", "HOME=\(folder)", "PATH=/usr/bin:/bin"]
    let status = try Self.spawn([try Self.program()] + arguments, environment: environment, files: names)
    return CommandResult(status: status, output: try read(names[1]), errors: try read(names[2]))
  }

  /// Runs a line of bash in the folder of this test.
  func shell(_ line: String) throws -> CommandResult {
    runs += 1
    let names = ["out", "err"].map { "\(folder)/run\(runs).\($0)" }
    let environment = ["CHAT_LEDGER=\(ledger)", "TZ=UTC", "HOME=\(folder)", "PATH=/usr/bin:/bin"]
    let status = try Self.spawn(
      ["/bin/bash", "-c", "cd '\(folder)' && \(line)"], environment: environment,
      files: ["/dev/null", names[0], names[1]])
    return CommandResult(status: status, output: try read(names[0]), errors: try read(names[1]))
  }

  /// Starts a verb and leaves it running with an open standard input; ``Running/finish(_:)`` closes that.
  func start(_ arguments: [String]) throws -> Running {
    runs += 1
    let names = ["out", "err"].map { "\(folder)/run\(runs).\($0)" }
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0 else { throw RunnerError("no pipe") }
    _ = fcntl(pipes[1], F_SETFD, FD_CLOEXEC)
    let environment = ["CHAT_LEDGER=\(ledger)", "TZ=UTC", "HOME=\(folder)", "PATH=/usr/bin:/bin"]
    let process = try Self.launch(
      [try Self.program()] + arguments, environment: environment, input: pipes[0], output: names[0], errors: names[1])
    close(pipes[0])
    return Running(process: process, input: pipes[1], output: names[0])
  }

  struct Running {
    let process: pid_t
    let input: Int32
    let output: String

    func send(_ text: String) throws {
      let bytes = Array(text.utf8)
      guard systemWrite(input, bytes, bytes.count) == bytes.count else { throw RunnerError("nobody reads") }
    }

    /// Waits until the program has printed as many lines; false when it ends or 20 seconds pass before.
    func waitForLines(_ count: Int, in runner: CommandRunner) throws -> Bool {
      for _ in 0..<2_000 {
        if try runner.read(output).split(separator: "\n").count >= count { return true }
        usleep(10_000)
      }
      return false
    }

    func finish() throws -> Int32 {
      close(input)
      return try CommandRunner.wait(for: process)
    }
  }

  /// Whether the system tells which files a process has open.
  static var hasProcesses: Bool { access("/proc/self/fd", R_OK) == 0 }

  /// Whether this process may make namespaces of its own.
  static let mayUnshare: Bool = (try? CommandRunner().shell("unshare -p -f --mount-proc true").status) == 0

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  // MARK: Files

  func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw RunnerError("\(path) cannot be written") }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw RunnerError("\(path) is not whole") }
  }

  func read(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw RunnerError("\(path) cannot be read") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Processes

  /// The program stands beside the test runner in the build folder.
  static func program() throws -> String {
    if let path = getenv("CHAT_LEDGER_PROGRAM") { return String(cString: path) }
    guard let runner = CommandLine.arguments.first else { throw RunnerError("the test runner has no path") }
    for folder in [folder(of: "/proc/self/exe", isLink: true), folder(of: runner, isLink: false)] {
      guard let folder, access("\(folder)/chat-ledger", X_OK) == 0 else { continue }
      return "\(folder)/chat-ledger"
    }
    throw RunnerError("there is no chat-ledger beside \(runner); name it in CHAT_LEDGER_PROGRAM")
  }

  private static func folder(of path: String, isLink: Bool) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    let parts = String(cString: resolved).split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }

  private static func spawn(
    _ arguments: [String], environment: [String], files: [String] = ["/dev/null", "/dev/null", "/dev/null"]
  ) throws -> Int32 {
    let input = open(files[0], O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw RunnerError("\(files[0]) cannot be read") }
    defer { close(input) }
    return try wait(
      for: launch(arguments, environment: environment, input: input, output: files[1], errors: files[2]))
  }

  private static func launch(
    _ arguments: [String], environment: [String], input: Int32, output: String, errors: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = environment.map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var process = pid_t()
    // The threads of the test runner block signals, and a child would inherit that: SIGTERM would not reach it.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let code = posix_spawn(&process, arguments[0], &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw RunnerError("\(arguments[0]) does not start: \(code)") }
    return process
  }

  /// The exit code; 128 and the signal's number where a signal ended the process.
  fileprivate static func wait(for process: pid_t) throws -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw RunnerError("waiting failed: \(errno)") }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}

struct RunnerError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// The system's call, which a method of the same name would hide.
private func systemWrite(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
