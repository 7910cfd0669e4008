import ChatDomain
import ChatLedgerTesting
import FoundationEssentials
import TestSupport
import Testing

@Suite(.ownThread) struct IdentifierTests {
  @Test(
    arguments: [
      ("00000000-0000-0000-0000-000000000000", 0), ("ffffffff-ffff-ffff-ffff-ffffffffffff", UInt128.max),
      ("01890a5d-ac96-774b-bcce-b302099a8057", 0x0189_0a5d_ac96_774b_bcce_b302_099a_8057),
    ] as [(String, UInt128)])
  func readsAndWrites(text: String, value: UInt128) {
    #expect(AccountID(text)?.rawValue == value)
    #expect(AccountID(text.uppercased())?.rawValue == value)
    #expect(AccountID(rawValue: value).description == text)
  }

  @Test(arguments: [
    "", "01890a5d", "01890a5dac96774bbcceb302099a8057", "01890a5d-ac96-774b-bcce-b302099a805",
    "01890a5d-ac96-774b-bcce-b302099a80577", "01890a5d-ac96-774b-bcce-b302099a805g",
    "01890a5d-ac96-774b-bcceb-302099a8057",
    "{01890a5d-ac96-774b-bcce-b302099a8057}", "01890a5d-ac96-774b-bcce-b302099a805٧",
    "01890a5d ac96-774b-bcce-b302099a8057",
  ])
  func refuses(text: String) {
    #expect(AccountID(text) == nil)
  }

  @Test func sortsByValue() {
    #expect(MessageID(rawValue: 1) < MessageID(rawValue: UInt128(1) << 64))
  }

  @Test func version7SortsByTimeAndCarriesItsMarks() {
    let early = UUIDLayout.version7(milliseconds: 1_000, random: .max)
    let late = UUIDLayout.version7(milliseconds: 1_001, random: 0)
    #expect(early < late)
    #expect(CommandID(rawValue: early).description == "00000000-03e8-7fff-bfff-ffffffffffff")
    #expect(CommandID(rawValue: late).description == "00000000-03e9-7000-8000-000000000000")
    // What does not fit into 48 bits is cut.
    #expect(UUIDLayout.version7(milliseconds: .max, random: 0) >> 80 == 0xFFFF_FFFF_FFFF)
  }

  @Test func version8KeepsTheHashButItsMarks() {
    #expect(AccountID(rawValue: UUIDLayout.version8(hash: .max)).description == "ffffffff-ffff-8fff-bfff-ffffffffffff")
    #expect(AccountID(rawValue: UUIDLayout.version8(hash: 0)).description == "00000000-0000-8000-8000-000000000000")
  }

  @Test func jsonIsText() throws {
    let id = ConversationID(rawValue: 0x0189_0a5d_ac96_774b_bcce_b302_099a_8057)
    let json = try JSONEncoder().encode([id])
    #expect(String(decoding: json, as: UTF8.self) == #"["01890a5d-ac96-774b-bcce-b302099a8057"]"#)
    #expect(try JSONDecoder().decode([ConversationID].self, from: json) == [id])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([ConversationID].self, from: #require(#"["nobody"]"#.data(using: .utf8)))
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Timestamp].self, from: #require(#"["yesterday"]"#.data(using: .utf8)))
    }
  }

  @Test func messagesTakeTheirCommandsIdentifier() {
    #expect(CommandID(rawValue: 7).message == MessageID(rawValue: 7))
    #expect(MessageID(rawValue: 7).command == CommandID(rawValue: 7))
  }

  @Test func pairsHaveNoOrder() {
    #expect(AccountPair(alice, bob) == AccountPair(bob, alice))
    #expect(AccountPair(alice, bob).low == min(alice, bob))
  }

  @Test func splitMixIsTheKnownSequence() {
    // Reference values of the algorithm for the seed 1234567.
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    var seen: Set<Int> = []
    for _ in 0..<1_000 { seen.insert(random.below(7)) }
    #expect(seen == Set(0..<7))
  }
}
