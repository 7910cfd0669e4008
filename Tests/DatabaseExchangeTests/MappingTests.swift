import ChatLedger
import TestSupport
import Testing

@testable import DatabaseExchange

@Suite("Mapping files", .ownThread)
struct MappingTests {
  @Test(
    "Every mapping that ships can be read, and is called what its file is called",
    arguments: MappingLibrary.files.map(\.name))
  func shipped(_ name: String) throws {
    let mapping = try #require(try MappingLibrary.mapping(named: name))
    #expect(mapping.name == name)
    #expect(mapping.source == name)
    #expect(!mapping.about.isEmpty)
    #expect(try mapping.ordered().count == mapping.tables.count)
  }

  @Test("Tables are read after those that they refer to, in whatever order the file has them")
  func order() throws {
    let names = try SmallChat.mapping().ordered().map(\.table)
    for (child, parent) in [
      ("messages", "rooms"), ("rooms", "courses"), ("courses", "people"), ("pins", "messages"), ("members", "rooms"),
    ] {
      let one = try #require(names.firstIndex(of: child))
      let other = try #require(names.firstIndex(of: parent))
      #expect(one > other, "\(child) is read before \(parent)")
    }
  }

  static func table(_ change: (inout String) -> Void) -> String {
    var text = #"{"table":"t","becomes":"pin","fields":{"message":{"column":"m","references":"m"}}}"#
    change(&text)
    return text
  }

  static func file(_ tables: String, _ more: String = "") -> String {
    let messages = #"""
      {"table":"m","becomes":"message","fields":{"conversation":{"column":"c","references":"c"},
      "body":"b","sentAt":"s"}},{"table":"c","becomes":"conversation","fields":{"kind":{"value":"ROOM"}}}
      """#
    return #"{"mapping":1,"source":"s"\#(more),"tables":[\#(messages),\#(tables)]}"#
  }

  @Test(
    "What is wrong is named with its place",
    arguments: [
      ("{", "the text ends in the middle of a value"),
      (#"{"mapping":2,"source":"s","tables":[]}"#, "only version 1"),
      ("[]", "The JSON as a whole: an object in braces is needed, and not a list."),
      (file(table { $0 = $0.replacing("\"pin\"", with: "5") }), "].becomes`: a name such as account, or {"),
      (
        file(table { $0 = $0.replacing(#"{"column":"m","references":"m"}"#, with: "5") }),
        "].fields.message`: the name of a column, or an object that describes the field, is needed."
      ),
      (file(table { $0 = $0.replacing("fields", with: "felds") }), "unknown field “felds”"),
      (file(table { $0 = $0.replacing("\"pin\"", with: "\"pni\"") }), "“pni” is nothing that rows can become"),
      (file(table { $0 = $0.replacing("\"message\"", with: "\"massage\"") }), "no field “massage”; known: message"),
      (file(table { $0 = $0.replacing("\"references\":\"m\"", with: "\"references\":\"x\"") }), "table “x”"),
      (file(table { $0 = $0.replacing(",\"references\":\"m\"", with: "") }), "does not say which table"),
      (
        file(table { $0 = $0.replacing("\"column\":\"m\"", with: "\"column\":\"m\",\"value\":\"1\"") }),
        "exactly one of"
      ),
      (file(table { $0 = $0.replacing("}}}", with: "}},\"attributes\":[\"x\"]}") }), "no texts in which attributes"),
      (file(table { $0 = $0.replacing("}}}", with: "}},\"where\":[{\"column\":\"x\"}]}") }), "exactly one of: is"),
      (file(#"{"table":"r","becomes":{"resource":"lesson"}}"#), "`schema` does not declare"),
      (file(#"{"table":"p","becomes":"pin"}"#), "needs the field “message”"),
      (file(table { _ in }, #","timeZone":"Europe/Berlin""#), "neither UTC nor an offset"),
      (file(table { _ in } + "," + table { _ in }), "twice"),
      (
        file(#"{"table":"k","becomes":"conversation","fields":{"kind":{"value":"HALL"}}}"#),
        "“kind” cannot be “HALL”; known: DIRECT"
      ),
    ])
  func faults(_ text: String, _ words: String) {
    let error = #expect(throws: SourceError.self) { try Mapping(json: Array(text.utf8), name: "bad") }
    #expect(error?.code == .mapping)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
  }

  @Test("All that is wrong is told at once, each with its place")
  func allFaults() {
    let text = #"""
      {"mapping": 1, "source": "s", "timeZone": "Europe/Berlin", "//": "a comment", "tables": [
        {"table": "t", "becomes": "message", "felds": {}, "fields": {"// note": 1, "body": "b", "sentAt": 7}},
        {"table": "u", "becomes": "acount"},
        {"table": "v", "becomes": "account", "deletedAt": "x", "deleted": {"flag": "y"}},
        {"table": "w", "becomes": "pin", "fields": {"message": {"column": "m", "references": "x", "uint": "s"}}}]}
      """#
    let error = #expect(throws: SourceError.self) { try Mapping(json: Array(text.utf8), name: "bad") }
    let lines = error?.message.split(separator: "\n").map(String.init) ?? []
    #expect(
      lines.first == "The mapping “bad” cannot be used, for 6 reasons:", "\(error?.message ?? "no error")")
    for words in [
      "`timeZone`", "felds", "`tables[0].fields.sentAt`: the name of a column", "“acount” is nothing",
      "`tables[2].deleted`: a table has only one of: deleted, deletedAt",
      "`tables[3].fields.message`: unknown field “uint”",
    ] {
      #expect(lines.count { $0.contains(words) } == 1, "\(words)")
    }
  }

  @Test("What is wrong in the text itself is told with line and column")
  func place() {
    let error = #expect(throws: SourceError.self) {
      try Mapping(json: Array("{\n  \"mapping\": 1,\n  \"source\" 5\n}".utf8), name: "bad")
    }
    #expect(error?.message.contains("At line 3, column 12 of the JSON: a colon should stand") == true)
  }

  @Test("Tables and columns that the database lacks are told at once")
  func allMissing() throws {
    let scene = try Scene()
    try scene.sql(
      """
      ALTER TABLE pins RENAME TO pinned; ALTER TABLE people RENAME COLUMN mail TO email;
      ALTER TABLE people RENAME COLUMN made TO born; ALTER TABLE rooms RENAME COLUMN sort TO kind;
      """)
    let error = #expect(throws: SourceError.self) { try scene.load() }
    #expect(error?.code == .catalogue)
    let lines = error?.message.split(separator: "\n").map(String.init) ?? []
    #expect(lines.first == "The mapping “small” does not fit the database, for 3 reasons:")
    #expect(lines.contains { $0.contains("“people” has no column “made”, “mail”") && $0.contains("born (TEXT)") })
    #expect(lines.contains { $0.contains("“rooms” has no column “sort”") })
    #expect(lines.contains { $0.contains("no table “pins”") })
  }

  @Test("What a mapping does not read is known: columns, each table once, and rows by conditions")
  func coverage() throws {
    let scene = try Scene()
    try scene.sql("ALTER TABLE people ADD COLUMN phone TEXT; ALTER TABLE rooms ADD COLUMN colour TEXT")
    var mapping = try SmallChat.mapping()
    let index = try #require(mapping.tables.firstIndex { $0.table == "messages" })
    mapping.tables[index].filters = [RowFilter("colour", .isNull(true))]
    try SQLiteSource(path: scene.file).withSnapshot { session in
      let tables = try mapping.resolved(in: session.tables())
      let found = tables.columnsNotRead.map { "\($0.table): \($0.columns.joined(separator: ", "))" }
      #expect(found.sorted() == ["people: phone", "rooms: colour"])
      let left = try tables.map { try $0.rowsLeftOut(session) }
      #expect(left.reduce(0, +) == 1)
      #expect(left[try #require(tables.firstIndex { $0.name == "messages" })] == 1)
    }
  }

  @Test("Tables that refer to each other in a circle are refused")
  func circle() throws {
    let text = #"""
      {"mapping":1,"source":"s","schema":{"kinds":[
        {"name":"a","references":[{"name":"b","target":"b","onRemoval":"keep"}]},
        {"name":"b","references":[{"name":"a","target":"a","onRemoval":"keep"}]}]},
       "tables":[
        {"table":"as","becomes":{"resource":"a"},"references":{"b":{"column":"b","references":"bs"}}},
        {"table":"bs","becomes":{"resource":"b"},"references":{"a":{"column":"a","references":"as"}}}]}
      """#
    let mapping = try Mapping(json: Array(text.utf8), name: "circle")
    let error = #expect(throws: SourceError.self) { try mapping.ordered() }
    #expect(error?.message.contains("circle") == true)
  }

  @Test("A mapping is found by name or path, and otherwise the known ones are told")
  func lookup() throws {
    #expect(try Mapping(nameOrPath: "tutoring").name == "tutoring")
    let error = #expect(throws: SourceError.self) { try Mapping(nameOrPath: "/nowhere/at/all.json") }
    #expect(error?.remedy.contains("tutoring") == true)
  }
}
