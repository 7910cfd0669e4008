import ChatDomain

/// The byte that stands for an enumeration's case in rows. A format: never reuse one.
protocol RowCode: CaseIterable {
  var code: UInt8 { get }
}

extension AccountKind: RowCode {
  var code: UInt8 {
    switch self {
    case .person: 1
    case .service: 2
    case .assistant: 3
    }
  }
}

extension ConversationKind: RowCode {
  var code: UInt8 {
    switch self {
    case .direct: 1
    case .room: 2
    case .group: 3
    case .assistant: 4
    case .whiteboard: 5
    }
  }
}

extension HistoryVisibility: RowCode {
  var code: UInt8 {
    switch self {
    case .shared: 1
    case .sinceJoin: 2
    }
  }
}

extension ParticipantRole: RowCode {
  var code: UInt8 {
    switch self {
    case .member: 1
    case .moderator: 2
    }
  }
}

extension ReportStatus: RowCode {
  var code: UInt8 {
    switch self {
    case .open: 1
    case .resolved: 2
    case .dismissed: 3
    }
  }
}

extension RecordTable: RowCode {
  var code: UInt8 {
    switch self {
    case .blocks: 1
    case .sessions: 2
    case .reports: 3
    case .chatSettings: 4
    case .twoStepVerifications: 5
    }
  }
}

extension RemovalAction: RowCode {
  var code: UInt8 {
    switch self {
    case .cascade: 1
    case .setNull: 2
    case .restrict: 3
    case .keep: 4
    }
  }
}
