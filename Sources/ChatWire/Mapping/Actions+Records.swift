import ChatDomain
import SwiftProtobuf

// Actions on block lists, sessions and privacy reports between the domain and the generated messages.

extension BlockContact {
  var wire: ProtoBlockContact {
    .with {
      $0.account = account.wire
      $0.contact = contact.wire
      if let blockedAt { $0.blockedAtUs = blockedAt.microseconds }
    }
  }

  init(wire proto: ProtoBlockContact) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "block_contact.account"),
      contact: try AccountID(wire: proto.contact, "block_contact.contact"),
      blockedAt: proto.hasBlockedAtUs ? try Timestamp(wire: proto.blockedAtUs, "block_contact.blocked_at_us") : nil)
  }
}

extension UnblockContact {
  var wire: ProtoUnblockContact {
    .with {
      $0.account = account.wire
      $0.contact = contact.wire
    }
  }

  init(wire proto: ProtoUnblockContact) throws(WireError) {
    self.init(
      account: try AccountID(wire: proto.account, "unblock_contact.account"),
      contact: try AccountID(wire: proto.contact, "unblock_contact.contact"))
  }
}

extension OpenSession {
  var wire: ProtoOpenSession {
    .with {
      $0.session = session.wire
      $0.account = account.wire
      if let conversation { $0.conversation = conversation.wire }
      if let startedAt { $0.startedAtUs = startedAt.microseconds }
    }
  }

  init(wire proto: ProtoOpenSession, device: String) throws(WireError) {
    self.init(
      session: try SessionID(wire: proto.session, "open_session.session"),
      account: try AccountID(wire: proto.account, "open_session.account"),
      conversation: proto.hasConversation
        ? try ConversationID(wire: proto.conversation, "open_session.conversation") : nil,
      device: device,
      startedAt: proto.hasStartedAtUs ? try Timestamp(wire: proto.startedAtUs, "open_session.started_at_us") : nil)
  }
}

extension CloseSession {
  var wire: ProtoCloseSession {
    .with {
      $0.session = session.wire
      if let endedAt { $0.endedAtUs = endedAt.microseconds }
    }
  }

  init(wire proto: ProtoCloseSession) throws(WireError) {
    self.init(
      session: try SessionID(wire: proto.session, "close_session.session"),
      endedAt: proto.hasEndedAtUs ? try Timestamp(wire: proto.endedAtUs, "close_session.ended_at_us") : nil)
  }
}

extension FileReport {
  var wire: ProtoFileReport {
    .with {
      $0.report = report.wire
      $0.reporter = reporter.wire
      if let subject { $0.subject = subject.wire }
      if let conversation { $0.conversation = conversation.wire }
      if let message { $0.message = message.wire }
      $0.category = category
      if let filedAt { $0.filedAtUs = filedAt.microseconds }
    }
  }

  init(wire proto: ProtoFileReport, text: String) throws(WireError) {
    self.init(
      report: try ReportID(wire: proto.report, "file_report.report"),
      reporter: try AccountID(wire: proto.reporter, "file_report.reporter"),
      subject: proto.hasSubject ? try AccountID(wire: proto.subject, "file_report.subject") : nil,
      conversation: proto.hasConversation
        ? try ConversationID(wire: proto.conversation, "file_report.conversation") : nil,
      message: proto.hasMessage ? try MessageID(wire: proto.message, "file_report.message") : nil,
      category: proto.category,
      text: text,
      filedAt: proto.hasFiledAtUs ? try Timestamp(wire: proto.filedAtUs, "file_report.filed_at_us") : nil)
  }
}

extension ResolveReport {
  var wire: ProtoResolveReport {
    .with {
      $0.report = report.wire
      $0.status = status.wire
    }
  }

  init(wire proto: ProtoResolveReport, text: String) throws(WireError) {
    self.init(
      report: try ReportID(wire: proto.report, "resolve_report.report"),
      status: try ReportStatus(wire: proto.status, "resolve_report.status"),
      text: text)
  }
}
