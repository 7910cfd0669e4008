import ChatLedger
import Testing

extension GoldenLedger {
  /// Verbs whose whole output is of the ledger alone, by the file that holds it.
  private static let verbs: [(file: String, arguments: String)] = [
    ("conversations.jsonl", "conversations --with-removed --all"),
    ("unread.jsonl", "conversations --for-account @ann --all"),
    ("accounts.jsonl", "accounts --with-removed --all"),
    ("resources.jsonl", "resources --with-removed --all"),
    ("blocks.jsonl", "blocks --all"),
    ("sessions.jsonl", "sessions --ended --all"),
    ("reports.jsonl", "reports --status any --all"),
    ("settings.jsonl", "settings --all"),
    ("schema.json", "schema"),
    ("configuration.json", "configure"),
  ]

  /// Holds all that can be printed of the ledger against the files of a folder below `Expected`.
  func expectOutputs(in folder: String, tailFrom first: Int) throws {
    for (file, arguments) in Self.verbs {
      try expect(output(arguments.split(separator: " ").map(String.init) + ["--json"]), in: "\(folder)/\(file)")
    }
    try expect(tail(from: first), in: "\(folder)/tail.jsonl")
    try expect(output(["export", "mattermost", "--quiet"]), in: "\(folder)/mattermost.jsonl")
    try expect(messages(["--hidden"]), in: "\(folder)/messages.jsonl")
    try expect(messages([]), in: "\(folder)/messages-that-show.jsonl")
    try expect(statistics(), in: "\(folder)/stats.json")
    try expect(verification(), in: "\(folder)/verify.jsonl")
  }

  /// The messages of every conversation there is or was, in the order in which these are listed.
  private func messages(_ options: [String]) throws -> String {
    let conversations = try output(["conversations", "--with-removed", "--all", "--json"]).split(separator: "\n")
    return try conversations.map { line in
      let id = try #require(try TestJSON.parse(String(line))["conversation"]?.text)
      return try output(["messages", id, "--all", "--json"] + options)
    }.joined()
  }

  /// The log from a position on. Of an entry with hundreds of events the digest of its line stands for it.
  func tail(from first: Int) throws -> String {
    let lines = try output(["tail", "--json", "--from", "\(first)", "-n", "100000"]).split(separator: "\n")
    return lines.map { line in
      let bytes = Array(line.utf8)
      return bytes.count <= 4_096 ? line + "\n" : "\(bytes.count) bytes, SHA-256 \(Self.digest(of: bytes))\n"
    }.joined()
  }

  /// `stats`, without how large the files are: that is how LMDB came to lay them out.
  func statistics() throws -> String {
    let printed = try TestJSON.parse(output(["stats", "--json"]))
    return printed.withoutZeros(in: "tables")
      .line(of: ["position", "events", "stateRoot", "tables", "snapshots", "resources"]) + "\n"
  }

  /// `verify` of all levels and of each, without how long it took and on which projection.
  func verification() throws -> String {
    let levels = [[]] + VerifyLevel.allCases.map { [$0.rawValue] }
    return try levels.map { level in
      let printed = try TestJSON.parse(output(["verify", "--json"] + level))
      let reports = try #require(printed["levels"]?.items)
      let lines = reports.map { $0.line(of: ["level", "checked", "skipped", "faultCount", "faults"]) }
      return printed.line(of: ["position", "clean"]) + " " + lines.joined(separator: " ") + "\n"
    }.joined()
  }

  /// The state root after every 25th entry and the last one, each folded from the first entry.
  func stateRoots() throws -> String {
    let ledger = try open(.readOnly)
    defer { try? ledger.close() }
    let last = try ledger.read { $0.position.rawValue }
    return try (stride(from: 25, to: last, by: 25) + [last]).map { position in
      "\(position) \(try ledger.replay(through: Position(position)).stateRoot)\n"
    }.joined()
  }
}

extension TestJSON {
  /// An object of these members alone, in this order, on one line.
  fileprivate func line(of names: [String]) -> String {
    "{" + names.map { "\"\($0)\":\(self[$0]?.inline ?? "null")" }.joined(separator: ",") + "}"
  }

  /// Without the counts that are 0: a later version counts more, of which this ledger has none.
  fileprivate func withoutZeros(in name: String) -> TestJSON {
    guard case .object(var members) = self, case .object(let counts)? = members[name] else { return self }
    members[name] = .object(counts.filter { $0.value != .number(0) })
    return .object(members)
  }

  private var inline: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value): "\(Int(value))"
    case .string(let value): "\"\(value)\""
    case .array(let values): "[" + values.map { $0.inline }.joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value.inline)" }
        .joined(separator: ",") + "}"
    }
  }
}
