import Logging

/// Logs to standard error, one line a message: `warning: text key=value`.
struct StandardErrorLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level

  init(level: Logger.Level) { logLevel = level }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let details = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    // Other threads log, too: each line by itself, past what is held back.
    var line = SafeText.line("\(event.level): \(event.message)\(details)") + "\n"
    line.withUTF8 { _ = StandardStreams.writeNow(UnsafeRawBufferPointer($0), to: .errors) }
  }
}
