extension ConversationDetails {
  func check() throws {
    try requireLength(name, "The name", atMost: Limits.nameBytes)
    try requireLength(title, "The title", atMost: Limits.nameBytes)
    try requireLength(topic, "The topic", atMost: Limits.nameBytes)
    try checkAttributes(attributes)
  }
}
