public import ChatDomain

/// The data of an entry that the fold needs in addition to its events.
public struct EntryStamp: Hashable, Sendable {
  public var position: Position
  /// The first entry of the same command; equal to `position` unless the command was split.
  public var firstPosition: Position
  public var time: Timestamp
  public var commandID: CommandID
  public var correlation: CommandID?

  public init(
    position: Position, firstPosition: Position, time: Timestamp, commandID: CommandID, correlation: CommandID?
  ) {
    self.position = position
    self.firstPosition = firstPosition
    self.time = time
    self.commandID = commandID
    self.correlation = correlation
  }
}
