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

@Suite("Environments", .ownThread) struct EnvironmentTests {
  let directory = TemporaryDirectory()

  @Test func aSecondOpenIsRefusedUnderAnyName() throws {
    let environment = try open(directory)
    #expect(code { _ = try open(directory) } == .alreadyOpen)
    let link = directory.path + "-link"
    defer { unlink(link) }
    #expect(symlink(directory.path, link) == 0)
    #expect(code { _ = try Environment.open(at: link) } == .alreadyOpen)
    #expect(environment.close())
    try open(directory).close()
  }

  #if os(Linux)
    /// A program that is started meanwhile gets none of the files: it could write into them.
    @Test func everyDescriptorIsClosedOnExec() throws {
      let scratch = directory.path + "/scratch"
      #expect(mkdir(scratch, 0o700) == 0)
      let environments = [
        try open(directory), try Environment.openScratch(in: scratch, options: .init(mapSizeBytes: 1 << 20)),
      ]
      defer { for environment in environments { environment.close() } }
      var found = 0
      for descriptor in Int32(0)..<1_024 {
        var target = [CChar](repeating: 0, count: 4_096)
        guard readlink("/proc/self/fd/\(descriptor)", &target, 4_095) > 0 else { continue }
        let path = target.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        guard path.hasPrefix(directory.path) else { continue }
        found += 1
        #expect(descriptor >= 3 && fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0, "\(descriptor) is \(path)")
      }
      #expect(found >= 3)
    }
  #endif

  @Test func nestedDirectoriesAreMadeOrNotFound() throws {
    let path = directory.path + "/a/b/c"
    #expect(code { _ = try Environment.open(at: path, options: .init(create: false)) } == .notFound)
    #expect(code { _ = try Environment.open(at: path, options: .init(readOnly: true)) } == .notFound)
    try Environment.open(at: path, options: .init(mapSizeBytes: 1 << 20)).close()
    try Environment.open(at: path, options: .init(mapSizeBytes: 1 << 20, create: false)).close()
  }

  @Test func whatWasCommittedIsThereAfterReopening() throws {
    var environment = try open(directory)
    var tables = try environment.openTables(["a", "b"])
    try environment.write { transaction in
      try transaction.put(tables[0], key("k"), bytes("1").span.bytes)
      try transaction.put(tables[1], key("k"), bytes("2").span.bytes)
    }
    try environment.sync()
    environment.close()
    environment = try open(directory, readOnly: true)
    tables = try environment.openTables(["b", "a"])
    #expect(try environment.read { try value($0, tables[0], "k") } == "2")
    #expect(try environment.read { try value($0, tables[1], "k") } == "1")
    #expect(code { _ = try environment.beginWrite() } == .notPermitted)
    #expect(code { _ = try environment.openTables(["c"]) } == .notFound)
  }

  @Test func tooManyTablesAreRefused() throws {
    let environment = try open(directory)
    #expect(code { _ = try environment.openTables((0..<9).map { "t\($0)" }) } == .tablesFull)
  }

  @Test func closingWaitsForTheLastTransaction() throws {
    let environment = try open(directory)
    let table = try environment.openTables(["t"])[0]
    try environment.write { try $0.put(table, key("k"), bytes("1").span.bytes) }
    do {
      let reader = try environment.beginRead()
      #expect(!environment.close())
      #expect(code { _ = try environment.beginRead() } == .closed)
      #expect(code { _ = try environment.beginWrite() } == .closed)
      #expect(try value(reader, table, "k") == "1")
      #expect(code { _ = try open(directory) } == .alreadyOpen)
    }
    #expect(environment.close())
    #expect(environment.information == EnvironmentInformation())
    try open(directory).close()
  }

  @Test func aFullMapGrowsWhenNobodyIsInside() throws {
    let environment = try open(directory, mapSizeBytes: 1 << 20)
    let table = try environment.openTables(["t"])[0]
    let value = [UInt8](repeating: 7, count: 100_000)
    func fill(_ count: UInt64) throws {
      try environment.write { transaction in
        for number in 0..<count { try transaction.put(table, Key(number), value.span.bytes) }
      }
    }
    #expect(code { try fill(40) } == .mapFull)
    #expect(try environment.read { try $0.count(table) } == 0)
    do {
      let reader = try environment.beginRead()
      #expect(code { try environment.growMap(toBytes: 16 << 20, waitingAtMostSeconds: 0) } == .busy)
      #expect(try reader.count(table) == 0)
    }
    try environment.growMap(toBytes: 16 << 20)
    #expect(environment.information.mapSizeBytes == 16 << 20)
    try environment.growMap(toBytes: 2 << 20)
    #expect(environment.information.mapSizeBytes == 16 << 20)
    try fill(40)
    #expect(try environment.read { try $0.count(table) } == 40)
  }

  @Test func readerSlotsRunOutAndComeBack() throws {
    let environment = try open(directory, maxReaders: 2)
    do {
      let first = try environment.beginRead()
      let second = try environment.beginRead()
      #expect(code { _ = try environment.beginRead() } == .readersFull)
      #expect(first.id == second.id)
    }
    #expect(try environment.read { $0.id } == 0)
    #expect(environment.information.maxReaders == 2)
    #expect(try environment.checkReaders() == 0)
  }

  @Test func informationTellsHowFarTheOldestReaderIsBehind() throws {
    let environment = try open(directory)
    let table = try environment.openTables(["t"])[0]
    #expect(environment.information.oldestReaderLag == 0)
    do {
      let reader = try environment.beginRead()
      for number in 0..<5 as Range<UInt64> {
        try environment.write { try $0.put(table, Key(number), bytes("x").span.bytes) }
      }
      #expect(environment.information.oldestReaderLag == 5)
      #expect(environment.information.lastTransactionID == reader.id + 5)
    }
    let information = environment.information
    #expect(information.oldestReaderLag == 0)
    #expect(information.usedBytes > 0 && information.usedBytes <= information.mapSizeBytes)
    #expect(information.fileBytes > 0)
  }

  @Test func aCompactedCopyHasEverythingAndIsSmaller() throws {
    let environment = try open(directory)
    let table = try environment.openTables(["t"])[0]
    let value = [UInt8](repeating: 7, count: 1000)
    try environment.write { transaction in
      for number in 0..<2000 as Range<UInt64> { try transaction.put(table, Key(number), value.span.bytes) }
    }
    try environment.write { transaction in
      for number in 100..<2000 as Range<UInt64> { _ = try transaction.delete(table, Key(number)) }
    }
    let path = directory.path + "/deep/copy"
    try environment.copyCompacted(to: path)
    #expect(code { try environment.copyCompacted(to: path) } == .keyExists)
    let copy = try Environment.open(at: path, options: .init(mapSizeBytes: 1 << 24, readOnly: true))
    let copied = try copy.openTables(["t"])[0]
    #expect(try copy.read { try $0.count(copied) } == 100)
    #expect(copy.information.fileBytes * 4 < environment.information.fileBytes)
  }

  @Test func errorsSayWhatWhereAndWhatToDo() throws {
    let path = directory.path + "/missing"
    do {
      _ = try Environment.open(at: path, options: .init(create: false))
      Issue.record("opened what is not there")
    } catch {
      #expect(error.path == path)
      #expect(error.operation == "open")
      #expect(
        error.description == "open: There is no data.mdb. [\(path)] Check the path and the name, or open with create.")
    }
  }
}
