import ChatLedger
import ChatOperations

extension RemovalTrace {
  func table(_ names: Names) throws -> TextTable {
    var table = TextTable([
      .init("WHEN"), .init("WHO", givesWay: true), .init("HOW"), .init("WHY", givesWay: true),
      .init("ENTRY", isNumber: true),
    ])
    for step in steps {
      let entry = step.entry
      table.append([
        Format.time(entry.time), try names.at(entry.position).actor(entry.command.actor), step.words,
        SafeText.excerpt(entry.command.reason ?? ""), entry.position.description,
      ])
    }
    return table
  }
}

extension Deletions {
  /// ` by 1 account (@mod) between … and …`.
  func words(_ names: Names) throws -> String {
    guard let last = commands.first?.entry, let first = commands.last?.entry else { return "" }
    var accounts: [String] = []
    var operators: [String] = []
    for group in try groups(names.inBrackets) {
      if case .account = group.actor { accounts.append(group.name) } else { operators.append(group.name) }
    }
    let who = [(accounts, "account"), (operators, "operator")].filter { !$0.0.isEmpty }.map { people, noun in
      "\(Format.count(people.count, noun)) (\(EntrySummary.list(people) { $0 }))"
    }
    return " by \(who.joined(separator: " and ")) \(Self.span(first, last))"
  }

  private static func span(_ first: LedgerEntry, _ last: LedgerEntry) -> String {
    let times = [Format.time(first.time), Format.time(last.time)]
    return times[0] == times[1] ? "at \(times[0])" : "between \(times[0]) and \(times[1])"
  }
}

extension Deletions.Group {
  /// As a row of what hides things.
  var cells: [String] {
    let times = [commands.last, commands.first].compactMap { $0.map { Format.time($0.entry.time) } }
    let reasons = Set(commands.map { $0.entry.command.reason ?? "" })
    return [
      times.first == times.last ? times.first ?? "" : "\(times.joined(separator: " to "))", name, "deleted",
      Format.count(messages), reasons.count == 1 ? SafeText.excerpt(reasons.first ?? "") : "(several reasons)", wayBack,
    ]
  }

  /// The line for all of them where it is no longer than a line; else where each of them stands.
  private var wayBack: String {
    let line = RevertLine(commands.map(\.entry.position))
    return line.isShort
      ? line.description : "\(Format.count(commands.count, "command")); chat-ledger tail --removals lists them"
  }
}

extension HiddenStretch {
  /// One sentence for each way in which something does not show.
  ///
  /// - Parameter isShown: the page has what is hidden, too.
  func sentences(_ names: Names, isShown: Bool) throws -> [String] {
    let isWhole = stretch.isWhole
    var sentences: [String] = []
    func add(_ count: Int64, _ what: String) {
      let pointer = isShown ? "" : ": --hidden shows \(count == 1 ? "it" : "them")"
      sentences.append("\(Format.count(count, "message")) \(what)\(pointer).")
    }
    let ofRoom = try wholeRoom()
    if !deleted.isEmpty { add(Int64(deleted.count), "deleted\(try Deletions(of: deleted, in: view).words(names))") }
    if let ofRoom { sentences.append(ofRoom) }
    // For the whole conversation every clear is told with what it hides.
    if cleared > 0, !isWhole { add(cleared, "of this part cleared") }
    if withheld > 0 { add(withheld, "kept from this account: cleared for it, or said before it could read here") }
    if isCut { sentences.append("Only the first \(Format.count(Self.rowsLookedAt)) messages of it were counted.") }
    return sentences
  }

  /// What was deleted in the whole conversation, where that is more than in the part that was printed.
  private func wholeRoom() throws -> String? {
    guard !stretch.isWhole, stretch.thread == nil else { return nil }
    let more = "`chat-ledger show \(conversation.id)`"
    let all = try Deletions(in: conversation.id, view, limit: Self.itemsLookedAt)
    if all.isCut { return "How much was deleted in the whole conversation, \(more) counts." }
    guard all.messages > Int64(deleted.count) else { return nil }
    let count = Format.count(all.messages, "message")
    return "In the whole conversation \(count) \(all.messages == 1 ? "is" : "are") deleted; \(more) says by whom."
  }
}
