public import ChatLedger

/// A row that could not be taken, or not whole.
public struct RowFault: Error, Hashable, Sendable, Codable {
  /// The kinds of faults; a fault can also have the code of a rejection.
  public enum Code {
    /// A part of the key is null.
    public static let nullKey = "NULL_KEY"
    /// A required reference of the row is null.
    public static let nullParent = "NULL_PARENT"
    /// A column that has to have a value is null.
    public static let missing = "MISSING"
    /// A column refers to a row that is not there, or could not be taken.
    public static let orphan = "ORPHAN"
    /// An earlier row has the same key.
    public static let duplicateKey = "DUPLICATE_KEY"
    /// An earlier row says the same under another key: a second room of a pair, a second reaction.
    public static let duplicate = "DUPLICATE"
    /// A value does not have the form that the mapping declares.
    public static let value = "VALUE"
    /// A text is no UTF-8. Its bytes are kept beside it where the thing has attributes.
    public static let encoding = "ENCODING"
    /// The row has changed since it was imported, in something that the ledger does not change.
    public static let changed = "CHANGED"
  }

  public var table: String
  public var key: String
  /// The column, where it is one.
  public var column: String?
  public var code: String
  public var message: String
  public var remedy: String
  /// The same for programs; not part of the fault's JSON.
  public var steps: [NextStep] = []
  /// Whether the row was imported anyway, without the faulty part.
  public var isTaken = false
  /// All of the row was taken; somebody may want to know.
  var losesNothing = false

  private enum CodingKeys: CodingKey { case table, key, column, code, message, remedy, isTaken }

  init(
    table: String, key: String, column: String? = nil, code: String, message: String, remedy: String,
    isTaken: Bool = false
  ) {
    self.table = table
    self.key = key
    self.column = column
    self.code = code
    self.message = message
    self.remedy = remedy
    self.isTaken = isTaken
  }
}
