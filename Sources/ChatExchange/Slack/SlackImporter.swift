public import ChatLedger

/// Imports an export of a Slack workspace into a ledger, from a zip or an unpacked directory.
///
/// One file is read and held at a time. Every item has an identifier that is derived from the workspace and from
/// Slack's own identifiers (see ``SlackIdentifier``), so an import may be stopped in any way and run again: it then
/// imports the missing items. A second import of the same export records nothing. A newer export of the same workspace
/// adds its new items, including edits of existing messages. Everything that an import adds belongs to one
/// `beginImport`; reverting that undoes the import.
///
/// Memory: a few batches (see ``ImportOptions``), the largest file, the list of files, the conversations with their
/// members, and about 40 bytes for every message of the conversation that is being read.
public struct SlackImporter {
  private let ledger: Ledger
  private let options: ImportOptions
  private let team: String?
  private let limits: ArchiveLimits

  /// Imports into a ledger that is open for writing.
  ///
  /// - Parameter team: the identifier of the workspace; nil for the one that most users of the export have, or the
  ///   name of the source where they have none.
  public init(
    ledger: Ledger, options: ImportOptions, team: String? = nil, limits: ArchiveLimits = ArchiveLimits()
  ) {
    self.ledger = ledger
    self.options = options
    self.team = team
    self.limits = limits
  }

  /// Reads the export to its end, or until it is cancelled, or, if strict, to the first item that cannot be imported.
  /// Blocks the calling thread.
  ///
  /// - Throws: ``ExchangeError`` when the archive cannot be read or is dangerous to read, ``LedgerError`` when the
  ///   ledger cannot be written. Items imported until then stay, and importing again continues.
  @available(*, noasync)
  public func run(_ path: String) throws -> ImportReport {
    let archive = try openArchive(path, limits: limits)
    let layout = try SlackLayout(archive.entries, name: path)
    let naming = ImportNaming(format: SlackIdentifier.format)
    let engine = try ImportEngine(ledger, options, naming: naming, buckets: ArchiveTable.allCases.count)
    var run = SlackRun(archive: archive, layout: layout, engine: engine, team: team)
    let outcome = try engine.reading { try run.readAll() }
    let report = ImportReport(try engine.conclude(outcome), source: options.source, counted: run.counted())
    run.reportProgress(force: true)
    return report
  }

  /// Compares the export with the ledger, which may be open for reading only; records nothing.
  ///
  /// - Throws: as ``run(_:)``.
  @available(*, noasync)
  public func compare(_ path: String) throws -> ComparisonReport {
    let archive = try openArchive(path, limits: limits)
    let layout = try SlackLayout(archive.entries, name: path)
    var options = options
    options.isComparison = true
    let naming = ImportNaming(format: SlackIdentifier.format)
    let engine = try ImportEngine(ledger, options, naming: naming, buckets: ArchiveTable.allCases.count)
    var run = SlackRun(archive: archive, layout: layout, engine: engine, team: team)
    let outcome = try engine.reading { try run.readAll() }
    run.reportProgress(force: true)
    var report = try engine.comparisonOfArchive(
      outcome, source: options.source, notRead: run.planner.report.unknownLinesByType)
    report.notCompared += Self.notCompared
    return report
  }

  private static let notCompared = [
    NotCompared("of messages that a later element changes or deletes, the text before", names: ["text"]),
    NotCompared("of elements that change or delete a message, their own times", names: ["ts", "hidden"]),
    NotCompared("the bot of a message that has a user", names: ["bot_id"]),
    NotCompared("where a message is pinned that the list of pins names", names: ["pinned_to"]),
    NotCompared("how many reactions there are, beside who reacted", names: ["count"]),
    NotCompared("whether a member is named twice", names: ["members"]),
    NotCompared(
      "what repeats other elements",
      names: [
        "root", "replies", "reply_count", "reply_users", "reply_users_count", "latest_reply", "parent_user_id",
        "subscribed", "last_read", "unread_count",
      ]),
  ]
}
