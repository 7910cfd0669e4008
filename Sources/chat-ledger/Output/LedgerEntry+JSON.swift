import ChatLedger
import ChatWire

extension LedgerEntry {
  /// The entry with its command and events as in Docs/Commands.md.
  func json() throws -> JSON {
    ([
      "position": .position(position), "time": .of(time),
      "firstPosition": .position(firstPosition == position ? nil : firstPosition),
      "part": parts > 1 ? .integer(Int64(part)) : .null, "parts": parts > 1 ? .integer(Int64(parts)) : .null,
      "erased": .flag(isErased), "sizeBytes": .integer(Int64(sizeBytes)),
      "command": .encoded(try CommandJSON.encode(command)),
      "events": .array(try events.map { .encoded(try EventJSON.encode($0)) }),
    ] as JSON).compact
  }
}
