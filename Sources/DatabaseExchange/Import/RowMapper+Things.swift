internal import ChatLedger

extension RowMapper {
  func thing(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> ImportedThing {
    switch table.mapping.target {
    case .account: try account(id, &context)
    case .conversation: try conversation(id, &context)
    case .participant:
      .participant(
        AddParticipant(
          conversation: ConversationID(rawValue: try context.required("conversation", .conversation, owns: true)),
          account: AccountID(rawValue: try context.required("account", .account, owns: true)),
          role: try context.word("role", or: .member)))
    case .message: try message(id, &context)
    case .reaction:
      .reaction(
        AddReaction(
          message: MessageID(rawValue: try context.required("message", .message, owns: true)),
          account: AccountID(rawValue: try context.required("account", .account)), emoji: try context.text("emoji"),
          reactedAt: try context.time("reactedAt")))
    case .readMarker:
      .readMarker(
        MessageID(rawValue: try context.required("message", .message)),
        AccountID(rawValue: try context.required("account", .account)))
    case .pin: .pin(MessageID(rawValue: try context.required("message", .message, owns: true)))
    case .resource(let kind): try resource(id, kind, &context)
    default: try thingBesideChat(id, &context)
    }
  }

  private func account(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> ImportedThing {
    let role = try context.text("role")
    return .account(
      RegisterAccount(
        account: AccountID(rawValue: id), kind: try context.word("kind", or: .person),
        profile: Profile(
          userName: try context.text("userName"), displayName: try context.text("displayName"),
          email: try context.text("email"), attributes: context.reader.attributes()),
        roles: role.isEmpty ? [] : [role], createdAt: try context.time("createdAt")))
  }

  private func conversation(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> ImportedThing {
    var kind: ConversationKind = try context.word("kind", or: .room)
    var participants: [AccountID] = []
    for field in table.mapping.participants {
      guard let target = try context.target(of: field, .account) else { continue }
      if let found = context.checked(target, field, owns: false) { participants.append(AccountID(rawValue: found)) }
    }
    if kind == .direct, table.participants != nil { participants = members[context.reader.key] ?? [] }
    // Without its pair it cannot be direct; what was said in it is worth more than its kind.
    if kind == .direct, Set(participants).count != 2 {
      kind = .group
      var note = context.reader.fault(
        RowFault.Code.value, "A direct conversation has \(Set(participants).count) participants instead of two.",
        remedy: "It was taken as a group. Correct its participants in the source before importing into another ledger.")
      note.isTaken = true
      context.notes.append(note)
    }
    let resource = try context.optional("resource", .resource, owns: hasCascade(.conversation, "resource"))
    return .conversation(
      CreateConversation(
        conversation: ConversationID(rawValue: id), kind: kind, history: try context.word("history", or: .shared),
        participants: participants,
        details: ConversationDetails(
          name: try context.text("name"), title: try context.text("title"), topic: try context.text("topic"),
          attributes: context.reader.attributes()),
        startedAt: try context.time("startedAt"), resource: resource.map { ResourceID(rawValue: $0) }),
      endedAt: try context.time("endedAt"))
  }

  private func message(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> ImportedThing {
    let conversation = ConversationID(rawValue: try context.required("conversation", .conversation, owns: true))
    let sender: Sender = try context.word("sender", or: .user)
    let author: AccountID
    if sender == .ai, context.fields["assistant"] != nil {
      author = AccountID(rawValue: try context.required("assistant", .account))
    } else if context.fields["author"] != nil {
      author = AccountID(rawValue: try context.required("author", .account))
    } else if let speaker = speakers[conversation] {
      author = speaker
    } else {
      throw context.reader.fault(
        RowFault.Code.nullParent, "Nothing says who wrote it: no “author”, and the conversation has no participant.",
        remedy: "Name the author's column in the mapping.")
    }
    let reply = try context.optional("replyTo", .message)
    return .message(
      MessageID(rawValue: id),
      SendMessage(
        conversation: conversation, author: author, sender: sender,
        content: MessageContent(body: try context.text("body"), attributes: context.reader.attributes()),
        replyTo: reply.map { MessageID(rawValue: $0) }, sentAt: try context.requiredTime("sentAt")))
  }

  private func resource(_ id: UInt128, _ kind: String, _ context: inout RowContext) throws(RowFault) -> ImportedThing {
    let declared = mapping.schema?.kind(kind)
    var references: [ResourceReference] = []
    for (name, field) in table.mapping.references.sorted(by: { $0.key < $1.key }) {
      let rule = declared?.reference(name)
      let found: UInt128?
      let kind: DatabaseIdentifier.Kind = rule?.target == .account ? .account : .resource
      if let target = try context.target(of: field, kind) {
        found = context.checked(target, field, owns: rule?.onRemoval == .cascade)
      } else {
        found = nil
      }
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
        resource: ResourceID(rawValue: id), kind: kind, status: try context.text("status"), references: references,
        details: ResourceDetails(title: try context.text("title"), attributes: context.reader.attributes()),
        createdAt: try context.time("createdAt")))
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

  private func thingBesideChat(_ id: UInt128, _ context: inout RowContext) throws(RowFault) -> ImportedThing {
    switch table.mapping.target {
    case .block:
      .block(
        BlockContact(
          account: AccountID(rawValue: try context.required("account", .account, owns: true)),
          contact: AccountID(rawValue: try context.required("contact", .account, owns: true)),
          blockedAt: try context.time("blockedAt")))
    case .session:
      .session(
        OpenSession(
          session: SessionID(rawValue: id),
          account: AccountID(rawValue: try context.required("account", .account, owns: true)),
          conversation: try context.optional("conversation", .conversation).map { ConversationID(rawValue: $0) },
          device: try context.text("device"), startedAt: try context.time("startedAt")),
        endedAt: try context.time("endedAt"))
    case .report:
      .report(
        FileReport(
          report: ReportID(rawValue: id), reporter: AccountID(rawValue: try context.required("reporter", .account)),
          subject: try context.optional("subject", .account).map { AccountID(rawValue: $0) },
          conversation: try context.optional("conversation", .conversation).map { ConversationID(rawValue: $0) },
          message: try context.optional("message", .message).map { MessageID(rawValue: $0) },
          category: try context.text("category"), text: try context.text("text"),
          filedAt: try context.time("filedAt")),
        status: try context.word("status", or: .open))
    case .chatSettings:
      .chatSettings(
        SetChatSettings(
          account: AccountID(rawValue: try context.required("account", .account, owns: true)),
          values: context.reader.attributes()))
    default:
      .twoStepVerification(
        SetTwoStepVerification(
          account: AccountID(rawValue: try context.required("account", .account, owns: true)),
          isEnabled: try isEnabled(&context), method: try context.text("method")))
    }
  }

  private func isEnabled(_ context: inout RowContext) throws(RowFault) -> Bool {
    guard let field = context.fields["isEnabled"] else { return false }
    return try context.reader.boolean(field, "isEnabled") ?? false
  }

  /// Whether a conversation goes with the resource that it hangs on.
  private func hasCascade(_ target: MappingTarget, _ name: String) -> Bool {
    guard let table = table.mapping.fields[name]?.references else { return false }
    return mapping.tables.contains { other in
      guard other.table == table, case .resource(let kind) = other.target else { return false }
      return mapping.schema?.kind(kind)?.conversations == .cascade
    }
  }
}
