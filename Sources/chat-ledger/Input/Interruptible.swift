import ChatExchange

/// Ends an export when the program is asked to end, so that what was begun can be removed.
final class InterruptibleSink: ByteSink {
  private let sink: any ByteSink

  init(_ sink: any ByteSink) { self.sink = sink }

  func write(_ bytes: RawSpan) throws(ExchangeError) {
    if Interruption.isRequested { throw .interrupted("Nothing was written; run it again.") }
    try sink.write(bytes)
  }
}

/// Ends the reading of a source that has no end, or no line feed, when the program is asked to end.
final class InterruptibleSource: ByteSource {
  private let source: DescriptorSource

  init(_ source: DescriptorSource) { self.source = source }

  var totalBytes: UInt64? { source.totalBytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int {
    while true {
      if Interruption.isRequested {
        throw .interrupted("What was read before is recorded; run it again to go on.")
      }
      if source.waitUntilReadable(milliseconds: 200) { return try source.read(into: buffer) }
    }
  }
}

extension ExchangeError {
  fileprivate static func interrupted(_ remedy: String) -> ExchangeError {
    ExchangeError(.interrupted, "Interrupted.", remedy: remedy)
  }
}
