/// A span of time in its largest unit, rounded down: `3 hours`, `4 years`. Nothing is shorter than 0 seconds.
package func elapsed(microseconds: Int64) -> String {
  let seconds = max(0, microseconds / 1_000_000)
  return switch seconds {
  case ..<120: counted(seconds, "second")
  case ..<7_200: counted(seconds / 60, "minute")
  case ..<172_800: counted(seconds / 3_600, "hour")
  case ..<63_072_000: counted(seconds / 86_400, "day")
  default: counted(seconds / 31_556_952, "year")
  }
}
