/// Where the parts of a ledger are on disk.
package struct LedgerDirectory: Sendable, Hashable {
  package let path: String

  package init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path.isEmpty ? "." : path
  }

  package var log: String { path + "/log" }
  package var projection: String { path + "/projection" }
  /// A projection being built to take the place of the live one.
  var nextProjection: String { path + "/projection.next" }
  /// The one that was replaced, until it is removed.
  var previousProjection: String { path + "/projection.previous" }
  var projectionMarker: String { path + "/projection.state" }
  package var snapshots: String { path + "/snapshots" }
  var consumers: String { path + "/consumers" }
  var writerLock: String { path + "/writer.lock" }

  var isLedger: Bool { Platform.exists(log + "/data.mdb") }

  /// There from before anything is made until a new ledger can be used: whoever finds it may begin anew.
  var unfinishedMarker: String { path + "/init.unfinished" }

  package func requireLedger() throws {
    try requirePlain()
    if Platform.exists(unfinishedMarker) { throw unfinished() }
    if hasLostItsLog { throw lostLog() }
    guard isLedger else {
      throw LedgerError(
        .notFound, "There is no ledger at \(path).",
        remedy: "Check the path, or make a ledger.", steps: [.createLedger(maximumBodyBytes: nil)])
    }
  }
}
