import ChatLedger
import ChatWire
import LedgerJSON

/// The way back from a command that gave something other texts or settings.
///
/// Such a command took nothing away, so there is nothing to revert: what was before is sent again. For names and texts
/// the line that does so is made here, as somebody pastes it.
struct TextsUndo {
  let view: LedgerView

  /// What to say instead of reverting the command; nil where it gave nothing other texts, or took something away.
  func failure(for entry: LedgerEntry) throws -> CommandFailure? {
    guard try view.removal(entry.firstPosition) == nil else { return nil }
    switch entry.command.action {
    case .updateAccount(let it):
      guard let state = try view.account(it.account)?.state else { return nil }
      let before = try view.profiles(of: state, view.renames()).last { $0.position < entry.position }
      return failure(entry, "account \(it.account)", before) { UpdateAccount(account: it.account, profile: $0) }
    case .updateConversation(let it):
      guard let state = try view.conversation(it.conversation)?.state else { return nil }
      let before = try view.details(of: state, view.renames()).last { $0.position < entry.position }
      let shown = try it.history == nil ? nil : before.flatMap { try history(at: $0.position, state.id) }
      return failure(entry, "conversation \(it.conversation)", before) {
        UpdateConversation(conversation: it.conversation, history: shown, details: $0)
      }
    case .updateResource(let it):
      guard let state = try view.resource(it.resource)?.state, it.details != nil else { return settings(entry) }
      let before = try view.details(of: state, view.renames()).last { $0.position < entry.position }
      var failure = failure(entry, "resource \(it.resource)", before) {
        UpdateResource(resource: it.resource, details: $0)
      }
      if it.status != nil || it.references != nil {
        failure.details.append("it set status or references as well; these are not in the line: \(past(entry))")
      }
      return failure
    case .setAccountRoles, .protectAccount, .changeRole, .configureLedger, .declareSchema, .setChatSettings,
      .setTwoStepVerification:
      return settings(entry)
    default: return nil
    }
  }

  private func failure<Texts, Body: Encodable>(
    _ entry: LedgerEntry, _ thing: String, _ before: TextVersion<Texts>?, _ body: (Texts) -> Body
  ) -> CommandFailure {
    let message =
      "The entry at position \(entry.position) gave \(thing) other texts. It took nothing away to bring back."
    guard let texts = before?.texts, let line = Self.line(entry.command.action.name, body(texts)) else {
      let why = before == nil ? "There were no texts before it." : "The texts before it were erased."
      return .usage(message, hint: "\(why) Set others with `\(entry.command.action.name)` (see `chat-ledger exec`).")
    }
    return .usage(message, hint: "To set those again that were before: \(line)")
  }

  /// Settings are few and small: who sets them knows them, or looks.
  private func settings(_ entry: LedgerEntry) -> CommandFailure {
    .usage(
      "The entry at position \(entry.position) set something (`\(entry.command.action.name)`). It took nothing away to "
        + "bring back.",
      hint: "Send `\(entry.command.action.name)` again with what was before; \(past(entry)).")
  }

  private func past(_ entry: LedgerEntry) -> String {
    "`chat-ledger replay --to \(entry.position.rawValue - 1) --into DIR` makes a ledger that shows it"
  }

  /// Whether the history was shared when an entry had been recorded; every change of texts says so.
  private func history(at position: Position, _ id: ConversationID) throws -> HistoryVisibility? {
    for event in try view.entry(at: position)?.events ?? [] {
      switch event {
      case .conversationCreated(let it) where it.conversation == id: return it.history
      case .conversationUpdated(let it) where it.conversation == id: return it.history
      default: continue
      }
    }
    return nil
  }

  /// A line for the shell that sends one action.
  static func line(_ name: String, _ body: some Encodable) -> String? {
    guard let bytes = try? JSONText.encode(ActionLine(name: name, body: body)) else { return nil }
    // Within quotation marks of the shell none of the same kind may stand; in JSON only texts have any.
    let json = JSON.encoded(bytes).text.replacing("'", with: #"\u0027"#)
    return "echo '\(json)' | chat-ledger exec"
  }
}

/// `{"updateAccount":{…},"reason":"…"}`; `exec` fills in the rest.
private struct ActionLine<Body: Encodable>: Encodable {
  let name: String
  let body: Body

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { return nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(body, forKey: Key(name))
    try container.encode("…", forKey: Key("reason"))
  }
}
