import TestSupport
import Testing

@Suite("Output of the command", .ownThread)
struct OutputTests {
  /// The one file that writes to standard output and standard error, and the one that writes to its own file.
  private static let writers = ["Terminal/StandardStreams.swift", "Terminal/Spool.swift"]
  private static let calls = [
    "FileHandle", "fputs(", "fputc(", "putchar", "puts(", "fwrite(", "printf(", "putc(", "perror(", "writev(",
    "pwrite(", "Glibc.write", "Musl.write", "Darwin.write", "Swift.print", "Swift.debugPrint", "dump(", "stdout",
    "stderr",
    "STDOUT_FILENO", "STDERR_FILENO", "descriptor: 1", "descriptor: 2", "/dev/tty",
  ]

  @Test("One place writes to standard output and standard error")
  func onePlace() throws {
    let files = try SourceTree.swiftFiles(under: "Sources/chat-ledger")
    try #require(!files.isEmpty)
    for file in files where !Self.writers.contains(where: { file.path.hasSuffix($0) }) {
      for (index, line) in file.lines.enumerated() where !line.trimmed.hasPrefix("//") {
        for call in Self.calls {
          #expect(!line.contains(call), "\(file):\(index + 1) writes past StandardStreams: \(call)")
        }
        #expect(
          !Self.callsSystemWrite(line), "\(file):\(index + 1) writes past StandardStreams: \(line.trimmed)")
      }
    }
  }

  /// A `write(` of three arguments, a descriptor first, that is no method of something.
  private static func callsSystemWrite(_ line: String) -> Bool {
    line.firstMatch(of: /(^|[^A-Za-z._])write\([^(),]+,[^(),]+,[^()]+\)/) != nil && !line.contains("func ")
  }

  @Test("Every revert that is printed or documented has a reason, for without one it is refused")
  func revertsHaveReasons() throws {
    for file in try SourceTree.swiftFiles(under: "Sources") {
      for (index, line) in file.lines.enumerated() where !line.trimmed.hasPrefix("//") {
        // A help text may go on in the next line.
        let next = index + 1 < file.lines.count && line.hasSuffix("\\") ? file.lines[index + 1].trimmed : ""
        for found in (line + next).matches(of: /chat-ledger revert [^"`)]*/) {
          let isWhole = ["--reason", "--dry-run"].contains { (line + next)[found.range.lowerBound...].contains($0) }
          #expect(isWhole, "\(file):\(index + 1) prints a revert that is refused: \(found.output)")
        }
      }
    }
  }

  @Test("A position is printed without separators, so that it can be copied into a command")
  func positionsArePlain() throws {
    for file in try SourceTree.swiftFiles(under: "Sources/chat-ledger") {
      for (index, line) in file.lines.enumerated() {
        let isGrouped = line.firstMatch(of: /Format\.count\([A-Za-z.]*[pP]osition(\.rawValue)?\)/) != nil
        #expect(!isGrouped, "\(file):\(index + 1): \(line.trimmed)")
      }
    }
  }

  @Test("Only the printer knows what a screen is given")
  func rawText() throws {
    for file in try SourceTree.swiftFiles(under: "Sources/chat-ledger") {
      let isPrinter = ["OutputChannel.swift", "ScreenText.swift", "ProgressLine.swift"].contains {
        file.path.hasSuffix($0)
      }
      for (index, line) in file.lines.enumerated() where !isPrinter && !line.trimmed.hasPrefix("//") {
        // A property of `ScreenText`; a function of that name writes JSON.
        let isTakenApart = line.firstMatch(of: /\.raw\b(?!\()/) != nil
        #expect(!isTakenApart, "\(file):\(index + 1) takes a ScreenText apart")
        #expect(!line.contains(#"u{1B}"#), "\(file):\(index + 1) writes an escape sequence of its own")
      }
    }
  }
}
