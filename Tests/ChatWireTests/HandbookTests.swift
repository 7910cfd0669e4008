import ChatDomain
import ChatLedgerTesting
import ChatWire
import FoundationEssentials
import TestSupport
import Testing

/// `Docs/Commands.md`: what people read is what the code does.
enum Handbook {
  struct Block {
    /// The heading that it stands under.
    var name: String
    var json: [UInt8]
  }

  static func blocks(of part: String) throws -> [Block] {
    let root = #filePath.dropLast("Tests/ChatWireTests/HandbookTests.swift".count)
    let text = try String(contentsOfFile: root + "Docs/Commands.md", encoding: .utf8)
    var (inPart, inBlock, name, json) = (false, false, "", "")
    var blocks: [Block] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("## ") {
        inPart = line == "## \(part)"
      } else if line.hasPrefix("### ") {
        name = String(line.dropFirst(4))
      } else if line == "```json" {
        (inBlock, json) = (true, "")
      } else if line == "```" {
        if inPart { blocks.append(Block(name: name, json: Array(json.utf8))) }
        inBlock = false
      } else if inBlock {
        json += line + "\n"
      }
    }
    return blocks
  }

  /// What the part says besides its blocks, by heading.
  static func prose(of part: String) throws -> [String: String] {
    let root = #filePath.dropLast("Tests/ChatWireTests/HandbookTests.swift".count)
    let text = try String(contentsOfFile: root + "Docs/Commands.md", encoding: .utf8)
    var (inPart, inBlock, name) = (false, false, "")
    var prose: [String: String] = [:]
    for line in text.split(separator: "\n") {
      if line.hasPrefix("```") {
        inBlock.toggle()
      } else if line.hasPrefix("## ") {
        inPart = line == "## \(part)"
      } else if line.hasPrefix("### ") {
        name = String(line.dropFirst(4))
      } else if inPart, !inBlock {
        prose[name, default: ""] += line + " "
      }
    }
    return prose
  }

  static func commands() throws -> [Command] { try blocks(of: "Commands").map { try CommandJSON.decode($0.json) } }

  /// One minute after the other.
  static func time(_ index: Int) -> Timestamp {
    Timestamp(milliseconds: 1_767_258_000_000 + Int64(index) * 60_000)
  }
}

/// Any JSON value, to compare two texts but for their layout.
enum JSONTree: Hashable, Decodable {
  case object([String: JSONTree])
  case list([JSONTree])
  case text(String)
  case number(Int64)
  case flag(Bool)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode([String: JSONTree].self) {
      self = .object(value)
    } else if let value = try? container.decode([JSONTree].self) {
      self = .list(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else {
      self = .number(try container.decode(Int64.self))
    }
  }

  init(_ text: [UInt8]) throws { self = try JSONText.decode(JSONTree.self, from: text) }
}

@Suite("Docs/Commands.md is true", .ownThread)
struct HandbookTests {
  @Test("every command is shown under its name, in the JSON that is written")
  func commands() throws {
    let blocks = try Handbook.blocks(of: "Commands")
    for block in blocks {
      let command = try CommandJSON.decode(block.json)
      #expect(try JSONTree(CommandJSON.encode(command)) == JSONTree(block.json), "\(block.name)")
    }
    #expect(Set(blocks.map(\.name)) == Set(Action.names))
    let shown = try Dictionary(grouping: blocks, by: \.name).mapValues {
      try CommandJSON.decode($0[0].json).action.name
    }
    #expect(shown.allSatisfy { $0.key == $0.value })
  }

  @Test("every event is shown under its name, in the JSON that is written")
  func events() throws {
    let blocks = try Handbook.blocks(of: "Events")
    for block in blocks {
      let event = try EventJSON.decode(block.json)
      #expect(event.name == block.name)
      #expect(try JSONTree(EventJSON.encode(event)) == JSONTree(block.json), "\(block.name)")
    }
    #expect(blocks.map(\.name) == Event.names)
  }

  @Test("the commands run in their order on a new ledger, and each decides something")
  func runs() throws {
    let chat = InMemoryChat()
    let prose = try Handbook.prose(of: "Commands")
    for (index, command) in try Handbook.commands().enumerated() {
      let name = command.action.name
      let events = try chat.execute(command, at: Handbook.time(index))
      #expect(!events.isEmpty, "\(name) decided nothing")
      // What a revert brings back is as various as what was taken away.
      for event in events where name != "revert" {
        #expect(prose[name]?.contains("`\(event.name)`") == true, "\(name) decides \(event.name), and does not say so")
      }
      #expect(try decodedEvents(EventCoding.encode(events)) == events)
    }
  }
}
