import ChatLedgerTesting
import TestSupport
import Testing

@testable import chat_ledger

@Suite("Output that waits", .ownThread)
struct SpoolTests {
  @Test("Everything comes out in the order in which it came in, from memory and from the file", arguments: 0..<20)
  func order(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var spool = Spool(memoryLimit: 10_000)
    var expected: [(StandardStreams.Stream, UInt8)] = []
    var found: [(StandardStreams.Stream, UInt8)] = []
    func take(_ limit: Int) {
      guard let (stream, bytes) = spool.first(limit) else { return }
      found += bytes.map { (stream, $0) }
      spool.removeFirst(bytes.count)
    }
    for _ in 0..<200 {
      let stream: StandardStreams.Stream = generator.next() % 4 == 0 ? .errors : .output
      let bytes = (0..<Int(generator.next() % 3_000)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      bytes.withUnsafeBytes { spool.append($0, to: stream) }
      expected += bytes.map { (stream, $0) }
      let hasRoom = spool.makeRoom()
      #expect(hasRoom)
      if generator.next() % 3 == 0 { take(Int(generator.next() % 20_000) + 1) }
      let waiting = spool.count
      #expect(waiting == expected.count - found.count)
    }
    while spool.count > 0 { take(4_096) }
    #expect(found.map(\.0) == expected.map(\.0))
    #expect(found.map(\.1) == expected.map(\.1))
  }
}
