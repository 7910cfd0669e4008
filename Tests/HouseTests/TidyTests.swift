import TestSupport
import Testing

@Suite("Tidiness", .ownThread)
struct TidyTests {
  static let lineLimit = 120
  static let fileLimit = 400
  static let functionLimit = 70

  static func ownSources() throws -> [SourceFile] {
    try SourceTree.swiftFiles(under: "Sources").filter { !$0.isGenerated }
  }

  @Test("Files are about one thing")
  func fileLengths() throws {
    for file in try Self.ownSources() {
      #expect(file.lines.count <= Self.fileLimit, "\(file) has \(file.lines.count) lines")
    }
  }

  @Test("Lines fit")
  func lineLengths() throws {
    for file in try Self.ownSources() + SourceTree.swiftFiles(under: "Tests").filter({ !$0.isGenerated }) {
      for (index, line) in file.lines.enumerated() where !line.contains("#\"") {
        #expect(line.count <= Self.lineLimit, "\(file):\(index + 1) has \(line.count) characters")
      }
    }
  }

  @Test("Pages wrap as code does")
  func pages() throws {
    for file in try SourceTree.pages() {
      var isBlock = false
      for (index, line) in file.lines.enumerated() {
        if line.trimmed.hasPrefix("```") { isBlock.toggle() }
        // A row of a table is one line, and so is a command.
        if isBlock || line.hasPrefix("    ") || line.hasPrefix("|") || line.hasPrefix("<!--") { continue }
        #expect(line.count <= Self.lineLimit, "\(file):\(index + 1) has \(line.count) characters")
      }
    }
  }

  @Test("Nothing stops the process of whoever embeds the ledger", arguments: ["fatalError(", "try!", "as! "])
  func noTraps(_ word: String) throws {
    for file in try Self.ownSources() {
      for (index, line) in file.lines.enumerated() where !line.trimmed.hasPrefix("//") {
        #expect(!line.contains(word), "\(file):\(index + 1) has \(word)")
      }
    }
  }

  @Test("Functions fit a screen")
  func functionLengths() throws {
    for file in try Self.ownSources() {
      for function in Self.functions(in: file) {
        #expect(function.length <= Self.functionLimit, "\(file):\(function.line) has \(function.length) lines")
      }
    }
  }

  @Test("The length of a function is counted right")
  func functionCounting() {
    let text = [
      "func a() {", "  if x {", "    \"{\"", "  }", "}", "func b(", "  c: Int", ") { 1 }", "func protocolOnly()",
    ]
    let functions = Self.functions(in: SourceFile(path: "x", lines: text))
    #expect(functions.map(\.line) == [1, 6])
    #expect(functions.map(\.length) == [5, 3])
  }

  /// Finds functions and initialisers by counting braces outside of string literals.
  static func functions(in file: SourceFile) -> [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    var start: Int?
    var depth = 0
    var hasBody = false
    for (index, line) in file.lines.enumerated() {
      let code = line.withoutStrings
      let opens = code.count { $0 == "{" }
      let closes = code.count { $0 == "}" }
      if start == nil, code.contains("func ") || code.trimmed.hasPrefix("init("), !code.trimmed.hasPrefix("//") {
        start = index
        depth = 0
        hasBody = false
      }
      guard let first = start else { continue }
      depth += opens - closes
      hasBody = hasBody || opens > 0
      if hasBody, depth <= 0 {
        found.append((first + 1, index - first + 1))
        start = nil
      } else if !hasBody, code.trimmed.isEmpty || depth < 0 {
        start = nil
      }
    }
    return found
  }

  @Test(
    "Public types and functions are documented",
    arguments: ["ChatLedger", "ChatOperations", "LedgerJSON", "ChatDomain", "LMDB", "EventLog"])
  func documentation(_ module: String) throws {
    let files = try SourceTree.swiftFiles(under: "Sources/\(module)")
    try #require(!files.isEmpty)
    for file in files {
      for line in Self.undocumented(in: file) {
        Issue.record("\(file):\(line + 1) is public and says nothing: \(file.lines[line].trimmed)")
      }
    }
  }

  /// Public properties and initialisers of the domain that have no comment yet. Lower it with each that gets one.
  static let undocumentedMembers = 146

  @Test("No more members of the domain are without a comment than there were")
  func members() throws {
    let kinds = [
      "var ", "let ", "static var ", "static let ", "init(", "init?(", "internal(set) var ", "private(set) var ",
    ]
    let files = try SourceTree.swiftFiles(under: "Sources/ChatDomain")
    let count = files.reduce(0) { $0 + Self.undocumented(in: $1, kinds).count }
    #expect(count <= Self.undocumentedMembers, "a new member needs a comment")
    #expect(count > Self.undocumentedMembers - 20, "many have got comments: lower undocumentedMembers to \(count)")
  }

  /// Lines that declare public types or functions without a comment above.
  static func undocumented(
    in file: SourceFile,
    _ kinds: [String] = ["struct ", "class ", "final class ", "enum ", "protocol ", "func ", "static func "]
  ) -> [Int] {
    return file.lines.indices.filter { index in
      let line = file.lines[index].trimmed
      guard kinds.contains(where: { line.hasPrefix("public \($0)") }) else { return false }
      var above = index - 1
      while above >= 0, file.lines[above].trimmed.hasPrefix("@") { above -= 1 }
      return above < 0 || !file.lines[above].trimmed.hasPrefix("///")
    }
  }
}

extension String {
  /// The line without what stands between quotation marks and after `//`.
  fileprivate var withoutStrings: String {
    var code = ""
    var isInside = false
    var previous: Character = " "
    for character in self {
      if character == "\"", previous != "\\" { isInside.toggle() } else if !isInside { code.append(character) }
      if code.hasSuffix("//") { return String(code.dropLast(2)) }
      previous = character
    }
    return code
  }
}
