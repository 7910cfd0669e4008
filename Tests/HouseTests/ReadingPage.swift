/// Docs/Reading.md, taken apart: its walks and its table, and what of the source they name.
///
/// A code span that ends in `.swift` names a file; those that follow it, up to the next file or the end of the step or
/// the row, name what is declared in it.
struct ReadingPage {
  static let name = "Docs/Reading.md"
  static let fewestSteps = 10

  /// A file that the page names, with the declarations that it names in it.
  struct Mention: Hashable {
    /// Where the file stands on the page, from 1.
    var line: Int
    /// From the root of the package.
    var file: String
    var declarations: [Declaration] = []
  }

  struct Declaration: Hashable {
    var line: Int
    var name: String
  }

  /// What belongs together on the page.
  struct Item {
    enum Kind { case reason, step, test, row, text }

    var kind: Kind
    var line: Int
    var mentions: [Mention] = []
  }

  struct Section {
    var title: String
    var line: Int
    var items: [Item] = []

    /// A walk has a number.
    var isWalk: Bool { title.first?.isNumber == true }
    func items(_ kind: Item.Kind) -> [Item] { items.filter { $0.kind == kind } }
  }

  private(set) var sections: [Section] = [Section(title: "", line: 1)]

  var walks: [Section] { sections.filter(\.isWalk) }

  init(_ lines: [String]) {
    // A blank line ends an item.
    var isOpen = false
    for (index, text) in lines.enumerated() {
      if text.hasPrefix("#") {
        sections.append(Section(title: String(text.drop { $0 == "#" || $0 == " " }), line: index + 1))
        isOpen = false
      } else if text.isEmpty {
        isOpen = false
      } else {
        add(text, at: index + 1, goesOn: isOpen)
        isOpen = true
      }
    }
  }

  private mutating func add(_ text: String, at line: Int, goesOn: Bool) {
    let last = sections.count - 1
    let kind = Self.kind(of: text)
    if kind != .text || !goesOn { sections[last].items.append(Item(kind: kind, line: line)) }
    let item = sections[last].items.count - 1
    sections[last].items[item].read(text, at: line)
  }

  private static func kind(of text: String) -> Item.Kind {
    if text.hasPrefix("Why: ") { return .reason }
    if text.hasPrefix("Test: ") { return .test }
    if text.hasPrefix("|") { return .row }
    return text.prefixMatch(of: #/\d+\. /#) != nil ? .step : .text
  }

  /// What is wrong with the page, each with its line.
  ///
  /// - Parameter source: The lines of a file of the package; nil where there is none.
  func faults(source: (String) -> [String]?) -> [String] {
    let shape = walks.flatMap(\.faultsOfShape)
    let mentions = sections.flatMap(\.items).flatMap(\.mentions)
    // A file is named in several steps, and looked through once.
    var declared: [String: Set<String>] = [:]
    for file in Set(mentions.map(\.file)) { declared[file] = source(file).map { SourceDeclarations.names(in: $0) } }
    let names = mentions.flatMap { $0.faults(declared: declared[$0.file]) }
    return (shape + names).map { "\(Self.name):\($0.line): \($0.what)" }
  }
}

extension ReadingPage.Item {
  fileprivate mutating func read(_ text: String, at line: Int) {
    for match in text.matches(of: /`([^`]+)`/) {
      let span = String(match.output.1)
      if span.hasSuffix(".swift") {
        mentions.append(ReadingPage.Mention(line: line, file: "\(kind == .test ? "Tests" : "Sources")/\(span)"))
      } else if !mentions.isEmpty {
        mentions[mentions.count - 1].declarations.append(ReadingPage.Declaration(line: line, name: span))
      }
    }
  }
}

extension ReadingPage.Section {
  fileprivate var faultsOfShape: [(line: Int, what: String)] {
    var faults: [(line: Int, what: String)] = []
    let steps = items(.step)
    if steps.count < ReadingPage.fewestSteps { faults.append((line, "“\(title)” has \(steps.count) steps")) }
    if items.first?.kind != .reason { faults.append((line, "“\(title)” does not begin with why one reads it")) }
    if items.last?.kind != .test { faults.append((line, "“\(title)” does not end with its test")) }
    for item in steps + items(.test) where item.mentions.isEmpty { faults.append((item.line, "no file is named")) }
    return faults
  }
}

extension ReadingPage.Mention {
  /// - Parameter declared: The names of the file's declarations; nil where there is no such file.
  fileprivate func faults(declared: Set<String>?) -> [(line: Int, what: String)] {
    guard let declared else { return [(line, "there is no \(file)")] }
    if declarations.isEmpty { return [(line, "nothing is named in \(file)")] }
    return declarations.filter { !declared.contains($0.name) }.map { ($0.line, "\(file) declares no \($0.name)") }
  }
}

/// What a file declares, as far as its lines tell: types, functions, initializers, properties and the first case of a
/// line. Locals are no declarations here.
enum SourceDeclarations {
  /// The names, each alone and behind that of its type: `run`, `WriterLoop.run`.
  static func names(in lines: [String]) -> Set<String> {
    var names: Set<String> = []
    // What the line stands in, from the outermost on; nil for what declares no type.
    var around: [(indent: Int, type: String?)] = []
    for line in lines {
      let code = line.trimmed
      if code.isEmpty || transparent.contains(where: code.hasPrefix) { continue }
      let indent = line.prefix { $0 == " " }.count
      while let inner = around.last, inner.indent >= indent { around.removeLast() }
      let declared = declaration(code)
      if let declared {
        // What stands neither in a type nor by itself is a local.
        if around.isEmpty { names.insert(declared.name) }
        if let type = around.last?.type { names.formUnion([declared.name, "\(type).\(declared.name)"]) }
      }
      let type = declared?.isType == true ? declared?.name : nil
      // Others, as an import, have nothing in them.
      if type != nil || code.last.map(openers.contains) == true { around.append((indent, type)) }
    }
    return names
  }

  /// Lines that begin so do not tell what the next ones stand in.
  private static let transparent = ["//", "#", "{", "where "]
  private static let openers: Set<Character> = ["{", "(", "[", ":"]
  private static let keywords: Set<Substring> = [
    "struct", "class", "enum", "actor", "protocol", "extension", "typealias", "func", "var", "let", "case",
  ]

  /// What a line declares. An extension declares its type, as far as what follows is concerned.
  private static func declaration(_ code: String) -> (name: String, isType: Bool)? {
    // Most lines need no closer look, which takes long.
    guard code.split(separator: " ").contains(where: { keywords.contains($0) || $0.hasPrefix("init") }) else {
      return nil
    }
    // Attributes and modifiers stand before it, and nothing else.
    let found = code.prefixMatch(
      of:
        #/
        (?: @\w+ (?: \( [^)]* \) )? \s | [a-z]+ (?: \( [a-z]+ \) )? \s )*
        (?:
          (?: struct | class | enum | actor | protocol | extension ) \s (?: \w+ \. )* (?<type> \w+ )
          | (?: func | var | let | case | typealias ) \s (?<member> \w+ )
          | (?<initializer> init ) [?(<]
        )
      /#)
    guard let found else { return nil }
    if let type = found.output.type { return (String(type), true) }
    return (found.output.member ?? found.output.initializer).map { (String($0), false) }
  }
}
