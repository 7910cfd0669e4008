import ChatDomain
import ChatLedgerTesting

extension SampleMaker {
  /// A command that asks for the action, with a random envelope and reason.
  mutating func command(_ action: Action) -> Command {
    Command(
      id: id(), actor: flag() ? .account(id()) : .operator(text()), origin: words(), reason: perhaps { $0.text() },
      correlation: perhaps { $0.id() }, causation: perhaps { .sample(&$0) },
      trace: perhaps {
        TraceContext(traceID: $0.id(CommandID.self).rawValue | 1, spanID: $0.next() | 1, flags: UInt8($0.next() & 0xFF))
      },
      expectedRevision: perhaps { $0.next() }, action: action)
  }

  /// The bytes with a few of them flipped, taken out, put in or cut off.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0...number(below: 3) {
      let at = number(below: result.count + 1)
      switch number(below: 5) {
      case 0 where at < result.count: result[at] ^= 1 << UInt8(number(below: 8))
      case 1 where at < result.count: result[at] = UInt8(truncatingIfNeeded: next())
      case 2 where at < result.count: result.remove(at: at)
      case 3: result.insert(UInt8(truncatingIfNeeded: next()), at: at)
      default: result.removeLast(result.count - at)
      }
    }
    return result
  }
}
