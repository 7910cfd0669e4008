import ChatDomain
import ChatWire
import EventLog

/// A command encoded on the caller's thread: the writer thread only decides, stamps and appends it.
///
/// A class, so that a batch is handed about without copying what it holds.
final class PreparedCommand: Sendable {
  let command: Command
  let draft: EntryDraft

  init(_ command: Command) {
    self.command = command
    let encoded = CommandCoding.encode(command)
    draft = EntryDraft(
      time: 0, commandID: command.id.rawValue, actor: command.actor.account?.rawValue ?? 0,
      correlation: command.correlation?.rawValue ?? 0, causation: command.causation?.rawValue ?? 0,
      trace: command.trace.map {
        .init(traceID: $0.traceID, spanID: $0.spanID, flags: $0.flags)
      },
      command: encoded.command, events: [], content: encoded.content)
  }

  var sizeBytes: Int { draft.command.count + (draft.content?.count ?? 0) + 256 }

  /// The entry of the command, as it is decided now.
  func draft(of request: CommandRequest) -> EntryDraft {
    var draft = draft
    draft.time = request.time.microseconds
    draft.rules = request.rules.rawValue
    return draft
  }

  /// An entry for more events of the command.
  func continuation(of request: CommandRequest) -> EntryDraft {
    EntryDraft(
      kind: .continuation, time: request.time.microseconds, commandID: draft.commandID, actor: draft.actor,
      correlation: draft.correlation, causation: request.position.rawValue, rules: request.rules.rawValue, command: [],
      events: [])
  }

  /// Whether an entry that is to be in the log records this very command.
  func isRecorded(by other: EntryDraft) -> Bool {
    isEnvelope(actor: other.actor, other.correlation, other.causation) && other.command == draft.command
      && other.content == draft.content
  }

  /// Whether an entry in the log records this very command.
  func isRecorded(by entry: borrowing Entry) -> Bool {
    guard isEnvelope(actor: entry.actor, entry.correlation, entry.causation) else { return false }
    // Earlier entries name the author also where it is the actor.
    guard
      matches(entry.command, draft.command)
        || matches(entry.command, CommandCoding.encode(command, namesAuthor: true).command)
    else { return false }
    if entry.isErased { return true }
    guard let content = entry.content else { return draft.content == nil }
    guard let own = draft.content else { return false }
    return matches(content, own)
  }

  /// The trace is of the request, not of the command: a retry may come with another one.
  private func isEnvelope(actor: UInt128, _ correlation: UInt128, _ causation: UInt64) -> Bool {
    actor == draft.actor && correlation == draft.correlation && causation == draft.causation
  }

  private func matches(_ span: RawSpan, _ bytes: [UInt8]) -> Bool {
    guard span.byteCount == bytes.count else { return false }
    return span.withUnsafeBytes { $0.elementsEqual(bytes) }
  }
}
