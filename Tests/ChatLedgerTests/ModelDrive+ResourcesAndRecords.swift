import ChatLedger
import ChatLedgerTesting

// Resources, records, removals and imports.
extension ModelDrive {
  func compareResourcesAndRecords(_ view: LedgerView) throws {
    expect("configuration", chat.configuration(), try view.configuration())
    expect("schema", chat.schema(), try view.schema())
    try compareResources(view)
    for table in RecordTable.allCases { try compareRecords(of: table, view) }
    for id in chat.tables.accounts.keys { try compareRecords(of: id, view) }
    try compareLists(view)
    for conversation in chat.tables.conversations.keys {
      var quotes: [MessageState] = []
      try view.forEachQuote(of: conversation) {
        quotes.append($0.state)
        return true
      }
      expect("quotes of \(conversation)", chat.quotes(of: conversation), quotes)
    }
    for conversation in chat.tables.conversations.values {
      guard let pair = conversation.pair else { continue }
      expect("the room of \(pair)", chat.directConversation(pair), try view.directConversation(of: pair))
    }
    try compareRemovals(view)
  }

  private func compareResources(_ view: LedgerView) throws {
    var resources: [ResourceState] = []
    try view.forEachResource(includingRemoved: true) { resource in
      resources.append(resource.state)
      let details = command(at: resource.state.contentPosition).resourceDetails
      expect("texts of \(resource.id)", details, resource.details)
      return true
    }
    expect("resources", chat.tables.resources.values.sorted { $0.id < $1.id }, resources)
    expect("counts of resources", chat.countedResources(), try view.resourceCounts())
    let accounts = chat.tables.accounts.keys.map { ReferenceTarget.account($0) }
    let targets = accounts + chat.tables.resources.keys.map { ReferenceTarget.resource($0) }
    for target in targets {
      var known: [ResourceID] = []
      try chat.forEachReferrer(of: target) {
        if !$0.isRemoved { known.append($0.id) }
        return true
      }
      var found: [ResourceID] = []
      try view.forEachResourceState(ResourceFilter(target: target)) {
        found.append($0.id)
        return true
      }
      expect("what refers to \(target)", known, found)
    }
    for kind in chat.schema().kinds {
      let page = try view.resources(ResourceFilter(kind: kind.name), limit: 5).map(\.id)
      expect("resources of \(kind.name)", Array(chat.resources(ofKind: kind.name).map(\.id).prefix(5)), page)
    }
  }

  private func compareRecords(of table: RecordTable, _ view: LedgerView) throws {
    var known: [RecordState] = []
    try chat.forEachRecord(in: table) {
      known.append($0)
      return true
    }
    var found: [RecordState] = []
    try view.forEachRecord(in: table) { entry in
      found.append(entry.state)
      let action = command(at: entry.state.recordedPosition)
      expect("text of \(entry.state.record)", action.recordText, entry.text)
      expect("values of \(entry.state.record)", action.settingValues, entry.values)
      return true
    }
    expect("records of \(table)", known, found)
    expect("the table \(table)", chat.recordTable(table), try view.recordTable(table))
  }

  private func compareRecords(of account: AccountID, _ view: LedgerView) throws {
    let blocks = chat.records(in: .blocks).map(\.record)
    var found: Set<Record> = []
    try view.forEachBlock(of: account) {
      found.insert(.block($0.account, contact: $0.contact))
      return true
    }
    let own = blocks.filter { record in
      if case .block(let block) = record { block.account == account || block.contact == account } else { false }
    }
    expect("blocks of \(account)", Set(own), found)
    for other in chat.tables.accounts.keys {
      let blocks = own.contains(.block(account, contact: other))
      expect("whether \(account) blocks \(other)", blocks, try view.blocks(account, other))
    }
    let settings = chat.records(in: .chatSettings).contains { $0.record == .chatSettings(account) }
    expect("chat settings of \(account)", settings, try view.chatSettings(of: account) != nil)
    let step = chat.records(in: .twoStepVerifications).first { $0.record == .twoStepVerification(account) }
    expect("two-step settings of \(account)", step?.time, try view.twoStepVerification(of: account)?.changedAt)
  }

  private func compareLists(_ view: LedgerView) throws {
    var sessions: [Record] = []
    try view.forEachSession {
      sessions.append(.session($0.id))
      return true
    }
    expect("sessions", chat.records(in: .sessions).map(\.record), sessions)
    var reports: [Record] = []
    try view.forEachReport {
      reports.append(.report($0.id))
      return true
    }
    expect("reports", chat.records(in: .reports).map(\.record), reports)
  }

  private func compareRemovals(_ view: LedgerView) throws {
    for (position, removal) in chat.tables.removals {
      expect("removal \(position)", removal, try view.removal(position))
      var items: [RemovalItem] = []
      try view.forEachRemovalItem(position) {
        items.append($0)
        return true
      }
      expect("items of removal \(position)", chat.tables.removalItems[position] ?? [], items)
    }
    for (position, batch) in chat.tables.imports {
      expect("import \(position)", batch, try view.importState(position))
      var known: [ImportItem] = []
      try chat.forEachImportItem(position) {
        known.append($0)
        return true
      }
      var items: [ImportItem] = []
      try view.forEachImportItem(position) {
        items.append($0)
        return true
      }
      expect("items of import \(position)", known, items)
    }
  }
}

extension Action {
  fileprivate var resourceDetails: ResourceDetails? {
    switch self {
    case .createResource(let action): action.details
    case .updateResource(let action): action.details
    default: nil
    }
  }

  fileprivate var recordText: String? {
    switch self {
    case .openSession(let action): action.device
    case .fileReport(let action): action.text
    default: messageContent?.body
    }
  }

  fileprivate var settingValues: [String: String]? {
    if case .setChatSettings(let action) = self { action.values } else { nil }
  }
}
