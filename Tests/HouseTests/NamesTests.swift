import TestSupport
import Testing

@Suite("Names", .ownThread)
struct NamesTests {
  /// Words that said nothing of what they named, each with what to say instead. A type, a file or a folder has none of
  /// them as a word of its name.
  static let banned: [String: String] = [
    "BesideChat": "the concept: Resources, Records …", "Beside": "the concept: Resources, Records …",
    "Thing": "EntityKind for a kind; Entity, Resource or what it is for one of them",
    "Things": "Entities, or what they are",
    "Known": "what is known: Catalogue, Repetition …", "Past": "what it does: ImportIntents, BackdatedImport …",
    "Later": "what sets it apart, not when it was written: EveryField …",
    "Place": "ImportLocation, ExportLocation, or what is there: Container …",
    "Fast": "how it does it",
  ]
  /// Words that stand for one thing here and hide another in whoever imports the module, or had two meanings.
  static let taken: [String: String] = [
    "Actor": "CommandActor: it hides Swift's protocol", "Request": "CommandRequest", "Progress": "LedgerProgress",
  ]
  /// Why a name stands where a word is banned.
  static let allowed: [String: String] = [
    "CommandWriter.Progress": "inside of the writer, which nobody imports"
  ]
  /// Types that two modules declare at top level, each with the reason why.
  static let twice: [String: String] = [
    "TraceContext": "the word of the W3C; EventLog and ChatDomain stand side by side and know nothing of each other",
    "TwoWords": "internal to EventLog and ChatDomain, which stand side by side and know nothing of each other",
  ]

  static func sources() throws -> [SourceFile] {
    try (SourceTree.swiftFiles(under: "Sources") + SourceTree.swiftFiles(under: "Tests")).filter { !$0.isGenerated }
  }

  @Test("Names say what things are")
  func bannedWords() throws {
    let files = try Self.sources()
    try #require(files.count > 500)
    // This file plants them.
    for file in files where file.path != "Tests/HouseTests/NamesTests.swift" {
      for fault in Self.faults(in: file) { Issue.record("\(fault)") }
    }
  }

  @Test("One name means one type, whichever module declares it")
  func oneMeaning() throws {
    let files = try Self.sources().filter { $0.path.hasPrefix("Sources/") }
    for (name, modules) in Self.declaredTwice(in: files) where Self.twice[name] == nil {
      Issue.record("\(name) is declared in \(modules): give one of them another name")
    }
    for name in Self.twice.keys {
      #expect(Self.declaredTwice(in: files)[name] != nil, "\(name) is declared once: take it out of the exceptions")
    }
  }

  @Test("What is planted is found")
  func rule() {
    func faults(_ path: String, _ lines: String...) -> Int {
      Self.faults(in: SourceFile(path: path, lines: lines)).count
    }
    #expect(faults("Sources/X/Rows+BesideChat.swift") == 1)
    #expect(faults("Sources/X/Things/Row.swift") == 1)
    #expect(faults("Tests/XTests/SampleMaker+Later.swift") == 1)
    #expect(faults("Sources/X/Row.swift", "  private struct Known<Text: Sendable> {") == 1)
    #expect(faults("Sources/X/Row.swift", "public indirect enum ImportedThing: Hashable {") == 1)
    #expect(faults("Sources/X/Row.swift", "  func undoneBesideChat(of removal: Position) {") == 1)
    #expect(faults("Sources/X/Row.swift", "public struct Progress: Sendable {") == 1)
    #expect(faults("Sources/X/Row.swift", "  public var createdAt: Position") == 1)
    #expect(faults("Sources/X/Row.swift", "  init(removedAt: Position? = nil) {}") == 1)
    #expect(
      faults(
        "Sources/X/Everything.swift", "struct NothingThere {", "  var createdAt: Timestamp", "  // struct Known",
        "  func onOnePlace() {") == 0)

    let one = SourceFile(path: "Sources/X/Row.swift", lines: ["public struct Row {", "  struct Cell {}", "}"])
    let other = SourceFile(path: "Sources/Y/Row.swift", lines: ["typealias Row = Int", "private enum Cell {}"])
    #expect(Self.declaredTwice(in: [one, other]) == ["Row": ["X", "Y"]])
  }

  /// What is wrong with the names in a file, in sentences.
  static func faults(in file: SourceFile) -> [String] {
    var faults: [String] = []
    var folder = ""
    for part in file.path.split(separator: "/") {
      folder += folder.isEmpty ? String(part) : "/\(part)"
      let name = part.hasSuffix(".swift") ? part.dropLast(6) : part
      guard allowed[folder] == nil, let word = name.words.first(where: { banned[$0] != nil }) else { continue }
      faults.append("\(folder): not \(word), but \(banned[word] ?? "")")
    }
    for (index, line) in file.lines.enumerated() where !line.trimmed.hasPrefix("//") {
      let place = "\(file):\(index + 1)"
      if let type = line.declaredType, allowed[type] == nil {
        if let word = type.words.first(where: { banned[$0] != nil }) {
          faults.append("\(place): \(type): not \(word), but \(banned[word] ?? "")")
        }
        let isAllowed = allowed["\(file.name).\(type)"] != nil
        if let better = taken[type], !isAllowed { faults.append("\(place): not \(type), but \(better)") }
      }
      if line.contains("esideChat"),
        let member = line.firstMatch(of: /\b(?:func|var|let|case) (\w*[bB]esideChat\w*)/)
      {
        faults.append("\(place): \(member.output.1): not BesideChat, but \(banned["BesideChat"] ?? "")")
      }
      if line.contains("At: Position"), let member = line.firstMatch(of: /\b([a-z]\w*At): Position\b/) {
        faults.append("\(place): \(member.output.1) is a position: say so, …Position; …At is a time")
      }
    }
    return faults
  }

  /// The types that several modules declare at top level, for all of the module or for others, with these modules.
  static func declaredTwice(in files: [SourceFile]) -> [String: [String]] {
    var modules: [String: Set<String>] = [:]
    for file in files {
      for line in file.lines where line.first != " " && !line.contains("private ") {
        if let type = line.declaredType { modules[type, default: []].insert(file.module) }
      }
    }
    return modules.filter { $0.value.count > 1 }.mapValues { $0.sorted() }
  }
}

extension SourceFile {
  /// The name of the file, without its ending.
  fileprivate var name: String { String(path.split(separator: "/").last?.split(separator: ".").first ?? "") }
}

extension String {
  /// The name of the type that the line declares; nil where it declares none.
  fileprivate var declaredType: String? {
    let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    let words = split(separator: " ").prefix(8)
    guard let kind = words.firstIndex(where: { kinds.contains($0) }), kind + 1 < words.count else { return nil }
    // Before it stand attributes and modifiers: anything else is a sentence or a value.
    let isDeclaration = words[..<kind].allSatisfy {
      $0.hasPrefix("@") || $0.allSatisfy { $0.isLowercase || "()".contains($0) }
    }
    let name = words[kind + 1].prefix { $0.isLetter || $0.isNumber }
    return isDeclaration && name.first?.isUppercase == true ? String(name) : nil
  }
}

extension StringProtocol {
  /// The words of a name: `Rows`, `Beside` and `Chat` of `Rows+BesideChat`.
  fileprivate var words: [String] {
    var words: [String] = []
    for character in self {
      if character.isUppercase || words.isEmpty { words.append("") }
      if character.isLetter || character.isNumber { words[words.count - 1].append(character) } else { words.append("") }
    }
    return words
  }
}
