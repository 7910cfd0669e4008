import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

@Suite("Identifiers of rows", .ownThread)
struct IdentifierTests {
  @Test("They are the ones that Docs/Format.md describes, for ever")
  func golden() {
    let id = DatabaseIdentifier.identifier(of: .account, source: "small", table: "people", key: ["1"])
    // python3: v8(sha256(b"".join(struct.pack(">I", len(p)) + p for p in
    //   [b"chat-ledger/sql/account/v1", b"small", b"people", b"1"])))
    #expect(AccountID(rawValue: id).description == "92338174-65ff-8db1-9e32-69a5e1ca6414")
  }

  @Test("Source, table, key and kind tell things apart")
  func distinct() {
    var ids: Set<UInt128> = []
    for kind in DatabaseIdentifier.Kind.allCases {
      for source in ["a", "b"] {
        for table in ["t", "u"] {
          for key in [["1"], ["1", ""], ["", "1"], ["1,"], ["11"], ["1", "1"]] {
            ids.insert(DatabaseIdentifier.identifier(of: kind, source: source, table: table, key: key))
          }
        }
      }
    }
    #expect(ids.count == DatabaseIdentifier.Kind.allCases.count * 2 * 2 * 6)
  }

  @Test(
    "A key in one text comes apart again", arguments: [["1"], ["a,b"], ["a", "b"], ["a\\", ",b"], [""], ["", ""]])
  func keyTexts(_ parts: [String]) {
    #expect(DatabaseIdentifier.parts(ofKeyText: DatabaseIdentifier.keyText(parts)) == parts)
  }
}
