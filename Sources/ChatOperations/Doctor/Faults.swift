import ChatLedger

/// What a check finds wrong: all of it counted, the first of it kept.
struct Faults {
  private(set) var count: UInt64
  private(set) var first: [String]

  init(count: UInt64 = 0, first: [String] = []) {
    self.count = count
    self.first = first
  }

  var isEmpty: Bool { count == 0 }

  mutating func add(_ fault: @autoclosure () -> String) {
    count += 1
    if first.count < DoctorFinding.detailLimit { first.append(fault()) }
  }
}
