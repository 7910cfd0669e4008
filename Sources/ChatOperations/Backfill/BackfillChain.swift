import ChatLedger
import Crypto

/// Which `beginBackfill` the commands of a backfill belong to.
///
/// The backfills of one policy are numbered from 0, and the number is part of the identifier: the first one that the
/// ledger does not know, or that was begun and neither finished nor taken back, is the one to go on with. So a backfill
/// that was killed is finished by the next, and one revert takes both parts back.
struct BackfillChain {
  /// More backfills of one policy than this are refused: one that finds something every five minutes for nine years.
  static let limit: UInt64 = 1_000_000

  let id: CommandID
  /// The ledger knows it: a backfill was stopped before.
  let isBegun: Bool

  /// - Complexity: O(backfills of the policy that made something before), one look-up each.
  init(policy: String, in view: LedgerView) throws {
    for number in 0..<Self.limit {
      let id = Self.identifier("begin", policy, number)
      let state = try view.position(of: id).flatMap { try view.importState($0) }
      guard let state, !state.isOpen else {
        self.id = id
        isBegun = state != nil
        return
      }
    }
    throw LedgerError(
      .usage, "There are \(Self.limit) backfills of the policy “\(policy)” already.",
      remedy: "Declare the policy under another name.")
  }

  /// The command that closes it; always the same, so that closing it twice is the same as once.
  var finish: CommandID { Self.identifier("finish \(id)", "", 0) }

  /// A UUIDv8 of a SHA-256; a format: another name for the same chain would not find what was begun.
  private static func identifier(_ verb: String, _ policy: String, _ number: UInt64) -> CommandID {
    let digest = SHA256.hash(data: Array("chat-ledger/backfill/\(verb)\u{0}\(policy)\u{0}\(number)".utf8))
    return CommandID(rawValue: UUIDLayout.version8(digest: digest))
  }
}
