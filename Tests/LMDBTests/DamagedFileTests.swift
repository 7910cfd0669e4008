import ChatLedgerTesting
import LMDB
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Damaged files", .ownThread) struct DamagedFileTests {
  let directory = TemporaryDirectory()
  private var file: String { directory.path + "/data.mdb" }

  /// A closed environment with enough in it to have inner pages and overflow pages.
  private func fill() throws {
    let environment = try open(directory)
    let table = try environment.openTables(["t"])[0]
    let small = [UInt8](repeating: 7, count: 500)
    let large = [UInt8](repeating: 8, count: 20_000)
    try environment.write { transaction in
      for number in 0..<500 as Range<UInt64> {
        try transaction.put(table, Key(number), number % 50 == 0 ? large.span.bytes : small.span.bytes)
      }
    }
    #expect(environment.close())
  }

  private func overwrite(at offset: Int, _ contents: [UInt8]) {
    let descriptor = open(file, O_WRONLY)
    defer { close(descriptor) }
    #expect(pwrite(descriptor, contents, contents.count, off_t(offset)) == contents.count)
  }

  private func size() -> Int {
    var status = stat()
    return stat(file, &status) == 0 ? Int(status.st_size) : 0
  }

  private func openingFails() -> LMDBError.Code? { code { _ = try open(directory) } }

  @Test(arguments: [1, 4096, 40_960, 200_000])
  func aTruncatedFileIsRefusedInsteadOfCrashing(missingBytes: Int) throws {
    try fill()
    #expect(truncate(file, off_t(size() - missingBytes)) == 0)
    #expect(openingFails() == .truncated)
  }

  @Test(arguments: [1, 100, 4096, 5000])
  func aFileThatEndsInItsMetaPagesIsRefused(bytes: Int) throws {
    try fill()
    #expect(truncate(file, off_t(bytes)) == 0)
    #expect(openingFails() == .truncated)
  }

  @Test(arguments: [0, 1])
  func aZeroedMetaPageIsRefusedWithARemedy(page: Int) throws {
    try fill()
    let pageBytes = Int(sysconf(CInt(_SC_PAGESIZE)))
    overwrite(at: page * pageBytes, [UInt8](repeating: 0, count: pageBytes))
    do {
      _ = try open(directory)
      Issue.record("opened with a zeroed meta page")
    } catch let error as LMDBError {
      #expect(error.code == .corrupted)
      #expect(error.message == "Meta page \(page) is all zeros.")
      #expect(error.remedy.contains("Restore a backup"))
    }
  }

  @Test func wrongMagicAndVersionAreTold() throws {
    try fill()
    overwrite(at: 20, [9])
    #expect(openingFails() == .versionMismatch)
    overwrite(at: 16, [9])
    #expect(openingFails() == .corrupted)
  }

  @Test func aFileOfAnotherKindIsRefused() throws {
    let descriptor = open(file, O_WRONLY | O_CREAT, 0o644)
    close(descriptor)
    overwrite(at: 0, [UInt8](repeating: 65, count: 10_000))
    #expect(openingFails() == .corrupted)
  }

  @Test func anEmptyFileIsANewOne() throws {
    close(open(file, O_WRONLY | O_CREAT, 0o644))
    try open(directory).close()
    #expect(size() >= 8192)
  }

  /// LMDB leaves pages at the end unwritten that a transaction allocated and freed again.
  @Test(arguments: [21, 22, 23] as [UInt64])
  func aFileThatIsShortByFreePagesOpens(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let directory = TemporaryDirectory()
      let environment = try open(directory)
      let tables = try environment.openTables(["a", "b"])
      var isShort = false
      for _ in 0..<50 where !isShort {
        try environment.write { try churn(&$0, tables, &generator) }
        isShort = environment.information.fileBytes < environment.information.usedBytes
      }
      let counts = try environment.read { [try $0.count(tables[0]), try $0.count(tables[1])] }
      environment.close()
      let reopened = try open(directory, readOnly: true)
      let same = try reopened.openTables(["a", "b"])
      #expect(try reopened.read { [try $0.count(same[0]), try $0.count(same[1])] } == counts, "seed \(seed)")
      reopened.close()
      if isShort { return }
    }
    Issue.record("seed \(seed): no file was short, the case was not tried")
  }

  @Test(arguments: [31, 32, 33] as [UInt64])
  func everyPageOfASoundFileIsWhatItMustBe(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let environment = try open(directory)
    defer { environment.close() }
    let tables = try environment.openTables(["a", "b"])
    for round in 0..<60 {
      try environment.write { try churn(&$0, tables, &generator) }
      let fault = try environment.firstPageFault()
      #expect(fault == nil, "seed \(seed), round \(round): \(fault.map { "\($0)" } ?? "")")
    }
  }

  private func churn(
    _ transaction: inout WriteTransaction, _ tables: [Table], _ generator: inout SplitMix64
  ) throws {
    for _ in 0..<Int(generator.next() % 300) {
      let table = tables[Int(generator.next() & 1)]
      let number = Key(generator.next() % 2000)
      if generator.next() % 2 == 0 {
        _ = try transaction.delete(table, number)
      } else {
        let isLarge = generator.next() % 20 == 0
        let count = Int(generator.next() % (isLarge ? 200_000 : 1500))
        try transaction.put(table, number, [UInt8](repeating: 1, count: count).span.bytes)
      }
      if generator.next() % 400 == 0 { try transaction.removeAll(table) }
    }
  }
}
