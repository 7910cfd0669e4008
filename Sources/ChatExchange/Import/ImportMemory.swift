internal import ChatLedger

/// What an import has described so far of accounts, conversations and resources: what the ledger shows of its own
/// commands is a moment behind, and a second description is compared with the first.
///
/// Messages are not remembered: they are asked for in the ledger.
struct ImportMemory {
  /// A thing that was met.
  struct Met {
    /// The digest of its description; nil while it is only named.
    var digest: UInt128?
    /// Where it was described.
    var place: ImportLocation
  }

  var met: [UInt128: Met] = [:]
  /// Things that this import has made with their names only, as it made them.
  var named: [UInt128: SourceEntity] = [:]
  /// Things that stand under another identifier than their own: the second room of a pair under the first one's, what
  /// was withdrawn under that of what took its place.
  var aliases: [UInt128: UInt128] = [:]
  /// Things that the source has and that could not be read.
  var unread: Set<UInt128> = []
  /// Where messages stand that are deleted in the ledger, until the archive that is compared tells of it.
  var deletionsUntold: [MessageID: (place: ImportLocation, bucket: Int, values: UInt128)] = [:]
  /// The last edits of messages that are told apart from them, while an archive is compared.
  var editsUntold: [MessageID: DescribedEntity] = [:]
  /// Conversations that this import has made. Whatever is in them is its own.
  var made: Set<ConversationID> = []
  /// Direct conversations that this import has made, by their pairs, with their texts.
  var directs: [AccountPair: (id: ConversationID, details: ConversationDetails)] = [:]
  /// Conversations whose things are in another one, and that are deleted in the source.
  var deletedAliases: Set<UInt128> = []

  func resolve(_ id: UInt128) -> UInt128 { aliases[id] ?? id }
}

extension SourceEntity {
  /// The same with every account, conversation and resource under the identifier that the ledger has it under.
  func redirected(_ memory: ImportMemory) -> SourceEntity {
    if memory.aliases.isEmpty { return self }
    func account(_ id: AccountID) -> AccountID { AccountID(rawValue: memory.resolve(id.rawValue)) }
    func conversation(_ id: ConversationID) -> ConversationID { ConversationID(rawValue: memory.resolve(id.rawValue)) }
    func resource(_ id: ResourceID) -> ResourceID { ResourceID(rawValue: memory.resolve(id.rawValue)) }
    func message(_ id: MessageID) -> MessageID { MessageID(rawValue: memory.resolve(id.rawValue)) }
    switch self {
    case .account(var it):
      it.account = account(it.account)
      return .account(it)
    case .conversation(var it, let endedAt):
      it.conversation = conversation(it.conversation)
      it.participants = it.participants.map(account)
      it.resource = it.resource.map(resource)
      return .conversation(it, endedAt: endedAt)
    case .participant(var it):
      it.conversation = conversation(it.conversation)
      it.account = account(it.account)
      return .participant(it)
    case .message(let id, var it):
      it.conversation = conversation(it.conversation)
      it.author = account(it.author)
      it.replyTo = it.replyTo.map(message)
      it.root = it.root.map(message)
      it.content.mentions = it.content.mentions.map(account)
      return .message(message(id), it)
    case .reaction(var it):
      it.message = message(it.message)
      it.account = account(it.account)
      return .reaction(it)
    case .readMarker(let id, let reader): return .readMarker(message(id), account(reader))
    case .pin(let id): return .pin(message(id))
    case .block(var it):
      it.account = account(it.account)
      it.contact = account(it.contact)
      return .block(it)
    case .session(var it, let endedAt):
      it.account = account(it.account)
      it.conversation = it.conversation.map(conversation)
      return .session(it, endedAt: endedAt)
    case .report(var it, let status):
      it.reporter = account(it.reporter)
      it.subject = it.subject.map(account)
      it.conversation = it.conversation.map(conversation)
      it.message = it.message.map(message)
      return .report(it, status: status)
    case .chatSettings(var it):
      it.account = account(it.account)
      return .chatSettings(it)
    case .twoStepVerification(var it):
      it.account = account(it.account)
      return .twoStepVerification(it)
    case .resource(var it):
      it.resource = resource(it.resource)
      it.references = it.references.map { reference in
        switch reference.target {
        case .account(let id): ResourceReference(reference.name, .account(account(id)))
        case .resource(let id): ResourceReference(reference.name, .resource(resource(id)))
        }
      }
      return .resource(it)
    }
  }
}
