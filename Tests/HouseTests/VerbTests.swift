import TestSupport
import Testing

@Suite("The floors below the command name none of its verbs", .ownThread)
struct VerbTests {
  /// Files with such a literal, and why.
  static let exceptions: Set<String> = [
    // The head of a file on disk, which no change of words may change.
    "Sources/ChatLedger/Engine/Directory/ProjectionMarker+Contents.swift"
  ]

  /// A remedy says what to do, and `NextStep` names it; how it is done on the command line is the command's to say.
  @Test("No text outside of the command says `chat-ledger` and a verb")
  func literals() throws {
    var met: Set<String> = []
    for file in try TidyTests.ownSources() where file.module != "chat-ledger" {
      for (index, line) in file.lines.enumerated() where Self.namesVerb(line) {
        met.insert(file.path)
        #expect(Self.exceptions.contains(file.path), "\(file):\(index + 1): \(line.trimmed)")
      }
    }
    #expect(Self.exceptions.subtracting(met) == [], "these exceptions are not needed any more")
  }

  @Test("The search finds what it should, and no more")
  func search() {
    #expect(Self.namesVerb(#"remedy: "Rebuild it: `chat-ledger rebuild`.")"#))
    #expect(Self.namesVerb(#"  + "chat-ledger init --max-body-bytes 1""#))
    #expect(!Self.namesVerb("/// The figures of `chat-ledger stats`."))
    #expect(!Self.namesVerb(#"add("chat-ledger/\(format)/v1")"#))
    #expect(!Self.namesVerb(#"Logger(label: "chat-ledger")"#))
  }

  static func namesVerb(_ line: String) -> Bool {
    !line.trimmed.hasPrefix("//") && line.firstMatch(of: /"[^"]*chat-ledger [a-z]/) != nil
  }
}
