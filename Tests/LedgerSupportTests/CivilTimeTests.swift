import LedgerSupport
import TestSupport
import Testing

@Suite("Civil time", .ownThread) struct CivilTimeTests {
  @Test("Days are counted as the calendar has them, for four centuries and more")
  func days() {
    var expected = CivilTime.daysSinceEpoch(year: 1_599, month: 12, day: 31)
    for year in 1_600...2_101 {
      for month in 1...12 {
        for day in 1...CivilTime.days(inMonth: month, of: year) {
          expected += 1
          guard CivilTime.daysSinceEpoch(year: year, month: month, day: day) == expected,
            CivilTime.date(daysSinceEpoch: expected) == (year, month, day)
          else {
            Issue.record("\(year)-\(month)-\(day)")
            return
          }
        }
      }
    }
    #expect(CivilTime.daysSinceEpoch(year: 1970, month: 1, day: 1) == 0)
    #expect(CivilTime.daysSinceEpoch(year: 1, month: 1, day: 1) == -719_162)
  }

  @Test(
    "Leap years",
    arguments: [(1_900, 28), (2_000, 29), (2_023, 28), (2_024, 29), (2_100, 28)])
  func leapYears(_ year: Int, _ days: Int) { #expect(CivilTime.days(inMonth: 2, of: year) == days) }

  @Test("Times before 1970 run forwards, too")
  func before1970() {
    let time = CivilTime(microseconds: -1)
    #expect(time.wholeSeconds == "1969-12-31T23:59:59")
    #expect(time.microsecond == 999_999)
    #expect(CivilTime(microseconds: 1_614_963_899_123_456).wholeSeconds == "2021-03-05T17:04:59")
  }
}

@Suite("Digits of times", .ownThread) struct DigitReaderTests {
  private func reading<R>(_ text: String, _ body: (inout DigitReader) -> R) -> R {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      var reader = DigitReader(bytes)
      return body(&reader)
    }
  }

  @Test("Fields are taken one after another")
  func fields() {
    let found: [Bool] = reading("12:3x") { reader in
      [
        reader.number(digits: 2) == 12, !reader.take("-"), reader.take(":"), reader.digit() == 3,
        reader.digit() == nil, !reader.isAtEnd, reader.take("x"), reader.isAtEnd, !reader.take("x"),
      ]
    }
    #expect(found == Array(repeating: true, count: 9))
  }

  @Test(
    "Days that there are not are none", arguments: ["2021-02-29", "2021-13-01", "2021-00-01", "2021-01-00", "21-01-01"])
  func noDays(_ text: String) {
    let days = reading(text) { $0.daysSinceEpoch() }
    #expect(days == nil)
  }

  @Test(
    "Fractions are microseconds",
    arguments: [("1", 100_000), ("123456", 123_456), ("1234569", 123_456), ("000001", 1)])
  func fractions(_ text: String, _ microseconds: Int64) {
    let fraction = reading(text) { $0.fractionMicroseconds() }
    #expect(fraction == microseconds)
  }

  @Test("A fraction has a digit, and no more than it may")
  func fractionLimits() {
    let nothing = reading("") { $0.fractionMicroseconds() }
    #expect(nothing == nil)
    let cut = reading("1234567890") { reader in
      (reader.fractionMicroseconds(mostDigits: 9), reader.isAtEnd)
    }
    #expect(cut == (123_456, false))
  }
}
