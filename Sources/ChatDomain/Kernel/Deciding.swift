extension Command {
  /// Decides the command: returns the events that it causes, given the state before it.
  ///
  /// Pure and deterministic: the same request on the same state decides the same events, which is what
  /// `chat-ledger verify decisions` checks. An accepted command may decide no event at all (a read marker that is
  /// already further on, a clear of an empty room).
  ///
  /// - Parameters:
  ///   - request: It says by which version of the rules.
  ///   - book: Where that version is looked up.
  /// - Throws: ``Rejection`` when the command is not accepted, also `invalid` for rules that the book lacks; errors of
  ///   the state's storage as they come.
  /// - Complexity: independent of the number of messages, except for clears up to a point (one pass over the
  ///   conversation) and reverts of imports (one pass over the conversations of the import).
  public static func decide(
    _ request: CommandRequest, in state: any ChatState, by book: RuleBook = .standard
  ) throws -> [Event] {
    guard let rules = book[request.rules] else {
      throw Rejection(
        .invalid,
        "It goes by version \(request.rules) of the rules, and this program knows versions 1 to "
          + "\(book.current.version).", remedy: "Use the version of the program that wrote it, or a newer one.")
    }
    return try rules.decide(request, in: state)
  }

  /// What all versions of the rules have in common.
  static func decideOnly(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let command = request.command
    try command.checkEnvelope()
    if case .createLedger = command.action {} else { _ = try state.requireSettings() }
    var events: [Event] = []
    if let actor = command.actor.account, !command.action.registers(actor) {
      try state.requireAccount(actor, isImport: state.isInOpenImport(request), registering: &events)
    }
    // An actor that is registered on first use may be named by the action, too.
    var decided = try command.action.decide(request, in: state)
    if let registration = events.first { decided = events + decided.filter { $0 != registration } }
    try WhoMay(request: request, state: state).check(decided)
    return decided
  }

  private func checkEnvelope() throws {
    try requireIdentifier(id, "The command's identifier")
    try requireIdentifier(actor.account, "The actor's identifier")
    try requireIdentifier(correlation, "The correlation")
    try requireText(origin, "The origin")
    try requireLength(origin, "The origin", atMost: Limits.originBytes)
    try requireLength(reason, "The reason", atMost: Limits.reasonBytes)
    if case .operator(let name) = actor {
      try requireText(name, "The operator's name")
      try requireLength(name, "The operator's name", atMost: Limits.operatorBytes)
    }
    guard expectedRevision == nil || action.isOnOneConversation else {
      throw Rejection(
        .invalid, "`expectedRevision` is for commands on a conversation, and this is none.", remedy: "Leave it out.")
    }
  }
}

extension Action {
  /// A clear of several conversations has no single revision that it could insist on.
  fileprivate var isOnOneConversation: Bool {
    if case .clear(let clear) = self { clear.conversations.count == 1 } else { isOnConversation }
  }

  /// An account may register itself.
  fileprivate func registers(_ account: AccountID) -> Bool {
    if case .registerAccount(let action) = self { action.account == account } else { false }
  }
}
