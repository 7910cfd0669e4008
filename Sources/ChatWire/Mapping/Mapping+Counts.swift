import ChatDomain
import SwiftProtobuf

// Watermarks, marks and counts between the domain and the generated messages. A tally of nothing is left out.

extension ReadingPoint {
  var wire: ProtoReadingPoint {
    .with {
      $0.timeUs = time.microseconds
      $0.position = position.rawValue
    }
  }

  init(wire proto: ProtoReadingPoint, _ field: String) throws(WireError) {
    self.init(time: try Timestamp(wire: proto.timeUs, "\(field).time_us"), position: Position(proto.position))
  }
}

extension Watermark {
  var wire: ProtoWatermark {
    .with {
      switch self {
      case .position(let position): $0.position = position.rawValue
      case .point(let point): $0.point = point.wire
      case .imported(let position): $0.importedBy = position.rawValue
      }
    }
  }

  init(wire proto: ProtoWatermark, _ field: String) throws(WireError) {
    switch proto.covers {
    case .position(let position): self = .position(Position(position))
    case .point(let point): self = .point(try ReadingPoint(wire: point, "\(field).point"))
    case .importedBy(let position): self = .imported(by: Position(position))
    case nil: throw .missing("\(field).covers")
    }
  }
}

extension Tally {
  /// Nil when it counts nothing.
  var wire: ProtoTally? {
    guard !isZero else { return nil }
    return .with {
      $0.messages = messages
      $0.reactions = reactions
      $0.pins = pins
    }
  }

  init(wire proto: ProtoTally) {
    self.init(messages: proto.messages, reactions: proto.reactions, pins: proto.pins)
  }
}

extension ClearMark {
  var wire: ProtoClearMark {
    .with {
      $0.removal = removal.rawValue
      $0.watermark = watermark.wire
      if let hidden = hidden.wire { $0.hidden = hidden }
    }
  }

  static func list(wire list: [ProtoClearMark], _ field: String) throws(WireError) -> [ClearMark] {
    var result: [ClearMark] = []
    result.reserveCapacity(list.count)
    for mark in list {
      guard mark.hasWatermark else { throw .missing("\(field).watermark") }
      result.append(
        ClearMark(
          removal: Position(mark.removal), watermark: try Watermark(wire: mark.watermark, "\(field).watermark"),
          hidden: Tally(wire: mark.hidden)))
    }
    return result
  }
}

extension Totals {
  /// Nil when it counts nothing.
  var wire: ProtoTotals? {
    guard self != Totals() else { return nil }
    return .with {
      $0.accounts = accounts
      $0.conversations = conversations
      $0.participants = participants
      $0.messages = messages
      $0.reactions = reactions
      $0.readMarkers = readMarkers
      $0.pins = pins
      $0.whiteboardMessages = whiteboardMessages
      $0.blocks = blocks
      $0.sessions = sessions
      $0.reports = reports
      $0.chatSettings = chatSettings
      $0.twoStepVerifications = twoStepVerifications
      $0.resources = resources
    }
  }

  init(wire proto: ProtoTotals) {
    self.init()
    accounts = proto.accounts
    conversations = proto.conversations
    participants = proto.participants
    messages = proto.messages
    reactions = proto.reactions
    readMarkers = proto.readMarkers
    pins = proto.pins
    whiteboardMessages = proto.whiteboardMessages
    blocks = proto.blocks
    sessions = proto.sessions
    reports = proto.reports
    chatSettings = proto.chatSettings
    twoStepVerifications = proto.twoStepVerifications
    resources = proto.resources
  }
}
