import ChatLedger

/// The line that takes commands back, as somebody pastes it; every place that names one prints it through this.
struct RevertLine: CustomStringConvertible {
  /// More positions than that are named by the first and the last, where none is missing between them.
  private static let namesShown = 6

  /// What feeds the verb with names, where those do not stand behind it.
  private let source: String
  private let names: String
  /// Whether it is short enough for a cell of a table.
  let isShort: Bool

  private init(names: String, source: String = "", isShort: Bool = true) {
    self.names = names
    self.source = source
    self.isShort = isShort
  }

  init(_ command: CommandID) { self.init(names: command.description) }
  init(_ position: Position) { self.init(names: position.description) }

  /// Several, in the order in which they are given.
  init(_ positions: [Position]) {
    if positions.count > Self.namesShown, let first = positions.min(), let last = positions.max(),
      last.rawValue - first.rawValue + 1 == UInt64(Set(positions).count)
    {
      self.init(names: "-", source: "seq \(first) \(last) | ")
    } else {
      self.init(
        names: positions.map(\.description).joined(separator: " "), isShort: positions.count <= Self.namesShown)
    }
  }

  /// For whoever has to find the position out first.
  static let ofPosition = RevertLine(names: "POSITION")

  // Nobody can be asked where the names come through a pipe.
  var description: String { "\(source)chat-ledger revert \(names) --reason TEXT\(source.isEmpty ? "" : " --force")" }
}
