/// An event with the entry that records it, as the fold sees it.
public struct LoggedEvent: Sendable {
  public var event: Event
  /// The entry that holds the event.
  public var position: Position
  /// The first entry of the same command: equal to `position` unless the command was split over several entries.
  public var firstPosition: Position
  public var time: Timestamp
  public var commandID: CommandID
  public var correlation: CommandID?

  public init(
    event: Event, position: Position, firstPosition: Position, time: Timestamp, commandID: CommandID,
    correlation: CommandID?
  ) {
    self.event = event
    self.position = position
    self.firstPosition = firstPosition
    self.time = time
    self.commandID = commandID
    self.correlation = correlation
  }
}
