import ChatLedger
public import ChatOperations

// What the operations on a whole ledger say.

extension DoctorReport: JSONConvertible {
  public var json: JSON {
    ([
      "healthy": .bool(isHealthy), "position": .position(position), "checks": .array(findings.map(\.json)),
    ] as JSON).compact
  }
}

extension DoctorFinding: JSONConvertible {
  public var json: JSON {
    ([
      "check": .string(check.rawValue), "outcome": .string(outcome.rawValue), "found": .string(found),
      "details": details.isEmpty ? .null : .array(details.map { .string($0) }), "advice": .of(advice),
      "seconds": .decimal(seconds),
    ] as JSON).compact
  }
}

extension BackfillReport: JSONConvertible {
  public var json: JSON {
    ([
      "policy": .string(policy), "outcome": .string(outcome.rawValue), "candidates": .unsigned(candidates),
      "created": .unsigned(created), "chain": .of(chain), "resumed": .flag(isResumed), "seconds": .decimal(seconds),
    ] as JSON).compact
  }
}

extension BackfillCandidates: JSONConvertible {
  public var json: JSON {
    let missing = first.map { candidate in
      ([
        "resource": .of(candidate.resource as ResourceID?), "parent": .of(candidate.parent),
        "pair": .array([candidate.pair.low, candidate.pair.high].map { .string($0.description) }),
      ] as JSON).compact
    }
    let without = unpaired.map { one in
      ["resource": .string(one.resource.description), "obstacle": .string("\(one.obstacle)")] as JSON
    }
    return
      ([
        "policy": .string(policy.name), "kind": .string(policy.kind), "parentKind": .of(parentKind),
        "parents": parentKind == nil ? .null : .unsigned(parents), "active": .unsigned(active),
        "rooms": .unsigned(rooms), "withMessages": .unsigned(roomsWithMessages), "empty": .unsigned(emptyRooms),
        "candidates": .unsigned(count), "candidatePairs": .unsigned(pairs),
        "candidateParents": parentKind == nil ? .null : .unsigned(parentsOfCandidates),
        "unpaired": .unsigned(unpairedCount), "position": .position(position),
        "first": missing.isEmpty ? .null : .array(missing),
        "firstUnpaired": without.isEmpty ? .null : .array(without),
      ] as JSON).compact
  }
}
