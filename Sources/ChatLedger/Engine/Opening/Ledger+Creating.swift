extension Ledger {
  /// Opens the ledger at a path for writing, and creates it first if there is none.
  ///
  /// ```swift
  /// let ledger = try await Ledger.open(at: "chats.ledger", creatingIfNeeded: LedgerSettings(), origin: "web")
  /// ```
  ///
  /// - Parameters:
  ///   - settings: The settings of a new ledger; an existing ledger keeps its own.
  ///   - origin: The program that creates it, for its first entry.
  /// - Throws: as ``open(at:mode:options:)-sync``, and ``Rejection`` when the settings are out of range.
  public static func open(
    at path: String, creatingIfNeeded settings: LedgerSettings, origin: String, options: Options = Options()
  ) async throws -> Ledger {
    do { return try await open(at: path, options: options) } catch let error as LedgerError
      where error.code == .notFound
    {}
    do {
      return try await create(
        at: path, settings: settings, actor: .operator(origin), origin: origin, options: options)
    } catch let error as LedgerError where error.code == .exists {
      // Somebody else made it just now.
      return try await open(at: path, options: options)
    }
  }
}

extension Ledger {
  /// Refuses a path that lies in a ledger, for what is no part of it.
  ///
  /// - Throws: ``LedgerError`` `usage`, which names the ledger.
  package static func requireOutsideOfLedgers(_ path: String) throws { try LedgerDirectory.requireOutside(path) }
}

extension LedgerSettings {
  /// Settings of a new ledger, with a key for its digests that is drawn now.
  public init(
    maximumBodyBytes: Int = Limits.defaultBodyBytes, registersUnknownAccounts: Bool = false,
    authorization: Authorization = .members
  ) {
    self.init(
      maximumBodyBytes: maximumBodyBytes, registersUnknownAccounts: registersUnknownAccounts,
      authorization: authorization, digestKey: DigestKey(rawValue: UInt128.random(in: .min ... .max)))
  }
}
