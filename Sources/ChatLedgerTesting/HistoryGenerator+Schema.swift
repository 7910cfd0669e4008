import ChatDomain

// Schemas: random kinds whose references lead anywhere, in circles and to themselves, with all four actions.
extension HistoryGenerator {
  private static let largestKindCount = 8

  /// A first schema, or one with more kinds and policies, in which sometimes another action is taken on a removal.
  mutating func schema(after current: ResourceSchema) -> ResourceSchema {
    var schema = current
    let newCount = current.kinds.isEmpty ? 3 + random.below(4) : random.below(2)
    let count = min(current.kinds.count + newCount, Self.largestKindCount)
    for index in current.kinds.count..<count { schema.kinds.append(kind(index, of: count)) }
    if !current.kinds.isEmpty, random.oneIn(4) { changeAction(in: &schema) }
    // Now and then a kind is left out, which is refused.
    if random.oneIn(30) { schema.kinds.removeLast() }
    for _ in 0..<3 {
      guard schema.policies.count < 3, let policy = policy(in: schema) else { break }
      schema.policies.append(policy)
    }
    return schema
  }

  private mutating func kind(_ index: Int, of count: Int) -> ResourceKind {
    let references = (0..<random.below(5)).map { number in
      let target = random.below(count)
      var rule = ReferenceRule(
        name: "r\(number)", target: random.oneIn(3) ? .account : .resource("kind-\(target)"), onRemoval: action())
      // What leads to an earlier kind can be required: there may be something to refer to.
      let isRequired = rule.target == .account || target < index
      if isRequired, rule.onRemoval != .setNull { rule.isRequired = random.oneIn(3) }
      return rule
    }
    return ResourceKind(name: "kind-\(index)", references: references, conversations: action())
  }

  /// Every action, and restrict less often than the others: it keeps everything from happening.
  private mutating func action() -> RemovalAction {
    random.pick([.cascade, .cascade, .cascade, .setNull, .setNull, .keep, .restrict]) ?? .cascade
  }

  private mutating func changeAction(in schema: inout ResourceSchema) {
    let index = random.below(schema.kinds.count)
    let action = action()
    guard !schema.kinds[index].references.isEmpty else {
      schema.kinds[index].conversations = action
      return
    }
    let reference = random.below(schema.kinds[index].references.count)
    if !schema.kinds[index].references[reference].isRequired || action != .setNull {
      schema.kinds[index].references[reference].onRemoval = action
    }
  }

  /// A policy for a kind from which two ways lead to accounts.
  private mutating func policy(in schema: ResourceSchema) -> RoomPolicy? {
    guard let kind = random.pick(schema.kinds), let one = random.pick(paths(from: kind, in: schema, longest: 3)),
      let other = random.pick(paths(from: kind, in: schema, longest: 3).filter { $0 != one })
    else { return nil }
    return RoomPolicy(
      name: "policy-\(schema.policies.count)-\(random.below(1_000_000))", kind: kind.name, activeStatuses: ["active"],
      members: [one, other])
  }

  private func paths(from kind: ResourceKind, in schema: ResourceSchema, longest: Int) -> [[String]] {
    guard longest > 0 else { return [] }
    return kind.references.flatMap { rule -> [[String]] in
      switch rule.target {
      case .account: return [[rule.name]]
      case .resource(let name):
        guard let next = schema.kind(name) else { return [] }
        return paths(from: next, in: schema, longest: longest - 1).map { [rule.name] + $0 }
      }
    }
  }
}
