import ChatDomain
import ChatLedgerTesting

extension Samples {
  mutating func resource() -> ResourceID { ResourceID(rawValue: random.wide()) }
  mutating func word() -> String { ["", "a", "booking", "ACTIVE", "a-long.one_"][random.below(5)] }
  mutating func words() -> [String] { (0..<random.below(4)).map { _ in word() } }

  mutating func reference() -> ResourceReference {
    ResourceReference(word(), flag() ? .account(account()) : .resource(resource()))
  }

  mutating func record() -> Record {
    switch random.below(5) {
    case 0: .block(account(), contact: account())
    case 1: .session(SessionID(rawValue: random.wide()))
    case 2: .report(ReportID(rawValue: random.wide()))
    case 3: .chatSettings(account())
    default: .twoStepVerification(account())
    }
  }

  mutating func resourceState() -> ResourceState {
    var state = ResourceState(
      id: resource(), kind: word(), status: word(), references: (0..<random.below(4)).map { _ in reference() },
      createdPosition: position(), createdTime: time(), updatedTime: time(), contentPosition: position(),
      importedBy: optional { $0.position() })
    state.isRemoved = flag()
    state.removedPosition = optional { $0.position() }
    return state
  }

  mutating func recordState() -> RecordState {
    let record = record()
    let fields: RecordState.Fields =
      switch record {
      case .block: .block
      case .session:
        .session(
          SessionFields(
            account: account(), conversation: optional { $0.conversation() }, endedAt: optional { $0.time() }))
      case .report:
        .report(reportFields())
      case .chatSettings: .chatSettings
      case .twoStepVerification: .twoStepVerification(TwoStepVerificationFields(isEnabled: flag(), method: word()))
      case .scheduledMessage:
        .scheduledMessage(
          ScheduledMessageFields(
            conversation: conversation(), author: account(), dueAt: time(), sentAs: optional { $0.message() }))
      }
    var state = RecordState(
      record: record, recordedPosition: position(), time: time(), importedBy: optional { $0.position() }, fields: fields
    )
    state.isRemoved = flag()
    return state
  }

  private mutating func reportFields() -> ReportFields {
    var fields = ReportFields(
      reporter: account(), subject: optional { $0.account() }, conversation: optional { $0.conversation() },
      message: optional { $0.message() }, category: word(), status: pick(ReportStatus.self))
    fields.resolvedPosition = optional { $0.position() }
    return fields
  }

  mutating func recordTableState() -> RecordTableState {
    var state = RecordTableState(table: pick(RecordTable.self))
    state.visible = signed()
    for _ in 0..<random.below(4) { state.marks.append(RecordMark(removal: position(), hidden: signed())) }
    return state
  }

  mutating func configuration() -> LedgerConfiguration {
    LedgerConfiguration(isProduction: flag(), protectedRoles: words())
  }

  mutating func schema() -> ResourceSchema {
    var schema = ResourceSchema()
    for _ in 0..<random.below(4) {
      var kind = ResourceKind(name: word(), conversations: pick(RemovalAction.self))
      for _ in 0..<random.below(4) {
        kind.references.append(
          ReferenceRule(
            name: word(), target: flag() ? .account : .resource(word()), onRemoval: pick(RemovalAction.self),
            isRequired: flag()))
      }
      schema.kinds.append(kind)
    }
    for _ in 0..<random.below(3) {
      schema.policies.append(
        RoomPolicy(name: word(), kind: word(), activeStatuses: words(), members: [words(), words()]))
    }
    return schema
  }
}
