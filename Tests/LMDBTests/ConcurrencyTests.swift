import LMDB
import TestSupport
import Testing

@Suite("Concurrency", .ownThread) struct ConcurrencyTests: Sendable {
  let directory = TemporaryDirectory()

  /// Every commit adds the same row to both tables; the map begins small and grows under everybody's feet.
  @Test func readersSeeWholeCommitsWhileTheMapGrows() throws {
    let environment = try open(directory, mapSizeBytes: 1 << 20)
    let tables = try environment.openTables(["a", "b"])
    let commits = 300
    let writers = 2
    let faults = concurrently(writers + 3) { number in
      if number < writers {
        try write(commits, environment, tables)
      } else {
        try readUntil(commits * writers, environment, tables)
      }
    }
    #expect(faults.isEmpty, "\(faults)")
    #expect(environment.information.mapSizeBytes > 1 << 20)
    #expect(try environment.read { try $0.count(tables[0]) } == commits * writers)
  }

  @Test func aCloseBesideReadersReleasesOnce() throws {
    for _ in 0..<50 {
      let environment = try open(directory)
      let faults = concurrently(4) { number in
        if number == 0 {
          environment.close()
        } else {
          do {
            while true { try environment.read { #expect($0.id >= 0) } }
          } catch let error as LMDBError where error.code == .closed {}
        }
      }
      #expect(faults.isEmpty, "\(faults)")
      #expect(environment.close())
    }
  }

  /// Appends rows one commit at a time, growing the map whenever it is full.
  private func write(_ commits: Int, _ environment: Environment, _ tables: [Table]) throws {
    let value = [UInt8](repeating: 7, count: 9000)
    var done = 0
    while done < commits {
      do {
        try environment.write { transaction in
          let next = Key(UInt64(try transaction.count(tables[0])))
          for table in tables { try transaction.put(table, next, value.span.bytes, .append) }
        }
        done += 1
      } catch let error as LMDBError where error.code == .mapFull {
        try environment.growMap(toBytes: environment.information.mapSizeBytes + (2 << 20))
      }
    }
  }

  private func readUntil(_ last: Int, _ environment: Environment, _ tables: [Table]) throws {
    var seen = 0
    while seen < last {
      let counts = try environment.read { [try $0.count(tables[0]), try $0.count(tables[1])] }
      #expect(counts[0] == counts[1])
      #expect(counts[0] >= seen)
      seen = counts[0]
    }
  }
}
