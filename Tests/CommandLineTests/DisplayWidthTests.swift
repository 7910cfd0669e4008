import TestSupport
import Testing

@testable import chat_ledger

@Suite("Display width and tables", .ownThread)
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
    var table = TextTable([.init("NAME", givesWay: true), .init("COUNT", isNumber: true), .init("ID")])
    table.append(["日本", "5", "x"])
    table.append(["general", "12,345", "y"])
    #expect(
      table.lines(width: nil) == ["NAME      COUNT  ID", "日本          5  x", "general  12,345  y"])
  }

  @Test("Only the column that gives way is cut, and only for a width")
  func narrowTable() {
    var table = TextTable([.init("NAME", givesWay: true), .init("ID")])
    table.append([String(repeating: "long ", count: 20), "0123456789"])
    #expect(table.lines(width: 40).allSatisfy { DisplayWidth.of($0) <= 40 })
    #expect(table.lines(width: 40)[1].hasSuffix("…  0123456789"))
    #expect(table.lines(width: nil)[1].contains("long long long long long long long long long long"))
  }
}

@Suite("Texts that cannot steer a terminal", .ownThread)
struct SafeTextTests {
  @Test(
    "Control characters become signs",
    arguments: [
      ("\u{1B}]0;title\u{07}", "␛]0;title␇"), ("\u{1B}[2Jgone", "␛[2Jgone"), ("a\r\nb\nc\rd", "a⏎b⏎c⏎d"),
      ("a\tb", "a b"),
      ("\u{9B}31m", "<U+009B>31m"), ("\u{202E}abc", "<U+202E>abc"), ("del\u{7F}", "del␡"),
      ("plain <b>ü</b>", "plain <b>ü</b>"),
    ])
  func line(_ text: String, _ safe: String) {
    #expect(SafeText.line(text) == safe)
  }

  @Test(
    "What nobody would see is shown",
    arguments: [
      ("a\u{200B}b", "a<U+200B>b"), ("\u{FEFF}x", "<U+FEFF>x"), ("ad\u{AD}min", "ad<U+00AD>min"),
      ("a\u{200F}b\u{61C}", "a<U+200F>b<U+061C>"), ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>"),
      ("x\u{E0041}", "x<U+E0041>"), ("\u{3164}\u{115F}\u{FFA0}", "<U+3164><U+115F><U+FFA0>"),
      ("a\u{34F}\u{17B4}\u{180E}", "a<U+034F><U+17B4><U+180E>"), ("a\u{FE0F}", "a<U+FE0F>"),
      ("pay\u{200D}pal", "pay<U+200D>pal"), ("\u{2028}\u{FFF9}", "<U+2028><U+FFF9>"),
    ])
  func invisible(_ text: String, _ safe: String) {
    #expect(SafeText.line(text) == safe)
    #expect(DisplayWidth.of(safe) == safe.count)
  }

  @Test(
    "What texts need to be right stays",
    arguments: [
      "👩‍👩‍👧", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏽‍❤️‍💋‍👨🏿", "می‌خواهم", "ന്‍", "क्‍ष", "naïve", "nai\u{308}ve", "日本語", "葛󠄀", "שָׁלוֹם", "สวัสดี",
    ])
  func needed(_ text: String) {
    #expect(SafeText.line(text) == text)
  }

  @Test("Combining marks neither pile up nor stand on what is printed before")
  func marks() {
    let zalgo = "Z" + String(repeating: "\u{301}", count: 40) + "a"
    #expect(SafeText.line(zalgo) == "Z" + String(repeating: "\u{301}", count: 5) + "<+35 marks>a")
    #expect(SafeText.line("\u{301}a") == "\u{25CC}\u{301}a")
    let family = SafeText.line("👩" + String(repeating: "\u{200D}👩", count: 9))
    #expect(family == SafeText.line("👩‍👩‍👩‍👩‍👩") + "<U+200D>" + SafeText.line("👩‍👩‍👩‍👩‍👩"))
    #expect(SafeText.excerpt(zalgo, limit: 4).hasSuffix("marks>…"))
  }

  @Test("Only what stands in the source reaches a screen as it is")
  func screenText() {
    let name = "mallory\u{1B}]52;c;eA==\u{07}\n\u{202E}"
    let text: ScreenText = "\u{1B}[1m\(name)\u{1B}[0m, \(1), \(block: "a\nb\u{9B}")"
    #expect(text.raw == "\u{1B}[1mmallory␛]52;c;eA==␇⏎<U+202E>\u{1B}[0m, 1, a\nb<U+009B>")
    #expect("\(text)" == "mallory␛]52;c;eA==␇⏎<U+202E>, 1, a\nb<U+009B>")
    #expect(ScreenText(name).raw == "mallory␛]52;c;eA==␇⏎<U+202E>")
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
