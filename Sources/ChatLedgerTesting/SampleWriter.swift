/// Writes a ``SampleArchive``, line by line.
struct SampleWriter {
  let archive: SampleArchive
  var summary = SampleArchive.Summary()
  /// The line under way.
  var line: [UInt8] = []
  /// When the latest thread began.
  var clockSeconds = SampleShape.startSeconds
  private var random: SplitMix64
  private let text: SampleText
  private let bodyBytes: Quantiles
  /// The accounts of each room; those who write most come first.
  private var members: [[Int32]]
  private var rooms: [[Int32]]

  init(_ archive: SampleArchive) {
    self.archive = archive
    random = SplitMix64(seed: archive.seed)
    text = SampleText(seed: archive.seed)
    bodyBytes =
      switch archive.lengths {
      case .plain: SampleShape.plainBytes
      case .html: SampleShape.htmlBytes
      }
    members = Array(repeating: [], count: archive.rooms)
    rooms = Array(repeating: [], count: archive.accounts)
    for account in 0..<archive.accounts {
      // The first few are everywhere, so that no room is empty.
      let count = account < 3 ? archive.rooms : 1 + random.zipf(below: archive.rooms)
      var chosen: Set<Int32> = []
      for _ in 0..<count { chosen.insert(Int32(random.zipf(below: archive.rooms))) }
      if account < 3 { chosen = Set(0..<Int32(archive.rooms)) }
      rooms[account] = chosen.sorted()
      for room in rooms[account] { members[Int(room)].append(Int32(account)) }
    }
  }

  mutating func writeAll(_ emit: (borrowing [UInt8]) throws -> Void) throws {
    append(#"{"type":"version","version":1}"#)
    try finishLine(emit)
    append(#"{"type":"team","team":{"name":"sample","display_name":"Sample","type":"O"}}"#)
    try finishLine(emit)
    for room in 0..<archive.rooms { try writeChannel(room, emit) }
    for account in 0..<archive.accounts { try writeUser(account, emit) }
    if archive.extras.contains(.directConversations) { try writeDirectChannels(emit) }
    while summary.messages < archive.messages {
      try writeThread(emit)
      try writeFaults(emit)
    }
    if archive.extras.contains(.directConversations) { try writeDirectPosts(emit) }
  }

  private mutating func writeChannel(_ room: Int, _ emit: (borrowing [UInt8]) throws -> Void) throws {
    append(#"{"type":"channel","channel":{"team":"sample","name":""#)
    appendRoom(room)
    append(#"","display_name":"Room "#)
    append(room + 1, digits: 1)
    append(#"","type":"O"}}"#)
    try finishLine(emit)
  }

  private mutating func writeUser(_ account: Int, _ emit: (borrowing [UInt8]) throws -> Void) throws {
    append(#"{"type":"user","user":{"username":""#)
    appendUser(account)
    append(#"","email":""#)
    appendUser(account)
    append(#"@example.invalid","teams":[{"name":"sample","roles":"team_user","channels":["#)
    for (index, room) in rooms[account].enumerated() {
      append(index == 0 ? #"{"name":""# : #",{"name":""#)
      appendRoom(Int(room))
      append(#"","roles":"channel_user"}"#)
    }
    append("]}]}}")
    try finishLine(emit)
  }

  private mutating func writeThread(_ emit: (borrowing [UInt8]) throws -> Void) throws {
    let room = random.zipf(below: archive.rooms)
    let left = archive.messages - summary.messages
    let replies = min(SampleShape.replies.draw(&random), left - 1)
    let threadCount = max(1, archive.messages / SampleShape.meanThreadMessages)
    clockSeconds += random.below(max(1, 2 * SampleShape.spanSeconds / threadCount))
    var time = clockSeconds * 1_000 + random.below(3)
    append(#"{"type":"post","post":{"team":"sample","channel":""#)
    appendRoom(room)
    append(#"","user":""#)
    appendMessage(by: author(in: room), at: time)
    append(#","props":{"topic":"topic "#)
    append(summary.threads + 1, digits: 1)
    append(#""},"replies":["#)
    for index in 0..<replies {
      time = next(after: time)
      append(index == 0 ? #"{"user":""# : #",{"user":""#)
      appendMessage(by: author(in: room), at: time)
      append("}")
    }
    append("]}}")
    summary.threads += 1
    try finishLine(emit)
  }

  /// Whole seconds; within one second the milliseconds keep the order.
  private mutating func next(after milliseconds: Int) -> Int {
    let gap = SampleShape.gapSeconds.draw(&random)
    if gap == 0, milliseconds % 1_000 < 999 { return milliseconds + 1 }
    return (milliseconds / 1_000 + max(1, gap)) * 1_000
  }

  private mutating func author(in room: Int) -> Int {
    Int(members[room][random.zipf(below: members[room].count)])
  }

  /// The user's name, closed, with the text, the time and the reactions.
  private mutating func appendMessage(by account: Int, at milliseconds: Int) {
    appendUser(account)
    append(#"","message":""#)
    let isLongest = summary.messages == archive.messages / 2
    text.append(bytes: isLongest ? SampleShape.longestBytes : bodyBytes.draw(&random), to: &line, &random)
    append(#"","create_at":"#)
    append(milliseconds, digits: 1)
    summary.messages += 1
    if archive.extras.contains(.reactions), random.oneIn(12) { appendReactions(at: milliseconds) }
  }

  private mutating func appendReactions(at milliseconds: Int) {
    let first = random.below(archive.accounts)
    let count = min(1 + random.below(3), archive.accounts)
    append(#","reactions":["#)
    for index in 0..<count {
      append(index == 0 ? #"{"user":""# : #",{"user":""#)
      appendUser((first + index) % archive.accounts)
      append(#"","emoji_name":"heart","create_at":"#)
      append(milliseconds + 1_000 * (index + 1), digits: 1)
      append("}")
      summary.reactions += 1
    }
    append("]")
  }

  // MARK: Direct conversations

  private var pairCount: Int { min(20, archive.accounts - 1) }

  private mutating func writeDirectChannels(_ emit: (borrowing [UInt8]) throws -> Void) throws {
    for pair in 0..<pairCount {
      append(#"{"type":"direct_channel","direct_channel":{"members":["#)
      appendPair(pair)
      append("]}}")
      try finishLine(emit)
    }
  }

  private mutating func writeDirectPosts(_ emit: (borrowing [UInt8]) throws -> Void) throws {
    guard pairCount > 0 else { return }
    for index in 0..<archive.messages / 50 {
      let pair = random.below(pairCount)
      append(#"{"type":"direct_post","direct_post":{"channel_members":["#)
      appendPair(pair)
      append(#"],"user":""#)
      appendUser(random.oneIn(2) ? 0 : pair + 1)
      append(#"","message":""#)
      text.append(bytes: bodyBytes.draw(&random), to: &line, &random)
      append(#"","create_at":"#)
      append((SampleShape.startSeconds + 600 * index) * 1_000, digits: 1)
      append("}}")
      summary.directMessages += 1
      try finishLine(emit)
    }
  }

  private mutating func appendPair(_ pair: Int) {
    append("\"")
    appendUser(0)
    append(#"",""#)
    appendUser(pair + 1)
    append("\"")
  }
}

// MARK: Bytes

extension SampleWriter {
  mutating func append(_ text: String) { line.append(contentsOf: text.utf8) }

  private mutating func append(_ number: Int, digits: Int) {
    var divisor = 1
    for _ in 1..<max(digits, 1) { divisor *= 10 }
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      line.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }

  private mutating func appendRoom(_ room: Int) {
    append("room-")
    append(room + 1, digits: 3)
  }

  private mutating func appendUser(_ account: Int) {
    append("user-")
    append(account + 1, digits: 4)
  }

  mutating func finishLine(_ emit: (borrowing [UInt8]) throws -> Void) throws {
    summary.lines += 1
    summary.bytes += line.count + 1
    try emit(line)
    line.removeAll(keepingCapacity: true)
  }
}
