/// An account as a client shows it.
public struct Account: Hashable, Sendable {
  /// Its state, without its texts.
  public var state: AccountState
  /// Nil where it was registered on first use or its texts were erased.
  public var profile: Profile?

  package init(state: AccountState, profile: Profile?) {
    self.state = state
    self.profile = profile
  }

  /// Its identifier.
  public var id: AccountID { state.id }
  /// The best name there is: display name, user name, identifier.
  public var label: String {
    if let profile, !profile.displayName.isEmpty { return profile.displayName }
    if let profile, !profile.userName.isEmpty { return profile.userName }
    return state.id.description
  }
}

/// A conversation as a client shows it.
public struct Conversation: Hashable, Sendable {
  /// Its state, without its texts.
  public var state: ConversationState
  /// Nil where its texts were erased.
  public var details: ConversationDetails?

  /// Its identifier.
  public var id: ConversationID { state.id }
  /// The best name there is: title, name, identifier.
  public var label: String {
    if let details, !details.title.isEmpty { return details.title }
    if let details, !details.name.isEmpty { return details.name }
    return state.id.description
  }
}

/// A message as a client shows it.
public struct Message: Hashable, Sendable {
  /// Its state, without its texts.
  public var state: MessageState
  /// The latest version; nil where its texts were erased.
  public var content: MessageContent?
  /// The message that it replies to; nil if that is not visible to the reader, in this or another conversation.
  public var replyTo: MessageID?
  /// The message that starts its thread; nil if that is not visible to the reader.
  public var root: MessageID?

  /// Its identifier, which is that of the command that sent it.
  public var id: MessageID { state.id }
}

/// One version of an edited message.
public struct MessageVersion: Hashable, Sendable {
  /// 1 is the message as it was sent.
  public var version: UInt32
  /// When it was sent or edited.
  public var time: Timestamp
  /// The entry of this version; it also names the author of the version.
  public var position: Position
  /// Its content; nil if its texts were erased.
  public var content: MessageContent?
}

/// Which part of a conversation to read.
public enum PageAnchor: Hashable, Sendable {
  /// The latest messages.
  case latest
  /// The messages right before a point, the latest of them.
  case before(ReadingPoint)
  /// The messages right after a point, the earliest of them.
  case after(ReadingPoint)
}

/// How fresh a read must be.
public enum Freshness: Hashable, Sendable {
  /// Every command acknowledged before is seen. May wait for the projection to be committed.
  case latest
  /// Whatever is committed, without waiting; at most ``Ledger/Options/projectionDelayMilliseconds`` old.
  case available
}
