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
  private let source: any ByteSource

  init(_ source: any ByteSource) { self.source = source }

  var totalBytes: UInt64? { source.totalBytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int {
    while true {
      if Interruption.isRequested {
        throw .interrupted("What was read before is recorded; run it again to go on.")
      }
      // Only a descriptor makes anybody wait.
      guard let descriptor = source as? DescriptorSource, !descriptor.waitUntilReadable(milliseconds: 200) else {
        return try source.read(into: buffer)
      }
    }
  }
}

extension ExchangeError {
  fileprivate static func interrupted(_ remedy: String) -> ExchangeError {
    ExchangeError(.interrupted, "Interrupted.", remedy: remedy)
  }
}
