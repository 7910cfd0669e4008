import TestSupport
import Testing

/// Swift 6.3.1 on x86-64 jumps to a null pointer when an `async` function or closure takes structs that store a
/// `UInt128` beside an odd number of words. Nobody sees from a struct's use what it stores: so none stores one.
@Suite("Integers of 128 bits", .ownThread)
struct WideIntegerTests {
  /// Types that no `async` function can take or capture: they are internal, and their files have none.
  static let exceptions: Set<String> = [
    // Rows of a database on their way through the import, which blocks its thread.
    "Sources/DatabaseExchange/Import/ImportedRow.swift id",
    "Sources/DatabaseExchange/Import/RowContext+References.swift id",
    // Of the import engine, which blocks its thread as well.
    "Sources/ChatExchange/Compare/ComparisonState.swift digest",
    "Sources/ChatExchange/Import/ImportMemory.swift digest",
    "Sources/ChatExchange/Import/ImportSender.swift identifier",
    // Of the projection's session, which belongs to one thread.
    "Sources/ChatProjection/Session/DigestAccount.swift key",
  ]

  @Test("No type stores one")
  func noneIsStored() throws {
    var met: Set<String> = []
    for file in try SourceTree.swiftFiles(under: "Sources") where !file.isGenerated {
      for (line, name) in Self.stored(in: file) {
        let entry = "\(file) \(name)"
        met.insert(entry)
        #expect(Self.exceptions.contains(entry), "\(file):\(line): \(name) is to be stored as two words (@TwoWords)")
      }
    }
    #expect(Self.exceptions.subtracting(met) == [], "these exceptions are not needed any more")
  }

  @Test("No async function takes one")
  func noneIsTaken() throws {
    for file in try SourceTree.swiftFiles(under: "Sources") where !file.isGenerated {
      for (index, line) in file.lines.enumerated() where line.contains("func ") && !line.trimmed.hasPrefix("//") {
        let signature = file.lines[index...].prefix(8).joined(separator: " ").prefix { $0 != "{" }
        #expect(!(signature.contains(" async") && signature.contains("UInt128")), "\(file):\(index + 1)")
      }
    }
  }

  @Test("Stored ones are found, and others are not")
  func finding() {
    let text = [
      "public struct A {", "  public let raw: UInt128", "  private(set) var more: UInt128? = nil",
      "  @Wrapped public var wrapped: UInt128", "  var pair: (Int, UInt128)", "  var list: [UInt128]",
      "  var set: Set<UInt128> = []",
      "  var computed: UInt128 { 1 }", "  var both: UInt128 {", "    get { 1 }", "  }",
      "  static let shared: UInt128 = 1", "  func f() {", "    var local: UInt128 = 0", "  }",
      "  let closure: (UInt128) -> Void", "}", "enum B {", "  case a(UInt128), b(Int)", "  case c([UInt128])", "}",
    ]
    let found = Self.stored(in: SourceFile(path: "x", lines: text))
    #expect(found.map(\.name) == ["raw", "more", "pair", "a"])
  }

  /// Stored properties and payloads that hold a `UInt128` themselves, not in an array or behind a wrapper.
  static func stored(in file: SourceFile) -> [(line: Int, name: String)] {
    var found: [(line: Int, name: String)] = []
    /// Whether each open brace is that of a type.
    var scopes: [Bool] = []
    for (index, line) in file.lines.enumerated() {
      let code = line.trimmed
      if code.hasPrefix("//") { continue }
      if scopes.last == true, let name = storedName(code) { found.append((index + 1, name)) }
      let words = Set(code.split { !$0.isLetter })
      let isType = !words.isDisjoint(with: ["struct", "class", "enum", "actor", "extension"])
      for character in code {
        if character == "{" { scopes.append(isType) }
        if character == "}" { _ = scopes.popLast() }
      }
    }
    return found
  }

  private static func storedName(_ code: String) -> String? {
    guard code.contains("UInt128"), !code.contains("static "), !code.contains("@Wrapped "), !code.contains("@TwoWords ")
    else { return nil }
    if code.hasPrefix("case ") {
      guard code.contains("(UInt128") || code.contains(" UInt128") else { return nil }
      return String(code.dropFirst(5).prefix { $0.isLetter })
    }
    var words = code.split(separator: " ")[...]
    while let word = words.first, word != "let", word != "var" { words = words.dropFirst() }
    guard let name = words.dropFirst().first, name.hasSuffix(":") else { return nil }
    let type = words.dropFirst(2).joined(separator: " ").prefix { $0 != "=" }
    guard !type.contains("{"), !type.contains("->"), !type.contains("["), !type.contains("Set<") else { return nil }
    return String(name.dropLast())
  }
}
