import ArgumentParser
import ChatExchange
import ChatLedger
import ChatWire
import Files
import LedgerJSON
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file of everything that an import could not take, or not wholly: one JSON object a line.
///
/// It has its name when the import has ended, whichever way; until then it stands beside it under another.
final class RejectsFile: Sendable {
  private struct State: ~Copyable {
    var file: PendingFile
    var buffer: [UInt8] = []
    var failure: ExchangeError?
  }

  private static let pieceBytes = 64 << 10
  private let state: Mutex<State>

  /// - Throws: ``CommandFailure`` where the file is there already.
  init(_ path: String, option: String = "--rejects") throws {
    try Ledger.requireOutsideOfLedgers(path)
    do throws(FileError) {
      state = Mutex(State(file: try PendingFile(path, replaces: false)))
    } catch {
      guard error.number == EEXIST else { throw error }
      throw CommandFailure.usage("\(path) exists already.", hint: "Choose another name for \(option).")
    }
  }

  /// Adds a line; ``finish()`` reports a failure.
  func add(_ value: some Encodable) {
    guard let line = try? JSONText.encode(value) else { return }
    state.withLock { state in
      state.buffer += line
      state.buffer.append(0x0A)
      if state.buffer.count >= Self.pieceBytes { Self.flush(&state) }
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``ExchangeError`` when something could not be written.
  func finish() throws {
    let failure = state.withLock { state in
      Self.flush(&state)
      return state.failure
    }
    if let failure { throw failure }
    try state.withLock { try $0.file.finish() }
  }

  private static func flush(_ state: inout State) {
    guard state.failure == nil, !state.buffer.isEmpty else { return }
    let sink = DescriptorSink(descriptor: state.file.descriptor, name: state.file.partialPath)
    do throws(ExchangeError) { try sink.write(state.buffer.span.bytes) } catch { state.failure = error }
    state.buffer.removeAll(keepingCapacity: true)
  }
}

/// What an import does about what it cannot take, and what is gone: the same for every format.
struct FaultArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write everything that could not be imported completely to a new file: one JSON object per line.",
      valueName: "file"))
  var rejects: String?

  @Flag(
    help: """
      Also delete items of earlier imports that are missing from the source now; the default only counts them.
      """)
  var deleteGone = false

  @Flag(help: "Take another source under the name of an earlier one, such as a restored database on a new server.")
  var anotherSource = false

  /// Runs an import with the file that was asked for, and gives it its name however the import ends.
  func withRejects<R>(_ body: (RejectsFile?) throws -> R) throws -> R {
    guard let rejects else { return try body(nil) }
    let file = try RejectsFile(rejects)
    let result: R
    do { result = try body(file) } catch {
      try? file.finish()
      throw error
    }
    try file.finish()
    return result
  }
}
