import Testing

@testable import chat_ledger

@Suite("Display width and tables")
struct DisplayWidthTests {
  @Test(
    "Cells of a text",
    arguments: [
      ("", 0), ("plain", 5), ("naïve", 5), ("nai\u{308}ve", 5), ("日本語", 6), ("한국", 4), ("ＡＢ", 4), ("👍", 2),
      ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("e\u{301}\u{302}", 1), ("a\u{200B}b", 2), ("…", 1),
    ])
  func width(_ text: String, _ cells: Int) {
    #expect(DisplayWidth.of(text) == cells)
  }

  @Test("A text is cut at whole characters")
  func fitting() {
    #expect("abcdef".fitted(to: 6) == "abcdef")
    #expect("abcdef".fitted(to: 4) == "abc…")
    #expect("日本語".fitted(to: 4) == "日…")
    #expect("日本語".fitted(to: 5) == "日本…")
    #expect("abc".fitted(to: 0) == "")
  }

  @Test("Columns are aligned by cells, numbers to the right")
  func table() {
    var table = Table([.init("NAME", givesWay: true), .init("COUNT", isNumber: true), .init("ID")])
    table.append(["日本", "5", "x"])
    table.append(["general", "12,345", "y"])
    #expect(
      table.lines(width: nil) == ["NAME      COUNT  ID", "日本          5  x", "general  12,345  y"])
  }

  @Test("Only the column that gives way is cut, and only for a width")
  func narrowTable() {
    var table = Table([.init("NAME", givesWay: true), .init("ID")])
    table.append([String(repeating: "long ", count: 20), "0123456789"])
    #expect(table.lines(width: 40).allSatisfy { DisplayWidth.of($0) <= 40 })
    #expect(table.lines(width: 40)[1].hasSuffix("…  0123456789"))
    #expect(table.lines(width: nil)[1].contains("long long long long long long long long long long"))
  }
}

@Suite("Texts that cannot steer a terminal")
struct SafeTextTests {
  @Test(
    "Control characters become signs",
    arguments: [
      ("\u{1B}]0;title\u{07}", "␛]0;title␇"), ("\u{1B}[2Jgone", "␛[2Jgone"), ("a\r\nb\nc\rd", "a⏎b⏎c⏎d"),
      ("a\tb", "a b"),
      ("\u{9B}31m", "\u{FFFD}31m"), ("\u{202E}abc", "\u{FFFD}abc"), ("del\u{7F}", "del␡"),
      ("plain <b>ü</b>", "plain <b>ü</b>"),
    ])
  func line(_ text: String, _ safe: String) {
    #expect(SafeText.line(text) == safe)
  }

  @Test("A block keeps its lines and nothing else")
  func block() {
    #expect(SafeText.block("a\r\n\tb\u{1B}[0m") == "a\n\tb␛[0m")
  }

  @Test("An excerpt of a long text says that it is one")
  func excerpt() {
    #expect(SafeText.excerpt(String(repeating: "x", count: 500), limit: 10) == "xxxxxxxxxx…")
    #expect(SafeText.excerpt("short", limit: 10) == "short")
  }
}
