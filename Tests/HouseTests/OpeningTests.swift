import TestSupport
import Testing

@Suite("Files are opened, made, replaced and removed in one place", .ownThread)
struct OpeningTests {
  static let calls = [
    "open", "openat", "fopen", "freopen", "creat", "mkdir", "mkdirat", "mkdtemp", "mkstemp", "rename", "renameat",
    "unlink",
    "unlinkat", "rmdir", "symlink", "link", "truncate", "ftruncate", "opendir", "pipe", "dup", "dup2", "socket",
    "lstat",
  ]
  static let words = ["O_CREAT", "O_TRUNC", "O_RDONLY", "O_WRONLY", "O_RDWR"]
  /// Beside the module `Files` itself: who starts another program says what that one opens.
  static let exceptions: Set<String> = ["Sources/ChatOperations/Doctor/ChildProcess.swift"]
  /// Libraries that open files by themselves: the standard descriptors are taken first, in the same file.
  static let openers = ["mdb_env_open(", "zip_open(", "DatabaseQueue(", "PQconnectdbParams("]

  static func sources() throws -> [SourceFile] {
    try TidyTests.ownSources().filter { $0.module != "Files" }
  }

  @Test("No other module calls the system for it")
  func calls() throws {
    for file in try Self.sources() where !Self.exceptions.contains(file.path) {
      for (index, line) in file.lines.enumerated() where !line.trimmed.hasPrefix("//") {
        let found = Self.calls.filter { Self.calls($0, in: line) } + Self.words.filter { line.contains($0) }
        #expect(found.isEmpty, "\(file):\(index + 1) has \(found): use the module Files")
      }
    }
  }

  @Test("A library that opens files does not get 0, 1 or 2")
  func libraries() throws {
    for file in try Self.sources() {
      for opener in Self.openers {
        guard let line = file.lines.firstIndex(where: { $0.contains(opener) && !$0.trimmed.hasPrefix("//") }) else {
          continue
        }
        let before = file.lines[..<line].suffix(20)
        #expect(before.contains { $0.contains("StandardDescriptors.occupy()") }, "\(file):\(line + 1)")
      }
    }
  }

  @Test("The search finds what it should, and no more")
  func search() {
    #expect(Self.calls("open", in: "let file = open(path, 0)"))
    #expect(Self.calls("unlink", in: "unlink(path)"))
    #expect(Self.calls("open", in: "return Glibc.open(path, 0)"))
    #expect(!Self.calls("open", in: "try Ledger.open(at: path)"))
    #expect(!Self.calls("open", in: "try open(at: path)"))
    #expect(!Self.calls("open", in: "private func open(_ bracket: UInt8) {"))
    #expect(!Self.calls("open", in: "fdopen(copy)"))
    #expect(!Self.calls("open", in: "return try open(.none)"))
    #expect(!Self.calls("open", in: "open(UInt8(ascii: \"{\"))"))
  }

  /// Whether a line calls the system's function, and not one of our own that has its name and a label.
  static func calls(_ name: String, in line: String) -> Bool {
    for system in ["Glibc", "Musl", "Darwin"] where line.contains("\(system).\(name)(") { return true }
    var rest = Substring(line)
    while let range = rest.firstRange(of: "\(name)(") {
      let before = rest[..<range.lowerBound]
      let after = rest[range.upperBound...]
      rest = after
      if let last = before.last, last.isLetter || last.isNumber || last == "_" || last == "." || last == "`" {
        continue
      }
      if before.hasSuffix("func ") || ["at:", "UInt8", ")", "."].contains(where: after.hasPrefix) { continue }
      return true
    }
    return false
  }
}
