import ChatDomain

/// A named reader of the log that remembers how far it has come.
///
/// Entries are delivered at least once: after a crash, entries after the last checkpoint are delivered again. Only one
/// consumer of a name should run at a time; nothing enforces this.
public struct Consumer: Sendable {
  /// 1 to 64 letters, digits, `-` or `_`; the name of its file in `consumers/`.
  public let name: String
  private let ledger: Ledger

  init(name: String, ledger: Ledger) {
    self.name = name
    self.ledger = ledger
  }

  /// The last entry that was checkpointed; 0 before the first. Reads one small file.
  ///
  /// - Throws: ``LedgerError`` `damaged` when the file holds no number, `io`.
  public func position() throws -> Position {
    try ledger.requireOwnProcess()
    guard let bytes = try Platform.readFile(path, limitBytes: 32) else { return .start }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let value = UInt64(text.prefix { $0.isNumber }) else {
      throw LedgerError(
        .damaged, "The checkpoint of consumer \(name) cannot be read.",
        remedy: "Remove \(path) to begin anew, or write the last handled position into it.")
    }
    return Position(value)
  }

  /// Remembers, durably, that everything up to the entry was handled. Going back is allowed.
  ///
  /// Blocks for two syncs, of the file and of its directory: checkpoint now and then, not after every entry.
  ///
  /// - Throws: ``LedgerError`` `io`.
  public func checkpoint(_ position: Position) throws {
    try ledger.requireOwnProcess()
    try Platform.makeDirectory(ledger.directory.consumers)
    try Platform.replaceFile(path, with: Array("\(position)\n".utf8))
  }

  /// The entries after the checkpoint, existing and future ones, as ``Ledger/entries(after:)``.
  ///
  /// - Throws: as ``position()``.
  public func entries() throws -> AsyncThrowingStream<LedgerEntry, any Error> {
    ledger.entries(after: try position())
  }

  private var path: String { "\(ledger.directory.consumers)/\(name).position" }
}

extension Ledger {
  /// The consumer of a name, which may be new.
  ///
  /// - Throws: ``LedgerError`` `usage` unless the name has 1 to 64 letters, digits, `-` or `_` (ASCII).
  public func consumer(named name: String) throws -> Consumer {
    let isGood = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isGood, (1...64).contains(name.utf8.count) else {
      throw LedgerError(
        .usage, "“\(name)” cannot name a consumer.", remedy: "Use 1 to 64 letters, digits, - or _.")
    }
    return Consumer(name: name, ledger: self)
  }
}
