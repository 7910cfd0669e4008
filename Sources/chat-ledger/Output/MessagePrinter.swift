import ChatLedger

/// Prints messages as they come, so that a long conversation takes no memory.
final class MessagePrinter {
  private let view: LedgerView
  private let names: Names
  private let asJSON: Bool
  private let isFull: Bool
  private let channel = Channel.output
  private let columns: Int?
  private var pending = ""
  private(set) var count = 0
  private var isHidden = false

  init(view: LedgerView, names: Names, asJSON: Bool, isFull: Bool) {
    self.view = view
    self.asJSON = asJSON
    self.isFull = isFull
    self.names = names
    columns = channel.columns
  }

  /// - Parameter isHidden: it does not show, but is shown to whoever asked for such messages, too.
  func print(_ message: Message, isHidden: Bool = false) throws {
    count += 1
    let author = try names.account(message.state.author)
    self.isHidden = isHidden
    if asJSON {
      pending += message.json(authorName: author, isHidden: isHidden && !message.state.isDeleted).text + "\n"
    } else {
      pending += line(message, author) + "\n"
    }
    if pending.utf8.count > 32 << 10 { finish() }
  }

  /// Prints what is left.
  func finish() {
    channel.write(pending)
    pending = ""
  }

  private func line(_ message: Message, _ author: String) -> String {
    let time = Format.time(message.state.point.time).padded(to: Zone.shown.width)
    let indent = Zone.shown.width + 20
    let name = SafeText.line(author).fitted(to: 16).padded(to: 16)
    let head = "\(channel.styled(time, .dim))  \(channel.styled(name, .cyan))  "
    guard let content = message.content else { return head + channel.styled("(erased)", .dim) }
    let marks = self.marks(message, content)
    if isFull {
      let body = SafeText.block(content.body).split(separator: "\n", omittingEmptySubsequences: false)
      return head + body.joined(separator: "\n" + String(repeating: " ", count: indent))
        + (marks.isEmpty ? "" : "  " + channel.styled(marks, .dim))
    }
    let prefix = message.root == nil && message.replyTo == nil ? "" : "↳ "
    let text = prefix + SafeText.excerpt(content.body)
    guard let columns else { return head + text + (marks.isEmpty ? "" : "  \(marks)") }
    let room = max(20, columns - indent - (marks.isEmpty ? 0 : DisplayWidth.of(marks) + 2))
    return head + text.fitted(to: room) + (marks.isEmpty ? "" : "  " + channel.styled(marks, .dim))
  }

  private func marks(_ message: Message, _ content: MessageContent) -> String {
    var marks: [String] = []
    if message.state.isDeleted { marks.append("deleted") } else if isHidden { marks.append("hidden") }
    if message.state.sender == .ai { marks.append("ai") }
    if message.state.isPinned { marks.append("pinned") }
    if message.state.version > 1 { marks.append("edited") }
    if message.state.reactionCount > 0 { marks.append(Format.count(message.state.reactionCount, "reaction")) }
    if !content.attachments.isEmpty { marks.append(Format.count(content.attachments.count, "attachment")) }
    return marks.isEmpty ? "" : "[\(marks.joined(separator: ", "))]"
  }
}
