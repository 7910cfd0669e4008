internal import ChatLedger
import LedgerSupport

/// What is kept of a conversation whose messages went into another one: its texts, as JSON, in an attribute of that.
///
/// A pair has one direct conversation in the ledger. Where a source has two of them, or the ledger has made one itself,
/// the second one's messages go into the first, and nothing that was said of it is lost.
enum MergedDetails {
  static let prefix = "merged."

  static func attribute(_ id: ConversationID) -> String { prefix + id.description }

  /// Nil where nothing is said of the conversation.
  static func text(of described: DescribedEntity) -> String? {
    guard case .conversation(let command, let endedAt) = described.thing else { return nil }
    let details = command.details
    let startedAt = described.unsaid.contains(.startedAt) ? nil : command.startedAt
    let times = [("startedAt", startedAt), ("endedAt", endedAt)].filter { $0.1 != nil }
    if details == ConversationDetails(), times.isEmpty, !described.isDeleted { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    for (name, text) in [("name", details.name), ("title", details.title), ("topic", details.topic)] where !text.isEmpty
    {
      writer.key(name)
      writer.string(text)
    }
    for case (let name, let time?) in times {
      writer.key(name)
      writer.string(time.description)
    }
    if described.isDeleted {
      writer.key("isDeleted")
      writer.raw("true")
    }
    writer.key("attributes")
    writer.beginObject()
    for (name, value) in details.attributes.sortedByBytes {
      writer.key(name)
      writer.string(value)
    }
    writer.endObject()
    writer.endObject()
    return String(decoding: writer.buffer, as: UTF8.self)
  }
}

extension ConversationDetails {
  /// These texts with what the known ones keep of conversations that went into this one.
  func keepingMerged(of known: ConversationDetails) -> ConversationDetails {
    var result = self
    for (name, value) in known.attributes where name.utf8.starts(with: MergedDetails.prefix.utf8) {
      result.attributes[name] = value
    }
    return result
  }
}
