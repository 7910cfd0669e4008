import ChatLedgerTesting
import LMDB
import TestSupport
import Testing

@Suite("Cursors", .ownThread) struct CursorTests {
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

  @Test func standsNowhereInAnEmptyTable() throws {
    try environment.read { transaction in
      var cursor = try transaction.cursor(table)
      let moves = [try cursor.first(), try cursor.last(), try cursor.next(), try cursor.previous()]
      let isSought = try cursor.seek(Key(1))
      let count = cursor.key.byteCount + cursor.value.byteCount
      #expect(moves == [false, false, false, false])
      #expect(!isSought)
      #expect(count == 0)
    }
  }

  @Test func movesBothWaysAndEnds() throws {
    try put(["a", "b", "c"])
    try environment.read { transaction in
      var cursor = try transaction.cursor(table)
      var seen: [String] = []
      while try cursor.next() { seen.append(text(cursor.key) + text(cursor.value)) }
      let endCount = cursor.key.byteCount
      #expect(seen == ["a<a>", "b<b>", "c<c>"])
      #expect(endCount == 0)
      seen = []
      var found = try cursor.last()
      while found {
        seen.append(text(cursor.key))
        found = try cursor.previous()
      }
      #expect(seen == ["c", "b", "a"])
    }
  }

  @Test func seeksTheFirstKeyNotBelow() throws {
    try put(["b", "d"])
    try environment.read { transaction in
      var cursor = try transaction.cursor(table)
      var found: [String?] = []
      for name in ["a", "b", "c", "d", "e"] {
        found.append(try cursor.seek(key(name)) ? text(cursor.key) : nil)
      }
      let isFirst = try cursor.seek(bytes: [UInt8]().span.bytes)
      let first = text(cursor.key)
      #expect(found == ["b", "b", "d", "d", nil])
      #expect(isFirst && first == "b")
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func agreesWithASortedArray(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var model: [UInt64: UInt64] = [:]
    for _ in 0..<20 {
      try environment.write { transaction in
        for _ in 0..<200 {
          let number = generator.next() % 3000
          if generator.next() % 3 == 0 {
            let isRemoved = try transaction.delete(table, Key(number))
            #expect(isRemoved == (model.removeValue(forKey: number) != nil), "seed \(seed)")
          } else {
            let content = generator.next()
            try transaction.put(table, Key(number), Key(content).bytes)
            model[number] = content
          }
        }
      }
    }
    let rows = try environment.read { transaction -> [[UInt64]] in
      var rows: [[UInt64]] = []
      var cursor = try transaction.cursor(table)
      while try cursor.next() {
        rows.append([cursor.key.loadBigEndian(at: 0), cursor.value.loadBigEndian(at: 0)])
      }
      return rows
    }
    #expect(rows == model.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }, "seed \(seed)")
  }
}
