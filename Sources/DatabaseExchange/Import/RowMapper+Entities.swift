internal import ChatExchange
internal import ChatLedger

extension RowMapper {
  func thing(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> SourceEntity {
    switch table.mapping.target {
    case .account: try account(id, &context)
    case .conversation: try conversation(id, &context)
    case .participant:
      .participant(
        AddParticipant(
          conversation: ConversationID(rawValue: try context.required("conversation", .conversation, owns: true)),
          account: try context.account("account", owns: true, takesNull: true),
          role: context.word("role", or: .member)))
    case .message: try message(id, &context)
    case .reaction:
      .reaction(
        AddReaction(
          message: MessageID(rawValue: try context.required("message", .message, owns: true)),
          account: try context.account("account", takesNull: true), emoji: try context.requiredText("emoji"),
          reactedAt: context.time("reactedAt")))
    case .readMarker:
      .readMarker(
        MessageID(rawValue: try context.required("message", .message)), try context.account("account"))
    case .pin: .pin(MessageID(rawValue: try context.required("message", .message, owns: true)))
    case .resource(let kind): try resource(id, kind, &context)
    default: try resourceOrRecord(id, &context)
    }
  }

  private func account(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> SourceEntity {
    let role = context.code("role")
    var profile = Profile(
      userName: context.text("userName"), displayName: context.text("displayName"), email: context.text("email"))
    profile.attributes = context.attributes()
    return .account(
      RegisterAccount(
        account: AccountID(rawValue: id), kind: context.word("kind", or: .person), profile: profile,
        roles: role.isEmpty ? [] : [role], createdAt: context.time("createdAt")))
  }

  private func conversation(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> SourceEntity {
    var kind: ConversationKind = context.word("kind", or: .room)
    var participants: [AccountID] = []
    for field in table.mapping.participants {
      let found = context.optional(field, "participants", .account, owns: false, isPlaceholderTaken: true)
      if let found { participants.append(AccountID(rawValue: found)) }
    }
    if kind == .direct, let rule = table.mapping.participantsFrom {
      participants = (members[context.reader.key] ?? []).map { context.member($0, rule) }
    }
    // Without its pair it cannot be direct; what was said in it is worth more than its kind.
    if kind == .direct, Set(participants).count != 2 {
      kind = .group
      context.note(
        RowFault.Code.value, "A direct conversation has \(Set(participants).count) participants instead of two.",
        column: nil,
        remedy: "It was taken as a group. Correct its participants in the source before importing into another ledger.")
    }
    let resource = context.optional("resource", .resource, owns: hasCascade(.conversation, "resource"))
    return .conversation(
      CreateConversation(
        conversation: ConversationID(rawValue: id), kind: kind, history: context.word("history", or: .shared),
        participants: participants,
        details: ConversationDetails(
          name: context.text("name"), title: context.text("title"), topic: context.text("topic"),
          attributes: context.attributes()),
        startedAt: context.time("startedAt"), resource: resource.map { ResourceID(rawValue: $0) }),
      endedAt: context.time("endedAt"))
  }

  private func message(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> SourceEntity {
    let conversation = ConversationID(rawValue: try context.required("conversation", .conversation, owns: true))
    let (author, sender) = try author(in: conversation, &context)
    let reply = context.optional("replyTo", .message)
    let body = context.optionalText("body")
    var attributes = context.attributes()
    // Otherwise nothing in the ledger would tell null from an empty text.
    if body == nil { attributes[DatabaseIdentifier.nullAttribute] = "body" }
    return .message(
      MessageID(rawValue: id),
      SendMessage(
        conversation: conversation, author: author, sender: sender,
        content: MessageContent(body: body ?? "", attributes: attributes),
        replyTo: reply.map { MessageID(rawValue: $0) }, sentAt: try context.requiredTime("sentAt")))
  }

  private func author(
    in conversation: ConversationID, _ context: inout RowContext
  ) throws(RowFault) -> (AccountID, Sender) {
    // Where the sender says who speaks, one that is not understood must not become somebody.
    let isTold = context.fields["author"] != nil && context.fields["assistant"] == nil
    let sender: Sender = isTold ? context.word("sender", or: .user) : try context.requiredWord("sender", or: .user)
    if sender == .ai, context.fields["assistant"] != nil {
      return (try context.account("assistant", takesNull: true), sender)
    }
    if context.fields["author"] != nil { return (try context.account("author", takesNull: true), sender) }
    if let speaker = speakers[conversation] { return (speaker, sender) }
    let id = context.nobody(
      "Nothing says who wrote it: no “author”, and the conversation has no participant.", column: nil,
      table: accountTable)
    return (AccountID(rawValue: id), sender)
  }

  private func resource(_ id: UInt128, _ kind: String, _ context: inout RowContext) throws(RowFault) -> SourceEntity {
    let declared = mapping.schema?.kind(kind)
    let status = context.code("status")
    var references: [ResourceReference] = []
    for (name, field) in table.mapping.references.sorted(by: { $0.key < $1.key }) {
      let rule = declared?.reference(name)
      let kind: DatabaseIdentifier.Kind = rule?.target == .account ? .account : .resource
      let found = context.optional(
        field, name, kind, owns: rule?.onRemoval == .cascade,
        isPlaceholderTaken: rule?.isRequired == true && kind == .account)
      guard let found else {
        if rule?.isRequired == true { throw nullReference(name, field, context) }
        continue
      }
      // A reference to what is deleted and leaves null behind is null.
      if rule?.onRemoval == .setNull, deleted.contains(found) { continue }
      switch rule?.target {
      case .account: references.append(ResourceReference(name, .account(AccountID(rawValue: found))))
      default: references.append(ResourceReference(name, .resource(ResourceID(rawValue: found))))
      }
    }
    return .resource(
      CreateResource(
        resource: ResourceID(rawValue: id), kind: kind, status: status, references: references,
        details: ResourceDetails(title: context.text("title"), attributes: context.attributes()),
        createdAt: context.time("createdAt")))
  }

  private func nullReference(_ name: String, _ field: FieldMapping, _ context: RowContext) -> RowFault {
    // A reference that leads nowhere has been noted as taken without; this one cannot be.
    if var note = context.notes.last(where: { $0.column == field.columns.first }) {
      note.isTaken = false
      note.remedy = "Correct the reference in the source, or take the row out."
      return note
    }
    return context.reader.fault(
      RowFault.Code.nullParent, "“\(field.columns.joined(separator: ", "))” is null, and every row needs one.",
      column: field.columns.first, remedy: "Give the row one in the source, or declare the reference as optional.")
  }

  private func resourceOrRecord(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> SourceEntity {
    switch table.mapping.target {
    case .block:
      .block(
        BlockContact(
          account: try context.account("account", owns: true), contact: try context.account("contact", owns: true),
          blockedAt: context.time("blockedAt")))
    case .session:
      .session(
        OpenSession(
          session: SessionID(rawValue: id), account: try context.account("account", owns: true, takesNull: true),
          conversation: context.optional("conversation", .conversation).map { ConversationID(rawValue: $0) },
          device: context.text("device"), startedAt: context.time("startedAt")),
        endedAt: context.time("endedAt"))
    case .report:
      .report(
        FileReport(
          report: ReportID(rawValue: id), reporter: try context.account("reporter", takesNull: true),
          subject: context.optional("subject", .account).map { AccountID(rawValue: $0) },
          conversation: context.optional("conversation", .conversation).map { ConversationID(rawValue: $0) },
          message: context.optional("message", .message).map { MessageID(rawValue: $0) },
          category: context.code("category"), text: context.text("text"), filedAt: context.time("filedAt")),
        status: context.word("status", or: .open))
    case .chatSettings:
      .chatSettings(
        SetChatSettings(account: try context.account("account", owns: true), values: context.attributes()))
    default:
      .twoStepVerification(
        SetTwoStepVerification(
          account: try context.account("account", owns: true), isEnabled: try isEnabled(&context),
          method: context.code("method")))
    }
  }

  private func isEnabled(_ context: inout RowContext) throws(RowFault) -> Bool {
    guard let field = context.fields["isEnabled"] else { return false }
    return try context.reader.boolean(field, "isEnabled") ?? false
  }

  /// Whether a conversation is removed with its resource.
  private func hasCascade(_ target: MappingTarget, _ name: String) -> Bool {
    guard let table = table.mapping.fields[name]?.references else { return false }
    return mapping.tables.contains { other in
      guard other.table == table, case .resource(let kind) = other.target else { return false }
      return mapping.schema?.kind(kind)?.conversations == .cascade
    }
  }
}
