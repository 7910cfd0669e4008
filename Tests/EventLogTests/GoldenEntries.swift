import EventLog
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An entry on disk, byte for byte. The files were made by another program than this one and do not change: a log that
/// was written once must stay readable.
struct GoldenEntry: Sendable, CustomTestStringConvertible {
  let name: String
  let position: UInt64
  /// What the other program computed.
  let leafHash: String
  /// What it is made of; the content of an erased one is gone from the bytes.
  let draft: EntryDraft
  let endsBatch: Bool

  var version: UInt16 { name.hasPrefix("Format1") ? 1 : 2 }
  var isErased: Bool { name.contains("erased") }
  var testDescription: String { name }

  static let all = [minimal1, full1, erased1, minimal, message, messageErased, full, fullErased]
  /// Those of the version that is written, as they are written.
  static let written = [minimal, message, full]

  // MARK: Format 1

  static let minimal1 = GoldenEntry(
    name: "Format1/minimal", position: 1,
    leafHash: "e4b255bd226432d4861e425adbf0a07850430aee9ca143428c59ae525af989c9",
    draft: EntryDraft(
      time: 1_700_000_000_123_456, commandID: commandID, actor: actor, command: Array("hello".utf8), events: []),
    endsBatch: false)
  static let full1 = GoldenEntry(
    name: "Format1/full", position: 0x0102_0304_0506_0708,
    leafHash: "797af060ced7aa19227eda3c211250468480ed0ef4c5b0b12ce29ed0e3b86235", draft: everything(rules: 1),
    endsBatch: false)
  static let erased1 = GoldenEntry(
    name: "Format1/erased", position: full1.position, leafHash: full1.leafHash, draft: full1.draft, endsBatch: false)

  // MARK: Format 2

  static let minimal = GoldenEntry(
    name: "Format2/minimal", position: 1,
    leafHash: "ef2facfe7d5e19976c0d4a8e7bc85e37ae585f92745638e15530a67adaeb4b9e",
    draft: EntryDraft(
      time: 1_700_000_000_123_456, commandID: commandID, actor: 0, rules: 2, command: Array("hello".utf8), events: []),
    endsBatch: true)
  static let message = GoldenEntry(
    name: "Format2/message", position: 1_234_567,
    leafHash: "4dcdde6e4e3673f3f022e2e5e040a7208a12e132b320c1446f6e3b560a3eb2ab",
    draft: EntryDraft(
      time: 1_700_000_000_123_456, commandID: commandID, actor: actor, rules: 2, command: Array("hello".utf8),
      events: nil, content: Array("Grüße".utf8), salt: salt),
    endsBatch: true)
  static let messageErased = GoldenEntry(
    name: "Format2/message-erased", position: message.position, leafHash: message.leafHash, draft: message.draft,
    endsBatch: true)
  static let full = GoldenEntry(
    name: "Format2/full", position: full1.position,
    leafHash: "1dfd794e00abfb8a286d6eb9344b3865227ff0564c3b92f82eba8c26234c8654", draft: everything(rules: 300),
    endsBatch: false)
  static let fullErased = GoldenEntry(
    name: "Format2/full-erased", position: full.position, leafHash: full.leafHash, draft: full.draft, endsBatch: false)

  private static let commandID: UInt128 = 0x0190_163D_8694_739F_A5B7_C7E8_F9A0_B1C2
  private static let actor: UInt128 = 0x1011_1213_1415_1617_1819_1A1B_1C1D_1E1F
  private static let salt: UInt128 = 0xA0A1_A2A3_A4A5_A6A7_A8A9_AAAB_ACAD_AEAF

  private static func everything(rules: UInt32) -> EntryDraft {
    EntryDraft(
      kind: .continuation, time: -1, commandID: commandID, actor: actor,
      correlation: 0x2021_2223_2425_2627_2829_2A2B_2C2D_2E2F, causation: 7, part: 1, parts: 3, rules: rules,
      trace: TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
      command: Array("cmd".utf8), events: Array("events".utf8), content: Array("Grüße".utf8), salt: salt)
  }

  /// Hexadecimal bytes; `#` begins a comment.
  func bytes() throws -> [UInt8] {
    let folder = String(#filePath).split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let path = folder.joined(separator: "/") + "/Golden/\(name).hex"
    let file = try #require(fopen(path, "r"), "\(path) can be read")
    defer { fclose(file) }
    var text: [UInt8] = []
    while case let byte = getc(file), byte != EOF { text.append(UInt8(truncatingIfNeeded: byte)) }
    var bytes: [UInt8] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let data = line.prefix { $0 != UInt8(ascii: "#") }
      for digits in data.split(separator: UInt8(ascii: " ")) {
        bytes.append(try #require(UInt8(String(decoding: digits, as: UTF8.self), radix: 16)))
      }
    }
    return bytes
  }
}
