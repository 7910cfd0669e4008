import ChatLedger
import ChatOperations
import LedgerJSON

/// The changes of undoing edits: word by word, and in mentions, attachments and attributes.
struct EditUndoPrinter {
  let names: Names

  /// Messages that are shown; the others are counted.
  private static let shown = 25

  func print(_ undos: [EditUndo]) {
    for undo in undos.prefix(Self.shown) {
      let title = (try? names.message(undo.message.id)) ?? ""
      OutputChannel.output.line("Message \(undo.message.id) \(SafeText.line(title))")
      for line in lines(undo) { OutputChannel.output.line("  \(SafeText.line(line))") }
    }
    if undos.count > Self.shown {
      OutputChannel.output.line("and \(Format.count(undos.count - Self.shown)) more; --dry-run --json has all of them.")
    }
  }

  private func lines(_ undo: EditUndo) -> [String] {
    let (now, then) = (
      undo.message.content ?? MessageContent(body: ""), undo.previous.content ?? MessageContent(body: "")
    )
    var lines: [String] = []
    if !now.body.hasSameBytes(as: then.body) {
      let note = now.body == then.body ? " (looks the same: another Unicode form of it)" : ""
      lines.append("text         \(WordDifference(from: now.body, to: then.body).text)\(note)")
    }
    lines += Self.difference("mention", now.mentions, then.mentions) { (try? names.account($0)) ?? "\($0)" }
    lines += Self.difference("attachment", now.attachments, then.attachments, \.name)
    lines += Self.difference("attribute", Self.texts(now.attributes), Self.texts(then.attributes)) {
      SafeText.excerpt($0.wrappedValue, limit: 100)
    }
    if undo.message.content == nil { lines.append("the text as it is now was erased") }
    if lines.isEmpty { lines = ["nothing changes: it reads like version \(undo.previous.version) already"] }
    if !undo.later.isEmpty {
      lines.append(
        "\(Format.count(undo.later.count, "later edit")) of it \(undo.later.count == 1 ? "goes" : "go"), too")
    }
    return lines
  }

  /// `name=value`, in the order of the bytes.
  private static func texts(_ attributes: [String: String]) -> [Bytewise<String>] {
    attributes.map { "\($0)=\($1)" }.sorted { $0.precedesBytewise($1) }.map { Bytewise(wrappedValue: $0) }
  }

  /// `+ cake.jpg` for what comes back, `- cake.jpg` for what goes.
  private static func difference<Value: Hashable>(
    _ noun: String, _ now: [Value], _ then: [Value], _ text: (Value) -> String
  ) -> [String] {
    let label = noun + String(repeating: " ", count: max(0, 13 - noun.count))
    return now.filter { !then.contains($0) }.map { "\(label)- \(text($0))" }
      + then.filter { !now.contains($0) }.map { "\(label)+ \(text($0))" }
  }
}
