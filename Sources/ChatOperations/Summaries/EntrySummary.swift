package import ChatLedger
import ChatWire

/// An entry of the log in a few words: who, what, to what effect.
///
/// The texts are as people wrote them: whoever prints them makes them safe for a terminal.
package struct EntrySummary {
  /// What a command is about: what has a name, and the text that goes with it.
  package struct About {
    var names: String
    /// What was said; it can be cut without hiding what is meant.
    var text = ""

    init(_ names: String, text: String = "") {
      self.names = names
      self.text = text
    }
  }

  package let who: String
  /// The action's name with what it is about, without texts that were said.
  package let named: String
  /// What was said, where the entry is about that.
  package let text: String
  package let effect: String
  package let why: String

  /// The program that sent it.
  package let program: String

  /// All of what it is about.
  package var what: String { text.isEmpty ? named : "\(named): \(text)" }

  /// Names are those of then, with the present ones beside them.
  package init(_ entry: LedgerEntry, _ names: Names) throws {
    let names = names.at(entry.position)
    program = entry.command.origin
    who = try names.actor(entry.command.actor)
    let part = entry.parts > 1 ? " (part \(entry.part + 1) of \(entry.parts))" : ""
    let about = try Self.what(entry, names)
    named = about.names + part
    text = about.text
    effect = try Self.effect(entry.events, names)
    why = entry.command.reason ?? ""
  }

  private static func what(_ entry: LedgerEntry, _ names: Names) throws -> About {
    let action = entry.command.action
    var name = action.name
    if case .remove(let it) = action, it.cleanup != nil { name = "cleanup" }
    if let undone = try names.book.view.editTakenBack(by: entry) { name += " (takes back \(undone))" }
    guard var about = try about(action, names) else { return About(name) }
    about.names = "\(name) \(about.names)"
    return about
  }

  private static func about(_ action: Action, _ names: Names) throws -> About? {
    switch action {
    case .sendMessage(let it):
      About("in \(try names.conversation(it.conversation))", text: Wording.excerpt(it.content.body, limit: 80))
    case .scheduleMessage(let it):
      About("in \(try names.conversation(it.conversation))", text: Wording.excerpt(it.content.body, limit: 80))
    case .editMessage(let it): About(try names.message(it.message), text: Wording.excerpt(it.content.body, limit: 80))
    case .deleteMessage(let it): About(try names.message(it.message), text: try names.text(of: it.message))
    case .pinMessage(let it): About(try names.message(it.message), text: try names.text(of: it.message))
    case .unpinMessage(let it): About(try names.message(it.message), text: try names.text(of: it.message))
    case .fileReport(let it): try about(it, names)
    default: try named(action, names).map { About($0) }
    }
  }

  /// What a command is about that has no text with it.
  private static func named(_ action: Action, _ names: Names) throws -> String? {
    switch action {
    case .updateAccount(let it): try names.renamed(it.account)
    case .updateConversation(let it): try names.renamed(it.conversation)
    case .addParticipant(let it): "\(try names.account(it.account)) to \(try names.conversation(it.conversation))"
    case .removeParticipant(let it):
      "\(try names.account(it.account)) from \(try names.conversation(it.conversation))"
    case .changeRole(let it): "\(try names.account(it.account)) to \(it.role.rawValue)"
    case .addReaction(let it): "\(it.emoji) to the message \(try names.message(it.message))"
    case .removeReaction(let it): "\(it.emoji) from the message \(try names.message(it.message))"
    case .markRead(let it): "\(try names.account(it.account)) in \(try names.conversation(it.conversation))"
    case .clear(let it): try about(it, names)
    case .revert(let it): "of \(try names.command(it.command))"
    case .beginImport(let it): it.source.isEmpty ? it.format : "\(it.format) from \(it.source)"
    case .sendScheduledMessage(let it): try names.record(.scheduledMessage(it.scheduledMessage))
    case .cancelScheduledMessage(let it): try names.record(.scheduledMessage(it.scheduledMessage))
    case .finishImport(let it): "of \(try names.command(it.importCommand))"
    default: try aboutResourcesAndRecords(action, names) ?? named(action.subjects, names)
    }
  }

  /// The names of what an action is about, for actions that need no words of their own: a conversation for an account.
  private static func named(_ subjects: [Subject], _ names: Names) throws -> String? {
    var accounts: [String] = []
    var others: [String] = []
    for subject in subjects {
      switch subject {
      case .account(let id): accounts.append(try names.account(id))
      case .conversation(let id): others.append(try names.conversation(id))
      case .message(let id): others.append(try names.message(id))
      case .resource(let id): others.append(try names.resource(id))
      }
    }
    let parts = [others.joined(separator: ", "), accounts.joined(separator: ", ")].filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: " for ")
  }

  private static func about(_ clear: Clear, _ names: Names) throws -> String {
    var about = clear.everything ? "everything" : try list(clear.conversations, names)
    if let account = clear.forAccount { about += " for \(try names.account(account))" }
    if let message = clear.upToMessage { about += " up to \(message)" }
    if let time = clear.upToTime { about += " up to \(names.time(time))" }
    return about
  }

  private static func list(_ ids: [ConversationID], _ names: Names) throws -> String {
    try list(ids) { try names.conversation($0) }
  }

  /// The first three by name, the others by number.
  package static func list<ID>(_ ids: [ID], _ name: (ID) throws -> String) rethrows -> String {
    let shown = try ids.prefix(3).map(name).joined(separator: ", ")
    return ids.count > 3 ? "\(shown) and \(ids.count - 3) more" : shown
  }

  /// The events, the weighty ones in numbers, the others by kind.
  private static func effect(_ events: [Event], _ names: Names) throws -> String {
    var changes = [Change("cleared in"), Change("back in"), Change("gone with"), Change("back with")]
    var views: (people: Set<AccountID>, conversations: Set<ConversationID>) = ([], [])
    var tables: [String] = []
    var others: [(name: String, count: Int)] = []
    for event in events {
      switch event {
      case .conversationCleared(let it): changes[0].add(it.conversation, it.cleared.messages)
      case .conversationClearReverted(let it): changes[1].add(it.conversation, it.restored.messages)
      case .conversationRemoved(let it): changes[2].add(it.conversation, it.removed.allMessages)
      case .conversationRestored(let it): changes[3].add(it.conversation, it.restored.allMessages)
      case .recordsCleared(let it): tables.append("\(Wording.count(it.cleared, it.table.noun)) cleared")
      case .recordsClearReverted(let it): tables.append("\(it.table.words) back")
      case .historyCleared(let it):
        views.people.insert(it.account)
        views.conversations.insert(it.conversation)
      case .removalReverted, .removalReapplied: break  // The others say what came of it.
      default:
        let name = try name(of: event, names)
        if let index = others.firstIndex(where: { $0.name == name }) {
          others[index].count += 1
        } else {
          others.append((name, 1))
        }
      }
    }
    var parts: [String] = []
    for change in changes where !change.conversations.isEmpty {
      let (count, place) = (Wording.count(change.messages, "message"), try place(change.conversations, names))
      parts.append("\(count) \(change.how) \(place)")
    }
    if !views.people.isEmpty {
      let who = try views.people.map { try names.account($0) }.sorted().joined(separator: ", ")
      parts.append("hidden from \(who) in \(try place(Array(views.conversations), names))")
    }
    parts += tables
    parts += others.map { $0.count == 1 ? $0.name : "\(Wording.count($0.count)) × \($0.name)" }
    return parts.isEmpty ? "nothing to do" : parts.joined(separator: ", ")
  }

  /// The event's name; an end with what people call it.
  private static func name(of event: Event, _ names: Names) throws -> String {
    guard case .conversationEnded(let it) = event,
      let kind = try names.book.view.conversation(it.conversation)?.state.kind, kind.wordForEnded != "ended"
    else { return event.name }
    return "\(event.name) (\(kind.wordForEnded))"
  }

  /// Messages that go or come back, and where.
  private struct Change {
    let how: String
    var conversations: [ConversationID] = []
    var messages: Int64 = 0

    init(_ how: String) { self.how = how }

    mutating func add(_ conversation: ConversationID, _ count: Int64) {
      conversations.append(conversation)
      messages += count
    }
  }

  private static func place(_ ids: [ConversationID], _ names: Names) throws -> String {
    if ids.count == 1, let only = ids.first { return try names.conversation(only) }
    return Wording.count(ids.count, "conversation")
  }
}

extension Totals {
  /// Messages of all kinds of conversations.
  package var allMessages: Int64 { messages + whiteboardMessages }
}
