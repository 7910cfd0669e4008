import ChatDomain

// Enums between the domain and the generated messages. Zero (UNSPECIFIED) and numbers that this version does not know
// are errors that name the field.

extension AccountKind {
  var wire: ProtoAccountKind {
    switch self {
    case .person: .person
    case .service: .service
    case .assistant: .assistant
    }
  }

  init(wire value: ProtoAccountKind, _ field: String) throws(WireError) {
    switch value {
    case .person: self = .person
    case .service: self = .service
    case .assistant: self = .assistant
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}

extension ConversationKind {
  var wire: ProtoConversationKind {
    switch self {
    case .direct: .direct
    case .room: .room
    case .group: .group
    case .assistant: .assistant
    }
  }

  init(wire value: ProtoConversationKind, _ field: String) throws(WireError) {
    switch value {
    case .direct: self = .direct
    case .room: self = .room
    case .group: self = .group
    case .assistant: self = .assistant
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}

extension HistoryVisibility {
  var wire: ProtoHistoryVisibility {
    switch self {
    case .shared: .shared
    case .sinceJoin: .sinceJoin
    }
  }

  init(wire value: ProtoHistoryVisibility, _ field: String) throws(WireError) {
    switch value {
    case .shared: self = .shared
    case .sinceJoin: self = .sinceJoin
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}

extension ParticipantRole {
  var wire: ProtoParticipantRole {
    switch self {
    case .member: .member
    case .moderator: .moderator
    }
  }

  init(wire value: ProtoParticipantRole, _ field: String) throws(WireError) {
    switch value {
    case .member: self = .member
    case .moderator: self = .moderator
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}

extension Sender {
  var wire: ProtoSender {
    switch self {
    case .user: .user
    case .ai: .ai
    }
  }

  init(wire value: ProtoSender, _ field: String) throws(WireError) {
    switch value {
    case .user: self = .user
    case .ai: self = .ai
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}
