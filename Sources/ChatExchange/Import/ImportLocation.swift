/// Where in what is imported something stands. What is not known, or says nothing there, is left out.
package struct ImportLocation: Hashable, Sendable {
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

extension ImportLocation: CustomStringConvertible {
  /// In words, as far as it is known, for example `line 17` or `users.json[3]`.
  package var description: String {
    var parts: [String] = []
    if let file { parts.append(index.map { "\(file)[\($0)]" } ?? file) }
    if let table { parts.append(key.map { "\(table):\($0)" } ?? table) }
    if line > 0 { parts.append("line \(line)") }
    return parts.isEmpty ? "the source" : parts.joined(separator: ", ")
  }
}
