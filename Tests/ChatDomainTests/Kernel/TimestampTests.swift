import ChatDomain
import TestSupport
import Testing

@Suite(.ownThread) struct TimestampTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01", 0), ("1969-12-31T23:59:59.999999Z", -1),
      ("2021-03-05T17:04:59.123Z", 1_614_963_899_123_000), ("2021-03-05T17:04:59.123456Z", 1_614_963_899_123_456),
      ("2000-02-29T00:00:00Z", 951_782_400_000_000), ("1900-03-01T00:00:00Z", -2_203_891_200_000_000),
      ("0001-01-01T00:00:00Z", Timestamp.earliest.microseconds),
      ("9999-12-31T23:59:59.999999Z", Timestamp.latest.microseconds),
    ] as [(String, Int64)])
  func reads(text: String, microseconds: Int64) throws {
    let time = try #require(Timestamp(text))
    #expect(time.microseconds == microseconds)
    #expect(Timestamp(time.description) == time)
    if text.hasSuffix("Z") { #expect(time.description == text) }
  }

  @Test(arguments: [
    ("2021-03-05T18:04:59+01:00", "2021-03-05T17:04:59Z"), ("2021-03-05T00:04:59-23:59", "2021-03-06T00:03:59Z"),
    ("2021-03-05t17:04:59z", "2021-03-05T17:04:59Z"), ("2021-03-05 17:04:59Z", "2021-03-05T17:04:59Z"),
    ("2021-03-05T17:04:59.1Z", "2021-03-05T17:04:59.100Z"),
    ("2021-03-05T17:04:59.123456789Z", "2021-03-05T17:04:59.123456Z"),
    ("2021-03-05T17:04:59.000Z", "2021-03-05T17:04:59Z"), ("2021-03-05T17:04:59-00:00", "2021-03-05T17:04:59Z"),
    ("2024-02-29", "2024-02-29T00:00:00Z"),
  ])
  func readsOtherForms(text: String, canonical: String) {
    #expect(Timestamp(text)?.description == canonical)
  }

  @Test(arguments: [
    "", "2021", "2021-03", "2021-3-05", "2021-03-05T", "2021-03-05T17:04", "2021-03-05T17:04:59",
    "2021-03-05T24:00:00Z",
    "2021-03-05T17:60:00Z", "2021-03-05T17:04:60Z", "2021-02-29", "1900-02-29", "2021-13-01", "2021-00-01",
    "2021-01-00",
    "2021-04-31", "2021-03-05T17:04:59.Z", "2021-03-05T17:04:59.1234567890Z", "2021-03-05T17:04:59+24:00",
    "2021-03-05T17:04:59+01:60", "2021-03-05T17:04:59+0100", "2021-03-05T17:04:59ZZ", "2021-03-05 ", " 2021-03-05",
    "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "+2021-03-05", "２021-03-05",
    "1614963899",
  ])
  func refuses(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func everyDayOfFourCenturiesComesBack() {
    // 400 years are the period of the calendar.
    let start = Timestamp("1800-01-01")?.microseconds ?? 0
    for day in 0..<Int64(146_097) {
      let time = Timestamp(microseconds: start + day * 86_400_000_000 + 1)
      if Timestamp(time.description) != time {
        Issue.record("\(time.microseconds) does not come back")
        return
      }
    }
    #expect(Timestamp("2200-01-01")?.microseconds == start + 146_097 * 86_400_000_000)
  }

  @Test func millisecondsRoundTowardsThePast() {
    #expect(Timestamp(microseconds: 1_999).milliseconds == 1)
    #expect(Timestamp(microseconds: -1).milliseconds == -1)
    #expect(Timestamp(microseconds: -1_000).milliseconds == -1)
    #expect(Timestamp(microseconds: -1_001).milliseconds == -2)
    #expect(Timestamp(milliseconds: -5).microseconds == -5_000)
    #expect(Timestamp(milliseconds: .max) > .latest)
    #expect(Timestamp(milliseconds: .min) < .earliest)
  }

  @Test func ordersByTime() {
    #expect(Timestamp.earliest < Timestamp(microseconds: 0))
    let point = ReadingPoint(time: Timestamp(microseconds: 5), position: Position(9))
    #expect(point < ReadingPoint(time: Timestamp(microseconds: 6), position: Position(1)))
    #expect(point < ReadingPoint(time: Timestamp(microseconds: 5), position: Position(10)))
  }
}
