public import ChatLedger

extension VerifyReport: JSONConvertible {
  public var json: JSON {
    [
      "position": .position(position), "clean": .bool(isClean), "levels": .array(levels.map(\.json)),
      "notes": .array(notes.map { .string($0) }),
    ]
  }
}

extension VerifyLevelReport: JSONConvertible {
  public var json: JSON {
    ([
      "level": .string(level.rawValue), "checked": .unsigned(checked), "seconds": .decimal(seconds),
      "skipped": .unsigned(skipped), "uncommitted": uncommitted > 0 ? .unsigned(uncommitted) : .null,
      "faultCount": .unsigned(faultCount), "faults": .array(faults.map(\.json)),
    ] as JSON).compact
  }
}

extension VerifyFault: JSONConvertible {
  public var json: JSON {
    ([
      "level": .string(level.rawValue), "position": .position(position), "key": .of(key),
      "message": .string(message), "remedy": .string(remedy),
    ] as JSON).compact
  }
}
