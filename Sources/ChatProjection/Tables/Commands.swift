public import ChatDomain
import LMDB

// Commands: command -> its first entry, and where the message is that it sent.

extension RowTable<CommandRow> {
  static var commands: Self { Self("commands", number: 9) }
}

struct CommandRow: ProjectionRow {
  var id: CommandID
  var position: Position
  var message: (conversation: ConversationID, time: Timestamp)?

  var rowKey: Key { Key(id) }

  func write(to row: inout RowWriter) {
    row.write(position)
    if let message {
      row.write(byte: 1)
      row.write(message.conversation)
      row.write(message.time)
    } else {
      row.write(byte: 0)
    }
  }
}

extension CommandRow {
  init(key: inout KeyReader, row: inout RowReader) throws {
    id = try key.nextID()
    position = try row.position()
    message = try row.byte() == 1 ? (try row.id(), try row.time()) : nil
  }
}

extension ProjectionSession {
  public func command(_ id: CommandID) throws -> Position? { try row(of: .commands, at: Key(id))?.position }

  /// Where a message stands: its conversation and its point in reading order.
  func place(of id: MessageID) throws -> (conversation: ConversationID, point: ReadingPoint)? {
    guard let command = try row(of: .commands, at: Key(id)), let message = command.message else { return nil }
    return (message.conversation, ReadingPoint(time: message.time, position: command.position))
  }
}
