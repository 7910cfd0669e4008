import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The one place of the program that writes to standard output and standard error.
///
/// What standard output does not take is remembered, and the program ends with 4 (see ``EntryPoint``): a cut result
/// must not look like a whole one. A reader that went away ends the program without a word, as `head` expects. What
/// standard error does not take changes nothing: the work was done all the same.
///
/// While a ledger is looked at, output is held back (``hold()``), so that a reader that has stopped, such as a pager
/// that was left open, never stops a read transaction from ending. It goes on as far as the reader takes it without
/// waiting, and the rest when the ledger is closed.
enum StandardStreams {
  enum Stream: Int32, Sendable {
    case output = 1
    case errors = 2
  }

  /// Standard output that is not held back is written in pieces of this size; lines at once on a terminal.
  private static let pieceBytes = 64 << 10
  /// POSIX: a pipe that is ready to be written takes as many bytes without waiting.
  private static let pipeBytes = 4_096
  /// How much has to come in before the reader is looked at again.
  private static let lookBytes = 32 << 10

  private struct State: ~Copyable {
    var spool = Spool()
    var holds = 0
    var notLooked = 0
    /// The first error of standard output.
    var failure: Int32?
  }

  private static let state = Mutex(State())
  private static let kind = Kind(of: Stream.output.rawValue)

  private enum Kind {
    /// Never waits for a person.
    case file
    case pipe
    case terminal
    case other

    init(of descriptor: Int32) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else {
        self = .other
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG: self = .file
      case S_IFIFO: self = .pipe
      default: self = isatty(descriptor) == 1 ? .terminal : .other
      }
    }
  }

  /// The error code of what standard output did not take.
  static var failure: Int32? { state.withLock { $0.failure } }

  /// Why nothing at all can be written to standard output; nil where it is open.
  ///
  /// Asked for before anything is done: a command whose receipt nobody can get is better not executed.
  static var obstacle: Int32? {
    let flags = fcntl(Stream.output.rawValue, F_GETFL)
    if flags < 0 { return errno }
    // Closed descriptors are opened the wrong way round at start, so that no file of a ledger gets their numbers: for
    // reading only, which is 0.
    return flags & O_ACCMODE == 0 ? EBADF : nil
  }

  // MARK: Writing

  static func write(_ bytes: UnsafeRawBufferPointer, to stream: Stream) {
    state.withLock { state in
      if stream == .output, state.failure != nil { return }
      state.spool.append(bytes, to: stream)
      state.notLooked += bytes.count
      if state.holds == 0 {
        let isDue = stream == .errors || kind == .terminal || state.spool.count >= pieceBytes
        if isDue { writeAll(&state) }
      } else if kind == .file {
        if state.spool.count >= pieceBytes { writeFile(&state) }
      } else if state.notLooked >= lookBytes {
        state.notLooked = 0
        writeWhatIsTaken(&state)
        // Where there is no room for what waits, somebody has to wait.
        if !state.spool.makeRoom() { writeAll(&state) }
      }
    }
  }

  /// Writes at once, past what is held back: for questions, logs and the line that shows progress.
  ///
  /// - Returns: the error code where it failed.
  @discardableResult
  static func writeNow(_ bytes: UnsafeRawBufferPointer, to stream: Stream) -> Int32? {
    writeBytes(bytes, to: stream.rawValue)
  }

  /// Whether standard error takes a short line without waiting.
  static var isErrorsReady: Bool { isReady(Stream.errors.rawValue) }

  /// Holds output back until as many ``release()`` have come.
  static func hold() { state.withLock { $0.holds += 1 } }

  static func release() {
    state.withLock { state in
      state.holds -= 1
      if state.holds == 0 { writeAll(&state) }
    }
  }

  /// Hands on everything, in the order in which it was printed, and waits for the reader.
  static func flush() { state.withLock { writeAll(&$0) } }

  /// The last flush: some file systems tell of a full disk only when a file is closed.
  ///
  /// - Returns: the error code of what standard output did not take, now or before.
  static func close() -> Int32? {
    state.withLock { state in
      writeAll(&state)
      if state.failure == nil, systemClose(Stream.output.rawValue) != 0, errno != EINTR { state.failure = errno }
      return state.failure
    }
  }

  // MARK: The spool

  private static func writeAll(_ state: inout State) {
    while let (stream, piece) = state.spool.first(pieceBytes) {
      write(piece, stream, &state)
      state.spool.removeFirst(piece.count)
    }
  }

  /// What stands before the first text for standard error, which may be a terminal that waits for a person.
  private static func writeFile(_ state: inout State) {
    while let (stream, piece) = state.spool.first(pieceBytes), stream == .output {
      write(piece, stream, &state)
      state.spool.removeFirst(piece.count)
    }
  }

  private static func writeWhatIsTaken(_ state: inout State) {
    guard kind == .pipe else { return }
    while let (stream, piece) = state.spool.first(pipeBytes), stream == .output, piece.count == pipeBytes,
      isReady(Stream.output.rawValue)
    {
      write(piece, stream, &state)
      state.spool.removeFirst(piece.count)
    }
  }

  private static func write(_ piece: [UInt8], _ stream: Stream, _ state: inout State) {
    if stream == .output, state.failure != nil { return }
    let code = piece.withUnsafeBytes { writeBytes($0, to: stream.rawValue) }
    if stream == .output, let code { state.failure = code }
  }

  // MARK: The system

  private static func isReady(_ descriptor: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  private static func writeBytes(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var rest = bytes
    while let base = rest.baseAddress, !rest.isEmpty {
      let count = systemWrite(descriptor, base, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        continue
      }
      switch errno {
      case EINTR: continue
      case EPIPE where descriptor == Stream.output.rawValue: _exit(141)
      case EAGAIN:
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
      default: return errno
      }
    }
    return nil
  }
}

private func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, base, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
