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
  let oldestReader = Gauge(label: "chat_ledger_oldest_reader_transactions")
}
