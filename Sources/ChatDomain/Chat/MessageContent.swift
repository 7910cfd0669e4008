// What a message says, and the files that hang on it.

/// What is known of a file that hangs on a message; the file itself is kept elsewhere.
public struct Attachment: Hashable, Sendable {
  @Bytewise public var name: String
  /// An Internet media type.
  @Bytewise public var mediaType: String
  public var sizeBytes: Int64
  /// A digest in lower-case hexadecimal, prefixed by its algorithm: `sha256:…`.
  @Bytewise public var digest: String
  /// Where the file is: a URL or a key in the service's store.
  @Bytewise public var reference: String

  public init(name: String, mediaType: String = "", sizeBytes: Int64 = 0, digest: String = "", reference: String = "") {
    self.name = name
    self.mediaType = mediaType
    self.sizeBytes = sizeBytes
    self.digest = digest
    self.reference = reference
  }
}

/// What a message says, kept in the content of the entry that sent or edited it.
public struct MessageContent: Hashable, Sendable {
  @Bytewise public var body: String
  public var mentions: [AccountID]
  public var attachments: [Attachment]
  /// What a source had besides, by name; kept and given back, never interpreted.
  @Bytewise public var attributes: [String: String]

  public init(
    body: String, mentions: [AccountID] = [], attachments: [Attachment] = [], attributes: [String: String] = [:]
  ) {
    self.body = body
    self.mentions = mentions
    self.attachments = attachments
    self.attributes = attributes
  }
}

extension MessageContent {
  func check(limitBytes: Int) throws {
    try requireLength(body, "The message", atMost: limitBytes)
    guard !body.isEmpty || !attachments.isEmpty || !attributes.isEmpty else {
      throw Rejection(.invalid, "The message is empty.", remedy: "Give a body or an attachment.")
    }
    guard mentions.count <= Limits.mentions else {
      throw Rejection(
        .tooLarge, "\(mentions.count) mentions; at most \(Limits.mentions).", remedy: "Mention fewer accounts.")
    }
    guard attachments.count <= Limits.attachments else {
      throw Rejection(
        .tooLarge, "\(attachments.count) attachments; at most \(Limits.attachments).", remedy: "Send several messages.")
    }
    for attachment in attachments {
      let bytes =
        attachment.name.utf8.count + attachment.mediaType.utf8.count + attachment.digest.utf8.count
        + attachment.reference.utf8.count
      guard attachment.sizeBytes >= 0 else {
        throw Rejection(
          .invalid, "An attachment's `sizeBytes` must be 0 or more; it is \(attachment.sizeBytes).",
          remedy: "Give its size in bytes, or leave it out.")
      }
      guard bytes <= Limits.attachmentBytes else {
        throw Rejection(
          .tooLarge, "An attachment's texts have \(bytes) bytes; at most \(Limits.attachmentBytes).",
          remedy: "Shorten its name or its reference.")
      }
    }
    try checkAttributes(attributes)
  }
}
