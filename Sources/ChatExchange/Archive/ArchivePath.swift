import LedgerSupport

/// The path of a file in an archive: bytes, as they came. Paths that differ only by case or by Unicode form are
/// different paths.
struct ArchivePath: Hashable, Comparable, Sendable, CustomStringConvertible {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }
  init(_ text: String) { bytes = Array(text.utf8) }

  /// For people: what is no UTF-8 is replaced.
  var description: String { String(decoding: bytes, as: UTF8.self) }

  static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

  /// What stands between the slashes.
  var components: [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  }

  /// Whether it stays below the place where the archive would be unpacked, on any system.
  var staysInside: Bool {
    guard !bytes.isEmpty, !bytes.contains(0), !bytes.contains(UInt8(ascii: "\\")) else { return false }
    // A drive, as in C:/autoexec.bat.
    if bytes.count > 1, bytes[1] == UInt8(ascii: ":") { return false }
    return components.allSatisfy { component in
      !component.isEmpty && !component.elementsEqual(".".utf8) && !component.elementsEqual("..".utf8)
    }
  }

  func hasPrefix(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
  func hasSuffix(_ suffix: String) -> Bool { bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }

  /// What desktops leave behind in folders.
  var isLitter: Bool {
    components.contains { $0.first == UInt8(ascii: ".") || $0.elementsEqual("__MACOSX".utf8) }
  }

  /// For reports: as it is where it is UTF-8, and otherwise with every byte that is none as `\x84`, so that two
  /// files never look like one.
  var visible: String {
    if isUTF8 { return description }
    return bytes.reduce(into: "") { text, byte in
      if byte >= 0x20, byte < 0x7F {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + Hexadecimal.text([byte])
      }
    }
  }

  /// Whether the bytes are UTF-8: anything else cannot be told from its description.
  var isUTF8: Bool { description.utf8.elementsEqual(bytes) }

  /// The bytes in lower-case hexadecimal.
  var hexadecimal: String { Hexadecimal.text(bytes) }

  /// A name that no other path has: what is no UTF-8 is followed by its bytes.
  var readable: String { isUTF8 ? description : "\(description) (\(hexadecimal))" }
}
