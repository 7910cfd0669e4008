internal import ChatLedger

/// One reading of an export: files in, batches out.
struct SlackRun {
  /// Why the reading ends before its end.
  enum Stop: Error { case cancelled, atFault }

  /// An element that refers to what is not there yet.
  private struct Deferred {
    var entry: ArchiveEntry
    var element: SlackElement
    /// Whether it changes a message, and is not one itself.
    var isEvent: Bool
    /// The message that it edits.
    var edits: SlackTime?
  }

  let archive: any ArchiveReader
  let layout: SlackLayout
  let engine: ImportEngine
  var planner: SlackPlanner
  private var assignment: SlackAssignment
  /// Users and conversations that several workspaces of an organisation describe.
  private var repeated: SlackRepetitions
  private var deferred: [Deferred] = []
  private var teams: SlackTeams
  var elements: UInt64 = 0
  var bytes: UInt64 = 0
  private let totalBytes: UInt64
  private var pace = ProgressPace()

  init(archive: any ArchiveReader, layout: SlackLayout, engine: ImportEngine, team: String?) {
    self.archive = archive
    self.layout = layout
    self.engine = engine
    assignment = SlackAssignment(archive, layout)
    totalBytes =
      layout.workspaces.reduce(assignment.totalBytes) { $0 + $1.lists.values.reduce(0) { $0 + $1.sizeBytes } }
    teams = SlackTeams(archive, layout, team: team, source: engine.options.source)
    repeated = SlackRepetitions(isOrganization: layout.isOrganization && teams.isOne)
    planner = SlackPlanner(engine, team: teams.of(0))
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
      for workspace in layout.workspaces.indices { try takeUsers(of: workspace) }
      for workspace in layout.workspaces.indices {
        planner.team = teams.of(workspace)
        for list in SlackChannel.List.allCases { try takeConversations(list, of: workspace) }
      }
      for workspace in layout.workspaces.indices {
        planner.team = teams.of(workspace)
        for days in assignment.undescribed(in: workspace) { try takeUndescribed(days) }
      }
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

  private mutating func takeUsers(of workspace: Int) throws {
    planner.team = teams.of(workspace)
    for list in [SlackLayout.organizationUsers, SlackLayout.users] {
      guard let entry = layout.workspaces[workspace].lists[list] else { continue }
      try forEachElement(of: entry, item: "user", .accounts) { run, reader in
        let user = try SlackUser(&reader)
        run.planner.report.linesByType["user", default: 0] += 1
        let item = "user \(user.id)"
        guard let known = run.repeated.meet(user.fields, of: item, in: run.layout.name(of: entry)) else {
          return try run.planner.plan(user)
        }
        run.note(known, item: item)
      }
    }
  }

  private mutating func takeConversations(_ list: SlackChannel.List, of workspace: Int) throws {
    guard let entry = layout.workspaces[workspace].entry(of: list) else { return }
    // The list is read to its end first: its file is not held while the days are read.
    var records: [(record: SlackChannel, place: ImportLocation)] = []
    try forEachElement(of: entry, item: list.item, .conversations) { run, reader in
      let record = try SlackChannel(list, &reader)
      run.planner.report.linesByType[list.item, default: 0] += 1
      records.append((record, run.planner.place))
    }
    for (record, place) in records {
      try checkStop()
      planner.place = place
      let item = "\(list.item) \(record.id)"
      if let known = repeated.meet(record.fields, of: "conversation \(record.id)", in: layout.name(of: entry)) {
        note(known, item: item)
        continue
      }
      try take(record, item: item, of: workspace)
    }
  }

  private mutating func take(_ record: SlackChannel, item: String, of workspace: Int) throws {
    let key = SlackAssignment.Key(workspace: workspace, id: record.id)
    let days = assignment.takeDays(of: key, everywhere: repeated.isOrganization)
    do {
      try planner.begin(merged(record, of: workspace))
    } catch let error as ExchangeError {
      planner.refuse(error, item: item, in: .conversations)
      assignment.orphan(days, in: workspace)
      return
    }
    try takeDays(days.flatMap(\.entries))
  }

  /// The conversation with the members that only other workspaces list, and its own workspace.
  private func merged(_ record: SlackChannel, of workspace: Int) -> SlackChannel {
    var record = record
    if repeated.isOrganization {
      for other in assignment.others[Array(record.id.utf8)] ?? [] where other.workspace != workspace {
        guard let members = other.record.members else { continue }
        let known = Set(record.members ?? [])
        record.members = (record.members ?? []) + members.filter { !known.contains($0) }
      }
    }
    let name = layout.workspaces[workspace].name
    if !name.isEmpty { record.rest.append(RawField(name: SlackNaming.workspace, json: SlackNaming.json(name))) }
    return record
  }

  private mutating func takeUndescribed(_ days: SlackAssignment.Days) throws {
    try checkStop()
    planner.place = ImportLocation(file: days.path.visible + "/")
    do {
      try planner.begin(folder: days.path)
    } catch let error as ExchangeError {
      planner.refuse(error, item: "folder", in: .conversations)
      return
    }
    try takeDays(days.entries)
  }

  /// Names what a workspace says of a thing otherwise than the file that described it.
  private func note(_ known: SlackRepetitions.Repetition, item: String) {
    guard !known.different.isEmpty else { return }
    engine.note(
      ImportFault(
        .notice, SlackRepetitions.warning,
        "“\(known.different.joined(separator: "”, “"))” is not what \(known.file) says of it, which was taken.",
        remedy: "No action is needed; keep the export if it matters.", at: planner.place, item: item))
  }

  // MARK: Days

  /// Reads the days of the conversation that was begun, in their order, and ends it.
  private mutating func takeDays(_ days: [ArchiveEntry]) throws {
    for day in days {
      try forEachElement(of: day, item: "message", .messages, inOrderOfTime: true) { run, reader, element in
        try run.take(&reader, element, of: day)
      }
    }
    try takeDeferred()
    try planner.endConversation()
  }

  private mutating func take(_ reader: inout JSONReader, _ element: SlackElement, of day: ArchiveEntry) throws {
    let message = try SlackMessage(&reader)
    guard message.type == "message" else {
      planner.report.countUnknown(message.type)
      planner.notice(
        .typeNotRead, item: "element", "It is of the type “\(message.type)”, which is not read.",
        remedy: "No action is needed; keep the export if it matters.")
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
      remedy: "No action is needed.")
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

  /// What is in the archive and is no part of what is read: reported, as nothing goes without a word.
  private mutating func reportUnread() throws {
    for (path, error) in archive.refused {
      planner.refuse(error, item: "file", in: nil, at: ImportLocation(file: path.visible))
    }
    for entry in assignment.lost { refuseLost(entry) }
    for entry in assignment.unread {
      engine.note(
        ImportFault(
          .notice, ImportWarning.fileNotRead.rawValue, "The file is of no kind that is read.",
          remedy: "No action is needed; keep the export if it matters.",
          at: ImportLocation(file: layout.name(of: entry)), item: "file"))
    }
    try checkStop()
  }

  /// Messages that nothing says the conversation of.
  private mutating func refuseLost(_ entry: ArchiveEntry) {
    var fault = ImportFault(
      .refused, ExchangeError.Code.invalid.rawValue, "It holds messages, and nothing says of which conversation.",
      remedy: "Put it into the folder of its conversation, and import again.",
      at: ImportLocation(file: layout.name(of: entry)), item: "file")
    if let bytes = try? archive.read(entry) { fault.lostMessages = UInt64(SlackElements(bytes).elements.count) }
    fault.bucket = ArchiveTable.messages.rawValue
    engine.note(fault)
  }

  // MARK: Stopping and progress

  mutating func checkStop() throws {
    if engine.options.isCancelled() { throw Stop.cancelled }
    if engine.hasToStop { throw Stop.atFault }
    reportProgress(force: false)
  }

  /// Tells how far it has come, unless it has told a moment ago.
  mutating func reportProgress(force: Bool) {
    guard let progress = engine.options.progress, pace.isDue(force: force) else { return }
    progress(
      ImportProgress(
        lines: elements, bytes: bytes, totalBytes: totalBytes,
        messages: engine.sent(in: ArchiveTable.messages.rawValue), seconds: engine.seconds))
  }
}
