import ChatLedger
import ChatOperations
import TestSupport
import Testing

/// Patterns, and rules that somebody wrote by hand.
@Suite("Cleanup rules", .ownThread) struct CleanupRuleTests {
  static let names = [
    "user1", "user", "user12", "USER7", "xuser1", "user-1", "demo_anna", "demo", "a.b", "aXb", "[x]", "", "über1",
  ]

  @Test(
    "Patterns fit whole names whatever their case",
    arguments: [
      ("user[0-9]", ["user1", "USER7"]), ("user[0-9]*", ["user1", "user12", "USER7"]),
      ("user?", ["user1", "USER7"]), ("*user*", ["user1", "user", "user12", "USER7", "xuser1", "user-1"]),
      ("user[!0-9]*", ["user-1"]), ("demo_*", ["demo_anna"]), ("a.b", ["a.b"]), ("a?b", ["a.b", "aXb"]),
      ("a[x.]b", ["a.b", "aXb"]), ("[[]x[]]", []), ("[[]x?", ["[x]"]), ("*ber[0-9]", ["über1"]),
      ("?ber1", ["über1"]), ("*1*2", ["user12"]), ("user", ["user"]), ("*a*a*a*a*b", []),
    ])
  func patterns(_ pattern: String, _ expected: [String]) throws {
    let place = CleanupLedger()
    let ledger = try place.ledger()
    for name in Self.names { try place.register(Profile(userName: name), in: ledger) }
    let rules = CleanupRules(rules: [CleanupRule("names", weight: 10, .userNames([pattern]))])
    if pattern == "[[]x[]]" {
      // A set ends at its first bracket, so that this one is empty.
      #expect(throws: LedgerError.self) { try ledger.read { try $0.cleanupReport(rules: rules, atLeast: .possible) } }
    } else {
      let report = try ledger.read { try $0.cleanupReport(rules: rules, atLeast: .possible) }
      #expect(Set(report.findings.map(\.userName)) == Set(expected))
    }
    try ledger.close()
  }

  @Test("The built-in rules survive being written as JSON and read again")
  func roundTrip() throws {
    let json = try CleanupRules.standard.json()
    #expect(try CleanupRules(json: json) == .standard)
    let own = CleanupRules(
      rules: [CleanupRule("o", weight: 7, .origins(["loader"]))], certainScore: 9, likelyScore: 8, realActivityWeight: 0
    )
    #expect(try CleanupRules(json: own.json()) == own)
  }

  @Test(
    "What makes no sense is refused, and the error names it",
    arguments: [
      ("", "JSON"), ("[]", "object"), (#"{"rules":[]}"#, "no rule"), (#"{"rule":[]}"#, "rule"),
      (#"{"rules":[{"name":"a","weight":1}]}"#, "none"),
      (#"{"rules":[{"name":"a","weight":1,"emails":["x"],"origins":["y"]}]}"#, "2"),
      (#"{"rules":[{"name":"a","weight":0,"emails":["x"]}]}"#, "weight 0"),
      (#"{"rules":[{"name":"a","weight":1,"emails":[]}]}"#, "0 patterns"),
      (#"{"rules":[{"name":"a","weight":1,"emails":["**"]}]}"#, "every account"),
      (#"{"rules":[{"name":"a","weight":1,"userNames":["[9-0]"]}]}"#, "[9-0]"),
      (#"{"rules":[{"name":"a","weight":1,"userNames":["x["]}]}"#, "x["),
      (#"{"rules":[{"name":"a","weight":1,"email":["x"]}]}"#, "email"),
      (#"{"rules":[{"name":"a","weight":1,"accounts":5}]}"#, "withinMilliseconds"),
      (#"{"rules":[{"name":"a","weight":1,"accounts":1,"withinMilliseconds":5}]}"#, "1 accounts"),
      (#"{"rules":[{"name":"a","weight":1,"emails":["x"]},{"name":"a","weight":1,"emails":["x"]}]}"#, "“a”"),
      (#"{"rules":[{"name":"a","weight":1,"emails":["x"]}],"likely":200}"#, "200"),
      (#"{"rules":[{"name":"a","weight":1,"emails":["x"]}],"realActivity":5}"#, "real activity"),
    ])
  func refused(_ json: String, _ word: String) throws {
    let error = #expect(throws: LedgerError.self) { try CleanupRules(json: Array(json.utf8)) }
    #expect(error?.code == .usage)
    #expect(error?.message.contains(word) == true, "\(error.map(\.description) ?? "nothing")")
  }
}
