// The content of a message, and its files.

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
