// One row of the table of relations: a reference, what becomes of the child, and who sees to it.

/// How the action reaches the children.
public enum RemovalReach: String, Hashable, Sendable, Codable {
  /// One event for each child.
  case eachChild
  /// The parent's own tombstone or watermark: nothing is written for a child, however many there are.
  case byParent
}

/// One reference from a child to a parent.
public struct Relation: Hashable, Sendable, Codable {
  public var child: EntityKind
  /// The name of the reference, as it is in the state.
  public var reference: String
  public var parent: EntityKind
  /// What becomes of the child when the parent goes.
  public var onRemoval: RemovalAction
  /// Whether every child has one.
  public var isRequired: Bool
  /// Whether removals ask this row, or something else does what it says.
  public var standing: Standing

  /// What kind of row it is.
  public enum Standing: Hashable, Sendable, Codable {
    /// Removals ask the row for its action: with another one, something else happens.
    case decides
    /// Nobody asks the row. What it says happens by itself, and the sentence says what does it.
    case describes(RemovalReach, by: String)
  }

  /// A row that removals ask.
  static func deciding(
    _ child: EntityKind, _ reference: String, to parent: EntityKind, _ onRemoval: RemovalAction, isRequired: Bool
  ) -> Relation {
    Relation(
      child: child, reference: reference, parent: parent, onRemoval: onRemoval, isRequired: isRequired,
      standing: .decides)
  }

  /// A row that tells what something else does.
  static func describing(
    _ child: EntityKind, _ reference: String, to parent: EntityKind, _ onRemoval: RemovalAction, isRequired: Bool,
    _ reach: RemovalReach, by sentence: String
  ) -> Relation {
    Relation(
      child: child, reference: reference, parent: parent, onRemoval: onRemoval, isRequired: isRequired,
      standing: .describes(reach, by: sentence))
  }

  /// What an import brought goes when it is taken back, but for what has come to be needed since. That rule is the
  /// import's own, and no action could say it.
  static func imported(_ child: EntityKind, unless exception: String? = nil) -> Relation {
    .describing(
      child, "importedBy", to: .importBatch, .cascade, isRequired: false, .eachChild,
      by: "Taking the import back removes it\(exception.map { ", unless \($0)" } ?? "").")
  }
}

extension Relation: CustomStringConvertible {
  /// The child and its reference, as reports have it: `session.account`.
  public var name: String { "\(child.name).\(reference)" }

  public var description: String { "\(name) → \(parent.name)" }
}

extension Relation {
  /// Whether removals ask the row.
  public var decides: Bool { standing == .decides }

  /// What does what the row says, in a sentence; nil where the row decides.
  public var mechanism: String? {
    if case .describes(_, let sentence) = standing { sentence } else { nil }
  }

  /// How the action reaches the children: one by one where the row decides.
  public var reach: RemovalReach {
    switch standing {
    case .decides: .eachChild
    case .describes(let reach, _): reach
    }
  }

  /// The actions that a row for this reference can have.
  ///
  /// What is required cannot be set to null. Of what decides, only the references of resources and the resource of a
  /// conversation can: no event empties another. What only describes cannot restrict: nobody asks it.
  public var possibleActions: [RemovalAction] {
    RemovalAction.allCases.filter { action in
      switch action {
      case .cascade, .keep: true
      case .restrict: decides
      case .setNull: !isRequired && (!decides || canBeEmptied)
      }
    }
  }

  /// Whether there is an event that empties the reference.
  private var canBeEmptied: Bool {
    switch child {
    case .resource: true
    case .conversation: reference == "resource"
    default: false
    }
  }

  func isSameReference(as other: Relation) -> Bool {
    child == other.child && reference == other.reference && parent == other.parent
  }
}
