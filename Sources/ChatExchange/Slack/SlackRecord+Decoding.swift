// Users and conversations.

extension JSONReader {
  /// A time: a string as in `ts`, or a number of seconds; nil for null and for an empty string.
  mutating func slackTime() throws(ExchangeError) -> SlackTime? {
    guard let byte = peek() else { throw truncated() }
    let start = offset
    if try null() { return nil }
    let text = byte == UInt8(ascii: "\"") ? try string() : try raw()
    if text.isEmpty { return nil }
    guard let time = SlackTime(text) else {
      offset = start
      throw fault("a time should stand here, as 1355517523.000005, of the years 1970 to 9999", .invalid)
    }
    return time
  }

  /// A value that is both used and kept as it is written.
  mutating func rawValue(_ name: String, keepingIn rest: inout [RawField], from start: Int) throws(ExchangeError) {
    rest.append(RawField(name: name, json: try text(start..<offset)))
  }

  /// A text; what is no text counts as none.
  mutating func looseString() throws(ExchangeError) -> String {
    guard peek() == UInt8(ascii: "\"") else {
      try skip()
      return ""
    }
    return try string()
  }

  /// True or false; anything else counts as false.
  mutating func looseBoolean() throws(ExchangeError) -> Bool {
    guard let byte = peek(), byte == UInt8(ascii: "t") || byte == UInt8(ascii: "f") else {
      try skip()
      return false
    }
    return try boolean()
  }

  /// Whether an object stands here; anything else is read over.
  mutating func beginsObject() throws(ExchangeError) -> Bool {
    guard peek() == UInt8(ascii: "{") else {
      try skip()
      return false
    }
    try beginObject()
    return true
  }

  /// Whether an array stands here; anything else is read over.
  mutating func beginsArray() throws(ExchangeError) -> Bool {
    guard peek() == UInt8(ascii: "[") else {
      try skip()
      return false
    }
    try beginArray()
    return true
  }
}

extension SlackUser {
  init(_ reader: inout JSONReader) throws(ExchangeError) {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      _ = reader.peek()
      let start = reader.offset
      switch key {
      case "id":
        id = try reader.string()
        continue
      case "name":
        name = try reader.looseString()
        continue
      case "real_name": realName = try reader.looseString()
      case "is_bot": isBot = try reader.looseBoolean()
      case "deleted": isDeleted = try reader.looseBoolean()
      case "profile": try takeProfile(&reader)
      default:
        try reader.keep(key, in: &rest)
        continue
      }
      try reader.rawValue(key, keepingIn: &rest, from: start)
    }
    guard !id.isEmpty else { throw MattermostRecord.missing("id") }
  }

  private mutating func takeProfile(_ reader: inout JSONReader) throws(ExchangeError) {
    guard try reader.beginsObject() else { return }
    while let key = try reader.nextKey() {
      switch key {
      case "display_name": displayName = try reader.looseString()
      case "email": email = try reader.looseString()
      case "real_name":
        let text = try reader.looseString()
        if realName.isEmpty { realName = text }
      default: try reader.skip()
      }
    }
  }
}

extension SlackChannel {
  init(_ list: List, _ reader: inout JSONReader) throws(ExchangeError) {
    self.init(list: list)
    try reader.beginObject()
    while let key = try reader.nextKey() {
      _ = reader.peek()
      let start = reader.offset
      switch key {
      case "id":
        id = try reader.string()
        continue
      case "name":
        name = try reader.looseString()
        continue
      case "members":
        members = try reader.null() ? nil : try reader.strings()
        continue
      case "created": created = try reader.slackTime()
      case "topic": topic = try Self.value(&reader)
      case "pins": try takePins(&reader)
      default:
        try reader.keep(key, in: &rest)
        continue
      }
      try reader.rawValue(key, keepingIn: &rest, from: start)
    }
    guard !id.isEmpty else { throw MattermostRecord.missing("id") }
    if list == .channels || list == .groups {
      guard !name.isEmpty else { throw MattermostRecord.missing("name") }
    }
  }

  /// The folder that its messages are in.
  var folder: String { list == .dms || name.isEmpty ? id : name }

  /// Topics are objects with the text and who set it.
  private static func value(_ reader: inout JSONReader) throws(ExchangeError) -> String {
    if reader.peek() == UInt8(ascii: "\"") { return try reader.string() }
    guard try reader.beginsObject() else { return "" }
    var value = ""
    while let key = try reader.nextKey() {
      if key == "value" { value = try reader.looseString() } else { try reader.skip() }
    }
    return value
  }

  private mutating func takePins(_ reader: inout JSONReader) throws(ExchangeError) {
    guard try reader.beginsArray() else { return }
    while try reader.nextElement() {
      guard try reader.beginsObject() else { continue }
      var pin = SlackPin(id: "", kind: "")
      while let key = try reader.nextKey() {
        switch key {
        case "id": pin.id = try reader.looseString()
        case "type": pin.kind = try reader.looseString()
        default: try reader.skip()
        }
      }
      pins.append(pin)
    }
  }
}
