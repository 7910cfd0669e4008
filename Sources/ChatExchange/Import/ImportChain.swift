package import ChatLedger

/// Which `beginImport` an import belongs to.
///
/// Imports of one source are numbered from 0, and the number is part of the identifier: the first one that the ledger
/// does not know, or that was begun and neither finished nor taken back, is the one to go on with.
package struct ImportChain {
  /// More imports of one source than this are refused.
  static let limit: UInt64 = 100_000

  package var begin: Command
  /// The ledger knows it: the import was stopped before.
  package var isBegun: Bool
  /// Where the imports of this source begin in the log, withdrawn ones too.
  package private(set) var positions: Set<Position> = []
  /// Which source the latest of them that is not withdrawn read, as far as it said so.
  private(set) var identity = ""
  /// The latest command that took an earlier import of this source back, while that applies.
  package var withdrawnBy: CommandID?

  package init(_ view: LedgerView, _ options: ImportOptions, format: String) throws {
    var number: UInt64 = 0
    while number < Self.limit {
      let id = ImportIdentifier.importCommand(
        format: format, source: options.source, number: number)
      guard let position = try view.position(of: id), let state = try view.importState(position) else {
        begin = Self.command(id, options, format)
        isBegun = false
        return
      }
      positions.insert(position)
      if state.withdrawnBy == nil, case .beginImport(let earlier)? = try view.entry(at: position)?.command.action,
        !earlier.identity.isEmpty
      {
        identity = earlier.identity
      }
      if let removal = state.withdrawnBy { withdrawnBy = try view.removal(removal)?.commandID }
      if !state.isFinished, state.withdrawnBy == nil {
        begin = Self.command(id, options, format)
        isBegun = true
        return
      }
      number += 1
    }
    throw ExchangeError(
      .tooLarge, "There are \(Self.limit) imports of “\(options.source)” already.",
      remedy: "Give the source another name.")
  }

  private static func command(_ id: CommandID, _ options: ImportOptions, _ format: String) -> Command {
    Command(
      id: id, actor: options.actor, origin: options.origin, reason: options.reason, correlation: id,
      action: .beginImport(BeginImport(format: format, source: options.source, identity: options.identity)))
  }
}
