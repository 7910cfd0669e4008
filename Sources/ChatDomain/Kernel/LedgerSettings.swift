/// The key of a ledger's digests, written like an identifier.
public struct DigestKey: Identifier {
  @usableFromInline let words: TwoWords
  @inlinable public var rawValue: UInt128 { words.value }
  @inlinable public init(rawValue: UInt128) { words = TwoWords(rawValue) }
}

extension CreateLedger {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    guard request.position == Position(1) else {
      throw Rejection(.alreadyExists, "The ledger has been created already.", remedy: "Use it, or make another one.")
    }
    guard (1...Limits.largestBodyBytes).contains(settings.maximumBodyBytes) else {
      throw Rejection(
        .invalid, "The longest body must be between 1 and \(Limits.largestBodyBytes) bytes.",
        remedy: "Choose a limit in that range.")
    }
    return [.ledgerCreated(settings)]
  }
}

extension LedgerSettings {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws { try store.setSettings(self) }
}
