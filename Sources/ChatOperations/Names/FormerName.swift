package import ChatLedger

/// A name that something had, from one entry to another.
package struct FormerName {
  package var name: String
  package var from: TextMoment
  /// The entry that gave it another name.
  package var until: TextMoment

  package struct TextMoment {
    package var position: Position
    package var time: Timestamp
  }
}

/// A thing that had another name before.
package struct FormerMatch {
  package var kind: Namesake.Kind
  package var id: String
  /// The name that was asked for.
  package var name: String
  /// When it had it last.
  package var former: FormerName
  package var now: String
}

/// Another thing that had the name by which one was found: whoever asks for the past may mean that.
package struct Namesake {
  package enum Kind: String {
    case conversation = "CONVERSATION"
    case account = "ACCOUNT"
    case resource = "RESOURCE"
  }

  package var kind: Kind
  package var id: String
  package var name: String
  /// When it had the name last; nil where it has it still.
  package var former: FormerName?
  /// Has the name, and is of another kind than what was found.
  package var isOfAnotherKind = false

  package init(kind: Kind, id: String, name: String, former: FormerName? = nil, isOfAnotherKind: Bool = false) {
    self.kind = kind
    self.id = id
    self.name = name
    self.former = former
    self.isOfAnotherKind = isOfAnotherKind
  }
}
