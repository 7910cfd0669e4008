import ChatLedger
import ChatOperations
import LedgerJSON

/// Something is named that cannot be there, for there is nothing of its sort at all.
///
/// For a list that is no error: whoever looks at an empty ledger sees nothing, and what to do to get something. For
/// other verbs it is the failure that it holds.
enum NothingThere {
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
}

extension LedgerOptions {
  /// Runs the body of a verb that lists.
  func withList(_ output: OutputOptions, _ body: (LedgerView) throws -> Void) throws {
    do { try withView(body) } catch let failure as LookupFailure {
      guard let hint = failure.nothingThere else { throw failure }
      if !output.json { note(hint) }
    }
  }
}
