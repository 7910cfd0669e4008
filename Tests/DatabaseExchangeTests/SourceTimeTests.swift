import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

@Suite("Times as databases write them", .ownThread)
struct SourceTimeTests {
  static let second: Int64 = 1_614_963_899

  @Test(
    "A time with a zone is a moment",
    arguments: [
      "2021-03-05T17:04:59Z", "2021-03-05 17:04:59+00", "2021-03-05 18:04:59+01", "2021-03-05 18:04:59 +01:00",
      "2021-03-05T12:34:59-0430", "2021-03-05 17:58:27+00:53:28",
    ])
  func moments(_ text: String) {
    #expect(SourceTime.parse(text) == .moment(Self.second * 1_000_000))
  }

  @Test("A time without one is not, and a date is its midnight")
  func local() {
    #expect(SourceTime.parse("2021-03-05 17:04:59.123456") == .local(Self.second * 1_000_000 + 123_456))
    #expect(SourceTime.parse("2021-03-05 17:04:59.1234567891") == .local(Self.second * 1_000_000 + 123_456))
    #expect(SourceTime.parse("2021-03-05 17:04:59,5") == .local(Self.second * 1_000_000 + 500_000))
    #expect(SourceTime.parse("2021-03-05 17:04") == .local((Self.second - 59) * 1_000_000))
    #expect(SourceTime.parse("2021-03-05") == .local(1_614_902_400_000_000))
    #expect(SourceTime.parse("1969-12-31 23:59:59.5") == .local(-500_000))
  }

  @Test(
    "What is no time is not taken for one",
    arguments: [
      "", "infinity", "-infinity", "2021-02-29", "2021-13-01", "2021-03-05 24:00:00", "2021-03-05 17:04:60",
      "2021-03-05 17:04:59+25", "0000-01-01", "2021-3-5", "12:00", "0044-03-15 BC", "2021-03-05T17:04:59Zx",
    ])
  func nonsense(_ text: String) {
    #expect(SourceTime.parse(text) == nil)
  }

  @Test("Numbers are times in the unit that they are said to be in, or that their size tells")
  func numbers() {
    let micros = Self.second * 1_000_000
    #expect(SourceValue.integer(Self.second).time(.automatic, offsetSeconds: 0) == micros)
    #expect(SourceValue.integer(Self.second * 1_000).time(.automatic, offsetSeconds: 0) == micros)
    #expect(SourceValue.integer(micros).time(.automatic, offsetSeconds: 0) == micros)
    #expect(SourceValue.text("\(Self.second)").time(.automatic, offsetSeconds: 0) == micros)
    #expect(SourceValue.real(Double(Self.second) + 0.5).time(.seconds, offsetSeconds: 0) == micros + 500_000)
    #expect(SourceValue.integer(5).time(.milliseconds, offsetSeconds: 0) == 5_000)
    #expect(SourceValue.integer(.max).time(.seconds, offsetSeconds: 0) == nil)
    #expect(SourceValue.real(2_440_587.5).time(.julian, offsetSeconds: 0) == 0)
    #expect(SourceValue.real(2_459_279.211794).time(.julian, offsetSeconds: 0) == 1_614_963_899_002_000)
    #expect(SourceValue.boolean(true).time(.automatic, offsetSeconds: 0) == nil)
  }

  @Test("The mapping's zone holds for times that have none, and only for those")
  func zones() {
    #expect(SourceTime.offset("+02:00") == 7_200)
    #expect(SourceTime.offset("UTC") == 0)
    #expect(SourceTime.offset("Europe/Berlin") == nil)
    #expect(SourceValue.text("2021-03-05 19:04:59").time(.automatic, offsetSeconds: 7_200) == Self.second * 1_000_000)
    #expect(SourceValue.text("2021-03-05 17:04:59Z").time(.automatic, offsetSeconds: 7_200) == Self.second * 1_000_000)
    #expect(SourceValue.time(5).time(.automatic, offsetSeconds: 7_200) == 5)
  }

  @Test("A key reads the same whatever the column's type")
  func texts() {
    #expect(SourceValue.integer(12).text == "12")
    #expect(SourceValue.real(12).text == "12")
    #expect(SourceValue.text("12").text == "12")
    #expect(SourceValue.bytes([0, 171, 255]).text == "00abff")
    #expect(SourceValue.null.text == nil)
    #expect(SourceValue.localTime(1_614_963_899_123_456).text == "2021-03-05T17:04:59.123456")
    #expect(SourceValue.time(0).text == "1970-01-01T00:00:00Z")
  }
}
