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
    /// The message that it edits.
    var edits: SlackTime?
  }

  private let archive: any ArchiveReader
  private let layout: SlackLayout
  /// The workspace that is being read.
  private var workspace = SlackWorkspace()
  private let engine: ImportEngine
  private(set) var planner: SlackPlanner
  private var deferred: [Deferred] = []
  private var claimed: Set<ArchivePath> = []
  private var elements: UInt64 = 0
  private var bytes: UInt64 = 0
  private let clock = ContinuousClock()
  private var nextProgress: ContinuousClock.Instant

  init(archive: any ArchiveReader, layout: SlackLayout, engine: ImportEngine, team: String?) {
    self.archive = archive
    self.layout = layout
    self.engine = engine
    nextProgress = clock.now + Self.progressInterval
    planner = SlackPlanner(
      engine, team: team ?? Self.mostFrequentTeam(archive, layout) ?? engine.options.source)
    planner.isGrid = layout.workspaces.count > 1
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
      try takeUsers(of: layout.organizationUsers)
      for workspace in layout.workspaces { try take(workspace) }
      try engine.finishReading()
      outcome = .finished
    } catch Stop.cancelled {
      outcome = .interrupted
    } catch Stop.atFault {
      outcome = .stoppedAtFault
    }
    return outcome
  }

  // MARK: Lists

  private mutating func take(_ workspace: SlackWorkspace) throws {
    self.workspace = workspace
    claimed = []
    try placeLooseInFolders()
    try takeUsers(of: workspace.lists[SlackLayout.users])
    for list in SlackChannel.List.allCases { try takeConversations(list) }
    for (name, entry) in self.workspace.loose.sorted(by: { $0.key < $1.key }) { try placeLoose(name, entry) }
    for folder in self.workspace.folders.keys.sorted() where !claimed.contains(folder) { try takeUndescribed(folder) }
  }

  /// Files of messages in folders that are called by no day.
  private mutating func placeLooseInFolders() throws {
    for (folder, entry) in workspace.looseInFolders {
      if holdsMessages(entry) { workspace.folders[folder, default: []].append(entry) } else { noteNotRead(entry) }
    }
  }

  /// A file at the top that no list names: a room of its own where it holds messages.
  private mutating func placeLoose(_ name: ArchivePath, _ entry: ArchiveEntry) throws {
    guard holdsMessages(entry) else { return noteNotRead(entry) }
    workspace.folders[name, default: []].append(entry)
  }

  /// Whether the first element of a file is a message.
  private func holdsMessages(_ entry: ArchiveEntry) -> Bool {
    guard let bytes = try? archive.read(entry), let first = SlackElements(bytes).elements.first, first.time != nil
    else { return false }
    var reader = JSONReader(bytes.span, isFile: true)
    reader.go(to: first)
    return (try? SlackMessage(&reader))?.type == "message"
  }

  private func noteNotRead(_ entry: ArchiveEntry) {
    engine.note(
      ImportFault(
        .notice, ImportWarning.fileNotRead.rawValue, "The file is of no kind that is read.",
        remedy: "Nothing is to be done; keep the export if it matters.",
        at: ImportPlace(file: layout.name(of: entry)), item: "file"))
  }

  private mutating func takeUsers(of entry: ArchiveEntry?) throws {
    guard let entry else { return }
    try forEachElement(of: entry, item: "user", .accounts) { run, reader in
      let user = try SlackUser(&reader)
      run.planner.report.linesByType["user", default: 0] += 1
      try run.planner.plan(user)
    }
  }

  private mutating func takeConversations(_ list: SlackChannel.List) throws {
    guard let entry = workspace.entry(of: list) else { return }
    // The list is read to its end first: its file is not held while the days are read.
    var records: [(record: SlackChannel, place: ImportPlace)] = []
    try forEachElement(of: entry, item: list.item, .conversations) { run, reader in
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
        planner.refuse(error, item: "\(list.item) \(record.id)", in: .conversations)
        continue
      }
      try takeDays(of: folder(of: record))
    }
  }

  /// The folder of a conversation; its messages may stand in one file beside the lists, too.
  private mutating func folder(of record: SlackChannel) -> ArchivePath? {
    let names = [record.folder, record.id].map { ArchivePath($0) }
    for name in names {
      guard let entry = workspace.loose[name], holdsMessages(entry) else { continue }
      workspace.loose[name] = nil
      workspace.folders[names.first { workspace.folders[$0] != nil } ?? name, default: []].append(entry)
    }
    if let found = names.first(where: { workspace.folders[$0] != nil }) { return found }
    // Zips of macOS have names in another Unicode form; what looks the same is the same where nothing else does.
    let alike = workspace.folders.keys.filter { folder in
      !claimed.contains(folder) && folder.isUTF8 && folder.description == record.folder
    }
    return alike.count == 1 ? alike[0] : nil
  }

  private mutating func takeUndescribed(_ folder: ArchivePath) throws {
    try checkStop()
    planner.place = ImportPlace(file: folder.description + "/")
    do {
      try planner.begin(folder: folder)
    } catch let error as ExchangeError {
      planner.refuse(error, item: "folder", in: .conversations)
      return
    }
    try takeDays(of: folder)
  }

  // MARK: Days

  /// Reads the days of the conversation that was begun, in their order, and ends it.
  private mutating func takeDays(of folder: ArchivePath?) throws {
    if let folder, claimed.insert(folder).inserted {
      for day in workspace.folders[folder] ?? [] {
        try forEachElement(of: day, item: "message", .messages, inOrderOfTime: true) { run, reader, element in
          try run.take(&reader, element, of: day)
        }
      }
      try takeDeferred()
    }
    try planner.endConversation()
  }

  private mutating func take(_ reader: inout JSONReader, _ element: SlackElement, of day: ArchiveEntry) throws {
    let message = try SlackMessage(&reader)
    guard message.type == "message" else {
      planner.report.countUnknown(message.type)
      planner.notice(
        .typeNotRead, item: "element", "It is of the type “\(message.type)”, which is not read.",
        remedy: "Nothing is to be done; keep the export if it matters.")
      return
    }
    let subtype = message.subtype ?? "message"
    planner.report.linesByType[subtype, default: 0] += 1
    if let subtype = message.subtype { noteUnknown(subtype) }
    if try !planner.plan(message, isLast: false) {
      let isEvent = subtype == SlackNaming.messageChanged || subtype == SlackNaming.messageDeleted
      deferred.append(
        Deferred(entry: day, element: element, isEvent: isEvent, edits: SlackPlanner.target(of: message)))
    }
  }

  private mutating func noteUnknown(_ subtype: String) {
    let events = [SlackNaming.messageChanged, SlackNaming.messageDeleted, SlackNaming.messageReplied]
    guard !SlackNaming.isKnown(subtype), !events.contains(subtype) else { return }
    planner.notice(
      .unknownSubtype, item: "message",
      "The subtype “\(subtype)” is not known; it came in as a plain message with all its fields.",
      remedy: "Nothing is to be done.")
  }

  /// What refers to a message that comes later, or never: files need not be in order. Messages before what changes
  /// them.
  private mutating func takeDeferred() throws {
    let waiting = deferred.filter { !$0.isEvent } + deferred.filter(\.isEvent)
    planner.room?.eventTargets = Set(deferred.compactMap(\.edits))
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
        planner.refuse(error, item: item.element.time.map { "message \($0.text)" } ?? "message", in: .messages)
      }
    }
  }

  // MARK: Elements

  private mutating func forEachElement(
    of entry: ArchiveEntry, item: String, _ table: ArchiveTable,
    _ body: (inout Self, inout JSONReader) throws -> Void
  ) throws {
    try forEachElement(of: entry, item: item, table, inOrderOfTime: false) { run, reader, _ in try body(&run, &reader) }
  }

  /// Reads a file and offers each of its elements; what `body` refuses is reported with its place.
  private mutating func forEachElement(
    of entry: ArchiveEntry, item: String, _ table: ArchiveTable, inOrderOfTime: Bool,
    _ body: (inout Self, inout JSONReader, SlackElement) throws -> Void
  ) throws {
    try checkStop()
    defer { bytes += entry.sizeBytes }
    let file = ImportPlace(file: layout.name(of: entry))
    let bytes: [UInt8]
    do {
      bytes = try archive.read(entry)
    } catch {
      planner.refuse(error, item: "file", in: nil, at: file)
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
        planner.refuse(error, item: element.time.map { "\(item) \($0.text)" } ?? item, in: table)
      }
    }
    if let fault = found.fault { planner.refuse(found.named(fault), item: "file", in: nil, at: file) }
  }

  private func place(of element: SlackElement, in entry: ArchiveEntry) -> ImportPlace {
    ImportPlace(file: layout.name(of: entry), line: UInt64(element.anchor.line), index: element.index)
  }

  /// What is in the archive and is no part of what is read: reported, as nothing goes without a word.
  private mutating func reportUnread() throws {
    for (path, error) in archive.refused {
      planner.refuse(error, item: "file", in: nil, at: ImportPlace(file: path.description))
    }
    for entry in layout.unread { noteNotRead(entry) }
    try checkStop()
  }

  /// The workspace that most users of the list belong to: shared channels bring users of others.
  private static func mostFrequentTeam(_ archive: any ArchiveReader, _ layout: SlackLayout) -> String? {
    let list = layout.organizationUsers ?? layout.workspaces.first?.lists[SlackLayout.users]
    guard let entry = list, let bytes = try? archive.read(entry) else { return nil }
    var counts: [String: Int] = [:]
    for element in SlackElements(bytes).elements {
      var reader = JSONReader(bytes.span)
      reader.go(to: element)
      if let team = try? SlackUser.team(&reader), !team.isEmpty { counts[team, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  // MARK: Stopping and progress

  private mutating func checkStop() throws {
    if engine.options.isCancelled() { throw Stop.cancelled }
    if engine.hasToStop { throw Stop.atFault }
    reportProgress(force: false)
  }

  /// Tells how far it has come, unless it has told a moment ago.
  mutating func reportProgress(force: Bool) {
    guard let progress = engine.options.progress else { return }
    let now = clock.now
    guard force || now >= nextProgress else { return }
    nextProgress = now + Self.progressInterval
    progress(
      ImportProgress(
        lines: elements, bytes: bytes, totalBytes: layout.totalBytes,
        messages: engine.sent(in: ArchiveTable.messages.rawValue), seconds: engine.seconds))
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
