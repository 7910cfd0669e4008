import ChatExchange
import ChatLedger
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Zips that Mattermost exports", .ownThread)
struct MattermostZipTests {
  /// Writes a zip of these files, each packed.
  private func zip(_ files: [(name: String, text: String)], _ change: (inout TestZip) -> Void = { _ in }) throws
    -> String
  {
    var zip = TestZip()
    for (name, text) in files {
      var entry = TestZip.Entry(name, Array(text.utf8))
      entry.method = 8
      zip.entries.append(entry)
    }
    change(&zip)
    let path = SlackExport.temporaryPath() + ".zip"
    try Data(zip.bytes).write(to: URL(filePath: path))
    return path
  }

  private func load(
    _ path: String, into scene: TemporaryLedger, _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> ImportReport {
    var options = ImportOptions(source: "export.zip", actor: .operator("tests"), origin: "tests")
    change(&options)
    return try MattermostImporter(ledger: scene.ledger, options: options).run(MattermostFile.open(at: path))
  }

  @Test(
    "The lines are read wherever they may stand, and the attached files are not looked at",
    arguments: [["import.jsonl"], ["other.jsonl"], ["export/import.jsonl"], ["import.jsonl", "more.jsonl"]])
  func readsZips(_ names: [String]) throws {
    let attached = [
      ("data/2020/plan.pdf", "%PDF"), ("data/notes/other.jsonl", "no"), ("__MACOSX/._import.jsonl", "no"),
    ]
    let path = try zip(names.map { ($0, $0 == "more.jsonl" ? "no" : Archive.text) } + attached) { zip in
      // What is not read may be anything.
      zip.entries.append(TestZip.Entry("data/..\\odd", []))
    }
    defer { SlackExport.remove(at: path) }
    let plain = try TemporaryLedger()
    let expected = try plain.load(Archive.text)
    let scene = try TemporaryLedger()
    let last = Box<ImportProgress?>(nil)
    let report = try load(path, into: scene) { $0.progress = { progress in last.set(progress) } }
    #expect(report.tables == expected.tables)
    #expect(report.rejections == [])
    #expect(last.get()?.totalBytes == UInt64(Archive.text.utf8.count))
    #expect(last.get()?.bytes == UInt64(Archive.text.utf8.count))
    #expect(try scene.texts(in: Archive.town) == plain.texts(in: Archive.town))
    #expect(try load(path, into: scene).outcome == .nothingNew)
    var options = ImportOptions(source: "export.zip", actor: .operator("tests"), origin: "tests")
    options.reason = nil
    let comparison = try MattermostImporter(ledger: scene.ledger, options: options).compare(
      MattermostFile.open(at: path))
    #expect(comparison.verdict == .same)
  }

  @Test("A zip of many megabytes is read piece by piece")
  func readsLargeZips() throws {
    let filler = String(repeating: "x", count: 1 << 20)
    let lines = (0..<8).map { #"{"type":"filler","text":"\#($0)\#(filler)"}"# }
    let path = try zip([("import.jsonl", Archive.text + lines.joined(separator: "\n"))])
    defer { SlackExport.remove(at: path) }
    let source = try MattermostFile.open(at: path)
    var total = 0
    while true {
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { break }
      total += count
    }
    #expect(UInt64(total) == source.totalBytes)
    #expect(total > 8 << 20)
  }

  @Test("Several archives in one zip are listed, and none is an error")
  func refusesOtherZips() throws {
    let scene = try TemporaryLedger()
    let two = try zip([("a.jsonl", Archive.text), ("b.jsonl", Archive.text)])
    let none = try zip([("readme.txt", "hello"), ("data/a/b.jsonl", "no")])
    let empty = try zip([])
    defer { for path in [two, none, empty] { SlackExport.remove(at: path) } }
    let several = #expect(throws: ExchangeError.self) { try load(two, into: scene) }
    #expect(several?.message.contains("2 archives: “a.jsonl”, “b.jsonl”") == true)
    #expect(several?.remedy.contains("unzip -p") == true)
    for path in [none, empty] {
      let error = #expect(throws: ExchangeError.self) { try load(path, into: scene) }
      #expect(error?.message.contains("a zip without import.jsonl") == true)
      #expect(error?.remedy.contains("slack") == false)
    }
    #expect(try scene.position() == Position(1))
  }

  @Test("A damaged zip is an error at the place, and what stood before it is there")
  func namesDamage() throws {
    let path = try zip([("import.jsonl", Archive.text)]) { $0.entries[0].isCRCWrong = true }
    defer { SlackExport.remove(at: path) }
    let error = #expect(throws: ExchangeError.self) { try load(path, into: TemporaryLedger()) }
    #expect(error?.message == "The file cannot be unpacked.")
    let encrypted = try zip([("import.jsonl", Archive.text)]) { $0.entries[0].flags |= 1 }
    defer { SlackExport.remove(at: encrypted) }
    #expect(throws: ExchangeError.self) { try load(encrypted, into: TemporaryLedger()) }
  }

  @Test("An archive that is given to the other command says which one takes it")
  func namesTheOtherCommand() throws {
    let scene = try TemporaryLedger()
    let slack = try SlackExport.sample.writeZip(below: "Acme/")
    let zipped = try zip([("import.jsonl", Archive.text)])
    let lines = SlackExport.temporaryPath() + ".jsonl"
    try Data(Archive.text.utf8).write(to: URL(filePath: lines))
    defer { for path in [slack, zipped, lines] { SlackExport.remove(at: path) } }
    let first = #expect(throws: ExchangeError.self) { try load(slack, into: scene) }
    #expect(first?.remedy.contains("Slack") == true)
    #expect(first?.steps == [.importArchive(format: "slack", path: slack)])
    for path in [zipped, lines] {
      let error = #expect(throws: ExchangeError.self) { try scene.load(slack: path) }
      #expect(error?.remedy.contains("Mattermost") == true, "\(path)")
      #expect(error?.steps == [.importArchive(format: "mattermost", path: path)])
    }
    // What is zipped and comes from a pipe is not read as lines.
    let piped = #expect(throws: ExchangeError.self) {
      let options = ImportOptions(source: "-", actor: .operator("tests"), origin: "tests")
      let bytes = Array(try Data(contentsOf: URL(filePath: zipped)))
      return try MattermostImporter(ledger: scene.ledger, options: options).run(MemorySource(bytes))
    }
    #expect(piped?.remedy.contains("It is a zip") == true)
  }
}
