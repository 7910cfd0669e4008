// Read markers: how far an account has read in a conversation.

/// How far an account has read in a conversation.
public struct ReadMarkerState: Hashable, Sendable {
  public var conversation: ConversationID
  public var account: AccountID
  public var point: ReadingPoint
  public var movedAt: Timestamp

  public init(conversation: ConversationID, account: AccountID, point: ReadingPoint, movedAt: Timestamp) {
    self.conversation = conversation
    self.account = account
    self.point = point
    self.movedAt = movedAt
  }
}

extension MarkRead {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    let (known, current) = try state.requireVisibleMessage(message)
    guard known.conversation == conversation else {
      throw Rejection(
        .invalid, "Message \(message) is in conversation \(known.conversation), not in \(conversation).",
        remedy: "Name the message's own conversation.")
    }
    try request.requireRevision(of: current)
    var events: [Event] = []
    if try state.isInOpenImport(request) {
      // Who read it then may have left since, or be in no list that was imported.
      try state.requireAccount(account, isImport: true, registering: &events)
    } else {
      try state.requireParticipant(account, in: current)
    }
    // A marker only moves forward: an older one arriving late changes nothing.
    if let marker = try state.readMarker(of: account, in: conversation), marker.point >= known.point { return [] }
    events.append(
      .readMarkerMoved(
        ReadMarkerMoved(conversation: conversation, account: account, message: message, point: known.point)))
    return events
  }
}

extension ReadMarkerMoved {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    let isFirst = try store.readMarker(of: account, in: conversation) == nil
    try store.put(
      ReadMarkerState(conversation: conversation, account: account, point: point, movedAt: recorded.time))
    try store.change(conversation) { $0.readMarkers += isFirst ? 1 : 0 }
  }
}
