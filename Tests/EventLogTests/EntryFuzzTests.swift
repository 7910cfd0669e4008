import ChatLedgerTesting
import EventLog
import LMDB
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that are nearly entries: none of them traps the decoder, and what it accepts is consistent.
///
/// `CHAT_LEDGER_SOAK=1` makes 10,000,000 of them; `CHAT_LEDGER_SEED` chooses others.
@Suite("Hostile entries", .ownThread) struct EntryFuzzTests {
  private static let count = getenv("CHAT_LEDGER_SOAK") != nil ? 10_000_000 : 100_000
  private static let seed = getenv("CHAT_LEDGER_SEED").flatMap { UInt64(String(cString: $0)) } ?? 20_261_130

  @Test func noBytesTrapTheDecoder() throws {
    var random = SplitMix64(seed: Self.seed)
    let seeds = try GoldenEntry.all.map { (bytes: try $0.bytes(), position: $0.position) }
    var accepted = 0
    for number in 0..<Self.count {
      let (bytes, position) = seeds[Int(random.next() % UInt64(seeds.count))]
      var changed = bytes
      for _ in 0...random.next() % 4 { mutate(&changed, &random) }
      if changed.count >= 8, random.next() % 4 > 0 { setChecksum(of: &changed) }
      let checksum = random.next() % 2 == 0
      if try isConsistent(changed, position, checksum) { accepted += 1 }
      if number % 1_000_000 == 999_999 { print("hostile entries: \(number + 1), accepted \(accepted)") }
    }
    // Most are refused, and enough come through for the test to say something.
    #expect(accepted > Self.count / 100, "seed \(Self.seed)")
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard !bytes.isEmpty else { return bytes.append(UInt8(truncatingIfNeeded: random.next())) }
    let index = Int(random.next() % UInt64(bytes.count))
    switch random.next() % 6 {
    case 0: bytes[index] ^= 1 << UInt8(random.next() % 8)
    case 1: bytes[index] = UInt8(truncatingIfNeeded: random.next())
    case 2: bytes[index] = random.next() % 2 == 0 ? 0xFF : 0x80
    case 3: bytes.removeLast(Int(random.next() % UInt64(min(bytes.count, 8) + 1)))
    case 4: bytes.append(contentsOf: random.bytes(below: 12))
    default: bytes.insert(contentsOf: random.bytes(below: 4), at: index)
    }
  }

  /// Whether the bytes are an entry; everything that it tells is asked for.
  private func isConsistent(_ bytes: [UInt8], _ position: UInt64, _ checksum: Bool) throws -> Bool {
    let entry: Entry
    do { entry = try Entry(parsing: bytes.span.bytes, position: position, checkingChecksum: checksum) } catch {
      return false
    }
    let copy = EntryCopy(entry)
    let (leaf, erased) = (entry.leafHash(), entry.erased())
    _ = entry.verifyContent()
    #expect(copy.envelope.position == position && copy.envelope.part < copy.envelope.parts)
    #expect(copy.command.count + copy.events.count <= EntryLimits.payloadBytes)
    let again = try Entry(parsing: erased.span.bytes, position: position, checkingChecksum: checksum)
    let sameLeaf = again.leafHash() == leaf
    #expect(sameLeaf, "an erasure keeps the leaf hash of \(bytes)")
    return true
  }
}
