import ChatProjection
import EventLog
import Files
import LMDB

extension Ledger {
  /// Lets go of the pages of the ledger's files that this process holds in view, for jobs that walk over everything:
  /// the process then counts as large as what it needs. They come back when they are looked at.
  package func releasePages() {
    log.environment.releasePages()
    currentProjection.environment.releasePages()
  }
}

extension LedgerRehearsal {
  /// The same for the log and the copy of the state.
  package func releasePages() {
    log.environment.releasePages()
    projection.environment.releasePages()
  }
}
