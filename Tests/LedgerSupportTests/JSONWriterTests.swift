import LedgerSupport
import TestSupport
import Testing

@Suite("Writing JSON", .ownThread) struct JSONWriterTests {
  private func text(_ escaping: JSONWriter.Escaping = .required, _ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(escaping: escaping)
    body(&writer)
    return String(decoding: writer.buffer, as: UTF8.self)
  }

  @Test("Commas stand where they are needed")
  func commas() {
    let json = text { writer in
      writer.beginObject()
      writer.key("a")
      writer.integer(-1)
      writer.key("b")
      writer.beginArray()
      writer.boolean(true)
      writer.raw("null")
      writer.beginObject()
      writer.endObject()
      writer.string("x")
      writer.endArray()
      writer.endObject()
      writer.endLine()
      writer.integer(UInt64.max)
    }
    #expect(json == "{\"a\":-1,\"b\":[true,null,{},\"x\"]}\n18446744073709551615")
  }

  @Test("Texts for programs escape what they must")
  func required() {
    #expect(
      text { $0.string("a\"\\\u{8}\u{9}\u{A}\u{C}\u{D}\u{1}é\u{202E}") } == #""a\"\\\b\t\n\f\r\u0001é"# + "\u{202E}\"")
  }

  @Test("Texts for people escape what nobody sees, and leave what texts need")
  func hidden() {
    #expect(
      text(.hidden) { $0.string("\u{8}\u{C}\u{7F}\u{202E}\u{E0041}a\u{200D}b") }
        == #""\u0008\u000c\u007f\u202e\udb40\udc41a"# + "\u{200D}b\"")
    let made = Array("{\"a\":\"\u{202E}\\n\"}".utf8)
    #expect(text(.hidden) { $0.raw(made) } == #"{"a":"\u202e\n"}"#)
    #expect(text(.required) { $0.raw(made) } == String(decoding: made, as: UTF8.self))
  }
}
