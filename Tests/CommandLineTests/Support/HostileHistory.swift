import ChatDomain
import ChatLedgerTesting
import ChatWire
import FoundationEssentials
import LedgerJSON

@testable import chat_ledger

/// Texts that try to steer a terminal, to turn a line around, or not to be seen.
enum HostileText {
  /// One of everything: sequences that clear the screen and fill the clipboard, C1, carriage return, backspace, NUL,
  /// direction overrides and isolates, zero-width and filling characters, tags, stacked marks, wide characters.
  static let long =
    "\u{301}x\u{1B}[2J\u{1B}]52;c;ZXZpbA==\u{07}\u{9B}31m\r\n\u{08}\u{7F}\u{0}\t\u{202E}\u{2066}\u{200B}\u{200F}"
    + "\u{61C}\u{FEFF}\u{AD}\u{2028}\u{3164}\u{E0041}\u{34F}p\u{200D}q\u{FE0F}\u{FFF9}日本Z"
    + String(repeating: "\u{301}", count: 12)
  /// For what has to be short.
  static let short = "\u{1B}c\u{9B}\u{202E}\u{200B}"

  /// What of a text may not stand on a screen, as numbers; nothing where it is safe.
  ///
  /// - Parameter isJSON: joiners and variation selectors stay in JSON.
  static func offences(in text: String, isJSON: Bool) -> [String] {
    text.unicodeScalars.filter { scalar in
      if scalar == "\n" { return false }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        return !isJSON || !"\u{200C}\u{200D}".contains(scalar)
      default: break
      }
      let isSelector = (0xFE00...0xFE0F).contains(scalar.value)
      return scalar.properties.isDefaultIgnorableCodePoint && !(isJSON && isSelector)
    }.map { String($0.value, radix: 16) }
  }
}

extension String {
  fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool { unicodeScalars.contains(scalar) }
}

/// The commands of `Docs/Commands.md`, which has every command there is with its fields, with a hostile text in every
/// field that takes one.
///
/// Which fields those are is not written down here: a field takes a text where the command can still be read with it,
/// and where the domain accepts it. So a new field is in it as soon as the handbook shows it.
struct HostileHistory {
  /// A place in the JSON of a command: a value, or the name of a member.
  struct FieldPath: Hashable {
    var path: [String]
    var isName: Bool
  }

  private(set) var commands: [Command] = []
  /// The names of the fields that had a hostile text at least once, and of those that can be read with one and are
  /// never accepted with it.
  private(set) var filled: Set<String> = []
  private(set) var refused: Set<String> = []

  private var executed: [(command: Command, time: Timestamp)] = []
  private var renamed: [String: String] = [:]

  /// - Parameter leftOut: actions that are not executed, and with them whatever needs them.
  init(leavingOut leftOut: Set<String> = []) throws {
    for (index, tree) in try Self.handbook().enumerated() {
      let time = Timestamp(milliseconds: 1_767_258_000_000 + Int64(index) * 60_000)
      let action = try Self.command(tree).action.name
      if leftOut.contains(action) { continue }
      if let command = try hostile(tree, at: time) {
        executed.append((command, time))
        commands.append(command)
      }
    }
    refused.subtract(filled)
  }

  /// As lines for `exec`, without the first, which makes the ledger.
  func lines() throws -> String {
    try commands.dropFirst().map { String(decoding: try CommandJSON.encode($0), as: UTF8.self) + "\n" }.joined()
  }

  /// The command with as many hostile texts as the domain accepts; nil where it accepts it in no form.
  private mutating func hostile(_ tree: TestJSON, at time: Timestamp) throws -> Command? {
    let places = Self.places(in: tree, []).filter { place in
      (try? Self.command(tree.replacing([place: HostileText.short]))) != nil
    }
    // What was called so before has to be called so again: emoji, titles, names of attributes.
    var chosen = Dictionary(
      uniqueKeysWithValues: places.compactMap { place in
        tree.text(at: place).flatMap { text in renamed[text].map { (place, $0) } }
      })
    if !isAccepted(tree, chosen, time) { chosen = [:] }
    for place in places where chosen[place] == nil {
      let name = place.path.last { Int($0) == nil } ?? ""
      guard let text = tree.text(at: place) else { continue }
      let fitting = [HostileText.long + text, HostileText.short + text].first { hostile in
        isAccepted(tree, chosen.merging([place: hostile]) { $1 }, time)
      }
      if let fitting {
        chosen[place] = fitting
        renamed[text] = fitting
        filled.insert(name)
      } else {
        refused.insert(name)
      }
    }
    guard isAccepted(tree, chosen, time) else { return nil }
    return try Self.command(tree.replacing(chosen))
  }

  private func isAccepted(_ tree: TestJSON, _ texts: [FieldPath: String], _ time: Timestamp) -> Bool {
    guard let command = try? Self.command(tree.replacing(texts)) else { return false }
    let chat = InMemoryChat()
    for (command, time) in executed { _ = try? chat.execute(command, at: time) }
    return (try? chat.execute(command, at: time)) != nil
  }

  private static func command(_ tree: TestJSON) throws -> Command { try CommandJSON.decode(Array(tree.encoded.utf8)) }

  /// Every text and every name of a member.
  private static func places(in tree: TestJSON, _ path: [String]) -> [FieldPath] {
    switch tree {
    case .string: [FieldPath(path: path, isName: false)]
    case .array(let items): items.enumerated().flatMap { places(in: $0.element, path + [String($0.offset)]) }
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { name, value in
        [FieldPath(path: path + [name], isName: true)] + places(in: value, path + [name])
      }
    default: []
    }
  }

  /// The blocks of the part “Commands”.
  private static func handbook() throws -> [TestJSON] {
    let root = #filePath.dropLast("Tests/CommandLineTests/Support/HostileHistory.swift".count)
    let text = try String(contentsOfFile: root + "Docs/Commands.md", encoding: .utf8)
    guard let start = text.firstRange(of: "\n## Commands\n"),
      let end = text[start.upperBound...].firstRange(of: "\n## ")
    else { throw RunnerError("Docs/Commands.md has no part “Commands”") }
    let blocks = text[start.upperBound..<end.lowerBound].split(separator: "```json\n").dropFirst()
    return try blocks.map { try TestJSON.parse(String($0.split(separator: "\n```")[0])) }
  }
}

extension TestJSON {
  /// The text at a place, or the name of the member.
  fileprivate func text(at place: HostileHistory.FieldPath) -> String? {
    if place.isName { return place.path.last }
    var value = self
    for step in place.path {
      switch value {
      case .object(let members): value = members[step] ?? .null
      case .array(let items): value = items[Int(step) ?? 0]
      default: return nil
      }
    }
    return value.text
  }

  /// The same value with other texts at some places.
  fileprivate func replacing(_ texts: [HostileHistory.FieldPath: String], _ path: [String] = []) -> TestJSON {
    switch self {
    case .string: return texts[.init(path: path, isName: false)].map { .string($0) } ?? self
    case .array(let items):
      return .array(items.enumerated().map { $0.element.replacing(texts, path + [String($0.offset)]) })
    case .object(let members):
      let renamed = members.map { name, value in
        (texts[.init(path: path + [name], isName: true)] ?? name, value.replacing(texts, path + [name]))
      }
      return .object(Dictionary(renamed) { first, _ in first })
    default: return self
    }
  }

  var encoded: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let value): value == value.rounded() ? String(Int64(value)) : String(value)
    case .string(let value): JSON.string(value).text
    case .array(let items): "[" + items.map(\.encoded).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { JSON.string($0.key).text + ":" + $0.value.encoded }.joined(separator: ",") + "}"
    }
  }
}
