import LedgerSupport

extension SampleArchive {
  /// Faults that real archives have, sprinkled between the threads.
  public struct Faults: OptionSet, Sendable, CaseIterable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// A post that comes a second time, in another room, under the same `props.id`.
    public static let duplicateIdentifiers = Faults(rawValue: 1 << 0)
    /// Replies that are older than their target.
    public static let timesBackwards = Faults(rawValue: 1 << 1)
    /// A post that names a `props.root_id` which nothing has.
    public static let unseenRoots = Faults(rawValue: 1 << 2)
    /// Users and channels whose names differ from others' by case or Unicode form only.
    public static let lookalikeNames = Faults(rawValue: 1 << 3)
    /// Messages of 200 kB.
    public static let hugeMessages = Faults(rawValue: 1 << 4)
    public static let unknownLineTypes = Faults(rawValue: 1 << 5)
    /// Lines that are cut off, empty, no JSON at all, or JSON of other types.
    public static let brokenLines = Faults(rawValue: 1 << 6)
    /// Posts in channels and by users that the archive does not introduce.
    public static let unseenNames = Faults(rawValue: 1 << 7)

    public static let all = Faults(rawValue: (1 << 8) - 1)
    public static let allCases: [Faults] = (0..<8).map { Faults(rawValue: 1 << $0) }
  }
}

extension SampleWriter {
  /// One of each chosen fault, after the first thread and every 50th from there on.
  mutating func writeFaults(_ emit: (borrowing [UInt8]) throws -> Void) throws {
    guard summary.threads % 50 == 1 else { return }
    let number = summary.threads
    let time = clockSeconds * 1_000
    for fault in SampleArchive.Faults.allCases where archive.faults.contains(fault) {
      for line in faultyLines(fault, number, time) {
        self.line.removeAll(keepingCapacity: true)
        append(line)
        summary.faultyLines += 1
        try finishLine(emit)
      }
    }
  }

  private func faultyLines(_ fault: SampleArchive.Faults, _ number: Int, _ time: Int) -> [String] {
    switch fault {
    case .duplicateIdentifiers:
      return [1, 2].map { room in
        post(room: name("room", min(room, archive.rooms)), props: #""topic":"twice","id":"m-\#(number)""#, time)
      }
    case .timesBackwards:
      let reply = #"{"user":"user-0001","message":"said before","create_at":\#(time - 3_600_000)}"#
      return [post(room: "room-001", props: #""topic":"backwards""#, time, replies: reply)]
    case .unseenRoots: return [post(room: "room-001", props: #""topic":"lost","root_id":"m-unseen-\#(number)""#, time)]
    case .lookalikeNames:
      return ["Room-001", "caf\u{E9}-\(number)", "cafe\u{301}-\(number)"].flatMap { name in
        [
          #"{"type":"channel","channel":{"team":"sample","name":"\#(name)","display_name":"\#(name)","type":"O"}}"#,
          #"{"type":"user","user":{"username":"\#(name)","email":"\#(number)@example.invalid","teams":[]}}"#,
          post(room: name, user: name, props: #""topic":"alike""#, time),
        ]
      }
    case .hugeMessages:
      return [
        post(room: "room-001", message: String(repeating: "long ", count: 40_000), props: #""topic":"long""#, time)
      ]
    case .unknownLineTypes:
      return [
        #"{"type":"emoji","emoji":{"name":"sample-\#(number)","image":"sample.png"}}"#,
        #"{"type":"survey","survey":{"question":"?"}}"#,
      ]
    case .brokenLines:
      return [
        #"{"type":"post","post":{"team":"sample","channel":"room-0"#, "", "not JSON", "[]", "{}",
        #"{"type":"post","post":"text"}"#,
        #"{"type":"post","post":{"team":"sample","channel":"room-001","user":"user-0001","create_at":\#(time)}}"#,
        #"{"type":"post","post":{"team":"sample","channel":"room-001","user":"user-0001","message":"x","create_at":"x"}}"#,
      ]
    default:
      return [
        post(room: "nowhere-\(number)", props: #""topic":"unseen""#, time),
        post(room: "room-001", user: "nobody-\(number)", props: #""topic":"unseen""#, time),
      ]
    }
  }

  private func post(
    room: String, user: String = "user-0001", message: String = "a fault", props: String, _ time: Int,
    replies: String = ""
  ) -> String {
    #"{"type":"post","post":{"team":"sample","channel":"\#(room)","user":"\#(user)","message":"\#(message)","#
      + #""create_at":\#(time),"props":{\#(props)},"replies":[\#(replies)]}}"#
  }

  private func name(_ prefix: String, _ number: Int) -> String { "\(prefix)-\(number.zeroPadded(to: 3))" }
}
