import ChatDomain

extension HistoryGenerator {
  /// A kind of thing that a generated command tries to do.
  public enum Intent: String, CaseIterable, Hashable, Sendable {
    case createLedger
    case registerAccount
    case updateAccount
    case deactivateAccount
    case createConversation
    case updateConversation
    case endConversation
    case reopenConversation
    case removeConversation
    case addParticipant
    case removeParticipant
    case changeRole
    case sendMessage
    case replyToMessage
    case editMessage
    case deleteMessage
    case addReaction
    case removeReaction
    case markRead
    case pinMessage
    case unpinMessage
    case clearConversations
    case clearUpToMessage
    case clearUpToTime
    case clearEverything
    case clearForAccount
    /// Reverts any command that may have removed something, in any order.
    case revert
    /// Reverts the latest such command: undo, redo, undo …
    case revertLatest
    case revertImport
    case beginImport
    case finishImport
    case importAccount
    case importConversation
    case importParticipant
    /// A message of the past, into any conversation.
    case importMessage
    /// An edit, a reaction, a deletion, an end or a removal of the past.
    case importChange
    case importResource
    case importRecord
    /// Declares kinds, references and policies, or more of them.
    case declareSchema
    case configureLedger
    case setAccountRoles
    case protectAccount
    case createResource
    case updateResource
    /// Removes resources, accounts and conversations with everything that depends on them.
    case removeEntities
    case removeResource
    /// The whole chat at once.
    case emptyChat
    /// A message on a whiteboard, by anybody.
    case writeOnWhiteboard
    /// A message that answers one of another conversation.
    case quoteMessage
    case blockContact
    case unblockContact
    case openSession
    case closeSession
    case fileReport
    case resolveReport
    case setChatSettings
    case setTwoStepVerification
    case beginBackfill
    case backfillRooms
    /// An action that none of these makes, drawn from the schema and about what is there.
    case otherAction
    /// An accepted command, sent again.
    case repeatCommand
    /// Another command under an identifier that is taken.
    case reuseIdentifier

    /// How often each is tried, out of the sum of all: a busy chat in which much is taken away and brought back.
    public static let standardWeights: [Intent: Int] = [
      .createLedger: 1, .registerAccount: 12, .updateAccount: 4, .deactivateAccount: 2, .createConversation: 14,
      .updateConversation: 4, .endConversation: 3, .reopenConversation: 3, .removeConversation: 4, .addParticipant: 16,
      .removeParticipant: 8, .changeRole: 3, .sendMessage: 110, .replyToMessage: 25, .editMessage: 12,
      .deleteMessage: 16, .addReaction: 24,
      .removeReaction: 10, .markRead: 16, .pinMessage: 12, .unpinMessage: 7, .clearConversations: 14,
      .clearUpToMessage: 10, .clearUpToTime: 10, .clearEverything: 4, .clearForAccount: 14, .revert: 28,
      .revertLatest: 24, .revertImport: 7, .beginImport: 7, .finishImport: 4, .importAccount: 5,
      .importConversation: 6, .importParticipant: 6, .importMessage: 36, .repeatCommand: 6, .reuseIdentifier: 3,
      .importChange: 8, .importResource: 6, .importRecord: 6, .declareSchema: 3, .configureLedger: 2,
      .setAccountRoles: 3, .protectAccount: 3, .createResource: 26, .updateResource: 16, .removeEntities: 6,
      .removeResource: 6, .emptyChat: 2, .writeOnWhiteboard: 8, .quoteMessage: 12, .blockContact: 8,
      .unblockContact: 5, .openSession: 8, .closeSession: 4, .fileReport: 6, .resolveReport: 3, .setChatSettings: 4,
      .setTwoStepVerification: 4, .beginBackfill: 4, .backfillRooms: 8,
      .otherAction: 10 * Action.names.filter { !namesOfActions.contains($0) }.count,
    ]

    /// The names of the actions that some intent makes. Most intents are called after theirs.
    static let namesOfActions = Set(allCases.map(\.rawValue)).union(["clear", "remove"])

    /// As ``standardWeights``, with many more resources, things on them, and removals of them.
    public static let resourceWeights = standardWeights.merging([
      .createResource: 120, .updateResource: 60, .createConversation: 40, .sendMessage: 60, .quoteMessage: 40,
      .writeOnWhiteboard: 20, .removeEntities: 16, .removeResource: 12, .registerAccount: 20, .blockContact: 16,
      .openSession: 16, .clearEverything: 1, .emptyChat: 1, .removeConversation: 2, .importMessage: 10,
    ]) { $1 }
  }
}
