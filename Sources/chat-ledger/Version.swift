import ChatLedger
import LedgerJSON

/// What `--version` says, so that a report can cite what read the ledger.
enum Version {
  static let program = "0.1.0"

  static var text: String {
    "chat-ledger \(program)\nlog entries: format \(EngineVersions.entry)\nprojection and snapshots: fold "
      + "\(EngineVersions.fold)"
  }

  static var json: JSON {
    [
      "program": .string("chat-ledger"), "version": .string(program),
      "entryFormat": .integer(Int64(EngineVersions.entry)),
      "foldVersion": .integer(Int64(EngineVersions.fold)),
    ]
  }
}
