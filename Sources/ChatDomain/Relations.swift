/// The kinds of things that refer to each other.
public enum Thing: String, Hashable, Sendable, Codable, CaseIterable {
  case account, conversation, participant, message, version, reaction, readMarker, pin, importBatch
}

/// What happens to a child when its parent goes.
public enum RemovalAction: String, Hashable, Sendable, Codable {
  /// The child goes with it, by the same tombstone or watermark; nothing is written for each child.
  case cascade
  /// The child stays and its reference is empty for whoever reads: what it names does not show.
  case setNull
  /// The parent cannot go while there is a child.
  case restrict
  /// The child stays, and so does its reference.
  case keep
}

/// One reference from a child to a parent.
public struct Relation: Hashable, Sendable, Codable {
  public var child: Thing
  /// The name of the reference, as it is in the state.
  public var reference: String
  public var parent: Thing
  public var onRemoval: RemovalAction
  /// Whether every child has one.
  public var isRequired: Bool
}

/// All references of the domain, in one table: what a removal does, which checks there are, and what the documentation
/// says are derived from it.
public enum Relations {
  public static let all: [Relation] = [
    Relation(
      child: .participant, reference: "conversation", parent: .conversation, onRemoval: .cascade, isRequired: true),
    Relation(child: .participant, reference: "account", parent: .account, onRemoval: .keep, isRequired: true),
    Relation(child: .message, reference: "conversation", parent: .conversation, onRemoval: .cascade, isRequired: true),
    Relation(child: .message, reference: "author", parent: .account, onRemoval: .keep, isRequired: true),
    Relation(child: .message, reference: "root", parent: .message, onRemoval: .setNull, isRequired: false),
    Relation(child: .message, reference: "replyTo", parent: .message, onRemoval: .setNull, isRequired: false),
    Relation(child: .message, reference: "importedBy", parent: .importBatch, onRemoval: .cascade, isRequired: false),
    Relation(child: .version, reference: "message", parent: .message, onRemoval: .cascade, isRequired: true),
    Relation(child: .reaction, reference: "message", parent: .message, onRemoval: .cascade, isRequired: true),
    Relation(child: .reaction, reference: "account", parent: .account, onRemoval: .keep, isRequired: true),
    Relation(
      child: .readMarker, reference: "conversation", parent: .conversation, onRemoval: .cascade, isRequired: true),
    Relation(child: .readMarker, reference: "account", parent: .account, onRemoval: .keep, isRequired: true),
    Relation(child: .pin, reference: "message", parent: .message, onRemoval: .cascade, isRequired: true),
    Relation(child: .conversation, reference: "pair", parent: .account, onRemoval: .keep, isRequired: false),
    Relation(
      child: .conversation, reference: "importedBy", parent: .importBatch, onRemoval: .cascade, isRequired: false),
    Relation(child: .account, reference: "importedBy", parent: .importBatch, onRemoval: .cascade, isRequired: false),
  ]

  /// The references that a kind of thing has.
  public static func of(_ child: Thing) -> [Relation] { all.filter { $0.child == child } }
}
