import TestSupport
import Testing

@Suite("Tests on threads of their own", .ownThread)
struct OwnThreadTests {
  @Test("Every suite gives its tests threads of their own")
  func suites() throws {
    let files = try SourceTree.swiftFiles(under: "Tests")
    try #require(files.count > 100)
    for file in files {
      for line in Self.suitesOnThePool(in: file) { Issue.record("\(file):\(line) lacks the trait .ownThread") }
    }
  }

  @Test("The rule finds what it should")
  func rule() {
    func found(_ lines: String...) -> [Int] { Self.suitesOnThePool(in: SourceFile(path: "x", lines: lines)) }
    let test = "  @Test func t() {}"
    #expect(found("@Suite struct T {", test, "}") == [1])
    #expect(found("", "@Suite(\"A\")", "struct T {", test, "}", "// .ownThread") == [2])
    #expect(found("@Suite(\"A\", .ownThread) struct T {", test, "}", "@Suite struct U {", test, "}") == [4])
    #expect(found("@Suite(", "  \"A\", .ownThread)", "struct T {", test, "}") == [])
    #expect(found("struct T {", test, "}") == [1], "it is a suite all the same")
    #expect(found("extension T {", test, "}") == [], "the trait is where the suite is")
    #expect(found("struct T {", "}") == [], "a helper")
  }

  /// The lines of suites that lack the trait, and of types with tests that are not marked as suites.
  private static func suitesOnThePool(in file: SourceFile) -> [Int] {
    var lines: [Int] = []
    var attribute: (line: Int, text: String)?
    var type: (line: Int, isSuite: Bool)?
    for (index, line) in file.lines.enumerated() {
      let code = line.drop { $0 == " " }
      if code.hasPrefix("@Suite") { attribute = (index + 1, "") }
      attribute?.text += line
      if code.beginsType {
        if let attribute, !attribute.text.contains(".ownThread") { lines.append(attribute.line) }
        if attribute != nil || !line.hasPrefix(" ") {
          type = (index + 1, attribute != nil || code.hasPrefix("extension "))
        }
        attribute = nil
      }
      if code.isTest, let unmarked = type, !unmarked.isSuite {
        lines.append(unmarked.line)
        type = nil
      }
    }
    return lines
  }

  // MARK: The trait itself

  @Test("A test is on its thread, and so is each case of several", arguments: 1...10)
  func body(_ number: Int) { #expect(OwnThreadTrait.isOnOwnThread) }

  @Test("It comes back to it after it was suspended, and its child tasks run there, too")
  func suspended() async {
    await Task.yield()
    #expect(OwnThreadTrait.isOnOwnThread)
    async let child = Self.isOnOwnThread()
    #expect(await child)
  }

  @Test("A task that the test does not wait for is on the pool")
  func unstructured() async { #expect(await Task { @concurrent in OwnThreadTrait.isOnOwnThread }.value == false) }

  @Test("A test that asks for a thread again keeps its own", .ownThread)
  func twice() { #expect(OwnThreadTrait.isOnOwnThread) }

  @concurrent private static func isOnOwnThread() async -> Bool { OwnThreadTrait.isOnOwnThread }
}

extension Substring {
  fileprivate var isTest: Bool { hasPrefix("@Test") }

  /// Whether a type or an extension begins on this line, after its attribute.
  fileprivate var beginsType: Bool {
    let isSuite = hasPrefix("@Suite")
    for word in split(separator: " ") {
      if ["struct", "class", "enum", "extension"].contains(word) { return true }
      // What stands between the attribute and the type is its name and traits.
      if !isSuite, !["private", "fileprivate", "package", "final"].contains(word) { return false }
    }
    return false
  }
}
