/// A zip that a test puts together byte by byte, so that it can be wrong in any way.
struct TestZip {
  struct Entry {
    var name: [UInt8]
    var content: [UInt8]
    /// What the entry says of itself, where that is not true.
    var claimedSize: Int?
    var claimedPackedSize: Int?
    var flags: UInt16 = 0x800
    var method: UInt16 = 0
    var isCRCWrong = false

    init(_ name: String, _ content: [UInt8]) {
      self.name = Array(name.utf8)
      self.content = content
    }
  }

  var entries: [Entry] = []
  var comment: [UInt8] = []

  /// The whole file: local headers with their data, the central directory, and its end.
  var bytes: [UInt8] {
    var body: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = body.count
      let data = entry.method == 8 ? Self.deflated(entry.content) : entry.content
      var shared: [UInt8] = []
      for value in [entry.flags, entry.method, 0, 0x21] as [UInt16] { shared += Self.little(value) }
      shared += Self.little(Self.crc(entry.content) ^ (entry.isCRCWrong ? 1 : 0))
      shared +=
        Self.little(UInt32(entry.claimedPackedSize ?? data.count))
        + Self.little(UInt32(entry.claimedSize ?? entry.content.count))
      shared += Self.little(UInt16(entry.name.count)) + Self.little(UInt16(0))
      body += Self.little(UInt32(0x0403_4B50)) + Self.little(UInt16(20)) + shared + entry.name + data
      directory += Self.little(UInt32(0x0201_4B50)) + Self.little(UInt16(20)) + Self.little(UInt16(20)) + shared
      directory += [UInt8](repeating: 0, count: 10) + Self.little(UInt32(offset)) + entry.name
    }
    let count = Self.little(UInt16(entries.count))
    let end =
      Self.little(UInt32(0x0605_4B50)) + [0, 0, 0, 0] + count + count + Self.little(UInt32(directory.count))
      + Self.little(UInt32(body.count)) + Self.little(UInt16(comment.count)) + comment
    return body + directory + end
  }

  /// Deflate without any compression: blocks of at most 65,535 bytes as they are.
  private static func deflated(_ content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var at = 0
    repeat {
      let end = min(at + 65_535, content.count)
      let length = UInt16(end - at)
      result += [end == content.count ? 1 : 0] + little(length) + little(~length) + content[at..<end]
      at = end
    } while at < content.count
    return result
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
