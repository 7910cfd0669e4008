/// What a ledger is made with; nothing can change it afterwards, so that every decision stays replayable.
public struct LedgerSettings: Hashable, Sendable {
  /// The longest message body in UTF-8 bytes.
  public var maximumBodyBytes: Int
  /// Whether an unknown account that acts or is named is registered on first use instead of being rejected.
  public var registersUnknownAccounts: Bool
  /// The 128-bit key of the state's digests: random, drawn when the ledger is made, kept in the log.
  public var digestKey: DigestKey

  public init(
    maximumBodyBytes: Int = Limits.defaultBodyBytes, registersUnknownAccounts: Bool = false, digestKey: DigestKey
  ) {
    self.maximumBodyBytes = maximumBodyBytes
    self.registersUnknownAccounts = registersUnknownAccounts
    self.digestKey = digestKey
  }
}

/// The key of a ledger's digests, written like an identifier.
public struct DigestKey: Identifier {
  @usableFromInline let words: TwoWords
  @inlinable public var rawValue: UInt128 { words.value }
  @inlinable public init(rawValue: UInt128) { words = TwoWords(rawValue) }
}

/// Makes the ledger: always the first entry of a log.
public struct CreateLedger: Hashable, Sendable {
  public var settings: LedgerSettings

  public init(settings: LedgerSettings) { self.settings = settings }
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
