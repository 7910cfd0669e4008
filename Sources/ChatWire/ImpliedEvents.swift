public import ChatDomain

// What a command implies is not stored with it.

extension EventCoding {
  /// The events that follow from a command alone, whatever the state is; nil where they depend on it.
  ///
  /// An entry whose events are these does not store them (`Docs/Format.md`, "Implied events"). The rule is part of the
  /// format of entries: it can get new kinds of commands, and for a command of today the answer never changes.
  public static func implied(by command: Command, at time: Timestamp) -> [Event]? {
    guard case .sendMessage(let action) = command.action else { return nil }
    return [.messageSent(MessageSent(impliedBy: action, command.id, time))]
  }

  /// The same from the stored bytes of a command, of which no more is decoded than that takes. O(size).
  ///
  /// - Parameters:
  ///   - bytes: the `chatledger.v1.Command` message of the entry.
  ///   - id: the identifier of the command, from the envelope.
  ///   - actor: the account that acts, from the envelope; nil for an operator.
  ///   - time: the time of the entry.
  /// - Throws: ``WireError`` for bytes that are no command, and for a command that implies nothing.
  public static func implied(
    byCommand bytes: RawSpan, id: CommandID, by actor: AccountID?, at time: Timestamp
  ) throws(WireError) -> [Event] {
    do throws(WireFault) {
      var reader = WireReader(bytes)
      while let tag = try reader.nextTag() {
        guard tag == sendMessageTag else {
          try reader.skip(tag)
          continue
        }
        let action = try SendMessage(value: &reader, "send_message", TextReader(nil, actor: actor))
        return [.messageSent(MessageSent(impliedBy: action, id, time))]
      }
      throw .invalid("action", "implies no events, and none are stored")
    } catch {
      throw WireError(error, in: "a command")
    }
  }

  /// `SendMessage send_message = 4` of `Command`.
  private static let sendMessageTag: UInt64 = 0x22
}

extension MessageSent {
  /// What is sent is said when the command says, or else now, and belongs to the thread that it names or answers.
  fileprivate init(impliedBy action: SendMessage, _ id: CommandID, _ time: Timestamp) {
    self.init(
      conversation: action.conversation, message: id.message, author: action.author, sender: action.sender,
      sentAt: action.sentAt ?? time, replyTo: action.replyTo, root: action.root ?? action.replyTo)
  }
}
