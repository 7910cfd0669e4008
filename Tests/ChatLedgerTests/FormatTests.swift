import ChatLedger
import Testing

/// The small files beside the environments, as `Docs/Format.md` tells them.
@Suite struct FormatTests {
  let directory = TemporaryDirectory()

  private var options: Ledger.Options {
    var options = Ledger.Options()
    options.bootID = "11111111-2222-3333-4444-555555555555"
    options.clock = { Timestamp(milliseconds: 1_704_067_200_000) }
    return options
  }

  private func text(of file: String) throws -> String {
    String(decoding: try Files.read(directory.ledger + "/" + file), as: UTF8.self)
  }

  @Test func theMarkerNamesTheBoot() throws {
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    #expect(try text(of: "projection.state") == "open 11111111-2222-3333-4444-555555555555\n")
    try ledger.close()
    #expect(try text(of: "projection.state") == "clean 11111111-2222-3333-4444-555555555555\n")
    #expect(try text(of: "writer.lock") == "")
  }

  @Test func aConsumerIsOneNumber() throws {
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    try ledger.consumer(named: "mail").checkpoint(Position(2))
    #expect(try text(of: "consumers/mail.position") == "2\n")
    try ledger.close()
  }

  @Test func theManifestOfASnapshot() throws {
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    let manifest = try ledger.snapshot()
    try ledger.close()
    #expect(manifest.name == "00000000000000000002")
    let hash = manifest.entryLeaf
    #expect(hash.utf8.count == 64 && hash.allSatisfy { "0123456789abcdef".contains($0) })
    let expected = """
      {
        "createdAt" : "2024-01-01T00:00:00Z",
        "entryLeaf" : "\(hash)",
        "foldVersion" : 2,
        "name" : "00000000000000000002",
        "position" : 2,
        "sizeBytes" : \(manifest.sizeBytes),
        "stateRoot" : "\(manifest.stateRoot)",
        "totals" : {
          "accounts" : 2,
          "blocks" : 0,
          "chatSettings" : 0,
          "conversations" : 1,
          "messages" : 0,
          "participants" : 2,
          "pins" : 0,
          "reactions" : 0,
          "readMarkers" : 0,
          "reports" : 0,
          "resources" : 0,
          "sessions" : 0,
          "twoStepVerifications" : 0,
          "whiteboardMessages" : 0
        }
      }
      """
    #expect(try text(of: "snapshots/00000000000000000002/manifest.json") == expected)
  }
}
