import ChatLedger
import ChatLedgerTesting
import LedgerTestSupport
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Disks that are full, and files that rot.
@Suite(.ownThread) struct DiskTests {
  let directory = TemporaryDirectory()

  /// Whether a small tmpfs can be mounted, which takes root and Linux.
  private static let canMount: Bool = {
    #if os(Linux)
      let directory = TemporaryDirectory()
      guard mount("tmpfs", directory.path, "tmpfs", 0, "size=1m") == 0 else { return false }
      umount2(directory.path, Int32(MNT_DETACH))
      return true
    #else
      return false
    #endif
  }()

  @Test(.enabled("A full disk needs a small tmpfs, which root can mount on Linux.") { canMount })
  func aFullDiskStopsTheLedgerAndLosesNothing() throws {
    let disk = directory.path + "/disk"
    try Files.makeDirectory(disk)
    try #require(mount("tmpfs", disk, "tmpfs", 0, "size=12m") == 0)
    // Lazily: whatever fails in between, the disk goes when the last file in it is closed.
    defer { umount2(disk, Int32(MNT_DETACH)) }
    try Cast.ledger(at: disk + "/ledger").close()
    try Files.write([UInt8](repeating: 1, count: 5 << 20), to: disk + "/filler")
    // In another process: a full tmpfs may kill who has mapped files in it.
    let filler = try Crasher("fill", disk + "/ledger")
    let lines = filler.remainingLines()
    #expect(filler.waitForEnd() == 0)
    let acknowledged = lines.compactMap { line -> CommandID? in
      let words = line.split(separator: " ")
      return words.count == 2 ? CommandID(words[1]) : nil
    }
    let told = lines.dropFirst(acknowledged.count)
    #expect(!acknowledged.isEmpty && told.first?.hasPrefix("error IO ") == true, "\(told)")
    #expect(told.last?.hasPrefix("stopped ") == true, "\(told)")

    Files.remove(disk + "/filler")
    let ledger = try Ledger.open(at: disk + "/ledger")
    let lost = try ledger.read { view in try acknowledged.filter { try view.message($0.message) == nil } }
    #expect(lost == [])
    #expect(try ledger.verify().faultTexts == [])
    _ = try ledger.execute(Cast.send("there is room again"))
    try ledger.close()
  }

  /// Liblmdb believes its pages: a flipped bit in a tree may end the process with a signal of memory (SIGSEGV, SIGBUS)
  /// or by an assertion of its own (SIGABRT). Everything above it must end with an error or a report: a trap of Swift
  /// (SIGILL, SIGTRAP) is a fault of ours.
  @Test(arguments: ["log", "projection"]) func flippedBytesNeverTrap(folder: String) throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<300 { _ = try ledger.execute(Cast.send("message \(number) with some more text in it")) }
    _ = try ledger.execute(Cast.clear([Cast.room]))
    try ledger.close()
    let whole = try Files.read("\(directory.ledger)/\(folder)/data.mdb")
    let copy = directory.path + "/copy"
    let seeds: ClosedRange<UInt64> = isSoak ? 1...400 : 1...20
    var outcomes: [Int32: Int] = [:]
    for seed in seeds {
      var random = SplitMix64(seed: seed)
      var bytes = whole
      for _ in 0..<(1 + random.below(24)) { bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8)) }
      // A process that opens it may make the projection anew: each seed begins with the same files.
      Files.remove(copy)
      try Files.copy(directory.ledger, to: copy)
      try Files.write(bytes, to: "\(copy)/\(folder)/data.mdb")
      let crasher = try Crasher("check", copy)
      let lines = crasher.remainingLines()
      let status = crasher.waitForEnd()
      outcomes[status, default: 0] += 1
      #expect(
        [0, 1, 2, -SIGSEGV, -SIGBUS, -SIGABRT].contains(status), "seed \(seed): ended with \(status) after \(lines)")
      if status == 1 || status == 2 { #expect(!lines.isEmpty, "seed \(seed): nothing was said") }
    }
    let whatHappened = outcomes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    print(
      "flipped bytes in \(folder), by exit code (0 unnoticed, 1 reported, 2 refused, below 0 a signal): \(whatHappened)"
    )
  }
}
