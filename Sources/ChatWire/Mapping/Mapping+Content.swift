import ChatDomain
import SwiftProtobuf

// Texts between the domain and the generated messages.

/// Attributes sorted by the bytes of their names, so that encoding is deterministic.
func wireAttributes(_ attributes: [String: String]) -> [ProtoAttribute] {
  attributes.sortedByBytes.map { name, value in
    .with {
      $0.name = name
      $0.value = value
    }
  }
}

func attributes(wire list: [ProtoAttribute], _ field: String) throws(WireError) -> [String: String] {
  var result: [String: String] = [:]
  for attribute in list {
    guard result.updateValue(attribute.value, forKey: attribute.name) == nil else {
      throw .invalid(field, "has a name twice")
    }
  }
  return result
}

extension MessageContent {
  /// What is left of a message whose content is erased, or never had a text.
  static let empty = MessageContent(body: "")

  var wire: ProtoMessageContent {
    .with {
      $0.body = body
      $0.mentions = mentions.map(\.wire)
      $0.attachments = attachments.map(\.wire)
      $0.attributes = wireAttributes(attributes)
    }
  }

  init(wire proto: ProtoMessageContent) throws(WireError) {
    self.init(
      body: proto.body, mentions: try AccountID.list(wire: proto.mentions, "message.mentions"),
      attachments: proto.attachments.map(Attachment.init(wire:)),
      attributes: try ChatWire.attributes(wire: proto.attributes, "message.attributes"))
  }
}

extension Attachment {
  var wire: ProtoAttachment {
    .with {
      $0.name = name
      $0.mediaType = mediaType
      $0.sizeBytes = sizeBytes
      $0.digest = digest
      $0.reference = reference
    }
  }

  init(wire proto: ProtoAttachment) {
    self.init(
      name: proto.name, mediaType: proto.mediaType, sizeBytes: proto.sizeBytes, digest: proto.digest,
      reference: proto.reference)
  }
}

extension Profile {
  var wire: ProtoProfile {
    .with {
      $0.userName = userName
      $0.displayName = displayName
      $0.email = email
      $0.attributes = wireAttributes(attributes)
    }
  }

  init(wire proto: ProtoProfile) throws(WireError) {
    self.init(
      userName: proto.userName, displayName: proto.displayName, email: proto.email,
      attributes: try ChatWire.attributes(wire: proto.attributes, "profile.attributes"))
  }
}

extension ConversationDetails {
  var wire: ProtoConversationDetails {
    .with {
      $0.name = name
      $0.title = title
      $0.topic = topic
      $0.attributes = wireAttributes(attributes)
    }
  }

  init(wire proto: ProtoConversationDetails) throws(WireError) {
    self.init(
      name: proto.name, title: proto.title, topic: proto.topic,
      attributes: try ChatWire.attributes(wire: proto.attributes, "details.attributes"))
  }
}

extension ResourceDetails {
  var wire: ProtoResourceDetails {
    .with {
      $0.title = title
      $0.attributes = wireAttributes(attributes)
    }
  }

  init(wire proto: ProtoResourceDetails) throws(WireError) {
    self.init(title: proto.title, attributes: try ChatWire.attributes(wire: proto.attributes, "resource.attributes"))
  }
}

extension ProtoContent {
  /// The texts of a command; nil when it has none.
  init?(of command: Command) {
    self.init()
    if let reason = command.reason { self.reason = reason }
    if case .operator(let name) = command.actor { operatorName = name }
    switch command.action {
    case .sendMessage(let action): set(action.content)
    case .editMessage(let action): set(action.content)
    case .registerAccount(let action): set(action.profile)
    case .updateAccount(let action): set(action.profile)
    case .createConversation(let action): set(action.details)
    case .updateConversation(let action): set(action.details)
    case .beginImport(let action):
      importSource = action.source
      importIdentity = action.identity
    case .createResource(let action): set(action.details)
    case .updateResource(let action): set(action.details ?? ResourceDetails())
    case .openSession(let action): device = action.device
    case .fileReport(let action): report = action.text
    case .resolveReport(let action): report = action.text
    case .remove(let action): cleanupRules = action.cleanup?.rules ?? ""
    case .setChatSettings(let action): chatSettings = wireAttributes(action.values)
    // These have no text of their own. A new action is named here or above: a text that is forgotten would not be kept.
    case .createLedger, .deactivateAccount, .endConversation, .reopenConversation, .removeConversation,
      .addParticipant, .removeParticipant, .changeRole, .deleteMessage, .addReaction, .removeReaction, .markRead,
      .pinMessage, .unpinMessage, .clear, .revert, .finishImport, .setAccountRoles, .protectAccount, .declareSchema,
      .clearEverything,
      .blockContact, .unblockContact, .closeSession, .setTwoStepVerification, .beginBackfill, .backfillRooms,
      .configureLedger:
      break
    }
    if self == ProtoContent() { return nil }
  }

  private mutating func set(_ content: MessageContent) {
    if content != .empty { message = content.wire }
  }

  private mutating func set(_ profile: ChatDomain.Profile) {
    if profile != Profile() { self.profile = profile.wire }
  }

  private mutating func set(_ details: ChatDomain.ConversationDetails) {
    if details != ConversationDetails() { self.details = details.wire }
  }

  private mutating func set(_ details: ChatDomain.ResourceDetails) {
    if details != ResourceDetails() { resource = details.wire }
  }
}
