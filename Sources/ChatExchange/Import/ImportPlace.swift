/// Where in what is imported something stands. What is not known, or says nothing there, is left out.
package struct ImportPlace: Hashable, Sendable {
  /// The file, where there are several.
  package var file: String?
  /// The table of a database.
  package var table: String?
  /// The key of a row, as text.
  package var key: String?
  /// The line, from 1; 0 where there are none.
  package var line: UInt64
  /// The element of an array, from 0.
  package var index: UInt64?
  /// Which reply of the line's post it belongs to, from 1; 0 for the line's own object.
  package var reply: Int

  package init(
    file: String? = nil, table: String? = nil, key: String? = nil, line: UInt64 = 0, index: UInt64? = nil,
    reply: Int = 0
  ) {
    self.file = file
    self.table = table
    self.key = key
    self.line = line
    self.index = index
    self.reply = reply
  }
}
