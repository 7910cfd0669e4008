internal import ChatLedger

/// One reading of an export: files in, batches out.
struct SlackRun {
  private static let progressInterval = Duration.milliseconds(200)

  /// Why the reading ends before its end.
  private enum Stop: Error { case cancelled, atFault }

  /// An element that refers to what is not there yet.
  private struct Deferred {
    var entry: ArchiveEntry
    var element: SlackElement
    /// Whether it changes a message, and is not one itself.
    var isEvent: Bool
  }

  private let archive: any ArchiveReader
  private let layout: SlackLayout
  private let session: ImportSession
  private var planner: SlackPlanner
  private var deferred: [Deferred] = []
  private var claimed: Set<ArchivePath> = []
  private var elements: UInt64 = 0
  private var bytes: UInt64 = 0
  private let clock = ContinuousClock()
  private var nextProgress: ContinuousClock.Instant

  init(archive: any ArchiveReader, layout: SlackLayout, session: ImportSession, team: String?) {
    self.archive = archive
    self.layout = layout
    self.session = session
    planner = SlackPlanner(session.context, known: LedgerKnownThings(session.ledger), team: team ?? "")
    nextProgress = clock.now + Self.progressInterval
    if team == nil {
      planner = SlackPlanner(session.context, known: planner.known, team: mostFrequentTeam() ?? session.options.source)
    }
  }

  /// What was counted here.
  func counted() -> ImportReport {
    var report = planner.report
    report.lines = elements
    report.bytes = bytes
    return report
  }

  /// Reads and plans everything.
  ///
  /// - Returns: `finished` where the end was reached.
  mutating func readAll() throws -> ImportReport.Outcome {
    let outcome: ImportReport.Outcome
    do {
      try reportUnread()
      try takeUsers()
      for list in SlackChannel.List.allCases { try takeConversations(list) }
      for folder in layout.folders.keys.sorted() where !claimed.contains(folder) { try takeUndescribed(folder) }
      planner.place = ImportPlace()
      planner.planDepartures()
      outcome = .finished
    } catch Stop.cancelled {
      outcome = .interrupted
    } catch Stop.atFault {
      outcome = .stoppedAtFault
    }
    try session.writer.submit(planner.takePlanned())
    return outcome
  }

  // MARK: Lists

  private mutating func takeUsers() throws {
    guard let entry = layout.lists[SlackLayout.users] else { return }
    try forEachElement(of: entry, item: "user", .account) { run, reader in
      let user = try SlackUser(&reader)
      run.planner.report.linesByType["user", default: 0] += 1
      try run.planner.plan(user)
    }
  }

  private mutating func takeConversations(_ list: SlackChannel.List) throws {
    guard let entry = layout.entry(of: list) else { return }
    // The list is read to its end first: its file is not held while the days are read.
    var records: [(record: SlackChannel, place: ImportPlace)] = []
    try forEachElement(of: entry, item: list.item, .conversation) { run, reader in
      let record = try SlackChannel(list, &reader)
      run.planner.report.linesByType[list.item, default: 0] += 1
      records.append((record, run.planner.place))
    }
    for (record, place) in records {
      try checkStop()
      planner.place = place
      do {
        try planner.begin(record)
      } catch let error as ExchangeError {
        planner.report.tables.conversations.rejected += 1
        planner.report.reject(place, item: "\(list.item) \(record.id)", error)
        continue
      }
      let folder = [record.folder, record.id].lazy.map { ArchivePath($0) }.first { layout.folders[$0] != nil }
      try takeDays(of: folder)
    }
  }

  private mutating func takeUndescribed(_ folder: ArchivePath) throws {
    try checkStop()
    planner.place = ImportPlace(file: folder.description + "/")
    do {
      try planner.begin(folder: folder)
    } catch let error as ExchangeError {
      planner.report.reject(planner.place, item: "folder", error)
      return
    }
    try takeDays(of: folder)
  }

  // MARK: Days

  /// Reads the days of the conversation that was begun, in their order, and ends it.
  private mutating func takeDays(of folder: ArchivePath?) throws {
    if let folder, claimed.insert(folder).inserted {
      for day in layout.folders[folder] ?? [] {
        try forEachElement(of: day, item: "message", .message, inOrderOfTime: true) { run, reader, element in
          try run.take(&reader, element, of: day)
        }
      }
      try takeDeferred()
    }
    try planner.endConversation()
    try flushIfFull()
  }

  private mutating func take(_ reader: inout JSONReader, _ element: SlackElement, of day: ArchiveEntry) throws {
    let message = try SlackMessage(&reader)
    guard message.type == "message" else {
      planner.report.countUnknown(message.type)
      planner.report.notice(
        .typeNotRead, planner.place, item: "element", "It is of the type “\(message.type)”, which is not read.",
        remedy: "Nothing is to be done; keep the export if it matters.")
      return
    }
    let subtype = message.subtype ?? "message"
    planner.report.linesByType[subtype, default: 0] += 1
    if let subtype = message.subtype { noteUnknown(subtype) }
    if try !planner.plan(message, isLast: false) {
      let isEvent = subtype == SlackNaming.messageChanged || subtype == SlackNaming.messageDeleted
      deferred.append(Deferred(entry: day, element: element, isEvent: isEvent))
    }
  }

  private mutating func noteUnknown(_ subtype: String) {
    let events = [SlackNaming.messageChanged, SlackNaming.messageDeleted, SlackNaming.messageReplied]
    guard !SlackNaming.isKnown(subtype), !events.contains(subtype) else { return }
    planner.report.notice(
      .unknownSubtype, planner.place, item: "message",
      "The subtype “\(subtype)” is not known; it came in as a plain message with all its fields.",
      remedy: "Nothing is to be done.")
  }

  /// What refers to a message that comes later, or never: files need not be in order. Messages before what changes
  /// them.
  private mutating func takeDeferred() throws {
    let waiting = deferred.filter { !$0.isEvent } + deferred.filter(\.isEvent)
    deferred = []
    var held: (entry: ArchiveEntry, bytes: [UInt8])?
    for item in waiting {
      try checkStop()
      if held?.entry != item.entry { held = (item.entry, try archive.read(item.entry)) }
      guard let held else { continue }
      planner.place = place(of: item.element, in: item.entry)
      do {
        var reader = JSONReader(held.bytes.span, isFile: true)
        reader.go(to: item.element)
        _ = try planner.plan(try SlackMessage(&reader), isLast: true)
      } catch let error as ExchangeError {
        planner.report.tables.messages.rejected += 1
        planner.report.reject(planner.place, item: "message", error)
      }
      try flushIfFull()
    }
  }

  // MARK: Elements

  private mutating func forEachElement(
    of entry: ArchiveEntry, item: String, _ table: PlannedCommand.Table,
    _ body: (inout Self, inout JSONReader) throws -> Void
  ) throws {
    try forEachElement(of: entry, item: item, table, inOrderOfTime: false) { run, reader, _ in try body(&run, &reader) }
  }

  /// Reads a file and offers each of its elements; what `body` refuses is reported with its place.
  private mutating func forEachElement(
    of entry: ArchiveEntry, item: String, _ table: PlannedCommand.Table, inOrderOfTime: Bool,
    _ body: (inout Self, inout JSONReader, SlackElement) throws -> Void
  ) throws {
    try checkStop()
    defer { bytes += entry.sizeBytes }
    let file = ImportPlace(file: layout.name(of: entry))
    let bytes: [UInt8]
    do {
      bytes = try archive.read(entry)
    } catch {
      planner.report.reject(file, item: "file", error)
      return
    }
    var found = SlackElements(bytes)
    if inOrderOfTime { found.sortByTime() }
    for element in found.elements {
      try checkStop()
      elements += 1
      planner.place = place(of: element, in: entry)
      do {
        var reader = JSONReader(bytes.span, isFile: true)
        reader.go(to: element)
        try reader.refuseTwins()
        try body(&self, &reader, element)
      } catch let error as ExchangeError {
        planner.report.tables[table].rejected += 1
        planner.report.reject(planner.place, item: element.time.map { "\(item) \($0.text)" } ?? item, error)
      }
      try flushIfFull()
    }
    if let fault = found.fault { planner.report.reject(file, item: "file", found.named(fault)) }
  }

  private func place(of element: SlackElement, in entry: ArchiveEntry) -> ImportPlace {
    ImportPlace(file: layout.name(of: entry), line: UInt64(element.anchor.line), index: element.index)
  }

  /// What is in the archive and is no part of what is read: reported, as nothing goes without a word.
  private mutating func reportUnread() throws {
    for (path, error) in archive.refused {
      planner.report.reject(ImportPlace(file: path.description), item: "file", error)
    }
    for entry in layout.unread {
      planner.report.notice(
        .fileNotRead, ImportPlace(file: layout.name(of: entry)), item: "file", "The file is of no kind that is read.",
        remedy: "Nothing is to be done; keep the export if it matters.")
    }
    try checkStop()
  }

  /// The workspace that most users of the list belong to: shared channels bring users of others.
  private func mostFrequentTeam() -> String? {
    guard let entry = layout.lists[SlackLayout.users], let bytes = try? archive.read(entry) else { return nil }
    var counts: [String: Int] = [:]
    for element in SlackElements(bytes).elements {
      var reader = JSONReader(bytes.span)
      reader.go(to: element)
      if let team = try? SlackUser.team(&reader), !team.isEmpty { counts[team, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  // MARK: Stopping, batches and progress

  private mutating func checkStop() throws {
    if session.options.isCancelled() { throw Stop.cancelled }
    if session.writer.hasToStop { throw Stop.atFault }
    if session.options.isStrict, planner.report.rejectionCount > 0 { throw Stop.atFault }
    reportProgress(force: false)
  }

  private mutating func flushIfFull() throws {
    if planner.isFull { try session.writer.submit(planner.takePlanned()) }
  }

  /// Tells how far it has come, unless it has told a moment ago.
  mutating func reportProgress(force: Bool) {
    guard let progress = session.options.progress else { return }
    let now = clock.now
    guard force || now >= nextProgress else { return }
    nextProgress = now + Self.progressInterval
    progress(
      ImportProgress(
        lines: elements, bytes: bytes, totalBytes: layout.totalBytes, messages: session.writer.messages,
        seconds: session.seconds))
  }
}

extension SlackElements {
  fileprivate mutating func sortByTime() {
    let isSorted = zip(elements, elements.dropFirst()).allSatisfy { !Self.comes($1, before: $0) }
    if !isSorted { elements.sort { Self.comes($0, before: $1) } }
  }

  private static func comes(_ one: SlackElement, before other: SlackElement) -> Bool {
    let (left, right) = (one.time?.microseconds ?? .min, other.time?.microseconds ?? .min)
    return left == right ? one.index < other.index : left < right
  }

  /// The fault of the file, with what it costs.
  fileprivate func named(_ fault: ExchangeError) -> ExchangeError {
    guard !elements.isEmpty else { return fault }
    return ExchangeError(
      fault.code, "\(fault.message) What stands before (\(elements.count) elements) was read, the rest was not.",
      remedy: fault.remedy, cause: fault.cause, line: fault.line, column: fault.column)
  }
}

extension SlackUser {
  /// The workspace of a user, without the rest.
  fileprivate static func team(_ reader: inout JSONReader) throws(ExchangeError) -> String {
    var team = ""
    guard try reader.beginsObject() else { return team }
    while let key = try reader.nextKey() {
      if key == "team_id" { team = try reader.looseString() } else { try reader.skip() }
    }
    return team
  }
}
