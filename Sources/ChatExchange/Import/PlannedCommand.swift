package import ChatLedger

/// A command of an import with the place that it comes from.
package struct PlannedCommand: Sendable {
  /// What the command adds to.
  package enum Table: Hashable, Sendable {
    case account, conversation, participant, message, reaction, pin
    /// Messages that had been edited.
    case edit
    /// Things that had been deleted.
    case deletion
    /// Everything else about things that are there: descriptions, deactivations, leaving.
    case change
  }

  package var command: Command
  package var table: Table
  package var place: ImportPlace
  /// About how much memory it holds.
  package var sizeBytes: Int

  package init(command: Command, table: Table, place: ImportPlace, sizeBytes: Int) {
    self.command = command
    self.table = table
    self.place = place
    self.sizeBytes = sizeBytes
  }

  /// What a report calls it.
  package var item: String {
    let owner = place.reply == 0 ? "" : " of reply \(place.reply)"
    return switch table {
    case .account: "account" + owner
    case .conversation: "conversation"
    case .participant: "membership"
    case .message: place.reply == 0 ? "message" : "reply \(place.reply)"
    case .reaction: "reaction" + owner
    case .pin: "pin" + owner
    case .edit: "edit" + owner
    case .deletion: "deletion" + owner
    case .change: "change" + owner
    }
  }
}

extension ImportReport.Tables {
  package subscript(table: PlannedCommand.Table) -> ImportReport.Counts {
    get {
      switch table {
      case .account: accounts
      case .conversation: conversations
      case .participant: participants
      case .message: messages
      case .reaction: reactions
      case .pin: pins
      case .edit: edits
      case .deletion: deletions
      case .change: changes
      }
    }
    set {
      switch table {
      case .account: accounts = newValue
      case .conversation: conversations = newValue
      case .participant: participants = newValue
      case .message: messages = newValue
      case .reaction: reactions = newValue
      case .pin: pins = newValue
      case .edit: edits = newValue
      case .deletion: deletions = newValue
      case .change: changes = newValue
      }
    }
  }
}
