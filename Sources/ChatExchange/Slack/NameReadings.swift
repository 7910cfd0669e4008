#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a name may mean that was written by a program that did not know UTF-8, or did not say so.
///
/// Windows and old programs write the names in a zip in the encoding of their country; some programs that unpack take
/// UTF-8 for such an encoding, and write what comes of that. Every reading is a guess: it counts only where it leads to
/// a name that is known, and to one only.
final class NameReadings {
  #if canImport(Glibc) || canImport(Musl)
    /// The encodings that programs write names in.
    private static let encodings = [
      "CP437", "CP850", "CP852", "CP866", "CP1250", "CP1251", "CP1252", "CP1253", "CP1254", "MACINTOSH", "KOI8-R",
      "CP932",
      "SHIFT_JIS", "EUC-JP", "GB18030", "BIG5", "CP949", "EUC-KR",
    ]
    /// Those that UTF-8 is taken for.
    private static let mistaken = ["CP437", "CP850", "CP1252", "ISO-8859-1", "MACINTOSH"]

    private let decoders: [iconv_t]
    private let encoders: [iconv_t]

    init() {
      decoders = Self.encodings.compactMap { Self.converter(to: "UTF-8", from: $0) }
      encoders = Self.mistaken.compactMap { Self.converter(to: $0, from: "UTF-8") }
    }

    deinit { for converter in decoders + encoders { iconv_close(converter) } }

    /// Everything that the bytes may mean besides themselves.
    func readings(of name: ArchivePath) -> Set<String> {
      guard name.bytes.contains(where: { $0 >= 0x80 }) else { return [] }
      var readings: Set<String> = []
      for converter in name.isUTF8 ? encoders : decoders {
        guard let bytes = Self.convert(name.bytes, with: converter) else { continue }
        let reading = ArchivePath(bytes)
        if reading.isUTF8 { readings.insert(reading.description) }
      }
      return readings
    }

    /// Nil where the system does not have the encoding.
    private static func converter(to: String, from: String) -> iconv_t? {
      let converter = iconv_open(to, from)
      return converter == iconv_t(bitPattern: -1) ? nil : converter
    }

    private static func convert(_ bytes: [UInt8], with converter: iconv_t) -> [UInt8]? {
      iconv(converter, nil, nil, nil, nil)
      var input = bytes.map { CChar(bitPattern: $0) }
      // No byte of these encodings becomes more than four.
      var output = [CChar](repeating: 0, count: bytes.count * 4 + 8)
      var inputLeft = input.count
      var outputLeft = output.count
      let hasFailed = input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target in
          var from = source.baseAddress
          var to = target.baseAddress
          return iconv(converter, &from, &inputLeft, &to, &outputLeft) == -1
        }
      }
      guard !hasFailed, inputLeft == 0 else { return nil }
      return output.prefix(output.count - outputLeft).map { UInt8(bitPattern: $0) }
    }
  #else
    /// Nothing is guessed where the system converts nothing.
    func readings(of name: ArchivePath) -> Set<String> { [] }
  #endif
}
