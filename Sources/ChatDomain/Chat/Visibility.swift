// Visibility: the one rule that decides what shows, and the counts that follow from it.

extension Tally {
  public var isZero: Bool { self == Tally() }

  /// Adds number by number.
  public static func + (left: Tally, right: Tally) -> Tally {
    Tally(
      messages: left.messages + right.messages, reactions: left.reactions + right.reactions,
      pins: left.pins + right.pins)
  }

  public static prefix func - (tally: Tally) -> Tally {
    Tally(messages: -tally.messages, reactions: -tally.reactions, pins: -tally.pins)
  }

  /// Subtracts number by number.
  public static func - (left: Tally, right: Tally) -> Tally { left + -right }
  /// Adds number by number.
  public static func += (left: inout Tally, right: Tally) { left = left + right }
}

extension Watermark {
  /// Whether the message lies under the watermark.
  public func covers(_ message: MessageState) -> Bool {
    switch self {
    case .position(let last): message.point.position <= last
    case .point(let last): message.point <= last
    case .said(let end): message.sentAt < end
    case .imported(let position): message.importedBy == position
    }
  }

  var isPosition: Bool {
    if case .position = self { true } else { false }
  }
}

/// A clear that one participant made for themself.
public struct PersonalClear: Hashable, Sendable {
  public var removal: Position
  public var watermark: Watermark

  public init(removal: Position, watermark: Watermark) {
    self.removal = removal
    self.watermark = watermark
  }
}

extension ConversationState {
  /// Whether everyone who takes part can see the message.
  public func shows(_ message: MessageState) -> Bool {
    !isRemoved && !message.isDeleted && !marks.contains { $0.watermark.covers(message) }
  }

  /// Counts a change to a message where it belongs: in what shows, or in the first mark that covers it.
  mutating func count(_ message: MessageState, adding change: Tally) {
    if let index = marks.firstIndex(where: { $0.watermark.covers(message) }) {
      marks[index].hidden += change
    } else {
      visible += change
    }
  }
}

extension ParticipantState {
  /// Whether the message shows to this participant, given that it shows to everyone.
  public func shows(_ message: MessageState) -> Bool {
    if let visibleFrom {
      // Of what was said here the position tells whether it came before, and no clock. What an import brought has
      // nothing but its time.
      let isEarlier =
        message.importedBy == nil ? message.point.position < joinedPosition : message.sentAt < visibleFrom
      if isEarlier { return false }
    }
    return !clears.contains { $0.watermark.covers(message) }
  }
}

extension ConversationState {
  /// Sets all counts to zero; then call ``recount(_:)`` for every message.
  public mutating func beginRecount() {
    visible = Tally()
    for index in marks.indices { marks[index].hidden = Tally() }
  }

  /// Counts a message where it belongs, after ``beginRecount()``.
  public mutating func recount(_ message: MessageState) { count(message, adding: message.tally) }
}
