import LMDB
import Metrics

/// What the engine reports through swift-metrics; the service chooses where it goes.
struct LedgerMetrics: Sendable {
  let accepted = Counter(label: "chat_ledger_commands_total", dimensions: [("outcome", "accepted")])
  let rejected = Counter(label: "chat_ledger_commands_total", dimensions: [("outcome", "rejected")])
  let duplicates = Counter(label: "chat_ledger_commands_total", dimensions: [("outcome", "duplicate")])
  let overloaded = Counter(label: "chat_ledger_commands_total", dimensions: [("outcome", "overloaded")])
  let queueDepth = Gauge(label: "chat_ledger_queue_depth")
  let batchSize = Recorder(label: "chat_ledger_batch_commands")
  let commitTime = Metrics.Timer(label: "chat_ledger_log_commit_nanoseconds")
  let executeTime = Metrics.Timer(label: "chat_ledger_execute_nanoseconds")
  let publishTime = Metrics.Timer(label: "chat_ledger_projection_commit_nanoseconds")
  let projectionLag = Gauge(label: "chat_ledger_projection_lag_entries")
  let oldestLogReader = Gauge(label: "chat_ledger_oldest_reader_transactions", dimensions: [("file", "log")])
  let oldestProjectionReader = Gauge(
    label: "chat_ledger_oldest_reader_transactions", dimensions: [("file", "projection")])

  func record(_ information: EnvironmentInformation, of file: String) {
    (file == "log" ? oldestLogReader : oldestProjectionReader).record(information.oldestReaderLag)
  }
}

/// When a reader is named that keeps a file from reusing its pages.
package enum ReaderLimits {
  /// A commit of the log uses 5 to 50 pages anew; so many make a file grow by some tens of megabytes.
  package static let commits = 2_000
}
