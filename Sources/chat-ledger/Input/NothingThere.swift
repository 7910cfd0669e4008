import ChatLedger

/// Something is named that cannot be there, for there is nothing of its sort at all.
///
/// For a list that is no error: whoever looks at an empty ledger sees nothing, and what to do to get something. For
/// other verbs it is the failure that it holds.
struct NothingThere: Error {
  let failure: CommandFailure
  let hint: String

  static let noConversations =
    "There are no conversations yet: `chat-ledger import` brings them, `createConversation` makes one (see `exec`)."
  static let noAccounts =
    "There are no accounts yet: `chat-ledger import` brings them, `registerAccount` makes one (see `exec`)."
  static let noResources =
    "There are no resources yet: `chat-ledger import sql` brings them, `createResource` makes one (see `exec`)."

  /// What to say where no resource shows.
  static func noResourcesNow(_ view: LedgerView) throws -> String {
    try view.resources(ResourceFilter(includesRemoved: true), limit: 1).isEmpty
      ? noResources : "All resources are removed: --removed lists them; `chat-ledger show` says by whom."
  }

  /// What to say where no account shows.
  static func noAccountsNow(_ view: LedgerView) throws -> String {
    var isEmpty = true
    try view.forEachAccount(includingRemoved: true) { _ in
      isEmpty = false
      return false
    }
    return isEmpty ? noAccounts : "All accounts are removed: --removed lists them; `chat-ledger show` says by whom."
  }

  /// Nil where there are some, removed ones included.
  static func conversations(_ failure: CommandFailure, _ view: LedgerView) throws -> NothingThere? {
    guard try view.conversations(limit: 1, includingRemoved: true).isEmpty else { return nil }
    return NothingThere(failure: failure, hint: noConversations)
  }

  static func accounts(_ failure: CommandFailure, _ view: LedgerView) throws -> NothingThere? {
    var isEmpty = true
    try view.forEachAccount(includingRemoved: true) { _ in
      isEmpty = false
      return false
    }
    return isEmpty ? NothingThere(failure: failure, hint: noAccounts) : nil
  }

  static func resources(_ failure: CommandFailure, _ view: LedgerView) throws -> NothingThere? {
    guard try view.resources(ResourceFilter(includesRemoved: true), limit: 1).isEmpty else { return nil }
    return NothingThere(failure: failure, hint: noResources)
  }
}

extension LedgerOptions {
  /// Runs the body of a verb that lists.
  func withList(_ output: OutputOptions, _ body: (LedgerView) throws -> Void) throws {
    do { try withView(body) } catch let nothing as NothingThere {
      if !output.json { note(nothing.hint) }
    }
  }
}
