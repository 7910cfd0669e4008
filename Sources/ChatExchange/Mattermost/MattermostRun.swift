internal import ChatLedger

/// One reading of an archive: lines in, described things out.
struct MattermostRun {
  private(set) var planner: MattermostPlanner
  private let engine: ImportEngine
  private let totalBytes: UInt64?
  private var lines: LineReader
  private(set) var report = ImportReport()
  private var pace = ProgressPace()
  private var hasBegun = false
  private var hasVersion = false
  private var hasFaults = false

  init(_ engine: ImportEngine, source: any ByteSource) {
    self.engine = engine
    planner = MattermostPlanner(engine)
    totalBytes = source.totalBytes
    lines = LineReader(source, limitBytes: ImportOptions.lineLimitBytes)
  }

  private var options: ImportOptions { engine.options }

  /// What was counted here.
  func counted() -> ImportReport {
    var result = report
    result.lines = lines.lineNumber
    result.bytes = lines.bytesRead
    return result
  }

  /// Reads and plans every line.
  ///
  /// - Returns: `finished` where the end was reached.
  mutating func readAll() throws -> ImportReport.Outcome {
    while true {
      if options.isCancelled() { return .interrupted }
      if engine.hasToStop { return .stoppedAtFault }
      guard let step = try nextStep() else { return .interrupted }
      switch step {
      case .end:
        try end()
        return .finished
      case .tooLong:
        refuseLine(
          ExchangeError(
            .tooLarge, "The line is longer than \(ImportOptions.lineLimitBytes) bytes.",
            remedy: "Split it in the archive."))
      case .line:
        try takeLine()
      }
      reportProgress(force: false)
    }
  }

  private mutating func end() throws {
    // A download that failed leaves such a file: that all of it is in the ledger would be no answer.
    guard hasBegun || hasFaults else {
      throw ExchangeError(
        .invalid, "The archive is empty: there is nothing in it but its name.",
        remedy: "Check what wrote it; an export or a pipe that failed leaves such a file.")
    }
    try planner.finish()
    if lines.lineNumber > 0, !hasVersion { engine.warn(.versionMissing) }
    try engine.finishReading()
  }

  private mutating func refuseLine(_ error: ExchangeError) {
    hasFaults = true
    engine.note(ImportFault(.refused, error, at: ImportLocation(line: lines.lineNumber), item: "line"))
  }

  /// Nil where the source was told to end, in the middle of a line that may have none.
  private mutating func nextStep() throws -> LineReader.Step? {
    do throws(ExchangeError) { return try lines.next() } catch {
      if error.code == .interrupted { return nil }
      throw error
    }
  }

  private mutating func takeLine() throws {
    if lines.isBlank { return }
    if !hasBegun { try requireArchive() }
    planner.line = lines.lineNumber
    do {
      let record = try MattermostRecord(line: lines.line)
      count(record)
      try plan(record)
    } catch let error as ExchangeError where error.code == .unsupported {
      throw error
    } catch let error as ExchangeError {
      refuseLine(error)
    }
  }

  /// A file that begins with something else is another kind of file, not an archive with a thousand faults.
  private mutating func requireArchive() throws {
    hasBegun = true
    let line = lines.line
    let first = line[0]
    guard first != UInt8(ascii: "{"), first != UInt8(ascii: " "), first != UInt8(ascii: "\t") else { return }
    let start = line.count >= 2 ? [first, line[1]] : []
    let (remedy, steps): (String, [NextStep]) =
      switch start {
      case [0x1F, 0x8B]: ("It is compressed: give what `zcat FILE` writes.", [])
      // By name it would have been read as what it is.
      case [0x50, 0x4B]: ("It is a zip: give it by its name.", [.importArchive(format: "mattermost", path: "FILE")])
      default: ("Give a file in bulk JSONL form.", [])
      }
    throw ExchangeError(
      .invalid, "This is no Mattermost bulk archive: its first line is no JSON object.", remedy: remedy, steps: steps)
  }

  private mutating func plan(_ record: MattermostRecord) throws {
    switch record {
    case .version(let version):
      guard version == 1 else {
        throw ExchangeError(
          .unsupported, "The archive is of version \(version); only version 1 is known.",
          remedy: "Export it as bulk data of version 1.")
      }
      if hasVersion { engine.noteRepeated() }
      hasVersion = true
    case .team(let team): planner.plan(team)
    case .channel(let channel): try planner.plan(channel)
    case .user(let user): try planner.plan(user)
    case .directChannel(let channel): try planner.plan(channel)
    case .bot(let bot): try planner.plan(bot)
    case .post(let post): try planner.plan(post)
    case .directPost(let post): try planner.plan(post)
    case .unknown: break
    }
  }

  private mutating func count(_ record: MattermostRecord) {
    if let type = record.type { report.linesByType[type.rawValue, default: 0] += 1 }
    if case .unknown(let type) = record { report.countUnknown(type) }
  }

  /// Messages of the archive's conversations that only the ledger has.
  func noteExtra() throws {
    for id in planner.conversations.sorted() {
      try engine.noteExtraMessages(in: id, bucket: ArchiveTable.messages.rawValue)
      try engine.noteExtraMembers(in: id, bucket: ArchiveTable.participants.rawValue)
    }
  }

  /// Tells how far it has come, unless it has told a moment ago.
  mutating func reportProgress(force: Bool) {
    guard let progress = options.progress, pace.isDue(force: force) else { return }
    progress(
      ImportProgress(
        lines: lines.lineNumber, bytes: lines.bytesRead, totalBytes: totalBytes,
        messages: engine.sent(in: ArchiveTable.messages.rawValue), seconds: engine.seconds))
  }
}

extension MattermostRecord {
  /// The type of the line; nil for one that is not read.
  fileprivate var type: LineType? {
    switch self {
    case .unknown: nil
    case .version: .version
    case .team: .team
    case .channel: .channel
    case .user: .user
    case .post: .post
    case .directChannel: .directChannel
    case .directPost: .directPost
    case .bot: .bot
    }
  }
}

extension LineReader {
  /// Whether the line is empty or white space.
  fileprivate var isBlank: Bool {
    let bytes = line
    for index in 0..<bytes.count where bytes[index] != 0x20 && bytes[index] != 0x0D && bytes[index] != 0x09 {
      return false
    }
    return true
  }
}
