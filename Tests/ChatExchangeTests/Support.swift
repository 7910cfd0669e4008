import ChatExchange
import ChatLedger
import Synchronization
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A ledger in a directory of its own that is removed with it.
final class TemporaryLedger {
  let path: String
  let ledger: Ledger

  init(registersUnknownAccounts: Bool = false, maximumBodyBytes: Int = Limits.defaultBodyBytes) throws {
    path = FileManager.default.temporaryDirectory.path + "/chat-exchange-\(Ledger.newCommandID())"
    ledger = try Ledger.create(
      at: path,
      settings: LedgerSettings(
        maximumBodyBytes: maximumBodyBytes, registersUnknownAccounts: registersUnknownAccounts,
        authorization: .trusted, digestKey: DigestKey(rawValue: 0x5EED)),
      actor: .operator("tests"), origin: "tests")
  }

  deinit {
    try? ledger.close()
    try? FileManager.default.removeItem(atPath: path)
  }

  @discardableResult
  func load(
    _ text: String, source: String = "archive.jsonl", _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> ImportReport {
    var options = ImportOptions(source: source, actor: .operator("tests"), origin: "tests")
    change(&options)
    return try MattermostImporter(ledger: ledger, options: options).run(MemorySource(text))
  }

  func export(_ change: (inout ExportOptions) -> Void = { _ in }) throws -> (text: String, report: ExportReport) {
    var options = ExportOptions()
    change(&options)
    return try ledger.read { view in
      let sink = MemorySink()
      let report = try MattermostExporter(view: view).write(to: sink, options: options)
      return (String(decoding: sink.bytes, as: UTF8.self), report)
    }
  }

  func position() throws -> Position { try ledger.read { $0.position } }

  @discardableResult
  func execute(_ action: Action, reason: String? = nil) throws -> Receipt {
    try ledger.execute(
      Command(
        id: Ledger.newCommandID(), actor: .operator("tests"), origin: "tests", reason: reason, action: action))
  }

  func texts(in room: ConversationID) throws -> [String] {
    try ledger.read { view in
      var texts: [String] = []
      try view.forEachMessage(in: room) { message in
        texts.append(message.content?.body ?? "")
        return true
      }
      return texts
    }
  }
}

/// A small archive with everything in it that the format knows.
enum Archive {
  static let town = MattermostIdentifier.room(team: "acme", channel: "town")

  /// A conversation of which nothing is said but who takes part.
  static let group = #"{"type":"direct_channel","direct_channel":{"members":["bob","ann","eve"]}}"#

  static let lines = [
    #"{"type":"version","version":1}"#,
    #"{"type":"team","team":{"name":"acme","display_name":"Acme \"Ltd\"","type":"O","description":"all of us"}}"#,
    #"{"type":"channel","channel":{"team":"acme","name":"town","display_name":"Town","type":"O","header":"hello","purpose":"talk"}}"#,
    #"{"type":"channel","channel":{"team":"acme","name":"vault","display_name":"Vault","type":"P"}}"#,
    #"{"type":"user","user":{"username":"ann","email":"ann@example.invalid","nickname":"Annie","locale":"de","teams":[{"name":"acme","roles":"team_user team_admin","channels":[{"name":"town","roles":"channel_user channel_admin"},{"name":"vault","roles":"channel_user","favorite":true}]}]}}"#,
    #"{"type":"user","user":{"username":"bob","email":"bob@example.invalid","teams":[{"name":"acme","roles":"team_user","channels":[{"name":"town","roles":"channel_user"}]}]}}"#,
    #"{"type":"user","user":{"username":"eve","email":"eve@example.invalid","teams":[{"name":"acme","roles":"team_user","channels":[]}]}}"#,
    #"{"type":"post","post":{"team":"acme","channel":"town","user":"ann","message":"one\n\u00e9\ud83d\ude00","create_at":1600000000001,"props":{"topic":"greetings","n":[1,2.50,null]},"edit_at":1600000000009,"is_pinned":true,"reactions":[{"user":"bob","emoji_name":"+1","create_at":1600000000005}],"replies":[{"user":"bob","message":"two","create_at":1600000000003,"reactions":[{"user":"ann","emoji_name":"tada","create_at":1600000000004}]},{"user":"ann","message":"three","create_at":1600000000004}]}}"#,
    #"{"type":"post","post":{"team":"acme","channel":"town","user":"bob","message":"zero","create_at":1600000000000,"attachments":[{"path":"files/plan.pdf"}]}}"#,
    #"{"type":"direct_channel","direct_channel":{"members":["bob","ann"],"header":"us two","favorited_by":["ann"]}}"#,
    group,
    #"{"type":"direct_post","direct_post":{"channel_members":["ann","bob"],"user":"bob","message":"psst","create_at":1600000000100,"replies":[{"user":"ann","message":"what","create_at":1600000000200}]}}"#,
    #"{"type":"direct_post","direct_post":{"channel_members":["ann","bob","eve"],"user":"eve","message":"hi all","create_at":1600000000300}}"#,
  ]

  static let text = lines.joined(separator: "\n") + "\n"

  /// An archive of one room and what is said there by one user.
  static func talk(_ messages: [(time: Int, text: String)]) -> String {
    var lines = [#"{"type":"version","version":1}"#]
    lines += messages.map {
      #"{"type":"post","post":{"team":"acme","channel":"town","user":"ann","message":"\#($0.text)","create_at":\#($0.time)}}"#
    }
    return lines.joined(separator: "\n")
  }
}

/// A value that closures of another thread may set.
final class Box<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  func set(_ new: Value) { value.withLock { $0 = new } }
  func get() -> Value { value.withLock { $0 } }
}

/// Counts how often it was asked, from 1.
final class CallCounter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}

func roundTripped<Value: Codable>(_ value: Value) throws -> Value {
  try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}

/// A value as one line of JSON.
func jsonLine(_ value: some Encodable) throws -> [UInt8] { Array(try JSONEncoder().encode(value)) }
