package import ChatLedger

/// Something that could not be taken, not wholly, or not as it stands, with its place.
package struct ImportFault: Error, Hashable, Sendable {
  /// How much is lost.
  package enum Weight: Hashable, Sendable {
    /// The thing is not taken.
    case refused
    /// The thing is taken, and something of it is left out or stays different.
    case partial
    /// Nothing is lost; somebody may want to know.
    case notice
  }

  package var place: ImportLocation
  package var item: String
  /// The column or field, where it is one.
  package var field: String?
  /// Where in the line, in bytes from 1.
  package var column: Int?
  package var code: String
  package var message: String
  package var remedy: String
  /// The same for programs.
  package var steps: [NextStep] = []
  package var weight: Weight
  /// Where a comparison counts it, where it is part of nothing described.
  package var bucket = 0
  /// A digest of the values that differ from those of the ledger, as a comparison has it, where that is the fault.
  var differing: String?
  /// How many messages are lost with it.
  package var lostMessages: UInt64 = 0

  package init(
    _ weight: Weight, _ code: String, _ message: String, remedy: String, at place: ImportLocation, item: String,
    field: String? = nil, column: Int? = nil
  ) {
    self.weight = weight
    self.code = code
    self.message = message
    self.remedy = remedy
    self.place = place
    self.item = item
    self.field = field
    self.column = column
  }

  /// Codes besides those of ``ExchangeError``, of rejections and of ``ImportWarning``.
  package enum Code {
    /// It differs from what the ledger has, in something that no command changes.
    package static let changed = "CHANGED"
    /// Something earlier in the same source says something else about the same thing.
    package static let contradiction = "CONTRADICTION"
    /// It says again what an earlier one says.
    package static let duplicate = "DUPLICATE"
    /// A field is larger than its limit.
    package static let tooLarge = "TOO_LARGE"
    /// It answers something that is not there.
    package static let orphan = "ORPHAN"
    /// An account of a production ledger that looks like demo data.
    package static let madeUp = "LOOKS_MADE_UP"
  }
}
