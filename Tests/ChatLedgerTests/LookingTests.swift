import ChatLedger
import ChatOperations
import LedgerTestSupport
import Logging
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looking changes nothing, sees everything that is in the log, and is in nobody's way.
@Suite(.ownThread) struct LookingTests {
  let directory = TemporaryDirectory()

  private func options(leavesNoTrace: Bool) -> Ledger.Options {
    var options = Ledger.Options()
    options.logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
    options.leavesNoTrace = leavesNoTrace
    return options
  }

  /// A ledger whose projection lacks the last entries, as after a kill; its root.
  private func makeLedgerBehind() throws -> StateRoot {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<20 { _ = try ledger.execute(Cast.send("\(number)")) }
    try ledger.close()
    let behind = directory.path + "/behind"
    try Files.copy(directory.ledger + "/projection", to: behind)
    let later = try Ledger.open(at: directory.ledger)
    for number in 20..<40 { _ = try later.execute(Cast.send("\(number)")) }
    _ = try later.snapshot()
    let root = try later.stateRoot()
    try later.close()
    try Files.write(Files.read(behind + "/data.mdb"), to: directory.ledger + "/projection/data.mdb")
    try Planting(ledger: directory.ledger).vouchForProjection()
    return root
  }

  enum State: CaseIterable { case clean, behind, anotherBoot, noMarker, noProjection, damagedProjection }

  private func make(_ state: State) throws -> StateRoot {
    if state == .behind { return try makeLedgerBehind() }
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<20 { _ = try ledger.execute(Cast.send("\(number)")) }
    let root = try ledger.stateRoot()
    try ledger.close()
    let marker = directory.ledger + "/projection.state"
    switch state {
    case .clean, .behind: break
    case .anotherBoot:
      let text = String(decoding: try Files.read(marker), as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line == "state clean" ? "state open" : line.hasPrefix("boot ") ? "boot another" : String(line)
      }
      try Files.write(Array(lines.joined(separator: "\n").utf8), to: marker)
    case .noMarker: Files.remove(marker)
    case .noProjection: Files.remove(directory.ledger + "/projection")
    case .damagedProjection:
      var bytes = try Files.read(directory.ledger + "/projection/data.mdb")
      for index in bytes.indices where index > 8_192 { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
      try Files.write(bytes, to: directory.ledger + "/projection/data.mdb")
    }
    return root
  }

  @Test(arguments: State.allCases) func everythingThatLooksLeavesEveryByteAsItWas(_ state: State) throws {
    let root = try make(state)
    let before = try Evidence(of: directory.ledger)
    let scratch = directory.path + "/scratch"
    try Files.makeDirectory(scratch)
    var options = options(leavesNoTrace: true)
    options.scratchDirectory = scratch
    let reader = try Ledger.open(at: directory.ledger, mode: .readOnly, options: options)
    #expect(try reader.stateRoot() == root)
    #expect(try reader.verify().faultTexts == [])
    #expect(try reader.replay().stateRoot == root)
    #expect(try reader.replay(into: directory.path + "/replayed").stateRoot == root)
    #expect(try reader.read { try $0.messages(in: Cast.room, limit: 100).count } == (state == .behind ? 40 : 20))
    #expect(Files.names(in: scratch) == [], "files there have no names")
    try reader.close()
    var doctor = DoctorOptions()
    doctor.isFull = true
    doctor.ledger = options
    #expect(try Ledger.diagnose(at: directory.ledger, options: doctor).isHealthy)
    #expect(try Evidence(of: directory.ledger).differences(from: before) == [])
  }

  /// Somebody holds the writer's lock, and no writer is there to publish.
  @Test(arguments: State.allCases) func aReaderNeverShowsLessThanTheLog(_ state: State) throws {
    let root = try make(state)
    let lock = open(directory.ledger + "/writer.lock", O_RDWR | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    defer { close(lock) }
    for leavesNoTrace in [true, false] {
      let reader = try Ledger.open(
        at: directory.ledger, mode: .readOnly, options: options(leavesNoTrace: leavesNoTrace))
      #expect(try reader.stateRoot() == root)
      #expect(try reader.verify().faultTexts == [])
      try reader.close()
    }
  }

  @Test func aWriterKeepsThePagesOfAReaderThatLeavesNoTrace() throws {
    let ledger = try Cast.ledger(at: directory.ledger)
    for number in 0..<200 { _ = try ledger.execute(Cast.send("\(number)")) }
    let root = try ledger.stateRoot()
    try ledger.close()
    let crasher = try Crasher("trace", directory.ledger)
    #expect(crasher.line() == "\(root)")
    // The reader stands in its view while this process writes more than it would have pages to spare for.
    let writer = try Ledger.open(at: directory.ledger, options: options(leavesNoTrace: false))
    for number in 0..<300 {
      _ = try writer.execute(Cast.send("more \(number)"))
      if number.isMultiple(of: 20) { _ = try writer.stateRoot() }
    }
    crasher.endInput()
    #expect(crasher.line() == "\(root) 200")
    #expect(crasher.waitForEnd() == 0)
    #expect(try writer.verify().faultTexts == [])
    try writer.close()
  }

  @Test func aScratchDirectoryThatIsNotThereIsSaid() throws {
    _ = try make(.noProjection)
    var options = options(leavesNoTrace: true)
    options.scratchDirectory = directory.path + "/nowhere"
    let error = #expect(throws: LedgerError.self) {
      try Ledger.open(at: directory.ledger, mode: .readOnly, options: options)
    }
    #expect(error?.code == .io)
  }
}

/// What every file of a directory is: bytes, and what the file system knows of it but for the time of the last look.
struct Evidence {
  private var files: [String: String] = [:]

  init(of directory: String) throws { try add(directory) }

  private mutating func add(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw TestFailure("\(path) is not there") }
    #if canImport(Darwin)
      let (changed, modified) = (status.st_ctimespec, status.st_mtimespec)
    #else
      let (changed, modified) = (status.st_ctim, status.st_mtim)
    #endif
    var text =
      "mode \(status.st_mode) owner \(status.st_uid):\(status.st_gid) inode \(status.st_ino) size \(status.st_size) "
      + "links \(status.st_nlink) changed \(changed.tv_sec).\(changed.tv_nsec) "
      + "modified \(modified.tv_sec).\(modified.tv_nsec)"
    if status.st_mode & S_IFMT == S_IFDIR {
      files[path] = text
      for name in Files.names(in: path) { try add("\(path)/\(name)") }
    } else {
      var hasher = FNV()
      for byte in try Files.read(path) { hasher.combine(byte) }
      text += " bytes \(hasher.value)"
      files[path] = text
    }
  }

  func differences(from other: Evidence) -> [String] {
    Set(files.keys).union(other.files.keys).sorted().filter { files[$0] != other.files[$0] }.map {
      "\($0): was \(other.files[$0] ?? "not there"), is \(files[$0] ?? "gone")"
    }
  }
}

/// FNV-1a, 64 bits: enough to see that bytes have changed.
private struct FNV {
  var value: UInt64 = 0xCBF2_9CE4_8422_2325
  mutating func combine(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
}
