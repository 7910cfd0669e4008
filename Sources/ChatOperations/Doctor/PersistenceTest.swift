import ChatLedger
import ChatProjection
import LedgerSupport
import Logging

/// Proves that acknowledged messages survive the end of their writer.
///
/// A separate process creates a scratch ledger beside the files of the real one, and so on the same disk, writes a
/// conversation into it, and reports the acknowledged messages. It is killed with SIGKILL while it writes. Then the
/// test opens the scratch ledger, reads back, compares and verifies every acknowledged message, and removes the ledger.
/// The real log is never touched: messages cannot be removed from it, and its writer may be another process.
public struct PersistenceTest: Sendable {
  /// The result of the test.
  public struct Outcome: Sendable, Hashable {
    /// Messages that were acknowledged before the writer was killed.
    public var acknowledged: Int
    /// Messages that were there afterwards; those whose acknowledgement the end of the writer cut off count.
    public var found: Int
    /// The faults found.
    public var faults: [String]
  }

  static let scratchPrefix = "doctor."
  /// The writer is killed when so many messages are acknowledged, while it writes the next.
  private static let wantedMessages = 200
  /// The writer ends by itself after so many: nobody killed it.
  private static let lastMessage = 1_000_000
  private static let title = String(repeating: "Is it all säved? ", count: 13).prefix(200)
  private static let person = AccountID(rawValue: 0xA)
  private static let assistant = AccountID(rawValue: 0xB)
  private static let conversation = ConversationID(rawValue: 0xC)

  /// Nobody wants to know what happens in a ledger that is killed on purpose.
  private static var options: Ledger.Options {
    var options = Ledger.Options()
    options.logger = Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() }
    return options
  }

  /// The directory of the ledger beside whose files it runs.
  public let path: String
  /// The program, with its arguments, that calls ``runWriter(at:)`` with the path that follows them.
  public let writer: [String]

  /// A test beside the files of the ledger at a path.
  public init(beside path: String, writer: [String]) {
    self.path = LedgerDirectory(path).path
    self.writer = writer
  }

  // MARK: The examiner

  /// Runs it; takes about a second.
  ///
  /// - Throws: ``LedgerError`` when the writer does not start, or the scratch ledger cannot be opened or removed.
  @available(*, noasync)
  public func run() throws -> Outcome {
    let scratch = "\(path)/\(Self.scratchPrefix)\(Ledger.newCommandID())"
    defer { try? Self.remove(scratch) }
    let (receipts, faults) = try writeAndKill(at: scratch)
    var outcome = Outcome(acknowledged: receipts.count, found: 0, faults: faults)
    let ledger = try Ledger.open(at: scratch, options: Self.options)
    do {
      try ledger.read { try Self.compare(receipts, in: $0, &outcome) }
      for fault in try ledger.verify().levels.flatMap(\.faults) { outcome.faults.append(fault.description) }
      try ledger.close()
    } catch {
      try? ledger.close()
      throw error
    }
    try Self.remove(scratch)
    if Platform.exists(scratch) { outcome.faults.append("\(scratch) could not be removed") }
    return outcome
  }

  /// What the writer was answered, by the number of the message.
  private typealias Receipts = [(number: Int, position: Position, id: MessageID, time: Timestamp)]

  private func writeAndKill(at scratch: String) throws -> (Receipts, faults: [String]) {
    let child = try ChildProcess(writer + [scratch])
    var receipts: Receipts = []
    var faults: [String] = []
    func note(_ line: String) {
      let words = line.split(separator: " ")
      if words.count == 4, let number = Int(words[0]), let position = UInt64(words[1]), let id = MessageID(words[2]),
        let time = Int64(words[3])
      {
        receipts.append((number, Position(position), id, Timestamp(microseconds: time)))
      } else {
        faults.append("the writer said: \(line)")
      }
    }
    while receipts.count < Self.wantedMessages, faults.isEmpty, let line = child.line() { note(line) }
    let end = child.killAndWait()
    while let line = child.line() { note(line) }
    if !end.isKilled { faults.append("the writer ended by itself (\(end)) before it was killed") }
    if receipts.count < Self.wantedMessages {
      faults.append("only \(receipts.count) messages were acknowledged in time")
    }
    return (receipts, faults)
  }

  private static func compare(_ receipts: Receipts, in view: LedgerView, _ outcome: inout Outcome) throws {
    let there = try view.conversation(conversation)
    if there?.details?.title != String(title) || there?.state.kind != .assistant {
      outcome.faults.append("the conversation is not as it was made")
    }
    for (number, position, id, time) in receipts {
      guard let message = try view.message(id) else {
        outcome.faults.append("message \(number) at position \(position) was acknowledged and is not there")
        continue
      }
      let sender: Sender = number.isMultiple(of: 2) ? .ai : .user
      if message.content?.body != body(number) || message.state.sender != sender {
        outcome.faults.append("message \(number) does not say what was sent")
      }
      if message.state.point != ReadingPoint(time: time, position: position) {
        outcome.faults.append("message \(number) is not at its position and time")
      }
    }
    outcome.found = Int(try view.totals().messages)
    // One command was on its way at most: it is there whole, or not at all.
    if !(receipts.count...(receipts.count + 1)).contains(outcome.found) {
      outcome.faults.append("\(receipts.count) messages were acknowledged, and \(outcome.found) are there")
    }
  }

  /// Removes a ledger whole: directories of plain files, snapshots one level below.
  private static func remove(_ scratch: String) throws {
    for name in Platform.names(in: scratch) {
      for inner in Platform.names(in: "\(scratch)/\(name)") {
        try? Platform.removeDirectory("\(scratch)/\(name)/\(inner)")
      }
      // What is a plain file stays for the last step.
      try? Platform.removeDirectory("\(scratch)/\(name)")
    }
    try Platform.removeDirectory(scratch)
  }

  // MARK: The writer

  /// The work of the other process: it creates a ledger at the path and sends messages until it is killed. It prints
  /// the number, position, identifier and time of each acknowledged message to standard output.
  ///
  /// - Throws: ``LedgerError`` and ``Rejection`` as creating and executing do.
  @available(*, noasync)
  public static func runWriter(at path: String) throws {
    // Whoever listens has gone: then there is no test any more.
    ChildProcess.ignoreBrokenPipes()
    let key = DigestKey(rawValue: UInt128.random(in: .min ... .max))
    let ledger = try Ledger.create(
      at: path, settings: LedgerSettings(digestKey: key), actor: .operator("doctor"), origin: "doctor",
      options: options)
    defer { try? ledger.close() }
    func execute(_ action: Action, by actor: CommandActor = .operator("doctor")) throws -> Receipt {
      try ledger.execute(Command(id: Ledger.newCommandID(), actor: actor, origin: "doctor", action: action))
    }
    for (account, kind) in [(person, AccountKind.person), (assistant, .assistant)] {
      let profile = Profile(userName: "doctor-\(kind.rawValue.lowercased())")
      _ = try execute(.registerAccount(RegisterAccount(account: account, kind: kind, profile: profile)))
    }
    let details = ConversationDetails(title: String(title))
    _ = try execute(
      .createConversation(
        CreateConversation(
          conversation: conversation, kind: .assistant, participants: [person, assistant], details: details)))
    for number in 1...lastMessage {
      let sender: Sender = number.isMultiple(of: 2) ? .ai : .user
      let author = sender == .ai ? assistant : person
      let message = SendMessage(
        conversation: conversation, author: author, sender: sender, content: MessageContent(body: body(number)))
      let receipt = try execute(.sendMessage(message), by: .account(author))
      let line = "\(number) \(receipt.position) \(receipt.commandID) \(receipt.time.microseconds)"
      guard ChildProcess.say(line) else { return }
    }
  }

  private static func body(_ number: Int) -> String { "Message \(number) of a persistence test, with ünïcödé ✓ 😀" }
}

extension Examination {
  func persistence() throws -> DoctorFinding {
    guard !options.persistenceWriter.isEmpty else {
      return DoctorFinding(.persistence, .skipped, "No program was named that writes and is killed.")
    }
    let outcome = try PersistenceTest(beside: ledger.path, writer: options.persistenceWriter).run()
    guard outcome.faults.isEmpty else {
      return DoctorFinding(
        .persistence, .failed, "What was written is not what was read back: \(counted(outcome.faults.count, "fault")).",
        details: outcome.faults,
        advice: "Do not trust this disk: check the kernel's log and the file system, and restore log/ elsewhere.")
    }
    return DoctorFinding(
      .persistence, .ok,
      "A scratch ledger's writer was killed after \(outcome.acknowledged) acknowledged messages: all were read back as "
        + "they were, verified and removed.")
  }
}
