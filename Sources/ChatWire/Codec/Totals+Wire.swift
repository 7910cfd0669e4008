import ChatDomain

/// A number for each counter, under the counter's own number.
extension Totals: WireMessage {
  static var isAbsentWhenEmpty: Bool { true }

  var wireSize: Int {
    Counter.allCases.reduce(0) { $0 + Wire.size(UInt64($1.rawValue), ZigZag(self[$1])) }
  }

  @_lifetime(output: copy output)
  func write(to output: inout OutputRawSpan) {
    for counter in Counter.allCases { Wire.write(UInt64(counter.rawValue), ZigZag(self[counter]), to: &output) }
  }

  @_lifetime(reader: copy reader)
  init(wire reader: inout WireReader) throws(WireFault) {
    self.init()
    while let tag = try reader.nextTag() {
      if tag & 7 == 0, let counter = Counter(rawValue: Int(tag >> 3)) {
        self[counter] = try ZigZag(value: &reader, "totals").value
      } else {
        try reader.skip(tag)
      }
    }
  }
}
