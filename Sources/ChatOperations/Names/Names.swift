public import ChatLedger

/// Names of accounts, conversations and resources, looked up once each while something is printed.
///
/// As of an entry (``at(_:)``) they are the names of that time, with the current name beside it if that differs:
/// `@anna (now @bob)`. These are the names before the entry, even if the entry itself is a rename: an account that
/// renames itself appears under its old name. An item that gets its first name from the entry has that name.
public struct Names {
  package let book: NameBook
  /// How times are written.
  package let time: (Timestamp) -> String
  /// The entry at which names are to be known; nil for the present.
  private var entry: Position?
  /// Whether the names stand in brackets already: `@anna, now @bob`.
  private var isInBrackets = false

  private var view: LedgerView { book.view }

  /// The names of a view.
  ///
  /// - Parameter time: How times in names and summaries are written; the default is UTC.
  public init(in view: LedgerView, time: @escaping (Timestamp) -> String = \.description) {
    self.init(NameBook(view), time: time)
  }

  package init(_ book: NameBook, time: @escaping (Timestamp) -> String) {
    self.book = book
    self.time = time
  }

  /// The names that there were when an entry was recorded.
  public func at(_ position: Position) -> Names {
    var names = self
    names.entry = position
    return names
  }

  /// The same for a place between brackets, for brackets in brackets are hard to read.
  package var inBrackets: Names {
    var names = self
    names.isInBrackets = true
    return names
  }

  /// The position whose names count: the one before the entry.
  private var moment: Position? { entry.map { $0 > .start ? Position($0.rawValue - 1) : .start } }

  /// The name of then, where it is not the present one.
  private func both(_ then: String?, _ now: String) -> String {
    guard let then else { return now }
    return isInBrackets ? "\(then), now \(now)" : "\(then) (now \(now))"
  }

  /// The user name, or the best other name there is.
  package func account(_ id: AccountID) throws -> String {
    both(try moment.flatMap { try book.account(id, at: $0) }, try book.account(id))
  }

  package func conversation(_ id: ConversationID) throws -> String {
    both(try moment.flatMap { try conversation(id, then: $0) }, try book.conversation(id) { try label(of: $0) })
  }

  /// A conversation without a name is known by who takes part.
  package func label(of conversation: Conversation) throws -> String {
    let details = conversation.details
    if let name = details?.name, !name.isEmpty { return name }
    if let title = details?.title, !title.isEmpty { return title }
    var people: [String] = []
    var others = 0
    try view.forEachParticipant(in: conversation.id) { participant in
      guard participant.isActive else { return true }
      if people.count < 3 { people.append(try book.account(participant.account)) } else { others += 1 }
      return true
    }
    if people.isEmpty {
      // A whiteboard has no participants; its resource names it.
      let resource = try conversation.state.resource.map { "\(kind(of: conversation)) of \(try book.resource($0))" }
      return resource ?? conversation.id.description
    }
    return people.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
  }

  private func conversation(_ id: ConversationID, then position: Position) throws -> String? {
    try book.conversation(id, at: position) { try label(of: $0) }
  }

  private func kind(of conversation: Conversation) -> String { conversation.state.kind.rawValue.lowercased() }

  /// The kind with the title, or with the identifier where there is none.
  package func resource(_ id: ResourceID) throws -> String {
    both(try moment.flatMap { try book.resource(id, at: $0) }, try book.resource(id))
  }

  package func target(_ target: ReferenceTarget) throws -> String {
    switch target {
    case .account(let id): try account(id)
    case .resource(let id): try resource(id)
    }
  }

  /// Whose session it is.
  package func session(_ id: SessionID) throws -> String {
    guard case .session(let fields) = try view.record(.session(id))?.state.fields else { return id.description }
    return "of \(try account(fields.account))"
  }

  /// What tells a record from the others of its table: whose it is, and where.
  package func record(_ record: Record) throws -> String {
    switch record {
    case .block(let block): return "\(try account(block.contact)) for \(try account(block.account))"
    case .session(let id): return try session(id)
    case .report(let id): return id.description
    default: break
    }
    let references =
      try view.record(record)?.state.references ?? record.keyAccounts.map { ($0.reference, .account($0.account)) }
    let places = try references.map { _, subject in
      switch subject {
      case .account(let id): "of \(try account(id))"
      case .conversation(let id): "in \(try conversation(id))"
      case .message(let id): "about \(try message(id))"
      case .resource(let id): "about \(try resource(id))"
      }
    }
    return places.isEmpty ? record.keyText : places.joined(separator: " ")
  }

  /// Whose message it is, and where; no more than the identifier where it is not known.
  package func message(_ id: MessageID) throws -> String {
    guard let state = try view.message(id)?.state else { return id.description }
    return "of \(try account(state.author)) in \(try conversation(state.conversation))"
  }

  package func text(of id: MessageID) throws -> String {
    try view.message(id)?.content.map { Wording.excerpt($0.body, limit: 60) } ?? ""
  }

  /// What a command was, with its position, which says more than its identifier.
  package func command(_ id: CommandID) throws -> String {
    guard let position = try view.position(of: id) else { return id.description }
    return try command(at: position)
  }

  package func command(at position: Position) throws -> String {
    guard let entry = try view.entry(at: position) else { return position.description }
    // The one step is enough: a revert of a revert does not tell the whole story again.
    if case .revert = entry.command.action { return "\(position) (revert)" }
    return "\(position) (\(try EntrySummary(entry, inBrackets).what))"
  }

  package func actor(_ actor: CommandActor) throws -> String {
    switch actor {
    case .account(let id): try account(id)
    case .operator(let name): name
    }
  }

  /// What an actor was called then; for programs, which get the two names apart.
  package func actorThen(_ actor: CommandActor) throws -> String {
    guard case .account(let id) = actor, let moment else { return try self.actor(actor) }
    return try book.account(id, at: moment) ?? book.account(id)
  }

  /// What an actor is called now, where that is another name.
  package func actorNow(_ actor: CommandActor) throws -> String? {
    guard case .account(let id) = actor, let moment, try book.account(id, at: moment) != nil else { return nil }
    return try book.account(id)
  }

  // MARK: Changes of names

  /// What a thing was called before an entry that renames it and after it: `@anna → @bob`; one name where it stayed.
  package func renamed(_ id: AccountID) throws -> String {
    try change(book.account(id)) { try book.account(id, at: $0) }
  }

  package func renamed(_ id: ConversationID) throws -> String {
    try change(book.conversation(id) { try label(of: $0) }) { try conversation(id, then: $0) }
  }

  package func renamed(_ id: ResourceID) throws -> String {
    try change(book.resource(id)) { try book.resource(id, at: $0) }
  }

  /// - Parameter then: The name at a position; nil where it is the present one.
  private func change(_ now: String, _ then: (Position) throws -> String?) rethrows -> String {
    guard let entry, let moment else { return now }
    let (before, after) = (try then(moment), try then(entry))
    return before == after ? both(after, now) : "\(before ?? now) → \(both(after, now))"
  }
}

extension RecordTable {
  /// As it is called in sentences.
  package var words: String {
    switch self {
    case .reports: "privacy reports"
    case .chatSettings, .twoStepVerifications: noun
    default: noun + "s"
    }
  }

  /// One record of it.
  package var noun: String {
    switch self {
    case .reports: "privacy report"
    case .twoStepVerifications: "two-step settings"
    default: entityKind.words
    }
  }
}
