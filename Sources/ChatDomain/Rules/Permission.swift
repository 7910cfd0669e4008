// The table of who may do what: `WhoMay` asks it, and Docs/WhoMay.md is made from it.

/// What an account is to the thing that it acts on.
package enum Standing: UInt8, CaseIterable, Sendable {
  /// Any account that is active.
  case anybody
  /// The account that the command names: as the author, the one who reads, reacts, leaves, blocks …
  case itself
  /// The author of the message, who still takes part.
  case author
  /// An active participant of any role.
  case member
  /// A participant with the role MODERATOR.
  case moderator
  /// A participant with the role OWNER.
  case owner
}

/// Several standings. A set of bits: the writer asks for one with every command.
package struct Standings: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// One standing.
  package init(_ standing: Standing) { rawValue = 1 << standing.rawValue }

  /// From the widest to the narrowest.
  package var all: [Standing] { Standing.allCases.filter { contains(Standings($0)) } }
}

/// What is done, as far as the rules tell it apart: an action, or one of the things that an action can mean.
package enum Permission: UInt8, CaseIterable, Sendable {
  case registerOneself, registerAccount, updateAccount, deactivateAccount, manageAccount
  case startConversation, placeConversation
  case tendCircle, tendRoom, tendBoard
  case giveRole, stepDown, leave, putOut, putOutAModerator
  case endConversation, removeConversation, archive
  case speak, speakAsAI, announce, sendDue, cancelScheduled
  case edit, delete, undelete, react, removeReaction, markRead
  case clearOwnHistory, clearForEveryone, clearEverything
  case block, useSession, report, resolveReport, changeSettings
  case administer, takeAway, bringThePast
}

extension Permission {
  /// A row of the table.
  package struct Row: Sendable {
    /// The actions that can mean it.
    package var actions: [String]
    /// What it is, after “may”.
    package var words: String
    package var grant: Grant
  }

  /// Who may.
  package struct Grant: Sendable {
    /// Which accounts may; operators and services always may.
    package var accounts: Standings
    /// Who has to say why.
    package var reason: ReasonRule
  }

  /// Who has to give a reason.
  package enum ReasonRule: String, Sendable {
    /// Nobody.
    case none
    /// An operator or a service that does it in an account's place.
    case outside
    /// Everybody, for it takes something away.
    case everybody
  }

  /// Who may do it in a ledger whose authorization is ``Authorization/members``.
  package var grant: Grant { Self.grants[Int(rawValue)] }

  private static let grants = allCases.map(\.row.grant)

  /// The row of the table. One switch: a permission without a row of its own does not build.
  package var row: Row {
    switch self {
    case .registerOneself: row(["registerAccount"], "register itself as a person without roles", .itself)
    case .registerAccount:
      row(["registerAccount"], "register another account, or one with roles or of another kind")
    case .updateAccount: row(["updateAccount"], "change an account's profile", .itself, reason: .outside)
    case .deactivateAccount: row(["deactivateAccount"], "deactivate an account", .itself, reason: .everybody)
    case .manageAccount: row(["setAccountRoles", "protectAccount"], "set an account's roles or protection")
    case .startConversation: row(["createConversation"], "start a conversation in which it takes part", .itself)
    case .placeConversation: row(["createConversation"], "start a conversation for others, or on a resource")
    case .tendCircle:
      row(Self.tending, "change, pin in or add members to a direct, group or assistant conversation", .member)
    case .tendRoom: row(Self.tending, "change, pin in or add members to a room", .moderator, .owner)
    case .tendBoard: row(Self.tending, "change or pin on a whiteboard", .anybody)
    case .giveRole: row(["changeRole", "addParticipant"], "make somebody a moderator or an owner", .owner)
    case .stepDown: row(["changeRole"], "give up its own role for a lower one", .itself)
    case .leave: row(["removeParticipant"], "leave", .itself)
    case .putOut:
      row(["removeParticipant", "revert"], "put a member out, or undo that", .moderator, .owner, reason: .everybody)
    case .putOutAModerator:
      row(["removeParticipant", "revert"], "put out a moderator or an owner, or undo that", .owner, reason: .everybody)
    case .endConversation:
      row(["endConversation", "reopenConversation"], "end a conversation or open it again", .moderator, .owner)
    case .removeConversation:
      row(["removeConversation", "revert"], "remove a conversation, or undo that", .owner, reason: .everybody)
    case .archive:
      row(["archiveConversation", "unarchiveConversation"], "put a conversation away for an account", .itself)
    case .clearOwnHistory:
      row(["clear", "revert"], "clear an account's own view, or undo that", .itself, reason: .everybody)
    case .clearForEveryone:
      row(["clear", "revert"], "clear a conversation for everyone, or undo that", .owner, reason: .everybody)
    case .clearEverything:
      row(["clear", "clearEverything"], "clear all conversations for everyone", reason: .everybody)
    case .speak: row(["sendMessage", "scheduleMessage"], "speak as an account", .itself, reason: .outside)
    case .speakAsAI:
      row(["sendMessage"], "speak as the AI under the name of an account that is no assistant", reason: .outside)
    case .announce: row(["sendMessage"], "say something as the chat itself (SYSTEM)")
    case .sendDue: row(["sendScheduledMessage"], "send a scheduled message that is due", .itself)
    case .cancelScheduled: row(["cancelScheduledMessage"], "cancel a scheduled message", .itself, reason: .outside)
    case .edit: row(["editMessage"], "edit a message", .author, reason: .outside)
    case .delete: row(["deleteMessage"], "delete a message", .author, .moderator, .owner, reason: .everybody)
    case .undelete: row(["revert"], "undo the deletion of a message", .moderator, .owner)
    case .react: row(["addReaction", "removeReaction", "revert"], "react as an account", .itself, reason: .outside)
    case .removeReaction:
      row(["removeReaction", "revert"], "take another's reaction off", .moderator, .owner, reason: .everybody)
    case .markRead: row(["markRead"], "say how far an account has read", .itself, reason: .outside)
    case .block: row(["blockContact", "unblockContact"], "change whom an account blocks", .itself, reason: .outside)
    case .useSession: row(["openSession", "closeSession"], "open or close a session of an account", .itself)
    case .report: row(["fileReport"], "report as an account", .itself, reason: .outside)
    case .resolveReport: row(["resolveReport"], "resolve a report")
    case .changeSettings:
      row(["setChatSettings", "setTwoStepVerification"], "change an account's settings", .itself, reason: .outside)
    case .takeAway: row(["remove"], "remove accounts, resources and conversations", reason: .everybody)
    case .bringThePast: row(["any action of an open import"], "bring what was said before now")
    case .administer:
      row(
        Self.administering,
        "administer the ledger, its resources, imports and backfills, or undo what these and removals did")
    }
  }

  private static let tending = ["updateConversation", "addParticipant", "pinMessage", "unpinMessage", "revert"]
  private static let administering = [
    "createLedger", "configureLedger", "declareSchema", "createResource", "updateResource", "beginImport",
    "finishImport", "beginBackfill", "backfillRooms", "revert",
  ]

  private func row(
    _ actions: [String], _ words: String, _ accounts: Standing..., reason: ReasonRule = .none
  ) -> Row {
    let standings = accounts.reduce(into: Standings()) { $0.insert(Standings($1)) }
    return Row(actions: actions, words: words, grant: Grant(accounts: standings, reason: reason))
  }
}
