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
    case .whiteboard: .whiteboard
    }
  }

  init(wire value: ProtoConversationKind, _ field: String) throws(WireError) {
    switch value {
    case .direct: self = .direct
    case .room: self = .room
    case .group: self = .group
    case .assistant: self = .assistant
    case .whiteboard: self = .whiteboard
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
    case .system: .system
    }
  }

  init(wire value: ProtoSender, _ field: String) throws(WireError) {
    switch value {
    case .user: self = .user
    case .ai: self = .ai
    case .system: self = .system
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}

extension ReportStatus {
  var wire: ProtoReportStatus {
    switch self {
    case .open: .open
    case .resolved: .resolved
    case .dismissed: .dismissed
    }
  }

  init(wire value: ProtoReportStatus, _ field: String) throws(WireError) {
    switch value {
    case .open: self = .open
    case .resolved: self = .resolved
    case .dismissed: self = .dismissed
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}

extension RemovalAction {
  var wire: ProtoRemovalAction {
    switch self {
    case .cascade: .cascade
    case .setNull: .setNull
    case .restrict: .restrict
    case .keep: .keep
    }
  }

  init(wire value: ProtoRemovalAction, _ field: String) throws(WireError) {
    switch value {
    case .cascade: self = .cascade
    case .setNull: self = .setNull
    case .restrict: self = .restrict
    case .keep: self = .keep
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}

extension RecordTable {
  var wire: ProtoRecordTable {
    switch self {
    case .blocks: .blocks
    case .sessions: .sessions
    case .reports: .reports
    case .chatSettings: .chatSettings
    case .twoStepVerifications: .twoStepVerifications
    }
  }

  init(wire value: ProtoRecordTable, _ field: String) throws(WireError) {
    switch value {
    case .blocks: self = .blocks
    case .sessions: self = .sessions
    case .reports: self = .reports
    case .chatSettings: self = .chatSettings
    case .twoStepVerifications: self = .twoStepVerifications
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}

extension CleanupCertainty {
  var wire: ProtoCleanupCertainty {
    switch self {
    case .possible: .possible
    case .likely: .likely
    case .certain: .certain
    }
  }

  init(wire value: ProtoCleanupCertainty, _ field: String) throws(WireError) {
    switch value {
    case .possible: self = .possible
    case .likely: self = .likely
    case .certain: self = .certain
    case .unspecified: throw .missing(field)
    case .UNRECOGNIZED(let number): throw .invalid(field, "has the unknown value \(number)")
    }
  }
}
