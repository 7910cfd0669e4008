// Scalars, values of any kind, and values kept as they are written.

extension JSONReader {
  /// Reads a number that is an integer without fraction and exponent and fits 64 bits.
  mutating func integer() throws(ExchangeError) -> Int64 {
    guard let first = peek() else { throw truncated() }
    let start = offset
    let isNegative = first == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    var value: Int64 = 0
    var digits = 0
    while offset < bytes.count, let digit = Self.digit(bytes[offset]) {
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) =
        isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      guard !overflow, !carry else {
        offset = start
        throw fault("the number does not fit 64 bits", .invalid)
      }
      value = sum
      digits += 1
      offset += 1
    }
    let firstDigit = start + (isNegative ? 1 : 0)
    let hasLeadingZero = digits > 1 && bytes[firstDigit] == UInt8(ascii: "0")
    let goesOn =
      offset < bytes.count && [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[offset])
    guard digits > 0, !hasLeadingZero, !goesOn else {
      offset = start
      throw fault("a whole number should stand here", .invalid)
    }
    return value
  }

  mutating func boolean() throws(ExchangeError) -> Bool {
    guard let byte = peek() else { throw truncated() }
    switch byte {
    case UInt8(ascii: "t"):
      try literal("true")
      return true
    case UInt8(ascii: "f"):
      try literal("false")
      return false
    default: throw fault("true or false should stand here", .invalid)
    }
  }

  /// Reads `null` if it stands here.
  mutating func null() throws(ExchangeError) -> Bool {
    guard peek() == UInt8(ascii: "n") else { return false }
    try literal("null")
    return true
  }

  /// Reads a string; nil for `null`.
  mutating func optionalString() throws(ExchangeError) -> String? { try null() ? nil : try string() }

  /// Reads over a value of any kind and checks it.
  mutating func skip() throws(ExchangeError) { try skip(depth: 0) }

  /// Reads over a value of which a part could not be taken, from its beginning.
  mutating func passOver(from start: Int) throws(ExchangeError) {
    offset = start
    isAtFirst = false
    try skip()
  }

  /// Reads a value of any kind and gives it as it is written.
  mutating func raw() throws(ExchangeError) -> String {
    guard peek() != nil else { throw truncated() }
    let start = offset
    try skip()
    return try text(start..<offset)
  }

  /// Checks the value that stands here, and that no object in it names a member twice: readers differ on which of the
  /// two counts. Reads nothing.
  mutating func refuseTwins() throws(ExchangeError) {
    let start = offset
    try skip(depth: 0, refusingTwins: true)
    offset = start
  }

  private mutating func skip(depth: Int, refusingTwins: Bool = false) throws(ExchangeError) {
    guard depth < Self.depthLimit else {
      throw fault("values stand deeper in each other than \(Self.depthLimit)", .tooLarge)
    }
    guard let byte = peek() else { throw truncated() }
    switch byte {
    case UInt8(ascii: "{"):
      try beginObject()
      var members = MemberNames()
      while let key = try nextKey() {
        if refusingTwins, !members.insert(key) {
          throw fault("the member “\(key)” stands for the second time", .invalid)
        }
        try skip(depth: depth + 1, refusingTwins: refusingTwins)
      }
    case UInt8(ascii: "["):
      try beginArray()
      while try nextElement() { try skip(depth: depth + 1, refusingTwins: refusingTwins) }
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: try skipNumber()
    }
  }

  /// The names of the members of one object so far: few in most.
  private struct MemberNames {
    private var few: [String] = []
    private var many: Set<String> = []

    /// - Returns: false where the name was there.
    mutating func insert(_ name: String) -> Bool {
      if !many.isEmpty { return many.insert(name).inserted }
      if few.contains(name) { return false }
      few.append(name)
      if few.count > 24 { many = Set(few) }
      return true
    }
  }

  private mutating func literal(_ word: StaticString) throws(ExchangeError) {
    let count = word.utf8CodeUnitCount
    guard bytes.count - offset >= count else { throw truncated() }
    for index in 0..<count where bytes[offset + index] != word.utf8Start[index] {
      throw fault("a value should stand here")
    }
    offset += count
  }

  /// A number as RFC 8259, section 6, has it.
  private mutating func skipNumber() throws(ExchangeError) {
    let start = offset
    if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    let first = offset
    guard skipDigits() > 0 else {
      offset = start
      throw fault("a value should stand here")
    }
    guard offset - first == 1 || bytes[first] != UInt8(ascii: "0") else { throw fault("a number begins with 0") }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      guard skipDigits() > 0 else { throw fault("a digit should stand here") }
    }
    guard offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") else { return }
    offset += 1
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    guard skipDigits() > 0 else { throw fault("a digit should stand here") }
  }

  private mutating func skipDigits() -> Int {
    let start = offset
    while offset < bytes.count, Self.digit(bytes[offset]) != nil { offset += 1 }
    return offset - start
  }

  private static func digit(_ byte: UInt8) -> Int64? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int64(byte - UInt8(ascii: "0")) : nil
  }
}
