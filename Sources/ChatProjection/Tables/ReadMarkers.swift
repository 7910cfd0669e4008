public import ChatDomain
import LMDB

// Read markers: conversation, account -> how far it was read.

extension RowTable<ReadMarkerState> {
  static var readMarkers: Self { Self("readMarkers", number: 7, belongsToConversation: true) }
}

extension ReadMarkerState: ProjectionRow {
  var rowKey: Key { Key(conversation, account) }

  func write(to row: inout RowWriter) {
    row.write(point)
    row.write(movedAt)
  }

  init(key: inout KeyReader, row: inout RowReader) throws {
    self.init(
      conversation: try key.nextID(), account: try key.nextID(), point: try row.point(), movedAt: try row.time())
  }
}

extension ProjectionSession {
  public func readMarker(of account: AccountID, in conversation: ConversationID) throws -> ReadMarkerState? {
    try row(of: .readMarkers, at: Key(conversation, account))
  }

  public func put(_ marker: ReadMarkerState) throws { try put(marker, into: .readMarkers) }

  public func forEachReadMarker(in conversation: ConversationID, _ body: (ReadMarkerState) throws -> Bool) throws {
    try forEachRow(of: .readMarkers, below: Key(conversation), body)
  }
}
