import ChatLedger
import ChatOperations
import LedgerJSON

/// The repetition of a cleanup: exactly the accounts of the first, except those that turned out to be real.
struct CleanupRepetition: CleanupListing {
  private struct Row {
    var account: Account
    /// Why it stays; empty where it goes.
    var note: String
  }

  private let first: RecordedCleanup
  private let excluded: Set<AccountID>
  private let rows: [Row]
  private let title: String

  var proposed: [AccountID] { rows.filter(\.note.isEmpty).map(\.account.id) }

  /// - Throws: ``CommandFailure`` where the cleanup still applies: its accounts are away, and cannot go again.
  init(_ first: RecordedCleanup, excluding excluded: Set<AccountID>, in view: LedgerView) throws {
    self.first = first
    self.excluded = excluded
    let applied = try first.positions.filter { position in
      if case .original(isApplied: true)? = try view.removal(position)?.kind { true } else { false }
    }
    guard applied.isEmpty else {
      throw CommandFailure.usage(
        "The cleanup at position \(first.positions.first ?? .start) still applies: its accounts are away.",
        hint: "Take it back first: `\(RevertLine(applied.reversed()))`. Then do it again.")
    }
    if let stranger = excluded.first(where: { !first.accounts.contains($0) }) {
      let name = try Names(view).account(stranger)
      throw CommandFailure.usage(
        "\(name) is not among the \(Format.count(first.accounts.count, "account")) of that cleanup.",
        hint: "`chat-ledger show \(first.positions.first ?? .start)` lists them; check the name.")
    }
    rows = try first.accounts.compactMap { id in
      guard let account = try view.account(id) else { return nil }
      let note =
        excluded.contains(id)
        ? "excluded, stays"
        : account.state.isRemoved ? "gone already" : try view.isProtected(account.state) ? "protected, stays" : ""
      return Row(account: account, note: note)
    }
    let entry = try first.positions.first.flatMap { try view.entry(at: $0) }
    let who = try entry.map { "by \(try Names(view).actor($0.command.actor)) at \(Format.time($0.time))" } ?? ""
    title = "The cleanup at position \(first.positions.first ?? .start) \(who), again"
  }

  func record() throws -> CleanupRecord {
    // What the first went by stays what it went by; of one that did not say, only that it is done again is known.
    var record = try first.record ?? CleanupRules.standard.record(atLeast: .likely)
    if first.record == nil { record.rules = "" }
    record.excluded = Set(record.excluded).union(excluded).sorted()
    record.again = first.commands.first
    return record
  }

  // MARK: For people

  func print(limit: Int) {
    OutputChannel.output.line(SafeText.line("\(title)."))
    if let record = first.record {
      OutputChannel.output.line(SafeText.line("It took accounts by \(record.words)."))
    } else {
      OutputChannel.output.line(
        "Its entry does not say by which rules it was done; its accounts are known all the same.")
    }
    OutputChannel.output.line()
    var table = TextTable([
      .init("ACCOUNT", givesWay: true), .init("E-MAIL", givesWay: true), .init("NOTE", givesWay: true), .init("ID"),
    ])
    // What stays comes first, so that a limit does not hide it.
    for row in (rows.filter { !$0.note.isEmpty } + rows.filter(\.note.isEmpty)).prefix(limit) {
      let profile = row.account.profile
      let userName = profile?.userName ?? ""
      table.append([
        SafeText.excerpt(userName.isEmpty ? row.account.label : "@" + userName), SafeText.excerpt(profile?.email ?? ""),
        row.note, row.account.id.description,
      ])
    }
    table.print()
    if rows.count > limit {
      OutputChannel.output.line("and \(Format.count(rows.count - limit)) more: --all lists them, too.")
    }
    let stay = rows.count(where: { !$0.note.isEmpty })
    OutputChannel.output.line(
      "\n\(Format.count(rows.count, "account")), \(Format.count(stay)) of them left alone, "
        + "\(Format.count(proposed.count)) to be removed.")
  }

  func notes(dryRun: Bool) -> [String] {
    if dryRun { return ["Nothing was recorded: this was a dry run."] }
    return proposed.isEmpty ? [] : ["--dry-run shows what would go with them; --apply --reason TEXT does it."]
  }

  // MARK: For programs

  var counts: [JSON.Member] {
    let json: JSON = [
      "again": .position(first.positions.first), "found": .integer(Int64(rows.count)),
      "proposed": .integer(Int64(proposed.count)),
    ]
    return json.members
  }

  var members: [JSON.Member] {
    let accounts = rows.map { row in
      ([
        "account": .string(row.account.id.description), "userName": .nonEmpty(row.account.profile?.userName),
        "email": .nonEmpty(row.account.profile?.email), "excluded": .flag(excluded.contains(row.account.id)),
        "stays": .nonEmpty(row.note),
      ] as JSON).compact
    }
    return counts + [JSON.Member(name: "accounts", value: .array(accounts))]
  }
}

extension CleanupRecord {
  /// `at least likely, by the rules demo-email and demo-name`.
  var words: String {
    let names = (try? CleanupRules(json: Array(rules.utf8)).rules.map(\.name)) ?? []
    let list = names.isEmpty ? "rules that are not known" : "the rules \(names.joined(separator: ", "))"
    return "\(list), at least \(atLeast.rawValue.lowercased())"
  }
}
