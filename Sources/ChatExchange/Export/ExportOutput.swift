import LedgerSupport

/// Collects lines and hands them to a sink in large pieces.
struct ExportOutput {
  private static let pieceBytes = 256 << 10

  var json = JSONWriter()
  private(set) var lines: UInt64 = 0
  private(set) var bytes: UInt64 = 0
  private let sink: any ByteSink

  init(_ sink: any ByteSink) { self.sink = sink }

  /// Begins a line of a type; its object is open afterwards.
  mutating func beginLine(_ type: LineType) { beginLine(type.rawValue) }

  /// Begins a line of a type by its name.
  mutating func beginLine(_ type: String) {
    json.beginObject()
    json.key("type")
    json.string(type)
    json.key(type)
  }

  mutating func endLine() throws(ExchangeError) {
    json.endObject()
    json.endLine()
    lines += 1
    try flushIfLarge()
  }

  mutating func flushIfLarge() throws(ExchangeError) {
    if json.buffer.count >= Self.pieceBytes { try flush() }
  }

  mutating func flush() throws(ExchangeError) {
    guard !json.buffer.isEmpty else { return }
    try sink.write(json.buffer.span.bytes)
    bytes += UInt64(json.buffer.count)
    json.removeAll()
  }
}
