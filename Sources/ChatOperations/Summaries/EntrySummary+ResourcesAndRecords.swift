import ChatLedger

extension EntrySummary {
  /// What a command is about that is not about conversations; nil where its name says it all.
  static func aboutResourcesAndRecords(_ action: Action, _ names: Names) throws -> String? {
    switch action {
    case .setAccountRoles(let it):
      "of \(try names.account(it.account)) to \(it.roles.isEmpty ? "none" : it.roles.joined(separator: ", "))"
    case .protectAccount(let it): "\(try names.account(it.account))\(it.isProtected ? "" : " no longer")"
    case .configureLedger(let it): about(it)
    case .declareSchema(let it): about(it.schema)
    case .createResource(let it): "\(try names.resource(it.resource))\(status(it.status))"
    case .updateResource(let it): "\(try names.renamed(it.resource))\(status(it.status))"
    case .remove(let it): try about(it, names)
    case .blockContact(let it): "\(try names.account(it.contact)) for \(try names.account(it.account))"
    case .unblockContact(let it): "\(try names.account(it.contact)) for \(try names.account(it.account))"
    case .openSession(let it): "of \(try names.account(it.account))\(it.device.isEmpty ? "" : " on \(it.device)")"
    case .closeSession(let it): try names.session(it.session)
    case .resolveReport(let it): "\(it.report) as \(it.status.rawValue.lowercased())"
    case .setChatSettings(let it): "of \(try names.account(it.account))"
    case .setTwoStepVerification(let it):
      "of \(try names.account(it.account)): \(it.isEnabled ? "on" : "off")\(it.method.isEmpty ? "" : " (\(it.method))")"
    case .beginBackfill(let it): "by \(it.policy)"
    case .backfillRooms(let it): "by \(it.policy) for \(Wording.count(it.resources.count, "resource"))"
    default: nil
    }
  }

  private static func status(_ status: String?) -> String {
    guard let status, !status.isEmpty else { return "" }
    return ", \(status)"
  }

  private static func about(_ configuration: ConfigureLedger) -> String {
    var parts: [String] = []
    if let isProduction = configuration.isProduction { parts.append(isProduction ? "production" : "no production") }
    if let roles = configuration.protectedRoles {
      parts.append("protected roles: \(roles.isEmpty ? "none" : roles.joined(separator: ", "))")
    }
    return parts.joined(separator: ", ")
  }

  private static func about(_ schema: ResourceSchema) -> String {
    let kinds = list(schema.kinds.map(\.name)) { $0 }
    let policies = schema.policies.isEmpty ? "" : "; policies \(list(schema.policies.map(\.name)) { $0 })"
    return (kinds.isEmpty ? "no kinds" : kinds) + policies
  }

  private static func about(_ removal: Remove, _ names: Names) throws -> String {
    var parts: [String] = []
    if !removal.resources.isEmpty { parts.append(try list(removal.resources) { try names.resource($0) }) }
    if !removal.accounts.isEmpty { parts.append(try list(removal.accounts) { try names.account($0) }) }
    if !removal.conversations.isEmpty {
      parts.append(try list(removal.conversations) { try names.conversation($0) })
    }
    return parts.joined(separator: "; ")
  }

  static func about(_ report: FileReport, _ names: Names) throws -> About {
    var about = "by \(try names.account(report.reporter))"
    if let subject = report.subject { about += " about \(try names.account(subject))" }
    if !report.category.isEmpty { about += " (\(report.category))" }
    return About(about, text: Wording.excerpt(report.text, limit: 80))
  }
}
