import ChatLedger
import Testing

@testable import DatabaseExchange

@Suite("Mapping files")
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
