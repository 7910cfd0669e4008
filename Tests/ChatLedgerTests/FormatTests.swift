import ChatLedger
import Crypto
import LedgerTestSupport
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The small files beside the environments, as `Docs/Format.md` tells them.
@Suite(.ownThread) struct FormatTests {
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

  @Test func theMarkerNamesTheBootTheMountAndTheFile() throws {
    let ledger = try Cast.ledger(at: directory.ledger, options: options)
    let open = try text(of: "projection.state").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(open.count == 8 && open[7].isEmpty)
    #expect(open[0] == "chat-ledger projection 3" && open[1] == "state open")
    #expect(open[2] == "boot 11111111-2222-3333-4444-555555555555")
    var file = stat()
    #expect(stat(directory.ledger + "/projection/data.mdb", &file) == 0)
    #expect(open[3].split(separator: " ").count == 2 && open[3].hasPrefix("mount "))
    #expect(open[4].hasPrefix("file \(file.st_ino) ") && open[4].split(separator: " ").count == 3)
    #expect(open[5] == "digest none")
    #expect(open[6].hasPrefix("changed ") && open[6].utf8.count == 50)
    try ledger.close()
    let clean = try text(of: "projection.state").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(clean[1] == "state clean")
    #expect(stat(directory.ledger + "/projection/data.mdb", &file) == 0)
    let digest = SHA256.hash(data: try Files.read(directory.ledger + "/projection/data.mdb"))
    #expect(clean[5] == "digest " + digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    #expect(clean[6].split(separator: " ").last == "\(file.st_size)")
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
    let digest = try #require(manifest.dataDigest)
    #expect(digest.utf8.count == 64)
    // Every total by its name, in the order of the names.
    let some: [Totals.Counter: Int] = [.accounts: 2, .conversations: 1, .participants: 2]
    let counts = Totals.Counter.allCases.map { "\"\($0.name)\" : \(some[$0] ?? 0)" }.sorted()
      .joined(separator: ",\n    ")
    let expected = """
      {
        "createdAt" : "2024-01-01T00:00:00Z",
        "dataDigest" : "\(digest)",
        "entryLeaf" : "\(hash)",
        "foldVersion" : 2,
        "name" : "00000000000000000002",
        "position" : 2,
        "sizeBytes" : \(manifest.sizeBytes),
        "stateRoot" : "\(manifest.stateRoot)",
        "totals" : {
          \(counts)
        }
      }
      """
    #expect(try text(of: "snapshots/00000000000000000002/manifest.json") == expected)
  }
}
