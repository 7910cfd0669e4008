public import ChatDomain

// Resources, records, and what guards a ledger.
extension HistoryGenerator {
  mutating func guardAction(_ intent: Intent, _ chat: InMemoryChat) -> Action {
    switch intent {
    case .configureLedger:
      let roles = random.oneIn(2) ? ["admin"] : []
      return .configureLedger(
        ConfigureLedger(isProduction: random.oneIn(2) ? random.oneIn(3) : nil, protectedRoles: roles))
    case .setAccountRoles:
      let roles = ["admin", "staff", "student"].filter { _ in random.oneIn(3) }
      return .setAccountRoles(SetAccountRoles(account: anyone(chat), roles: roles))
    case .protectAccount:
      return .protectAccount(ProtectAccount(account: anyone(chat), isProtected: random.oneIn(3)))
    default: return .declareSchema(DeclareSchema(schema: schema(after: chat.tables.schema)))
    }
  }

  mutating func resourceAction(_ intent: Intent, _ chat: InMemoryChat) -> Action {
    switch intent {
    case .updateResource: return .updateResource(update(chat))
    case .removeEntities: return .remove(removal(in: chat))
    case .removeResource: return .remove(Remove(resources: [resource(chat)]))
    case .emptyChat: return .clearEverything(ClearEverything())
    case .beginBackfill: return .beginBackfill(BeginBackfill(policy: policy(chat)?.name ?? "none"))
    case .backfillRooms:
      let policy = policy(chat)
      let count = 1 + random.below(12)
      let some = (0..<count).compactMap { _ in catalogue.resource(&random, in: chat, ofKind: policy?.kind)?.resource }
      return .backfillRooms(BackfillRooms(policy: policy?.name ?? "none", resources: some))
    default:
      let kind = random.oneIn(40) ? nil : random.pick(chat.tables.schema.kinds)
      let references = references(of: kind, chat)
      return .createResource(
        CreateResource(
          resource: ResourceID(rawValue: random.wide()), kind: kind?.name ?? "none", status: status(),
          references: references, details: ResourceDetails(title: "thing \(random.below(1_000))")))
    }
  }

  /// A removal of one to four things that are there, mostly resources.
  public mutating func removal(in chat: InMemoryChat) -> Remove {
    catalogue.learn(from: chat)
    var remove = Remove()
    for _ in 0...random.below(4) {
      switch random.below(6) {
      case 0: remove.accounts.append(anyone(chat))
      case 1: remove.conversations.append(catalogue.conversation(&random, in: chat))
      default: remove.resources.append(resource(chat))
      }
    }
    // Now and then a thing is named twice.
    if !random.oneIn(20) {
      remove.accounts = Set(remove.accounts).sorted()
      remove.conversations = Set(remove.conversations).sorted()
      remove.resources = Set(remove.resources).sorted()
    }
    return remove
  }

  private mutating func resource(_ chat: InMemoryChat) -> ResourceID {
    let one = random.oneIn(50) ? nil : catalogue.resource(&random, in: chat)?.resource
    return one ?? ResourceID(rawValue: random.wide())
  }

  private mutating func policy(_ chat: InMemoryChat) -> RoomPolicy? {
    random.oneIn(30) ? nil : random.pick(chat.tables.schema.policies)
  }

  private mutating func status() -> String { random.pick(["", "new", "active", "active", "done"]) ?? "" }

  private mutating func update(_ chat: InMemoryChat) -> UpdateResource {
    let id = resource(chat)
    let kind = chat.resource(id).flatMap { chat.tables.schema.kind($0.kind) }
    return UpdateResource(
      resource: id, status: random.oneIn(2) ? status() : nil,
      references: random.oneIn(3) ? nil : references(of: kind, chat, myself: id),
      details: random.oneIn(4) ? ResourceDetails(title: "another title") : nil)
  }

  /// References as the kind has them, sometimes to the resource itself, now and then wrong.
  private mutating func references(
    of kind: ResourceKind?, _ chat: InMemoryChat, myself: ResourceID? = nil
  ) -> [ResourceReference] {
    var references: [ResourceReference] = []
    for rule in kind?.references ?? [] where rule.isRequired && !random.oneIn(40) || !random.oneIn(4) {
      switch rule.target {
      case .account: references.append(ResourceReference(rule.name, .account(anyone(chat))))
      case .resource(let target):
        let other = catalogue.resource(&random, in: chat, ofKind: target)?.resource
        let isSelf = target == kind?.name && random.oneIn(8)
        if let id = isSelf ? myself ?? other : other { references.append(ResourceReference(rule.name, .resource(id))) }
      }
    }
    if random.oneIn(60) { references.append(ResourceReference("none", .account(anyone(chat)))) }
    return references
  }

  mutating func recordAction(_ intent: Intent, _ chat: InMemoryChat) -> Action {
    let account = anyone(chat)
    switch intent {
    case .blockContact: return .blockContact(BlockContact(account: account, contact: anyone(chat)))
    case .unblockContact:
      guard case .block(let block) = catalogue.record(&random, in: chat, of: .blocks) else {
        return .unblockContact(UnblockContact(account: account, contact: anyone(chat)))
      }
      return .unblockContact(UnblockContact(account: block.account, contact: block.contact))
    case .openSession:
      let conversation = random.oneIn(2) ? catalogue.conversation(&random, in: chat) : nil
      let session = SessionID(rawValue: random.wide())
      return .openSession(
        OpenSession(session: session, account: account, conversation: conversation, device: "a telephone"))
    case .closeSession:
      guard case .session(let id) = catalogue.record(&random, in: chat, of: .sessions) else {
        return .closeSession(CloseSession(session: SessionID(rawValue: random.wide())))
      }
      return .closeSession(CloseSession(session: id))
    case .fileReport:
      let message = catalogue.message(&random, in: chat)
      return .fileReport(
        FileReport(
          report: ReportID(rawValue: random.wide()), reporter: account, subject: message?.author,
          conversation: message?.conversation, message: message?.message, category: "spam", text: "look at this"))
    case .resolveReport:
      let status: ReportStatus = random.oneIn(3) ? .dismissed : .resolved
      guard case .report(let id) = catalogue.record(&random, in: chat, of: .reports) else {
        return .resolveReport(ResolveReport(report: ReportID(rawValue: random.wide()), status: status))
      }
      return .resolveReport(ResolveReport(report: id, status: status, text: "done"))
    case .setChatSettings:
      return .setChatSettings(SetChatSettings(account: account, values: ["sound": "\(random.below(10))"]))
    default:
      return .setTwoStepVerification(
        SetTwoStepVerification(account: account, isEnabled: random.oneIn(2), method: random.oneIn(2) ? "totp" : ""))
    }
  }
}
