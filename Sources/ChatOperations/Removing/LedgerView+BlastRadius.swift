public import ChatLedger

extension LedgerView {
  /// The effect that a removal would have now: its blast radius, and references that prevent it. Changes nothing.
  ///
  /// The ledger decides the command by the same plan, so that it does exactly this unless something is recorded in
  /// between.
  ///
  /// - Throws: ``Rejection`` for items that are unknown, already removed or protected.
  /// - Complexity: O(affected items), independent of the number of messages in the conversations.
  public func blastRadius(of removal: Remove) throws -> RemovalPlan { try removal.plan(in: state()) }
}

/// One step of a removal: the things of one kind that go.
public struct RemovalStep: Hashable, Sendable {
  /// What kind of things.
  public var thing: EntityKind
  /// How many of them go.
  public var count: Int64
}

extension RemovalPlan {
  /// The removed items by kind, ordered so that dependants come before the kinds that they depend on.
  ///
  /// Kinds that depend on each other in a circle come in the order of the table of relations.
  ///
  /// - Parameter relations: Those of the ledger, with its kinds of resources.
  public func steps(_ relations: Relations) -> [RemovalStep] {
    var rest = counts()
    var steps: [RemovalStep] = []
    while !rest.isEmpty {
      let names = Set(rest.map(\.thing))
      let index = rest.firstIndex { step in
        !relations.to(step.thing).contains {
          $0.onRemoval == .cascade && $0.child != step.thing && names.contains($0.child)
        }
      }
      steps.append(rest.remove(at: index ?? 0))
    }
    return steps
  }

  /// The kinds of which something goes, those furthest from the roots of the chat first.
  private func counts() -> [RemovalStep] {
    let besideTheRows: [(EntityKind, Int64)] = [
      (.reaction, removed.reactions), (.pin, removed.pins), (.readMarker, removed.readMarkers),
      (.message, removed.messages + removed.whiteboardMessages), (.participant, removed.participants),
      (.block, count { if case .recordRemoved(.block) = $0 { true } else { false } }),
      (.session, count { if case .recordRemoved(.session) = $0 { true } else { false } }),
      (.chatSettings, count { if case .recordRemoved(.chatSettings) = $0 { true } else { false } }),
      (.twoStepVerification, count { if case .recordRemoved(.twoStepVerification) = $0 { true } else { false } }),
      (.conversation, count { if case .conversationRemoved = $0 { true } else { false } }),
    ]
    let ofResources = resources.sorted { $0.key < $1.key }.map { (EntityKind.resource($0.key), $0.value) }
    return (besideTheRows + ofResources + [(.account, removed.accounts)]).filter { $0.1 > 0 }.map {
      RemovalStep(thing: $0.0, count: $0.1)
    }
  }

  private func count(_ isMeant: (RemovalItem) -> Bool) -> Int64 { Int64(items.count(where: isMeant)) }
}
