import TestSupport
import Testing

@Suite("A test on a thread of its own", .ownThread)
struct OwnThreadTraitTests {
  @Test("A test that does not wait for anything is on it")
  func plain() { #expect(OwnThreadTrait.isOnOwnThread) }

  @Test("So is each case of several", arguments: 1...10)
  func cases(_ number: Int) { #expect(OwnThreadTrait.isOnOwnThread) }

  @Test("A test comes back to it after it was suspended, and so do its child tasks")
  func suspended() async {
    await Task.yield()
    #expect(OwnThreadTrait.isOnOwnThread)
    async let child = Self.isOnOwnThread()
    #expect(await child)
  }

  @Test("A test that asks for it again keeps it", .ownThread)
  func twice() { #expect(OwnThreadTrait.isOnOwnThread) }

  @concurrent private static func isOnOwnThread() async -> Bool { OwnThreadTrait.isOnOwnThread }
}

@Suite("Tests that block")
struct OwnThreadTests {
  /// Calls that hold a thread until something else has happened, and functions of the tests that make them.
  private static let calls: Set<Substring> = [
    "posix_spawn", "waitpid", "sleep", "usleep", "nanosleep", "pthread_create", "pthread_join", "sem_wait",
    "DispatchSemaphore", "concurrently",
  ]
  /// What blocks only where a test names it itself.
  private static let direct: Set<Substring> = ["persistenceWriter", "PostgresServer"]

  @Test("A suite that waits for a process, a thread or a clock runs its tests on threads of their own")
  func suites() throws {
    // This target looks for the words, and so has them.
    let files = try SourceTree.swiftFiles(under: "Tests").filter { $0.module != "HouseTests" }
    let faults = Self.faults(in: files)
    for fault in faults { Issue.record("\(fault) blocks and lacks .ownThread (Tests/Support/TestSupport)") }
    #expect(Self.blockingNames(in: files, of: "CommandLineTests").contains("CommandRunner"))
  }

  @Test("A suite without the trait stays on the threads of the pool")
  func pool() { #expect(!OwnThreadTrait.isOnOwnThread) }

  @Test("The rule finds what it should")
  func rule() {
    let helper = ["struct Runner {", "  func run() { usleep(1) }", "}", "private enum Own {}"]
    let through = ["enum Made {", "  static func make() -> Runner {}", "}"]
    func faults(_ suite: String, _ body: String, module: String = "ATests") -> Int {
      let lines = [suite, "struct T {", "  @Test func t() {", "    \(body)", "  }", "}"]
      let files = [("ATests/Help", helper), ("ATests/More", through), ("\(module)/T", lines)]
      return Self.faults(in: files.map { SourceFile(path: "Tests/\($0).swift", lines: $1) }).count
    }
    for body in ["usleep(1)", "Runner().run()", "Made.make()", "PostgresServer.start()"] {
      #expect(faults("@Suite", body) == 1, "\(body)")
      #expect(faults("@Suite(\"T\", .ownThread)", body) == 0, "\(body)")
    }
    for body in ["// usleep(1)", "Own()", "makeRunner()", "await Task.sleep(for: one)"] {
      #expect(faults("@Suite", body) == 0, "\(body)")
    }
    #expect(faults("", "usleep(1)") == 1, "a suite that is not marked as one")
    #expect(faults("@Suite", "Runner()", module: "BTests") == 0, "a name of another target")
    #expect(faults("@Suite", "usleep(1)", module: "BTests") == 1)
  }

  /// Suites that block and do not say so.
  private static func faults(in files: [SourceFile]) -> [String] {
    var faults: [String] = []
    for (module, own) in Dictionary(grouping: files, by: \.module) {
      let names = blockingNames(in: files, of: module).union(direct)
      for file in own where file.hasTests && !names.isDisjoint(with: file.words) {
        let suites = file.lines.indices.filter { file.lines[$0].trimmed.hasPrefix("@Suite") }
        if suites.isEmpty { faults.append("\(file)") }
        for suite in suites {
          // Its traits end where the type begins.
          let end = file.lines[suite...].firstIndex { $0.contains("struct ") || $0.contains("class ") } ?? suite
          if !file.lines[suite...end].contains(where: { $0.contains(".ownThread") }) {
            faults.append("\(file):\(suite + 1)")
          }
        }
      }
    }
    return faults
  }

  /// What blocks for the tests of a target: the calls, and the types of helpers that use them or one another.
  private static func blockingNames(in files: [SourceFile], of module: String) -> Set<Substring> {
    let helpers = files.filter {
      !$0.hasTests && [module, "Support"].contains($0.module) && !$0.path.hasSuffix("/main.swift")
    }
    var names = calls
    var count = 0
    while names.count > count {
      count = names.count
      for file in helpers where !names.isDisjoint(with: file.words) { names.formUnion(file.declaredTypes) }
    }
    return names
  }
}

extension SourceFile {
  fileprivate var hasTests: Bool { lines.contains { $0.trimmed.hasPrefix("@Test") } }

  /// The identifiers outside of comments. A task that sleeps holds no thread.
  fileprivate var words: Set<Substring> {
    var words: Set<Substring> = []
    for line in lines where !line.trimmed.hasPrefix("//") {
      let found = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      for (index, word) in found.enumerated() where word != "sleep" || index == 0 || found[index - 1] != "Task" {
        words.insert(word)
      }
    }
    return words
  }

  /// The types that it declares for other files.
  fileprivate var declaredTypes: [Substring] {
    lines.compactMap { line in
      guard !line.hasPrefix(" ") else { return nil }
      var words = line.split { " (<:".contains($0) }[...]
      while words.first == "package" || words.first == "final" { words = words.dropFirst() }
      guard let kind = words.first, ["struct", "class", "enum"].contains(kind) else { return nil }
      return words.dropFirst().first
    }
  }
}
