// What a kind of record says about itself, in the file of the kind. What follows from its key is generated.

/// The state of a record besides its key.
public protocol RecordFields: Hashable, Sendable {
  /// What the state refers to, by the names that the table of relations has for it.
  var references: [(name: String, subject: Subject)] { get }

  /// Whether it counts as long as it is not removed: a session that has ended does not.
  var isOpen: Bool { get }

  /// The text of the record that the entry keeps which recorded it.
  static var text: RecordText? { get }
}

extension RecordFields {
  /// Every record counts that is not removed, unless its kind says otherwise.
  public var isOpen: Bool { true }
  /// No text, unless the kind has one.
  public static var text: RecordText? { nil }
}

/// Which of the texts of an entry belongs to a record.
public enum RecordText: Hashable, Sendable {
  /// The device of a session.
  case device
  /// What a report says.
  case report
  /// The body of a message.
  case message
}

extension RecordState {
  /// What the record refers to, each with the name of the reference.
  package var references: [(name: String, subject: Subject)] {
    record.keyAccounts.map { ($0.reference, .account($0.account)) } + (fields.described?.references ?? [])
  }

  /// The accounts that the record refers to, each with the name of the reference.
  package var accounts: [(reference: String, account: AccountID)] {
    references.compactMap { name, subject in
      if case .account(let account) = subject { (name, account) } else { nil }
    }
  }
}
