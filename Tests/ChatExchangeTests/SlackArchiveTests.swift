import ChatExchange
import ChatLedger
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Directories and zips of an export of Slack", .ownThread)
struct SlackArchiveTests {
  /// Imports a zip that was spoilt, and gives the error.
  private func refusal(
    limits: ArchiveLimits = ArchiveLimits(), _ change: (inout TestZip) -> Void
  ) throws -> ExchangeError? {
    let path = try SlackExport.sample.writeZip(change)
    defer { SlackExport.remove(at: path) }
    let scene = try TemporaryLedger()
    let error = #expect(throws: ExchangeError.self) { try scene.load(slack: path, limits: limits) }
    #expect(try scene.position() == Position(1))
    return error
  }

  @Test(
    "A zip that leads out of itself is refused",
    arguments: [
      "../evil.json", "general/../../evil.json", "/etc/evil.json", "general\\..\\evil.json", "C:/evil.json", "./x.json",
    ])
  func refusesSlips(_ name: String) throws {
    let error = try refusal { $0.entries.append(TestZip.Entry(name, [])) }
    #expect(error?.code == .invalid)
    #expect(error?.message.contains(name) == true)
  }

  @Test("A zip with encrypted entries is refused, with what to do")
  func refusesEncryption() throws {
    let error = try refusal { $0.entries[0].flags |= 1 }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("encrypted") == true)
    #expect(error?.remedy.contains("password") == true)
  }

  @Test("A zip with a comment is refused, with what to do")
  func refusesComments() throws {
    let error = try refusal { $0.comment = Array("hello".utf8) }
    #expect(error?.message.contains("comment of 5 bytes") == true)
    #expect(error?.remedy.contains("zip -z") == true)
  }

  @Test("A zip that is packed in another way is refused")
  func refusesOtherMethods() throws {
    #expect(try refusal { $0.entries[0].method = 12 }?.code == .unsupported)
  }

  @Test("A zip with two files of one name is refused; names that differ by Unicode form are two")
  func comparesNamesByBytes() throws {
    #expect(try refusal { $0.entries.append($0.entries[0]) }?.message.contains("users.json") == true)
    var export = SlackExport.sample
    let names = ["caf\u{e9}", "cafe\u{301}"]
    export["channels.json"] =
      "["
      + names.enumerated().map { #"{"id":"C\#($0.offset)","name":"\#($0.element)"}"# }.joined(separator: ",") + "]"
    for name in names {
      export["\(name)/2012-12-14.json"] =
        #"[{"type":"message","user":"U1","text":"\#(name)","ts":"1.000001"}]"#
    }
    let path = try export.writeZip()
    defer { SlackExport.remove(at: path) }
    let scene = try TemporaryLedger()
    try scene.load(slack: path)
    for (index, name) in names.enumerated() {
      let texts = try scene.texts(in: SlackIdentifier.conversation(team: "T1", channel: "C\(index)"))
      #expect(texts.map { Array($0.utf8) } == [Array(name.utf8)])
    }
  }

  @Test("Too many entries, or too much in all, are refused")
  func refusesBombs() throws {
    var limits = ArchiveLimits()
    limits.entries = 5
    #expect(try refusal(limits: limits) { _ in }?.code == .tooLarge)
    limits = ArchiveLimits()
    limits.totalBytes = 1_000
    #expect(try refusal(limits: limits) { _ in }?.code == .tooLarge)
    // The same bytes for a hundred entries.
    let overlap = try refusal { zip in
      zip.entries = (0..<3).map { index in
        var entry = TestZip.Entry("general/2012-12-1\(index).json", Array("[]".utf8))
        entry.claimedPackedSize = 1 << 20
        return entry
      }
    }
    #expect(overlap?.message.contains("overlap") == true)
  }

  @Test("A file beyond the limit is named and not read; the others are")
  func namesLargeFiles() throws {
    var export = SlackExport.sample
    export["vault/2012-12-14.json"] = "[" + String(repeating: " ", count: 10_000) + "]"
    var limits = ArchiveLimits()
    limits.fileBytes = 5_000
    let zip = try export.writeZip()
    let directory = try export.writeDirectory()
    defer {
      SlackExport.remove(at: zip)
      SlackExport.remove(at: directory)
    }
    for path in [zip, directory] {
      let scene = try TemporaryLedger()
      let report = try scene.load(slack: path, limits: limits)
      #expect(report.outcome == .finished)
      #expect(report.rejections.map(\.file) == ["vault/2012-12-14.json"])
      #expect(report.rejections.map(\.code) == ["TOO_LARGE"])
      #expect(report.tables.messages.added == 15)
    }
  }

  @Test("A file that is damaged, or is not as large as it says, is named; the others are read")
  func namesDamagedFiles() throws {
    for damage in 0..<3 {
      let path = try SlackExport.sample.writeZip { zip in
        guard let index = zip.entries.firstIndex(where: { $0.name.starts(with: Array("vault/".utf8)) }) else { return }
        switch damage {
        case 0: zip.entries[index].isCRCWrong = true
        case 1: zip.entries[index].claimedSize = zip.entries[index].content.count + 10
        default: zip.entries[index].claimedSize = zip.entries[index].content.count - 10
        }
        if damage > 0 { zip.entries[index].method = 8 }
      }
      defer { SlackExport.remove(at: path) }
      let report = try TemporaryLedger().load(slack: path)
      #expect(report.rejections.map(\.file) == ["vault/2012-12-14.json"], "damage \(damage)")
      #expect(report.rejections.map(\.code) == ["IO"])
      #expect(report.tables.messages.added == 15)
    }
  }

  @Test("Cut or mutated zips give errors and never crash", arguments: 0..<30)
  func survivesDamage(_ seed: Int) throws {
    let path = try SlackExport.sample.writeZip()
    defer { SlackExport.remove(at: path) }
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    if seed < 10 {
      bytes.removeLast(bytes.count * (seed + 1) / 11)
    } else {
      for step in 0..<8 { bytes[(seed * 7_919 + step * 104_729) % bytes.count] ^= UInt8(truncatingIfNeeded: seed | 1) }
    }
    try Data(bytes).write(to: URL(filePath: path))
    let scene = try TemporaryLedger()
    do {
      let report = try scene.load(slack: path)
      #expect(report.outcome == .finished || report.outcome == .nothingNew)
    } catch let error as ExchangeError {
      #expect(!error.remedy.isEmpty)
    }
  }

  @Test("Exports with mutated files never crash, and a second import of one adds nothing", arguments: 0..<40)
  func survivesMutations(_ seed: Int) throws {
    var random = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    let spice = Array(#"{}[]",:\0919-.eEtfn<@>"#.utf8) + [0, 10, 0xFF, 0xC3]
    let path = try SlackExport.sample.writeZip { zip in
      for _ in 0..<6 {
        let index = next(zip.entries.count)
        let count = zip.entries[index].content.count
        guard count > 0 else { continue }
        switch next(3) {
        case 0: zip.entries[index].content[next(count)] = spice[next(spice.count)]
        case 1: zip.entries[index].content.insert(spice[next(spice.count)], at: next(count))
        default: zip.entries[index].content.remove(at: next(count))
        }
      }
    }
    defer { SlackExport.remove(at: path) }
    let scene = try TemporaryLedger()
    let first = try scene.load(slack: path)
    #expect(first.outcome == .finished || first.outcome == .nothingNew)
    let totals = try scene.ledger.read { try $0.totals() }
    let second = try scene.load(slack: path)
    #expect(second.tables.messages.added == 0)
    #expect(try scene.ledger.read { try $0.totals() } == totals)
    #expect(try scene.ledger.verify().isClean)
  }

  @Test("Links in a directory are named and not followed; files of no use are named")
  func followsNoLinks() throws {
    let path = try SlackExport.sample.writeDirectory()
    defer { SlackExport.remove(at: path) }
    let files = FileManager.default
    try files.createSymbolicLink(atPath: path + "/general/2012-12-20.json", withDestinationPath: "/etc/passwd")
    try files.createSymbolicLink(atPath: path + "/elsewhere", withDestinationPath: "/etc")
    try Data("[]".utf8).write(to: URL(filePath: path + "/integration_logs.json"))
    let report = try TemporaryLedger().load(slack: path)
    #expect(report.rejections.map(\.file) == ["elsewhere", "general/2012-12-20.json"])
    #expect(report.warnings["FILE_NOT_READ"] == 1)
    #expect(report.notices.contains { $0.file == "integration_logs.json" })
    #expect(report.tables.messages.added == 16)
  }

  @Test("What is no export is refused, and what is nothing")
  func refusesOtherThings() throws {
    let scene = try TemporaryLedger()
    var other = SlackExport()
    other["readme.txt"] = "hello"
    let directory = try other.writeDirectory()
    defer { SlackExport.remove(at: directory) }
    let noExport = #expect(throws: ExchangeError.self) { try scene.load(slack: directory) }
    #expect(noExport?.message.contains("no export of Slack") == true)
    for (path, code) in [
      (directory + "/readme.txt", ExchangeError.Code.invalid), (directory + "/nothing", .invalid),
      ("/dev/null", .invalid),
    ] {
      let error = #expect(throws: ExchangeError.self) { try scene.load(slack: path) }
      #expect(error?.code == code)
    }
  }
}
