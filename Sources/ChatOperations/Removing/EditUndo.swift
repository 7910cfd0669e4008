public import ChatLedger

/// What takes edits of one message back: the version before them, brought back by another edit.
///
/// An edit takes nothing away, since every version stays; so the way back is no revert but an edit with all that the
/// version before had: text, mentions, attachments and attributes.
public struct EditUndo: Hashable, Sendable {
  /// The edits to undo, the earliest first.
  public var edits: [Position]
  /// The command of the earliest of them, which the undo is correlated to.
  public var command: CommandID
  /// The message as it is now.
  public var message: Message
  /// The version before the earliest of the edits; its content is never nil.
  public var previous: MessageVersion
  /// Later edits that are not among the edits to undo; their content is discarded, too.
  public var later: [MessageVersion]

  /// The command that does it.
  public func command(id: CommandID, actor: CommandActor, origin: String, reason: String) -> Command {
    Command(
      id: id, actor: actor, origin: origin, reason: reason, correlation: command, causation: edits.first,
      action: .editMessage(EditMessage(message: message.id, content: previous.content ?? MessageContent(body: ""))))
  }
}

extension LedgerView {
  /// The events that a command would decide now, without a writer; nothing is recorded.
  ///
  /// ``Ledger/preview(_:)-sync`` also returns the totals afterwards, and executes the command for that.
  ///
  /// - Throws: ``Rejection`` when it would not be accepted.
  public func decide(_ command: Command) throws -> [Event] {
    let request = CommandRequest(command: command, time: Platform.now(), position: position.next)
    return try Command.decide(request, in: state())
  }

  /// The undos of these edits, one for each message, in the order in which the messages are first named.
  ///
  /// The undo command itself decides whether the message can be edited now: if the message was deleted or cleared, the
  /// rejection names the command to revert.
  ///
  /// - Parameter edits: Positions of `editMessage` entries.
  /// - Throws: ``LedgerError`` `usage` for an entry that is not an edit, an edit that is already undone, and a version
  ///   whose content was erased.
  /// - Complexity: O(edits, and the versions of their messages).
  public func editUndos(of edits: [Position]) throws -> [EditUndo] {
    var order: [MessageID] = []
    var byMessage: [MessageID: Set<Position>] = [:]
    for position in edits {
      guard let entry = try entry(at: position), case .editMessage(let action) = entry.command.action else {
        throw LedgerError(
          .usage, "The entry at position \(position) is no edit.",
          remedy: "Look at the message to see its versions with their positions.", steps: [.look(at: "MESSAGE")])
      }
      if byMessage[action.message] == nil { order.append(action.message) }
      byMessage[action.message, default: []].insert(entry.firstPosition)
    }
    return try order.map { try undo(of: byMessage[$0] ?? [], message: $0) }
  }

  private func undo(of edits: Set<Position>, message id: MessageID) throws -> EditUndo {
    let versions = try versions(of: id)
    guard let message = try message(id), let first = versions.firstIndex(where: { edits.contains($0.position) }),
      first > 0, let entry = try entry(at: versions[first].position)
    else {
      throw LedgerError(
        .damaged, "Message \(id) has no version that the edit made.",
        remedy: "Rebuild the projection.", steps: [.rebuildProjection])
    }
    let previous = versions[first - 1]
    guard previous.content != nil else {
      throw LedgerError(
        .usage, "Version \(previous.version) of message \(id) was erased, and cannot be brought back.",
        remedy: "Look at the message to see its versions.", steps: [.look(at: id.description)])
    }
    let later = versions[first...].filter { !edits.contains($0.position) }
    if let last = later.last, last.position == message.state.contentPosition, last.content == previous.content,
      try self.entry(at: last.position)?.command.correlation == entry.command.id
    {
      throw LedgerError(
        .usage,
        "The edit at position \(entry.position) was taken back already, by the entry at position \(last.position).",
        remedy: "To change that back, revert that entry.", steps: [.revert(last.position)])
    }
    return EditUndo(
      edits: versions[first...].map(\.position).filter(edits.contains), command: entry.command.id, message: message,
      previous: previous, later: later)
  }
}
