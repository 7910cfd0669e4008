import ArgumentParser
import ChatLedger
import ChatOperations
import LedgerJSON
import LedgerSupport

struct BackfillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backfill", abstract: "Create the missing rooms that a room policy requires.",
    discussion: """
      A room policy says which two accounts have a direct conversation because of a resource (`chat-ledger schema` \
      shows the declared ones). A resource gets its room when it becomes active; a backfill finds resources that \
      became active before the policy, or were imported. Running it twice has the same effect as running it once. One \
      `revert` removes the rooms that have no messages.

      With --quiet there is exactly one line on standard output, for a log: run it from cron as often as you like. \
      Exit codes: 0 done or nothing missing, 1 --check-only found something or it was interrupted, 3 another process \
      writes.

      Examples:
        chat-ledger backfill --check-only
        chat-ledger backfill booking-room --reason "rooms for the bookings of last year"
        */30 * * * *  chat-ledger backfill --quiet --ledger /srv/chats.ledger >> /var/log/backfill.log
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions

  @Argument(help: ArgumentHelp("The room policy; all that are declared unless named.", valueName: "policy"))
  var policy: String?

  @Flag(name: [.customLong("check-only"), .customLong("dry-run")], help: "Only list what is missing; record nothing.")
  var checkOnly = false

  @Option(help: ArgumentHelp("Why; it stays in the log.", valueName: "text"))
  var reason: String?

  func run() throws {
    // For a log everything is one line, failures too.
    guard options.quiet, !output.json else { return try backfill() }
    do { try backfill() } catch let exit as SilentExit { throw exit } catch {
      let failure = ErrorReport.failure(for: error)
      BackfillLogLine(policies: policy ?? "-", outcome: failure.code).print(note: failure.message)
      throw SilentExit(status: failure.status)
    }
  }

  private func backfill() throws {
    if checkOnly { try check() } else { try make() }
  }

  /// The policy that was named, or all there are.
  private func policies(of ledger: Ledger) throws -> [String] {
    if let policy { return [policy] }
    return try ledger.read { try $0.roomPolicies() }.map(\.name)
  }

  private func explainNoPolicy() {
    if output.json { return }
    if options.quiet {
      BackfillLogLine(policies: "-", outcome: "NOTHING_MISSING").print()
    } else {
      options.note(
        "No room policy is declared, so no room can be missing; `chat-ledger schema` shows what is declared.")
    }
  }

  // MARK: Checking

  private func check() throws {
    let progress = ProgressLine(unit: "resources", isQuiet: options.quiet)
    let began = System.monotonicSeconds()
    let isMissing = try options.withLedger(.readOnly) { ledger in
      defer { progress.finish() }
      let names = try policies(of: ledger)
      if names.isEmpty { explainNoPolicy() }
      let all = try names.map { name in
        try ledger.backfillCandidates(policy: name) { progress.update($0.stage, done: $0.done, total: $0.total) }
      }
      progress.finish()
      try print(all, of: ledger, seconds: System.monotonicSeconds() - began)
      return all.contains { $0.count > 0 }
    }
    if isMissing { throw SilentExit(status: .found) }
  }

  private func print(_ all: [BackfillCandidates], of ledger: Ledger, seconds: Double) throws {
    if output.json {
      for found in all { OutputChannel.output.line(found.json) }
      return
    }
    if options.quiet {
      guard !all.isEmpty else { return }
      var line = BackfillLogLine(policies: all.map(\.policy.name).joined(separator: ","), outcome: "CHECKED")
      line.candidates = all.reduce(0) { $0 + $1.count }
      line.seconds = seconds
      line.print()
      return
    }
    for (index, found) in all.enumerated() {
      if index > 0 { OutputChannel.output.line() }
      try ledger.read { try BackfillPrinter(found: found, names: Names($0)).print() }
      if found.count > 0 { options.note("\nTo make these rooms: chat-ledger backfill \(found.policy.name)") }
    }
  }

  // MARK: Making

  private func make() throws {
    let progress = ProgressLine(unit: "rooms", isQuiet: options.quiet)
    Interruption.install()
    let began = System.monotonicSeconds()
    let reports = try options.withLedger(.readWrite) { ledger in
      defer { progress.finish() }
      var backfill = BackfillOptions(actor: `operator`.name, origin: OperatorOptions.origin, reason: reason)
      backfill.isCancelled = { Interruption.isRequested }
      let names = try policies(of: ledger)
      if names.isEmpty { explainNoPolicy() }
      var reports: [BackfillReport] = []
      for name in names where !Interruption.isRequested {
        reports.append(
          try ledger.backfill(policy: name, backfill) {
            progress.update($0.stage, done: $0.done, total: $0.total)
          })
      }
      return reports
    }
    print(reports, seconds: System.monotonicSeconds() - began)
    if reports.contains(where: { $0.outcome == .interrupted }) { throw SilentExit(status: .found) }
  }

  private func print(_ reports: [BackfillReport], seconds: Double) {
    if output.json {
      for report in reports { OutputChannel.output.line(report.json) }
      return
    }
    if options.quiet {
      guard !reports.isEmpty else { return }
      BackfillLogLine(reports, seconds: seconds).print()
      return
    }
    for report in reports {
      OutputChannel.output.line(report.sentence)
      if let chain = report.chain, report.outcome == .finished, report.created > 0 {
        options.note("To take these rooms back: \(RevertLine(chain))")
      }
    }
  }
}

/// What is missing by one policy, for people.
private struct BackfillPrinter {
  /// Candidates that are listed; all are counted.
  static let listed = 20

  let found: BackfillCandidates
  let names: Names

  func print() throws {
    var sheet = FactSheet()
    sheet.add("policy", found.policy.name)
    if let parent = found.parentKind { sheet.add("\(parent)s", Format.count(found.parents)) }
    sheet.add("active \(found.policy.kind)s", Format.count(found.active))
    let said = "\(Format.count(found.roomsWithMessages)) with messages, \(Format.count(found.emptyRooms)) empty"
    sheet.add("rooms", "\(Format.count(found.rooms)) (\(said))")
    var candidates = Format.count(found.count)
    if let parent = found.parentKind { candidates += " over \(Format.count(found.parentsOfCandidates, parent))" }
    if found.pairs != found.count { candidates += ", for \(Format.count(found.pairs, "pair"))" }
    sheet.add("candidates", candidates)
    if found.unpairedCount > 0 { sheet.add("without a pair", Format.count(found.unpairedCount)) }
    sheet.print()
    if !found.first.isEmpty { try printCandidates() }
    if !found.unpaired.isEmpty { printUnpaired() }
  }

  private func printCandidates() throws {
    var table = TextTable([
      .init(found.policy.kind.uppercased()), .init((found.parentKind ?? "parent").uppercased(), mayGo: true),
      .init("ROOM FOR", givesWay: true),
    ])
    for candidate in found.first.prefix(Self.listed) {
      let pair = try [candidate.pair.low, candidate.pair.high].map { try names.account($0) }.joined(separator: ", ")
      table.append([candidate.resource.description, candidate.parent?.description ?? "-", pair])
    }
    OutputChannel.output.line()
    table.print()
    more(found.count, than: Self.listed)
  }

  private func printUnpaired() {
    var table = TextTable([.init(found.policy.kind.uppercased()), .init("NO PAIR, BECAUSE", givesWay: true)])
    for one in found.unpaired.prefix(Self.listed) { table.append([one.resource.description, "\(one.obstacle)"]) }
    OutputChannel.output.line()
    table.print()
    more(found.unpairedCount, than: Self.listed)
  }

  private func more(_ count: UInt64, than listed: Int) {
    guard count > UInt64(listed) else { return }
    OutputChannel.output.line("… and \(Format.count(count - UInt64(listed))) more; --json lists the first 1,000.")
  }
}

/// The one line of a run in a log: `TIME backfill policy=… outcome=… candidates=… created=… seconds=… chain=…`.
private struct BackfillLogLine {
  var policies: String
  var outcome: String
  var candidates: UInt64 = 0
  var created: UInt64 = 0
  var seconds = 0.0
  var chain = "-"

  init(policies: String, outcome: String) {
    self.policies = policies
    self.outcome = outcome
  }

  init(_ reports: [BackfillReport], seconds: Double) {
    policies = reports.map(\.policy).joined(separator: ",")
    let worst =
      reports.first { $0.outcome == .interrupted } ?? reports.first { $0.outcome == .finished } ?? reports.first
    outcome = worst?.outcome.rawValue ?? ""
    candidates = reports.reduce(0) { $0 + $1.candidates }
    created = reports.reduce(0) { $0 + $1.created }
    self.seconds = seconds
    let chains = reports.compactMap(\.chain).map(\.description)
    chain = chains.isEmpty ? "-" : chains.joined(separator: ",")
  }

  func print(note: String? = nil) {
    let milliseconds = Int((seconds * 1_000).rounded())
    let time = "\(milliseconds / 1_000).\((milliseconds % 1_000).zeroPadded(to: 3))"
    var line = "\(Ledger.Options().clock()) backfill policy=\(policies) outcome=\(outcome) candidates=\(candidates) "
    line += "created=\(created) seconds=\(time) chain=\(chain)"
    if let note { line += " message=\(JSON.string(note).text)" }
    OutputChannel.output.line(line)
  }
}

extension BackfillReport {
  fileprivate var sentence: String {
    let rooms = Format.count(created, "room")
    switch outcome {
    case .nothingMissing: return "Policy \(policy): every room is there, and nothing was recorded."
    case .interrupted: return "Policy \(policy): interrupted after \(rooms); run the same command again to go on."
    case .finished:
      let of = candidates == created ? "" : " for \(Format.count(candidates, "candidate"))"
      let resumed = isResumed ? ", going on with a backfill that was stopped" : ""
      return "Policy \(policy): made \(rooms)\(of) in \(Format.duration(seconds: seconds)), command "
        + "\(chain?.description ?? "-")\(resumed)."
    }
  }
}
