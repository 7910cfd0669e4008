import ChatExchange
import ChatLedger
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An export of Slack that a test puts together, as a directory or as a zip.
struct SlackExport {
  static let team = "T1"

  var files: [(path: String, text: String)] = []

  subscript(path: String) -> String {
    get { files.first { $0.path.utf8.elementsEqual(path.utf8) }?.text ?? "" }
    set {
      if let index = files.firstIndex(where: { $0.path.utf8.elementsEqual(path.utf8) }) {
        files[index].text = newValue
      } else {
        files.append((path, newValue))
      }
    }
  }

  mutating func remove(_ path: String) { files.removeAll { $0.path == path } }

  /// Writes the files below a folder of the test's own.
  func writeDirectory() throws -> String {
    let root = Self.temporaryPath()
    for (path, text) in files {
      let folder = ([root] + path.split(separator: "/").dropLast().map(String.init)).joined(separator: "/")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: root + "/" + path))
    }
    return root
  }

  /// Writes a zip; `change` may spoil it.
  func writeZip(below prefix: String = "", _ change: (inout TestZip) -> Void = { _ in }) throws -> String {
    var zip = TestZip()
    for (path, text) in files { zip.entries.append(TestZip.Entry(prefix + path, Array(text.utf8))) }
    change(&zip)
    let path = Self.temporaryPath() + ".zip"
    try Data(zip.bytes).write(to: URL(filePath: path))
    return path
  }

  static func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.path + "/slack-export-\(Ledger.newCommandID())"
  }

  static func remove(at path: String) { try? FileManager.default.removeItem(atPath: path) }

  // MARK: The sample

  static func account(_ user: String) -> AccountID { SlackIdentifier.account(team: team, user: user) }
  static let general = SlackIdentifier.conversation(team: team, channel: "C1")

  static func message(_ text: String, in conversation: ConversationID = general) -> MessageID {
    let parts = text.split(separator: ".")
    let microseconds = (Int64(parts[0]) ?? 0) * 1_000_000 + (Int64(parts[1]) ?? 0)
    return SlackIdentifier.message(in: conversation, at: Timestamp(microseconds: microseconds))
  }

  /// A small workspace with everything in it that is read.
  static var sample: SlackExport {
    var export = SlackExport()
    export["users.json"] = """
      [{"id":"U1","team_id":"T1","name":"ann","deleted":false,"real_name":"Ann A","is_admin":true,
        "profile":{"display_name":"Annie","email":"ann@example.invalid","title":"Boss"}},
       {"id":"U2","team_id":"T1","name":"bob","deleted":true,"profile":{"real_name":"Bob B","display_name":""}},
       {"id":"U3","team_id":"T1","name":"eve","profile":{}},
       {"id":"U4","team_id":"T2","name":"helper","is_bot":true,"profile":{"bot_id":"B4"}}]
      """
    export["channels.json"] = """
      [{"id":"C1","name":"general","created":1355517000,"creator":"U1","is_archived":false,"members":["U1","U3"],
        "topic":{"value":"All of us","creator":"U1","last_set":1355517600},"purpose":{"value":"talk"},
        "pins":[{"id":"1355517530.000002","type":"C","created":1355517700,"user":"U1"},
                {"id":"F1","type":"F","created":1355517700,"user":"U1"}]}]
      """
    export["groups.json"] = #"[{"id":"G1","name":"vault","created":1355517000,"members":["U1"]}]"#
    export["dms.json"] =
      #"[{"id":"D1","created":1355517000,"members":["U1","U3"]},{"id":"D2","members":["U1","U1"]}]"#
    export["mpims.json"] = #"[{"id":"G9","name":"mpdm-ann--bob--eve-1","members":["U1","U2","U3"]}]"#
    export["general/2012-12-14.json"] = firstDay
    export["general/2012-12-15.json"] = secondDay
    for (folder, text) in [("vault", "hush"), ("D1", "psst"), ("mpdm-ann--bob--eve-1", "we three")] {
      export["\(folder)/2012-12-14.json"] =
        #"[{"type":"message","user":"U1","text":"\#(text)","ts":"1355517523.000005"}]"#
    }
    return export
  }

  /// Out of order within the file, as files may be.
  private static let firstDay = """
    [{"type":"message","user":"U3","text":"second","ts":"1355517530.000002","thread_ts":"1355517523.000005"},
     {"type":"message","user":"U1","text":"first, <@U3> &amp; <@U9>","ts":"1355517523.000005",
      "thread_ts":"1355517523.000005","reply_count":3,"client_msg_id":"a-b",
      "edited":{"user":"U1","ts":"1355517599.000000"},"pinned_to":["C1"],
      "reactions":[{"name":"+1","users":["U2","U3"],"count":2},{"name":"tada","users":["U1"],"count":4}]},
     {"type":"message","subtype":"channel_join","user":"U2","text":"<@U2> has joined","ts":"1355517501.000001"},
     {"type":"message","subtype":"bot_message","bot_id":"B1","username":"deploy","text":"done",
      "ts":"1355517540.000001"},
     {"type":"message","user":"U4","bot_id":"B4","text":"I help","ts":"1355517541.000001"},
     {"type":"message","user":"U1","text":"","ts":"1355517550.000001","upload":true,
      "files":[{"id":"F1","name":"plan.pdf","mimetype":"application/pdf","size":1234,"url_private":"https://f/F1"}]},
     {"type":"message","subtype":"channel_topic","user":"U1","topic":"All of us","text":"set","ts":"1355517600.000001"},
     {"type":"message","subtype":"martian","user":"U1","text":"odd","ts":"1355517610.000001"},
     {"type":"presence","ts":"1355517611.000001"},
     {"type":"message","user":"U7","user_profile":{"name":"zed","real_name":"Zed Z"},"text":"hi",
      "ts":"1355517612.000001"}]
    """

  private static let secondDay = """
    [{"type":"message","subtype":"thread_broadcast","user":"U1","text":"to all","ts":"1355603923.000004",
      "thread_ts":"1355517523.000005","root":{"text":"first"}},
     {"type":"message","user":"U3","text":"lost","ts":"1355603924.000004","thread_ts":"1355000000.000001"},
     {"type":"message","subtype":"channel_leave","user":"U2","text":"<@U2> has left","ts":"1355603930.000001"},
     {"type":"message","subtype":"message_changed","hidden":true,"ts":"1355603940.000001",
      "message":{"type":"message","user":"U3","text":"second, better","ts":"1355517530.000002",
                 "edited":{"user":"U3","ts":"1355603940.000000"}}},
     {"type":"message","subtype":"message_deleted","hidden":true,"ts":"1355603950.000001",
      "deleted_ts":"1355517541.000001","previous_message":{"type":"message","text":"I help"}},
     {"type":"message","subtype":"message_deleted","hidden":true,"ts":"1355603951.000001",
      "deleted_ts":"1355517000.000001",
      "previous_message":{"type":"message","user":"U3","text":"said once","ts":"1355517000.000001"}}]
    """
}

extension TemporaryLedger {
  /// Imports an export from a directory that is removed afterwards.
  @discardableResult
  func load(
    _ export: SlackExport, source: String = "export", limits: ArchiveLimits = ArchiveLimits(),
    _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> ImportReport {
    let path = try export.writeDirectory()
    defer { SlackExport.remove(at: path) }
    return try load(slack: path, source: source, limits: limits, change)
  }

  @discardableResult
  func load(
    slack path: String, source: String = "export", limits: ArchiveLimits = ArchiveLimits(),
    _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> ImportReport {
    var options = ImportOptions(source: source, actor: .operator("tests"), origin: "tests")
    change(&options)
    return try SlackImporter(ledger: ledger, options: options, limits: limits).run(path)
  }
}
