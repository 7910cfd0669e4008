internal import ChatLedger

/// A command of an import with the place that it comes from.
struct PlannedCommand: Sendable {
  /// What the command adds to.
  enum Table: Hashable, Sendable { case account, conversation, participant, message, reaction, pin }

  var command: Command
  var table: Table
  var line: UInt64
  /// Which reply of the line's post it belongs to, from 1; 0 for the line's own object.
  var reply: Int
  /// About how much memory it holds.
  var sizeBytes: Int

  /// What a report calls it.
  var item: String {
    let owner = reply == 0 ? "" : " of reply \(reply)"
    return switch table {
    case .account: "account" + owner
    case .conversation: "conversation"
    case .participant: "membership"
    case .message: reply == 0 ? "message" : "reply \(reply)"
    case .reaction: "reaction" + owner
    case .pin: "pin" + owner
    }
  }
}

extension ImportReport.Tables {
  subscript(table: PlannedCommand.Table) -> ImportReport.Counts {
    get {
      switch table {
      case .account: accounts
      case .conversation: conversations
      case .participant: participants
      case .message: messages
      case .reaction: reactions
      case .pin: pins
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
      }
    }
  }
}
