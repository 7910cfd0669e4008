import TestSupport
import Testing

@testable import LMDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

#if os(Linux)
  @Suite("Pages held in view", .ownThread) struct PageTests {
    let directory = TemporaryDirectory()
    let other = TemporaryDirectory()

    private func fill(_ environment: Environment) throws -> Table {
      let table = try environment.openTables(["t"])[0]
      try environment.write { transaction in
        for number in 0..<400 {
          try transaction.put(
            table, key("key \(number)"), [UInt8](repeating: UInt8(number % 250), count: 3_000).span.bytes)
        }
      }
      return table
    }

    private func sum(_ environment: Environment, _ table: Table) throws -> Int {
      try environment.read { transaction in
        var sum = 0
        for number in 0..<400 {
          if let value = try transaction.get(table, key("key \(number)")) {
            sum += Int(value.unsafeLoad(fromByteOffset: 1_500, as: UInt8.self))
          }
        }
        return sum
      }
    }

    @Test func theyAreLetGoOfAndComeBack() throws {
      let environment = try open(directory)
      let neighbour = try open(other)
      let tables = [try fill(environment), try fill(neighbour)]
      let before = try sum(environment, tables[0])
      _ = try sum(neighbour, tables[1])
      #expect(try Self.residentKiB(directory) > 800)
      environment.releasePages()
      let left = try Self.residentKiB(directory)
      #expect(left == 0, "\(left) KiB")
      #expect(try Self.residentKiB(other) > 800, "those of another environment are its own business")
      #expect(try sum(environment, tables[0]) == before)
      #expect(try Self.residentKiB(directory) > 800)
    }

    @Test func insideAReadNothingChanges() throws {
      let environment = try open(directory)
      let table = try fill(environment)
      try environment.read { transaction in
        let before = try value(transaction, table, "key 7")
        environment.releasePages()
        #expect(before?.utf8.count == 3_000)
        #expect(try value(transaction, table, "key 7") == before)
      }
    }

    @Test func aClosedEnvironmentHasNone() throws {
      let environment = try open(directory)
      environment.close()
      environment.releasePages()
    }

    /// What the process holds in view of the data file of a directory.
    private static func residentKiB(_ directory: TemporaryDirectory) throws -> Int {
      let file = try #require(fopen("/proc/self/smaps", "r"))
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 4_096)
      var isOurs = false
      var resident = 0
      while fgets(&line, 4_096, file) != nil {
        let text = line.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        if text.contains("-"), text.contains(" r--s ") || text.contains("rw-") || text.contains("r-x") {
          isOurs = text.contains("\(directory.path)/data.mdb")
        }
        if isOurs, text.hasPrefix("Rss:") { resident += Int(text.split(separator: " ")[1]) ?? 0 }
      }
      return resident
    }
  }
#endif
