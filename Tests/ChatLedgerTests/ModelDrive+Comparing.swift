import ChatLedger
import ChatLedgerTesting

extension ModelDrive {
  /// Asks engine and model everything that a client can ask, and notes what differs.
  func compareEverything() throws {
    try ledger.read { view in
      expect("position", chat.position, view.position)
      expect("totals", chat.totals, try view.totals())
      for id in chat.tables.accounts.keys { try compareAccount(id, view) }
      for id in chat.tables.conversations.keys { try compareConversation(id, view) }
      try compareResourcesAndRecords(view)
      let known = try view.conversations(limit: .max, includingRemoved: true).map(\.id)
      expect("all conversations", Set(chat.tables.conversations.keys), Set(known))
    }
  }

  func expect<Value: Equatable>(_ what: @autoclosure () -> String, _ model: Value, _ engine: Value) {
    if model != engine { note("\(what()): the model has \(model), the engine \(engine)") }
  }

  private func compareAccount(_ id: AccountID, _ view: LedgerView) throws {
    let account = try view.account(id)
    expect("account \(id)", chat.account(id), account?.state)
    let profile = chat.account(id)?.contentPosition.flatMap { command(at: $0).profile }
    expect("profile of \(id)", profile, account?.profile)
    let own = try view.conversations(of: id, limit: .max, archive: .included).map(\.state)
    expect("conversations of \(id)", chat.conversations(of: id), own)
  }

  private func compareConversation(_ id: ConversationID, _ view: LedgerView) throws {
    expect("conversation \(id)", chat.conversation(id), try view.conversation(id)?.state)
    var members: [ParticipantState] = []
    try chat.forEachParticipant(in: id) {
      members.append($0)
      return true
    }
    expect("participants of \(id)", members, try view.participants(in: id))
    // The model answers pins of a removed conversation, too, since it is never asked for one.
    if chat.conversation(id)?.isRemoved == false {
      expect("pins of \(id)", chat.pins(in: id), try view.pins(in: id))
    }
    var viewers: [AccountID?] = [nil]
    for member in members {
      let account = member.account
      viewers.append(account)
      expect("marker of \(account)", chat.readMarker(of: account, in: id), try view.readMarker(of: account, in: id))
      expect(
        "unread of \(account) in \(id)", chat.unreadCount(of: account, in: id),
        try view.unreadCount(of: account, in: id))
    }
    for viewer in viewers { try comparePages(of: id, for: viewer, view) }
    try compareMessages(of: id, view)
  }

  private func comparePages(of id: ConversationID, for account: AccountID?, _ view: LedgerView) throws {
    let limit = 1 + random.below(12)
    let what = "page of \(limit) in \(id) for \(String(describing: account))"
    expect(
      "latest \(what)", chat.messages(in: id, before: nil, limit: limit, for: account),
      try view.messages(in: id, limit: limit, for: account).map(\.state))
    let order = chat.tables.readingOrder[id] ?? []
    guard let point = random.pick(order)?.point else { return }
    expect(
      "\(what) before \(point)", chat.messages(in: id, before: point, limit: limit, for: account),
      try view.messages(in: id, .before(point), limit: limit, for: account).map(\.state))
    expect(
      "\(what) after \(point)", chat.messages(in: id, after: point, limit: limit, for: account),
      try view.messages(in: id, .after(point), limit: limit, for: account).map(\.state))
  }

  /// Every message with its text, its versions, reactions and thread.
  private func compareMessages(of id: ConversationID, _ view: LedgerView) throws {
    var shown: [MessageState] = []
    try view.forEachMessage(in: id) { message in
      shown.append(message.state)
      expect("text of \(message.id)", command(at: message.state.contentPosition).messageContent, message.content)
      expect("what \(message.id) answers", chat.visible(message.state.replyTo), message.replyTo)
      expect("the thread of \(message.id)", chat.visible(message.state.root), message.root)
      return true
    }
    expect("messages of \(id)", chat.messages(in: id), shown)
    for message in shown {
      let reactions = try view.reactions(to: message)
      expect("reactions to \(message.id)", Set(chat.reactions(to: message.id)), Set(reactions))
      let versions = try view.versions(of: message.id)
      let known = chat.versions(of: message.id)
      expect("versions of \(message.id)", max(1, known.count), versions.count)
      for (version, engine) in zip(known, versions) {
        expect("version of \(message.id)", version.version, engine.version)
        expect("text of a version", command(at: version.contentPosition).messageContent, engine.content)
      }
      let thread = chat.thread(message.id).filter { $0.id != message.id }
      expect("thread of \(message.id)", thread, try view.replies(to: message.id, limit: .max).map(\.state))
    }
  }

  func command(at position: Position) -> Action { chat.entries[Int(position.rawValue) - 1].command.action }
}

extension Action {
  /// The content of a message that the action has, of whichever kind it is: sent, edited or scheduled.
  var messageContent: MessageContent? {
    guard let action = Mirror(reflecting: self).children.first?.value else { return nil }
    return Mirror(reflecting: action).descendant("content") as? MessageContent
  }

  fileprivate var profile: Profile? {
    switch self {
    case .registerAccount(let action): action.profile
    case .updateAccount(let action): action.profile
    default: nil
    }
  }
}
