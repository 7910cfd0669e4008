import ChatDomain
import SwiftProtobuf

// Events of block lists, sessions, privacy reports and of records in general between the domain and the generated
// messages.

extension Record {
  var wire: ProtoRecord {
    .with {
      switch self {
      case .block(let account, let contact):
        $0.block = .with {
          $0.account = account.wire
          $0.contact = contact.wire
        }
      case .session(let id): $0.session = id.wire
      case .report(let id): $0.report = id.wire
      case .chatSettings(let account): $0.chatSettings = account.wire
      case .twoStepVerification(let account): $0.twoStepVerification = account.wire
      }
    }
  }

  init(wire proto: ProtoRecord, _ field: String) throws(WireError) {
    switch proto.record {
    case .block(let block):
      self = .block(
        try AccountID(wire: block.account, "\(field).block.account"),
        contact: try AccountID(wire: block.contact, "\(field).block.contact"))
    case .session(let id): self = .session(try SessionID(wire: id, "\(field).session"))
    case .report(let id): self = .report(try ReportID(wire: id, "\(field).report"))
    case .chatSettings(let account): self = .chatSettings(try AccountID(wire: account, "\(field).chat_settings"))
    case .twoStepVerification(let account):
      self = .twoStepVerification(try AccountID(wire: account, "\(field).two_step_verification"))
    case nil: throw .missing("\(field).record")
    }
  }
}

extension ContactBlocked {
  var wire: ProtoContactBlocked {
    .with {
      $0.account = account.wire
      $0.contact = contact.wire
      $0.blockedAtUs = blockedAt.microseconds
    }
  }

  init(wire proto: ProtoContactBlocked) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "contact_blocked.account"),
      contact: try AccountID(wire: proto.contact, "contact_blocked.contact"),
      blockedAt: try Timestamp(wire: proto.blockedAtUs, "contact_blocked.blocked_at_us"))
  }
}

extension SessionOpened {
  var wire: ProtoSessionOpened {
    .with {
      $0.session = session.wire
      $0.account = account.wire
      if let conversation { $0.conversation = conversation.wire }
      $0.startedAtUs = startedAt.microseconds
    }
  }

  init(wire proto: ProtoSessionOpened) throws(WireError) {
    self.init(
      session: try SessionID(wire: proto.session, "session_opened.session"),
      account: try AccountID(wire: proto.account, "session_opened.account"),
      conversation: proto.hasConversation
        ? try ConversationID(wire: proto.conversation, "session_opened.conversation") : nil,
      startedAt: try Timestamp(wire: proto.startedAtUs, "session_opened.started_at_us"))
  }
}

extension SessionClosed {
  var wire: ProtoSessionClosed {
    .with {
      $0.session = session.wire
      $0.endedAtUs = endedAt.microseconds
    }
  }

  init(wire proto: ProtoSessionClosed) throws(WireError) {
    self.init(
      session: try SessionID(wire: proto.session, "session_closed.session"),
      endedAt: try Timestamp(wire: proto.endedAtUs, "session_closed.ended_at_us"))
  }
}

extension ReportFiled {
  var wire: ProtoReportFiled {
    .with {
      $0.report = report.wire
      $0.reporter = reporter.wire
      if let subject { $0.subject = subject.wire }
      if let conversation { $0.conversation = conversation.wire }
      if let message { $0.message = message.wire }
      $0.category = category
      $0.filedAtUs = filedAt.microseconds
    }
  }

  init(wire proto: ProtoReportFiled) throws(WireError) {
    self.init(
      report: try ReportID(wire: proto.report, "report_filed.report"),
      reporter: try AccountID(wire: proto.reporter, "report_filed.reporter"),
      subject: proto.hasSubject ? try AccountID(wire: proto.subject, "report_filed.subject") : nil,
      conversation: proto.hasConversation
        ? try ConversationID(wire: proto.conversation, "report_filed.conversation") : nil,
      message: proto.hasMessage ? try MessageID(wire: proto.message, "report_filed.message") : nil,
      category: proto.category,
      filedAt: try Timestamp(wire: proto.filedAtUs, "report_filed.filed_at_us"))
  }
}

extension ReportResolved {
  var wire: ProtoReportResolved {
    .with {
      $0.report = report.wire
      $0.status = status.wire
    }
  }

  init(wire proto: ProtoReportResolved) throws(WireError) {
    self.init(
      report: try ReportID(wire: proto.report, "report_resolved.report"),
      status: try ReportStatus(wire: proto.status, "report_resolved.status"))
  }
}

extension RecordRemoved {
  var wire: ProtoRecordRemoved {
    .with {
      $0.record = record.wire
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoRecordRemoved) throws(WireError) {
    guard proto.hasRecord else { throw .missing("record_removed.record") }
    self.init(
      record: try Record(wire: proto.record, "record_removed.record"),
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension RecordRestored {
  var wire: ProtoRecordRestored {
    .with { $0.record = record.wire }
  }

  init(wire proto: ProtoRecordRestored) throws(WireError) {
    guard proto.hasRecord else { throw .missing("record_restored.record") }
    self.init(record: try Record(wire: proto.record, "record_restored.record"))
  }
}

extension RecordsCleared {
  var wire: ProtoRecordsCleared {
    .with {
      $0.table = table.wire
      $0.cleared = cleared
      if let removal { $0.removal = removal.rawValue }
    }
  }

  init(wire proto: ProtoRecordsCleared) throws(WireError) {
    self.init(
      table: try RecordTable(wire: proto.table, "records_cleared.table"),
      cleared: proto.cleared,
      removal: proto.hasRemoval ? Position(proto.removal) : nil)
  }
}

extension RecordsClearReverted {
  var wire: ProtoRecordsClearReverted {
    .with {
      $0.table = table.wire
      $0.removal = removal.rawValue
    }
  }

  init(wire proto: ProtoRecordsClearReverted) throws(WireError) {
    self.init(
      table: try RecordTable(wire: proto.table, "records_clear_reverted.table"), removal: Position(proto.removal))
  }
}
