import ChatLedger
import ChatOperations
import LedgerJSON

/// What a removal will do, for people and as JSON.
struct RemovalForecast {
  var plan: RemovalPlan
  var before: RemovalTable.Counts
  var steps: [RemovalStep]
  /// The references that hold something back, in words.
  var blockers: [String]

  /// Blockers that are listed; more are counted.
  private static let blockersShown = 20

  init(of removal: Remove, in view: LedgerView) throws {
    plan = try view.blastRadius(of: removal)
    before = try RemovalTable.Counts(view)
    steps = plan.steps(try view.relations())
    let names = Names(view)
    blockers = try plan.blockers.prefix(Self.blockersShown).map { try Self.text(of: $0, names) }
  }

  var removed: RemovalTable.Counts { RemovalTable.Counts(plan.removed, plan.resources) }
  var table: RemovalTable { RemovalTable(before: before, removed: removed) }

  /// What is refused, with every reference that holds something back.
  var refusal: CommandFailure? {
    guard let first = plan.blockers.first else { return nil }
    let others = plan.blockers.count - blockers.count
    return CommandFailure(
      .usage, "RESTRICTED",
      "\(Format.count(plan.blockers.count, "reference")) keep\(plan.blockers.count == 1 ? "s" : "") this from going.",
      hint: "Name those too, as in `--\(first.child.option)`, or change their references first.",
      details: blockers + (others > 0 ? ["and \(Format.count(others)) more"] : []))
  }

  func print() {
    table.print()
    if !steps.isEmpty {
      let order = steps.map { "\(Format.count($0.count)) \($0.thing.plural($0.count))" }
      OutputChannel.output.line("\nIn this order: \(order.joined(separator: ", ")).")
    }
    for (relation, count) in plan.emptied.sorted(by: { $0.key < $1.key }) {
      let name = relation.hasPrefix("resource:") ? String(relation.dropFirst("resource:".count)) : relation
      OutputChannel.output.line("Emptied: \(name) of \(Format.count(count)) that stay\(count == 1 ? "s" : "").")
    }
    if plan.orphanedReplies > 0 {
      let loss = plan.orphanedReplies == 1 ? "reply elsewhere loses its target" : "replies elsewhere lose their target"
      OutputChannel.output.line("\(Format.count(plan.orphanedReplies)) \(loss).")
    }
    for blocker in blockers { OutputChannel.output.line("[BLOCKED] \(blocker)") }
    if plan.blockers.count > blockers.count {
      OutputChannel.output.line("[BLOCKED] and \(Format.count(plan.blockers.count - blockers.count)) more")
    }
  }

  /// The members that every verb with a blast radius prints.
  var members: [JSON.Member] {
    let json: JSON = [
      "before": before.totals.json, "removed": plan.removed.json, "after": (before.totals - plan.removed).json,
      "resources": removed.resourcesJSON,
      "emptied": .object(
        plan.emptied.sorted { $0.key < $1.key }.map { JSON.Member(name: $0.key, value: .integer($0.value)) }),
      "orphanedReplies": .integer(plan.orphanedReplies),
      "order": .array(steps.map { ["thing": .string($0.thing.name), "count": .integer($0.count)] }),
      "blockers": plan.blockers.isEmpty ? .null : .array(plan.blockers.map(\.json)),
    ]
    return json.compact.members
  }

  private static func text(of blocker: RemovalBlocker, _ names: Names) throws -> String {
    "\(try names.removable(blocker.child)) refers to \(try names.removable(blocker.parent)) as its "
      + "\(blocker.relation.reference), which restricts: remove it too (\(blocker.child.option)), or change that"
  }
}

extension Removable {
  /// The option that names it to `remove`.
  fileprivate var option: String {
    switch self {
    case .account(let id): "--account \(id)"
    case .conversation(let id): "--conversation \(id)"
    case .resource(let id): "--resource \(id)"
    case .participant(let id, _): "--conversation \(id)"
    case .record: "--account"
    }
  }
}

extension Names {
  func removable(_ thing: Removable) throws -> String {
    switch thing {
    case .account(let id): "account \(try account(id))"
    case .conversation(let id): "conversation \(try conversation(id))"
    case .resource(let id): try resource(id)
    case .participant(let id, let account): "\(try self.account(account)) in \(try conversation(id))"
    case .record(let record): "\(record.table.noun) \(try self.record(record))"
    }
  }
}

extension EntityKind {
  /// What one or several of them are called in a sentence.
  func plural(_ count: Int64) -> String {
    let name =
      switch self {
      case .twoStepVerification: "two-step setting"
      case .chatSettings: "chat setting"
      default: words
      }
    return count == 1 ? name : name + "s"
  }
}
