import TestSupport

/// A text of JSON that can be taken apart and put together again; numbers and texts stay as they are written.
indirect enum JSONTree {
  case plain([UInt8])
  case array([JSONTree])
  case object([(name: [UInt8], value: JSONTree)])

  init(_ text: String) {
    var reader = Reader(bytes: Array(text.utf8))
    self = reader.value()
  }

  var text: String {
    switch self {
    case .plain(let bytes): String(decoding: bytes, as: UTF8.self)
    case .array(let elements): "[\(elements.map(\.text).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\(String(decoding: $0.name, as: UTF8.self)):\($0.value.text)" }.joined(separator: ","))}"
    }
  }

  private struct Reader {
    var bytes: [UInt8]
    var at = 0

    private mutating func skip() { while at < bytes.count, bytes[at] <= 0x20 { at += 1 } }

    private mutating func takes(_ character: Unicode.Scalar) -> Bool {
      skip()
      guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
      at += 1
      return true
    }

    private mutating func word() -> [UInt8] {
      skip()
      let start = at
      if bytes[at] == UInt8(ascii: "\"") {
        at += 1
        while bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        at += 1
      } else {
        while at < bytes.count, !",]}: \n".utf8.contains(bytes[at]) { at += 1 }
      }
      return Array(bytes[start..<at])
    }

    mutating func value() -> JSONTree {
      if takes("[") {
        var elements: [JSONTree] = []
        while !takes("]") {
          elements.append(value())
          _ = takes(",")
        }
        return .array(elements)
      }
      guard takes("{") else { return .plain(word()) }
      var members: [(name: [UInt8], value: JSONTree)] = []
      while !takes("}") {
        let name = word()
        _ = takes(":")
        members.append((name, value()))
        _ = takes(",")
      }
      return .object(members)
    }
  }
}

/// One change of what a text of JSON is made of: something taken out, doubled, called by another name, or exchanged.
struct StructureSabotage {
  /// The names that lead to what was changed, the nearest last.
  var path: [String]
  var what: String

  /// - Returns: nil where there is nothing to change, or nothing would be another.
  static func make(in tree: inout JSONTree, _ dice: inout Dice) -> StructureSabotage? {
    let before = tree.text
    guard var change = change(&tree, [], &dice), tree.text != before else { return nil }
    change.what = "\(change.path.joined(separator: ".")): \(change.what)"
    return change
  }

  private static func change(_ tree: inout JSONTree, _ path: [String], _ dice: inout Dice) -> StructureSabotage? {
    switch tree {
    case .plain: return nil
    case .array(var elements):
      guard !elements.isEmpty else { return nil }
      let index = dice.below(elements.count)
      defer { tree = .array(elements) }
      if dice.below(3) > 0, let inside = change(&elements[index], path, &dice) { return inside }
      let old = elements[index].text.prefix(90)
      if dice.below(4) == 0 {
        elements.insert(elements[index], at: index)
        return StructureSabotage(path: path, what: "doubled \(old)")
      }
      elements.remove(at: index)
      return StructureSabotage(path: path, what: "without \(old)")
    case .object(var members):
      guard !members.isEmpty else { return nil }
      let index = dice.below(members.count)
      defer { tree = .object(members) }
      let name = String(decoding: members[index].name.dropFirst().dropLast(), as: UTF8.self)
      if dice.below(3) > 0, let inside = change(&members[index].value, path + [name], &dice) { return inside }
      let old = members[index].value.text.prefix(90)
      switch dice.below(4) {
      case 0: members[index].name = Array("\"x\(name)\"".utf8)
      case 1: members[index].value = .plain(Array("null".utf8))
      case 2: members[index].value = .plain(Array("7".utf8))
      default: members.remove(at: index)
      }
      return StructureSabotage(path: path + [name], what: "\(old) gone, null, 7, or under another name")
    }
  }
}
