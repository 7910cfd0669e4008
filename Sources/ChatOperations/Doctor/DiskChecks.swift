import ChatLedger
import EventLog
import Files
import LMDB
import LedgerSupport

// The checks of what is on disk around the ledger.

extension Examination {
  /// Less than this, and the next large import or rebuild may not fit.
  private static let warningBytes: UInt64 = 1 << 30
  /// Less than this, and commands may fail any moment.
  private static let failureBytes: UInt64 = 64 << 20
  /// A map this full grows soon, for which the writer has to wait for readers.
  private static let fullShare = 0.9

  func space() throws -> DoctorFinding {
    let free = try Self.freeBytes(at: ledger.path)
    let leftovers = Self.leftovers(in: ledger.directory)
    let maps = [
      ("log", ledger.log.environment.information),
      ("projection", ledger.currentProjection.environment.information),
    ]
    let used = maps.map { "\($0.0) \(Self.megabytes(UInt64($0.1.usedBytes)))" }.joined(separator: ", ")
    let text = "\(Self.megabytes(free)) free on the disk; \(used)."
    guard free >= Self.failureBytes else {
      return DoctorFinding(
        .space, .failed, text, details: leftovers,
        advice: "Make room at once: when a write fails, the ledger stops. snapshots/ may be removed.")
    }
    // A rebuild needs room for a second projection.
    let wanted = max(Self.warningBytes, UInt64(maps[1].1.usedBytes))
    guard free >= wanted else {
      return DoctorFinding(
        .space, .warning, "\(text) A rebuild or a large import may not fit.", details: leftovers,
        advice: "Make room, or move the ledger; snapshots/ may be removed.")
    }
    let full = maps.filter { Double($0.1.usedBytes) > Double($0.1.mapSizeBytes) * Self.fullShare }
    guard full.isEmpty else {
      return DoctorFinding(
        .space, .warning, "\(text) The map of the \(full.map(\.0).joined(separator: " and the ")) is nearly full.",
        details: leftovers,
        advice: "It grows by itself where no read stays open for long; open it with a larger map size.")
    }
    let pinning = maps.compactMap { name, information in Self.pinning(name, information) }
    guard pinning.isEmpty else {
      return DoctorFinding(
        .space, .warning, "\(text) A reader keeps a file from reusing its pages: it grows with each commit.",
        details: pinning + leftovers, advice: "End that process, or the pager that it waits for.")
    }
    guard leftovers.isEmpty else {
      return DoctorFinding(
        .space, .warning, "\(text) Interrupted work has left files.", details: leftovers,
        advice: "Remove these from \(ledger.path) when no verify, replay, rebuild or doctor is under way.")
    }
    return DoctorFinding(.space, .ok, text)
  }

  /// The reader with the oldest snapshot, where it lies far behind.
  private static func pinning(_ file: String, _ information: EnvironmentInformation) -> String? {
    guard information.oldestReaderLag > ReaderLimits.commits, let process = information.oldestReaderProcess else {
      return nil
    }
    let name = (try? Platform.readFile("/proc/\(process)/comm", limitBytes: 64)).flatMap(\.self)
    let words = name.map { String(decoding: $0, as: UTF8.self).split(whereSeparator: \.isWhitespace) } ?? []
    let called = words.isEmpty ? "" : " (\(words.joined(separator: " ")))"
    return "\(file): process \(process)\(called) reads what was there "
      + "\(counted(information.oldestReaderLag, "commit")) ago"
  }

  private static func freeBytes(at path: String) throws -> UInt64 {
    guard let free = Files.freeBytes(at: path) else { throw Platform.failure("ask for the free space", path) }
    return free
  }

  /// Directories of work that makes them for itself and removes them at its end. Of this very run there are none yet.
  private static func leftovers(in directory: LedgerDirectory) -> [String] {
    let prefixes = ["verify.", "replay.", PersistenceTest.scratchPrefix]
    return Platform.names(in: directory.path).filter { name in prefixes.contains { name.hasPrefix($0) } }
  }

  private static func megabytes(_ bytes: UInt64) -> String {
    let tenths = (bytes * 10 + (1 << 19)) >> 20
    return tenths >= 10_240 ? "\(tenths / 10_240) GiB" : "\(tenths / 10).\(tenths % 10) MiB"
  }

  // MARK: Snapshots

  /// Folding this many entries takes a second or two; more want a snapshot to begin from.
  private static let snapshotEntries: UInt64 = 1_000_000

  func snapshots() throws -> DoctorFinding {
    let last = try ledger.read { $0.position.rawValue }
    let store = SnapshotStore(ledger.directory)
    let all = store.all()
    let advice = "Take a snapshot, now and then."
    guard let newest = try store.newestUsable(for: ledger.log) else {
      let text = all.isEmpty ? "There is no snapshot" : "None of \(counted(all.count, "snapshot")) can be used"
      guard last > Self.snapshotEntries else {
        return DoctorFinding(
          .snapshots, .ok, "\(text), and a log of \(counted(last, "entry", "entries")) needs none.")
      }
      return DoctorFinding(
        .snapshots, .warning, "\(text): after a crash of the machine all \(last) entries have to be folded.",
        advice: advice, steps: [.takeSnapshot])
    }
    guard try store.isWhole(newest) else {
      return DoctorFinding(
        .snapshots, .failed, "The newest snapshot, \(newest.name), is not what its manifest says.",
        advice: "The log has all that was in it: remove \(store.path(newest.name)) and take another.",
        steps: [.takeSnapshot])
    }
    let strangers = store.strangers()
    guard strangers.isEmpty else {
      return DoctorFinding(
        .snapshots, .warning, "\(counted(strangers.count, "snapshot")) cannot be read.",
        details: strangers.map { store.path($0) },
        advice: "Remove other files, or wait while a snapshot is being taken; the log has all of the data.")
    }
    let behind = last - min(last, newest.position.rawValue)
    let age = elapsed(microseconds: ledger.options.clock().microseconds - newest.createdAt.microseconds)
    let text = "The newest snapshot was taken \(age) ago, \(counted(behind, "entry", "entries")) back."
    return behind > Self.snapshotEntries
      ? DoctorFinding(.snapshots, .warning, text, advice: advice, steps: [.takeSnapshot])
      : DoctorFinding(.snapshots, .ok, text)
  }
}
