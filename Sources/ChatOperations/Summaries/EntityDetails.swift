package import ChatLedger

/// Gathers what is known of one thing: what it was called, what keeps it from showing, and what belongs to it.
package struct EntityDetails {
  package let view: LedgerView
  package let names: Names
  package let finder: HidingFinder

  package init(view: LedgerView, names: Names) {
    self.view = view
    self.names = names
    finder = HidingFinder(view: view)
  }

  // MARK: Accounts

  package func facts(of account: Account) throws -> AccountFacts {
    AccountFacts(
      account: account, formerNames: try names.book.formerNames(of: account),
      isProtected: try view.isProtected(account.state),
      protectedRoles: try view.configuration().protectedRoles.filter(account.state.roles.contains),
      memberships: try view.conversations(of: account.id, limit: Int.max, archive: .included).map { conversation in
        AccountFacts.Membership(
          conversation: conversation.id, name: try names.label(of: conversation),
          unread: try view.unreadCount(of: account.id, in: conversation.id),
          isArchived: try view.participant(account.id, in: conversation.id)?.isArchived == true)
      },
      hidings: try finder.hidings(of: account.state), trace: try RemovalTrace(of: account.id, in: view))
  }

  // MARK: Conversations

  package func facts(of conversation: Conversation) throws -> ConversationFacts {
    var people: [ConversationFacts.Person] = []
    try view.forEachParticipant(in: conversation.id) { participant in
      guard participant.isActive else { return true }
      people.append(
        ConversationFacts.Person(
          account: participant.account, name: try names.account(participant.account), role: participant.role,
          hasArchived: participant.isArchived))
      return true
    }
    return ConversationFacts(
      conversation: conversation, formerNames: try names.book.formerNames(of: conversation), people: people,
      hidings: try finder.hidings(of: conversation.state), deletions: try Deletions(in: conversation.id, view),
      trace: try RemovalTrace(of: conversation.id, in: view))
  }

  // MARK: Messages

  package func facts(of message: Message) throws -> MessageFacts {
    let state = message.state
    let versions = try view.versions(of: message.id).map { version in
      let author = try view.entry(at: version.position).map { entry in
        MessageFacts.Author(
          actor: entry.command.actor, name: try names.at(entry.position).actor(entry.command.actor),
          nameThen: try names.at(version.position).actorThen(entry.command.actor))
      }
      return MessageFacts.Version(version: version, author: author)
    }
    let reactions = try view.reactions(to: state).map { reaction in
      MessageFacts.Reaction(state: reaction, name: try names.account(reaction.account))
    }
    return MessageFacts(
      message: message, author: try names.account(state.author), isVisible: try view.isVisible(state),
      versions: versions, reactions: reactions, hidings: try finder.hidings(of: state),
      trace: try RemovalTrace(of: state, in: view))
  }

  // MARK: Resources and records

  package func facts(of resource: Resource) throws -> ResourceFacts {
    ResourceFacts(
      resource: resource, formerNames: try names.book.formerNames(of: resource),
      conversations: try view.conversations(attachedTo: resource.id),
      hidings: try finder.hidings(of: resource.state), trace: try RemovalTrace(of: resource.id, in: view))
  }

  /// Whether a record shows, and what keeps it from it where it does not.
  package func visibility(of record: Record) throws -> (isVisible: Bool, hidings: [Hiding]) {
    guard let entry = try view.record(record) else { return (false, []) }
    return (try view.isVisible(entry.state), try finder.hidings(of: entry.state))
  }

  /// When and by whom an entry was recorded.
  package func origin(_ position: Position) throws -> String {
    guard let entry = try view.entry(at: position) else { return "position \(position)" }
    let who = try names.at(position).actor(entry.command.actor)
    return "\(names.time(entry.time)) by \(who) at position \(position)"
  }
}

/// What is known of an account.
package struct AccountFacts {
  package struct Membership {
    package var conversation: ConversationID
    package var name: String
    package var unread: Int
    /// The account has put it away.
    package var isArchived: Bool
  }

  package var account: Account
  package var formerNames: [FormerName]
  package var isProtected: Bool
  /// Those of its roles by which it is protected.
  package var protectedRoles: [String]
  package var memberships: [Membership]
  package var hidings: [Hiding]
  package var trace: RemovalTrace
}

/// What is known of a conversation.
package struct ConversationFacts {
  package struct Person {
    package var account: AccountID
    package var name: String
    package var role: ParticipantRole
    /// Has put the conversation away.
    package var hasArchived: Bool
  }

  package var conversation: Conversation
  package var formerNames: [FormerName]
  /// Those who take part.
  package var people: [Person]
  package var hidings: [Hiding]
  /// Of single messages.
  package var deletions: Deletions
  package var trace: RemovalTrace
}

/// What is known of a message.
package struct MessageFacts {
  /// Whoever wrote a version.
  package struct Author {
    package var actor: CommandActor
    /// As called then, with the present name where that is another.
    package var name: String
    package var nameThen: String
  }

  package struct Version {
    package var version: MessageVersion
    /// Nil where the entry cannot be found.
    package var author: Author?
  }

  package struct Reaction {
    package var state: ReactionState
    package var name: String
  }

  package var message: Message
  /// What the author is called.
  package var author: String
  package var isVisible: Bool
  package var versions: [Version]
  package var reactions: [Reaction]
  package var hidings: [Hiding]
  package var trace: RemovalTrace
}

/// What is known of a resource.
package struct ResourceFacts {
  package var resource: Resource
  package var formerNames: [FormerName]
  /// Its conversations.
  package var conversations: [Conversation]
  package var hidings: [Hiding]
  package var trace: RemovalTrace
}
