public import ChatLedger
public import ChatOperations
import ChatWire

extension LedgerEntry {
  /// The entry with its command and events as in Docs/Commands.md, and what who sent it was called.
  public func json(_ names: Names) throws -> JSON {
    ([
      "position": .position(position), "time": .of(time),
      "firstPosition": .position(firstPosition == position ? nil : firstPosition),
      "part": parts > 1 ? .integer(Int64(part)) : .null, "parts": parts > 1 ? .integer(Int64(parts)) : .null,
      "rules": rules == .first ? .null : .integer(Int64(rules.rawValue)), "erased": .flag(isErased),
      "sizeBytes": .integer(Int64(sizeBytes)),
      "actorName": .of(try names.at(position).actorThen(command.actor)),
      "actorNameNow": .of(try names.at(position).actorNow(command.actor)),
      "command": .encoded(try CommandJSON.encode(command)),
      "events": .array(try events.map { .encoded(try EventJSON.encode($0)) }),
    ] as JSON).compact
  }
}
