import ChatLedger
import ChatOperations
import LedgerJSON

extension SheetMaker {
  /// A resource, a session or a privacy report of the identifier; nil where it is none of these.
  func resourceOrRecord(_ id: UInt128) throws -> EntitySheet? {
    if let resource = try view.resource(ResourceID(rawValue: id)) { return try self.resource(resource) }
    if let session = try view.session(SessionID(rawValue: id), includingHidden: true) {
      return try self.session(session)
    }
    if let report = try view.report(ReportID(rawValue: id), includingHidden: true) { return try self.report(report) }
    return nil
  }

  // MARK: Resources

  func resource(_ resource: Resource) throws -> EntitySheet {
    let state = resource.state
    let found = try details.facts(of: resource)
    var thing = EntitySheet(
      title: "Resource \(try names.resource(resource.id))", json: ["resource": try found.json(names)])
    thing.facts.add("id", resource.id.description)
    thing.facts.add("kind", state.kind)
    thing.facts.add(found.formerNames)
    thing.facts.add("status", state.status)
    thing.facts.add("state", state.isRemoved ? "removed" : nil)
    for reference in state.references {
      thing.facts.add(reference.name, "\(try names.target(reference.target)), \(reference.target.identifier)")
    }
    thing.facts.add("since", Format.time(state.createdTime))
    thing.facts.add("updated", state.updatedTime == state.createdTime ? nil : Format.time(state.updatedTime))
    thing.facts.add("recorded", try details.origin(state.createdPosition))
    for (name, value) in (resource.details?.attributes ?? [:]).sorted(by: { $0.key < $1.key }) {
      thing.facts.add(name, SafeText.excerpt(value))
    }
    var list = Listing(
      [.init("CONVERSATION", givesWay: true), .init("KIND"), .init("MESSAGES", isNumber: true), .init("ID")],
      showsAll: showsAll)
    for conversation in found.conversations {
      try list.add {
        [
          try names.label(of: conversation), conversation.state.kind.rawValue.lowercased(),
          Format.count(conversation.state.visible.messages), conversation.id.description,
        ]
      }
    }
    thing.tables = [
      ("Taken away by:", try found.hidings.table(names)), (Self.traced, try found.trace.table(names)),
      try referrers(of: .resource(resource.id)).titled("What refers to it"), list.titled("Its conversations"),
    ]
    return thing
  }

  /// What refers to an account or a resource.
  func referrers(of target: ReferenceTarget) throws -> Listing {
    var list = Listing(
      [.init("RESOURCE", givesWay: true), .init("STATUS"), .init("AS ITS"), .init("ID")], showsAll: showsAll)
    try view.forEachResourceState(ResourceFilter(target: target)) { state in
      try list.add {
        let references = state.references.filter { $0.target == target }.map(\.name)
        return [
          try names.resource(state.id), state.status, references.joined(separator: ", "), state.id.description,
        ]
      }
      return true
    }
    return list
  }

  // MARK: What accounts have

  func protection(of found: AccountFacts) -> String {
    let roles = found.protectedRoles
    let byRole = roles.isEmpty ? "" : "by its role \(roles.joined(separator: ", "))"
    if !found.account.state.isProtected { return byRole }
    return byRole.isEmpty ? "by itself" : "by itself, and \(byRole)"
  }

  func blocks(of account: AccountID) throws -> Listing {
    var list = Listing(
      [.init("WHO", givesWay: true), .init("BLOCKS", givesWay: true), .init("SINCE")], showsAll: showsAll)
    try view.forEachBlock(of: account) { block in
      try list.add {
        [try names.account(block.account), try names.account(block.contact), Format.time(block.blockedAt)]
      }
      return true
    }
    return list
  }

  func sessions(of account: AccountID) throws -> Listing {
    var list = Listing([.init("STARTED"), .init("DEVICE", givesWay: true), .init("ID")], showsAll: showsAll)
    try view.forEachSession(of: account) { session in
      list.add {
        [
          Format.time(session.startedAt), SafeText.excerpt(session.device ?? "(erased)"), session.id.description,
        ]
      }
      return true
    }
    return list
  }

  // MARK: Records

  private func session(_ session: Session) throws -> EntitySheet {
    var thing = EntitySheet(title: "Session of \(try names.account(session.account))", json: .null)
    let (isVisible, hidings) = try details.visibility(of: .session(session.id))
    thing.facts.add("id", session.id.description)
    thing.facts.add("account", "\(try names.account(session.account)), \(session.account)")
    thing.facts.add("device", session.device.map { SafeText.line($0) } ?? "(erased)")
    thing.facts.add("conversation", try session.conversation.map { "\(try names.conversation($0)), \($0)" })
    thing.facts.add("state", isVisible ? session.endedAt == nil ? "active" : "ended" : "gone")
    thing.facts.add("started", Format.time(session.startedAt))
    thing.facts.add("ended", session.endedAt.map { Format.time($0) })
    thing.facts.add("recorded", try details.origin(session.position))
    thing.tables = [("Taken away by:", try hidings.table(names))]
    thing.json = ["session": try session.json(names).record(isVisible: isVisible, hidings, names)]
    return thing
  }

  private func report(_ report: PrivacyReport) throws -> EntitySheet {
    let fields = report.fields
    var thing = EntitySheet(title: "Privacy report by \(try names.account(fields.reporter))", json: .null)
    let (isVisible, hidings) = try details.visibility(of: .report(report.id))
    let isGone = try report.isEvidenceGone(in: view)
    thing.facts.add("id", report.id.description)
    thing.facts.add("status", fields.status.rawValue.lowercased() + (isVisible ? "" : ", gone"))
    thing.facts.add("category", fields.category)
    thing.facts.add("about", try fields.subject.map { "\(try names.account($0)), \($0)" })
    thing.facts.add("conversation", try fields.conversation.map { "\(try names.conversation($0)), \($0)" })
    thing.facts.add("evidence", fields.message.map { "message \($0)\(isGone ? " (does not show)" : "")" })
    thing.facts.add("evidence says", try fields.message.map { try names.text(of: $0) })
    thing.facts.add("text", report.text.map { SafeText.line($0) } ?? "(erased)")
    thing.facts.add("filed", Format.time(report.filedAt))
    thing.facts.add("recorded", try details.origin(report.position))
    thing.tables = [("Taken away by:", try hidings.table(names))]
    thing.json = ["report": try report.json(names, isEvidenceGone: isGone).record(isVisible: isVisible, hidings, names)]
    return thing
  }
}

extension ReferenceTarget {
  var identifier: String {
    switch self {
    case .account(let id): id.description
    case .resource(let id): id.description
    }
  }
}
