import ChatLedger
import ChatOperations

extension Hiding {
  /// One sentence for people: by whom, when, why, and the way back.
  func sentence(_ names: Names) throws -> ScreenText {
    let why = entry.command.reason.map { ", “\(SafeText.excerpt($0, limit: 100))”" } ?? ""
    let actor = try names.at(entry.position).actor(entry.command.actor)
    let what: ScreenText = "\(what) by \(actor) at \(Format.time(entry.time))\(why). "
    return what + "To bring it back: \(RevertLine(entry.position))"
  }

  private var what: String {
    switch how {
    case .cleared: messages.map { "\(Format.count($0, "message")) cleared" } ?? "Cleared"
    case .clearedForAccount: "The account's view was cleared"
    case .deleted: "The message was deleted"
    case .left: "The account was removed from here"
    case .conversationRemoved: "The conversation was removed"
    case .accountRemoved: "The account was removed"
    case .accountDeactivated: "The account was deactivated"
    case .resourceRemoved: "The resource was removed"
    case .recordRemoved: "The record was removed"
    case .recordsCleared: "All records of this sort were cleared"
    }
  }
}

extension HidingFinder {
  /// What to say where a list of records is empty: who cleared them, or the hint where nobody has.
  func sentences(_ table: RecordTable, _ names: Names, otherwise hint: String) throws -> ScreenText {
    let cleared = try clears(of: table)
    guard let first = cleared.first else { return ScreenText(hint) }
    return try cleared.dropFirst().reduce(first.sentence(names)) { try $0 + "\n" + $1.sentence(names) }
  }
}

extension [Hiding] {
  /// With the line that brings each of them back.
  ///
  /// - Parameter deletions: Of single messages, of which those of one actor take a row together.
  func table(_ names: Names, and deletions: Deletions? = nil) throws -> TextTable {
    var table = TextTable([
      .init("WHEN"), .init("WHO", givesWay: true), .init("HOW"),
      .init("MESSAGES", isNumber: true, mayGo: true),
      .init("WHY", givesWay: true), .init("BRING BACK WITH"),
    ])
    for hiding in self {
      let entry = hiding.entry
      table.append([
        Format.time(entry.time), try names.at(entry.position).actor(entry.command.actor), hiding.how.words,
        hiding.messages.map { Format.count($0) } ?? "", SafeText.excerpt(entry.command.reason ?? ""),
        RevertLine(entry.position).description,
      ])
    }
    for group in try deletions?.groups(names) ?? [] { table.append(group.cells) }
    return table
  }
}
