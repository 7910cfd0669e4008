import LMDB
import TestSupport
import Testing

@Suite("Transactions", .ownThread) struct TransactionTests {
  let directory = TemporaryDirectory()
  let environment: Environment
  let table: Table

  init() throws {
    environment = try open(directory)
    table = try environment.openTables(["things"])[0]
  }

  private func put(_ names: [String]) throws {
    try environment.write { transaction in
      for name in names { try transaction.put(table, key(name), bytes("<\(name)>").span.bytes) }
    }
  }

  @Test func valuesAreStoredReplacedAndDeleted() throws {
    try put(["a"])
    #expect(try environment.read { try value($0, table, "a") } == "<a>")
    try environment.write { try $0.put(table, key("a"), bytes("other").span.bytes) }
    #expect(try environment.read { try value($0, table, "a") } == "other")
    #expect(try environment.write { try $0.delete(table, key("a")) })
    #expect(try !environment.write { try $0.delete(table, key("a")) })
    #expect(try environment.read { try value($0, table, "a") } == nil)
    #expect(try !environment.read { try $0.contains(table, key("a")) })
  }

  @Test func anEmptyValueIsNotAMissingOne() throws {
    try environment.write { try $0.put(table, key("a"), [UInt8]().span.bytes) }
    #expect(try environment.read { try value($0, table, "a") } == "")
    #expect(try environment.read { try $0.contains(table, key("a")) })
  }

  @Test func keysComeInByteOrderWhateverTheOrderOfPuts() throws {
    try put(["b", "ab", "a", "c", "aa"])
    #expect(try environment.read { try keys($0, table) } == ["a", "aa", "ab", "b", "c"])
    #expect(try environment.read { try $0.count(table) } == 5)
    #expect(try environment.read { $0.statistics(table).entries } == 5)
  }

  @Test func aTransactionReadsItsOwnWritesAndNobodyElseDoes() throws {
    var transaction = try environment.beginWrite()
    try transaction.put(table, key("a"), bytes("1").span.bytes)
    #expect(try value(transaction, table, "a") == "1")
    #expect(try environment.read { try value($0, table, "a") } == nil)
    try transaction.commit()
    #expect(try environment.read { try value($0, table, "a") } == "1")
  }

  @Test func aSnapshotDoesNotMove() throws {
    try put(["a"])
    var reader = try environment.beginRead()
    try put(["b"])
    #expect(try keys(reader, table) == ["a"])
    let before = reader.id
    reader.reset()
    try reader.renew()
    #expect(reader.id == before + 1)
    #expect(try keys(reader, table) == ["a", "b"])
  }

  @Test func abortAndThrowLeaveNothing() throws {
    struct Stop: Error {}
    var transaction = try environment.beginWrite()
    try transaction.put(table, key("a"), bytes("1").span.bytes)
    transaction.abort()
    #expect(throws: Stop.self) {
      try environment.write { transaction in
        try transaction.put(table, key("b"), bytes("1").span.bytes)
        throw Stop()
      }
    }
    #expect(try environment.read { try keys($0, table) } == [])
  }

  @Test func insertAndAppendRefuse() throws {
    try put(["b"])
    #expect(
      code { try environment.write { try $0.put(table, key("b"), bytes("x").span.bytes, .insert) } } == .keyExists)
    #expect(
      code { try environment.write { try $0.put(table, key("a"), bytes("x").span.bytes, .append) } } == .keyExists)
    try environment.write { try $0.put(table, key("c"), bytes("x").span.bytes, .append) }
    #expect(try environment.read { try keys($0, table) } == ["b", "c"])
    #expect(try environment.read { try value($0, table, "b") } == "<b>")
  }

  @Test func keysOutsideOfTheLimitsAreRefused() throws {
    let value = bytes("x")
    let long = [UInt8](repeating: 1, count: 512)
    #expect(code { try environment.write { try $0.put(table, Key(), value.span.bytes) } } == .badValueSize)
    #expect(
      code { try environment.write { try $0.put(table, bytes: long.span.bytes, value.span.bytes) } } == .badValueSize)
  }

  @Test func reservedBytesAreWrittenInPlace() throws {
    try environment.write { transaction in
      try transaction.reserve(table, key("a"), count: 5000) { buffer in
        for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: index) }
      }
    }
    let stored = try environment.read { transaction -> [UInt8]? in
      guard let span = try transaction.get(table, key("a")) else { return nil }
      return [UInt8](copying: span)
    }
    #expect(stored == (0..<5000).map { UInt8(truncatingIfNeeded: $0) })
  }

  @Test func everythingOrAPrefixIsRemoved() throws {
    let names = (0..<3000).map { "k\($0 % 3)-\($0)" }
    try put(names)
    #expect(try environment.write { try $0.removeAll(table, withPrefix: key("k1"), limit: 600) } == 600)
    #expect(try environment.write { try $0.removeAll(table, withPrefix: key("k1"), limit: 600) } == 400)
    #expect(try environment.write { try $0.removeAll(table, withPrefix: key("k1"), limit: 600) } == 0)
    let rest = try environment.read { try keys($0, table) }
    #expect(rest == names.filter { !$0.hasPrefix("k1") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    try environment.write { try $0.removeAll(table) }
    #expect(try environment.read { try $0.count(table) } == 0)
  }

  @Test func aWriteTransactionIsKeptInAPropertyAcrossCalls() throws {
    final class Writer {
      var transaction: WriteTransaction?
    }
    let writer = Writer()
    writer.transaction = try environment.beginWrite()
    try writer.transaction?.put(table, key("a"), bytes("1").span.bytes)
    try writer.transaction?.put(table, key("b"), bytes("2").span.bytes)
    try writer.transaction.take()?.commit()
    let isGone = writer.transaction == nil
    #expect(isGone)
    #expect(try environment.read { try keys($0, table) } == ["a", "b"])
  }

  @Test func aThreadThatWritesCannotBeginToWriteAgain() throws {
    let transaction = try environment.beginWrite()
    #expect(code { _ = try environment.beginWrite() } == .busy)
    transaction.abort()
    try environment.beginWrite().abort()
  }
}
