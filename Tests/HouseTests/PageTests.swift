import FoundationEssentials
import TestSupport
import Testing

@Suite("The pages of the documentation", .ownThread)
struct PageTests {
  /// Docs/Safety.md says of each promise which test holds it.
  @Test("Every test that Docs/Safety.md names exists")
  func safetyNamesTests() throws {
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: "\(SourceTree.root)/Docs/Safety.md")), as: UTF8.self)
    let names = Self.namedTests(in: text)
    try #require(names.count > 10)
    let files = try SourceTree.swiftFiles(under: "Tests")
    for name in names {
      #expect(Self.exists(name.suite, name.function, in: files), "Docs/Safety.md names \(name), which is not there")
    }
  }

  @Test("A test that does not exist is found out")
  func finding() {
    let text = "`CrashTests` and `CrashTests.loses`, `swift test --filter 'GoneTests|OtherTests'`, `Gone.swift`"
    let named = Self.namedTests(in: text)
    #expect(named.map(\.description) == ["CrashTests", "CrashTests.loses", "GoneTests", "OtherTests"])
    let file = SourceFile(
      path: "Tests/EngineTests/CrashTests.swift",
      lines: ["@Suite struct CrashTests {", "  @Test(arguments: [1]) func keeps(_ n: Int) {}", "}"])
    #expect(Self.exists("CrashTests", nil, in: [file]))
    #expect(Self.exists("CrashTests", "keeps", in: [file]))
    #expect(!Self.exists("CrashTests", "keep", in: [file]))
    #expect(!Self.exists("CrashTests", "loses", in: [file]))
    #expect(!Self.exists("GoneTests", nil, in: [file]))
    #expect(Self.exists("EngineTests", nil, in: [file]), "a target is named as well")
  }

  struct Name: CustomStringConvertible {
    var suite: String
    var function: String?
    var description: String { function.map { "\(suite).\($0)" } ?? suite }
  }

  /// Words that end in `Tests`, in code spans and blocks, with the function behind the point.
  static func namedTests(in text: String) -> [Name] {
    var names: [Name] = []
    for word in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }) {
      let parts = word.split(separator: ".")
      guard let suite = parts.first, suite.hasSuffix("Tests"), suite.count > 5, suite.first?.isUppercase == true else {
        continue
      }
      let function = parts.count > 1 && parts[1] != "swift" ? String(parts[1]) : nil
      names.append(Name(suite: String(suite), function: function))
    }
    return names
  }

  static func exists(_ suite: String, _ function: String?, in files: [SourceFile]) -> Bool {
    let own = files.filter { file in
      file.lines.contains { line in
        ["struct ", "class ", "extension "].contains { line.contains("\($0)\(suite) {") }
      }
    }
    guard let function else { return !own.isEmpty || files.contains { $0.module == suite } }
    return own.contains { file in file.lines.contains { $0.contains("func \(function)(") } }
  }
}
