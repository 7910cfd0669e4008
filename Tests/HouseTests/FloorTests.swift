import TestSupport
import Testing

@Suite("The floors of the house", .ownThread)
struct FloorTests {
  /// What each module may import of this project, as Docs/Architecture.md draws it.
  static let floors: [String: Int] = [
    "LedgerSupport": 0, "CFiles": 0, "Files": 0, "CLMDB": 0, "CChecksum": 0, "LMDB": 0, "EventLog": 1, "ChatDomain": 1,
    "ChatProjection": 2,
    "ChatWire": 2,
    "ChatLedger": 3, "CZip": 0, "ChatExchange": 3, "CPostgreSQL": 0, "DatabaseExchange": 3, "LedgerForensics": 3,
    "ChatOperations": 3, "LedgerJSON": 3,
    "chat-ledger": 4, "protoc-gen-chatledger": 4,
  ]
  /// Beside the house: the domain is all they know.
  static let beside: [String: Set<String>] = ["ChatLedgerTesting": ["ChatDomain", "LedgerSupport"]]
  /// The neighbours on one floor that may know each other, in this direction only.
  static let neighbours: [String: Set<String>] = [
    "Files": ["CFiles"], "LMDB": ["CLMDB", "Files"], "ChatOperations": ["ChatLedger"],
    "LedgerJSON": ["ChatLedger", "ChatOperations"], "ChatExchange": ["ChatLedger", "ChatOperations"],
    "DatabaseExchange": ["ChatLedger", "ChatExchange"], "LedgerForensics": ["ChatLedger"],
    "chat-ledger": ["ChatLedgerTesting"],
  ]
  /// Libraries from outside, and who may use them.
  static let libraries: [String: Set<String>] = [
    "Crypto": ["EventLog", "ChatProjection", "ChatLedger", "ChatOperations", "ChatExchange", "DatabaseExchange"],
    // The product reads and writes its bytes itself; these two make its code and judge it.
    "SwiftProtobuf": ["protoc-gen-chatledger"],
    "SwiftProtobufPluginLibrary": ["protoc-gen-chatledger"], "GRDB": ["DatabaseExchange"],
    "GRDBSQLite": ["DatabaseExchange"],
    "Logging": ["ChatLedger", "ChatOperations", "chat-ledger"], "Metrics": ["ChatLedger"],
    "CoreMetrics": ["ChatLedger"],
    "ArgumentParser": ["chat-ledger"],
  ]
  static let system: Set<String> = [
    "Glibc", "Musl", "Darwin", "Synchronization", "FoundationEssentials", "Foundation", "Dispatch", "Swift",
  ]

  @Test("A module imports only floors below its own")
  func imports() throws {
    let files = try SourceTree.swiftFiles(under: "Sources")
    try #require(files.count > 50)
    for file in files {
      for name in file.imports {
        #expect(Self.allows(file.module, importing: name), "\(file): \(file.module) must not import \(name)")
      }
    }
  }

  static func allows(_ module: String, importing name: String) -> Bool {
    if system.contains(name) { return true }
    if let users = libraries[name] { return users.contains(module) }
    if neighbours[module]?.contains(name) == true { return true }
    if let known = beside[module] { return known.contains(name) }
    guard let own = floors[module], let other = floors[name] else { return false }
    return other < own
  }

  @Test("The rule itself holds where it should")
  func rule() {
    #expect(Self.allows("ChatLedger", importing: "ChatDomain"))
    #expect(!Self.allows("ChatDomain", importing: "ChatLedger"))
    #expect(!Self.allows("ChatDomain", importing: "EventLog"))
    #expect(!Self.allows("ChatLedger", importing: "ChatExchange"))
    #expect(!Self.allows("ChatLedger", importing: "ChatOperations"))
    #expect(!Self.allows("ChatOperations", importing: "LedgerJSON"))
    #expect(!Self.allows("EventLog", importing: "SwiftProtobuf"))
    #expect(!Self.allows("Unheard", importing: "ChatDomain"))
  }

  @Test("The domain does no input or output, and neither does what it imports")
  func pureDomain() throws {
    for file in try SourceTree.swiftFiles(under: "Sources/ChatDomain") {
      #expect(file.imports.allSatisfy { $0 == "LedgerSupport" }, "\(file) imports \(file.imports)")
    }
    for file in try SourceTree.swiftFiles(under: "Sources/LedgerSupport") {
      // One searches bytes by the system's function.
      #expect(file.imports.isEmpty || file.path.hasSuffix("LineBuffer.swift"), "\(file) imports \(file.imports)")
    }
  }

  @Test("No file imports all of Foundation where its essentials are there")
  func noFoundation() throws {
    for folder in ["Sources", "Tests"] {
      for file in try SourceTree.swiftFiles(under: folder) {
        for (index, line) in file.lines.enumerated() where line.importedModule == "Foundation" {
          let previous = index > 0 ? file.lines[index - 1].trimmed : ""
          #expect(previous == "#else", "\(file):\(index + 1) imports Foundation on Linux, too")
        }
      }
    }
  }
}

extension SourceFile {
  var imports: [String] { lines.compactMap(\.importedModule) }
}

extension String {
  var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// `X` of `public import struct X.Y`, `@_exported import X` and the like.
  var importedModule: String? {
    var words = trimmed.split(separator: " ")[...]
    let before: Set<Substring> = ["public", "internal", "private", "fileprivate", "package"]
    while let first = words.first, first.hasPrefix("@") || before.contains(first) { words = words.dropFirst() }
    guard words.first == "import" else { return nil }
    words = words.dropFirst()
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    if let first = words.first, kinds.contains(first) { words = words.dropFirst() }
    return words.first?.split(separator: ".").first.map(String.init)
  }
}
