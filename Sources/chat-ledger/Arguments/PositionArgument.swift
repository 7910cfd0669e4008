import ArgumentParser
import ChatLedger

extension Position {
  /// Reads a position as somebody writes it: `8901`, or with separators, `8,901`; nil for anything else.
  init?(written text: String) {
    let groups = text.split(separator: ",", omittingEmptySubsequences: false)
    let isNumber = groups.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    let isGrouped = groups.count == 1 || (groups[0].count <= 3 && groups.dropFirst().allSatisfy { $0.count == 3 })
    guard isNumber, isGrouped, let value = UInt64(groups.joined()) else { return nil }
    self.init(value)
  }

  /// Reads a position that an option takes.
  static func option(_ text: String) throws -> Position {
    guard let position = Position(written: text) else {
      throw ValidationError("“\(text)” is no position: a number such as 8901.")
    }
    guard position > .start else { throw ValidationError("Positions count from 1.") }
    return position
  }
}
