import FoundationEssentials
import TestSupport
import Testing

@Suite("The page that walks through the source", .ownThread)
struct ReadingTests {
  private static func lines(_ path: String) -> [String]? {
    guard let data = try? Data(contentsOf: URL(filePath: "\(SourceTree.root)/\(path)")) else { return nil }
    return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
  }

  @Test("Every file that Docs/Reading.md names is there, and declares what is named beside it")
  func names() throws {
    let page = ReadingPage(try #require(Self.lines(ReadingPage.name)))
    for fault in page.faults(source: Self.lines) { Issue.record("\(fault)") }
  }

  @Test("It has six walks, and says where the rules are decided that are asked for most")
  func shape() throws {
    let lines = try #require(Self.lines(ReadingPage.name))
    let page = ReadingPage(lines)
    #expect(page.walks.count == 6)
    let rules = try #require(page.sections.first { $0.title == "Where a rule is decided" })
    #expect(rules.items(.row).count { !$0.mentions.isEmpty } >= 12)
  }

  // MARK: The check itself

  private static let source: [String: [String]] = [
    "Sources/A/Loop.swift": [
      "import Files", "#if os(Linux)", "  func onLinux() {}", "#endif", "public final class Loop: Sendable {",
      "  // func told() {}", "  private(set) var count = 0", "  init(", "    of count: Int", "  ) throws {",
      "    let local = count", "  }", "  @available(*, noasync) public static func run() {", "    func inner() {}",
      "    guard let found = local else { return }", "  }", "}", "extension Tree.Loop.State where Value: Sendable {",
      "  case waiting(Int), done", "  func run() {}", "}",
    ],
    "Tests/ATests/LoopTests.swift": [
      "@Suite struct LoopTests {", "  @Test(arguments: [1]) func runs(_ n: Int) {}", "}",
    ],
  ]

  private static func faults(_ lines: String...) -> [String] { ReadingPage(lines).faults { source[$0] } }

  /// A walk whose second step is the given one, on line 6 of the page.
  private static func walk(_ step: String, test: String = "Test: `ATests/LoopTests.swift` `LoopTests.runs`.")
    -> [String]
  {
    var lines = ["# Reading", "", "## 1. A loop", "Why: to see it run.", "1. It runs. `A/Loop.swift` `Loop.run`", step]
    lines += (3...10).map { "\($0). It runs. `A/Loop.swift` `run`" } + ["", test]
    return ReadingPage(lines).faults { source[$0] }
  }

  @Test("A sound walk has no fault")
  func sound() {
    #expect(Self.walk("2. It counts. `A/Loop.swift` `Loop` `Loop.count` `Loop.init` `State.run` `waiting`") == [])
    #expect(Self.walk("2. A span `before` a file is a word. `A/Loop.swift` `onLinux`") == [])
  }

  @Test(
    "What is gone is told with its line",
    arguments: [
      ("2. It walks. `A/Loop.swift` `Loop.walk`", "Sources/A/Loop.swift declares no Loop.walk"),
      ("2. It counts. `A/Loop.swift` `Loop.run` `State.count`", "Sources/A/Loop.swift declares no State.count"),
      ("2. A local is none. `A/Loop.swift` `local`", "Sources/A/Loop.swift declares no local"),
      ("2. A local is none. `A/Loop.swift` `found`", "Sources/A/Loop.swift declares no found"),
      ("2. An inner one is none. `A/Loop.swift` `inner`", "Sources/A/Loop.swift declares no inner"),
      ("2. A comment is none. `A/Loop.swift` `told`", "Sources/A/Loop.swift declares no told"),
      ("2. A part of a name is none. `A/Loop.swift` `Loop.ru`", "Sources/A/Loop.swift declares no Loop.ru"),
      ("2. It is gone. `A/Gone.swift` `Gone`", "there is no Sources/A/Gone.swift"),
      ("2. A test is no source. `ATests/LoopTests.swift` `LoopTests`", "there is no Sources/ATests/LoopTests.swift"),
      ("2. It is somewhere. `A/Loop.swift`", "nothing is named in Sources/A/Loop.swift"),
      ("2. It is nowhere. `Loop.run`", "no file is named"),
    ])
  func planted(step: String, what: String) {
    #expect(Self.walk(step) == ["Docs/Reading.md:6: \(what)"])
  }

  @Test("A name on the next line is told with that line, and so are rows and tests")
  func lineNumbers() {
    #expect(
      Self.faults("1. It runs.", "   `A/Loop.swift` `Loop.run`", "   `Loop.walk`", "", "`Loop.jump`")
        == ["Docs/Reading.md:3: Sources/A/Loop.swift declares no Loop.walk"])
    #expect(
      Self.faults("| Rule | File | Function |", "|---|---|---|", "| It runs | `A/Loop.swift` | `Loop.walk` |")
        == ["Docs/Reading.md:3: Sources/A/Loop.swift declares no Loop.walk"])
    #expect(
      Self.walk("2. It runs. `A/Loop.swift` `run`", test: "Test: `ATests/LoopTests.swift` `LoopTests.walks`.")
        == ["Docs/Reading.md:16: Tests/ATests/LoopTests.swift declares no LoopTests.walks"])
  }

  @Test("A walk that is too short, or says neither why nor where its test is, is told")
  func form() {
    #expect(
      Self.faults("## 1. A loop", "1. It runs. `A/Loop.swift` `run`") == [
        "Docs/Reading.md:1: “1. A loop” has 1 steps",
        "Docs/Reading.md:1: “1. A loop” does not begin with why one reads it",
        "Docs/Reading.md:1: “1. A loop” does not end with its test",
      ])
  }
}
