import ChatLedger
import ChatOperations
import LedgerJSON

/// Prints messages as they come, so that a long conversation takes no memory.
final class MessagePrinter {
  private let view: LedgerView
  private let names: Names
  private let asJSON: Bool
  private let isFull: Bool
  private let channel = OutputChannel.output
  private let columns: Int?
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
    try OutputChannel.check()
    if asJSON {
      channel.line(message.json(authorName: author, isHidden: isHidden && !message.state.isDeleted))
    } else {
      channel.line(line(message, author))
    }
  }

  private func line(_ message: Message, _ author: String) -> ScreenText {
    let time = Format.time(message.state.sentAt).padded(to: Zone.shown.width)
    let indent = Zone.shown.width + 20
    let name = SafeText.line(author).fitted(to: 16).padded(to: 16)
    let head: ScreenText = "\(channel.styled(time, .dim))  \(channel.styled(name, .cyan))  "
    guard let content = message.content else { return head + channel.styled("(erased)", .dim) }
    let marks = self.marks(message, content)
    let tail: ScreenText = marks.isEmpty ? "" : "  \(channel.styled(marks, .dim))"
    if isFull {
      let body = SafeText.block(content.body).replacing("\t", with: "    ").split(
        separator: "\n", omittingEmptySubsequences: false)
      return head + ScreenText(block: body.joined(separator: "\n" + String(repeating: " ", count: indent))) + tail
    }
    let prefix = message.root == nil && message.replyTo == nil ? "" : "↳ "
    let text = prefix + SafeText.excerpt(content.body)
    guard let columns else { return "\(head)\(text)\(tail)" }
    let room = max(20, columns - indent - (marks.isEmpty ? 0 : DisplayWidth.of(marks) + 2))
    return "\(head)\(text.fitted(to: room))\(tail)"
  }

  private func marks(_ message: Message, _ content: MessageContent) -> String {
    var marks: [String] = []
    if message.state.isDeleted { marks.append("deleted") } else if isHidden { marks.append("hidden") }
    if message.state.sender != .user { marks.append(message.state.sender.rawValue.lowercased()) }
    if message.state.isPinned { marks.append("pinned") }
    if message.state.version > 1 { marks.append("edited") }
    if message.state.reactionCount > 0 { marks.append(Format.count(message.state.reactionCount, "reaction")) }
    if !content.attachments.isEmpty { marks.append(Format.count(content.attachments.count, "attachment")) }
    return marks.isEmpty ? "" : "[\(marks.joined(separator: ", "))]"
  }
}
