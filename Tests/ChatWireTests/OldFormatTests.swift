import ChatDomain
import ChatWire
import FoundationEssentials
import TestSupport
import Testing

@Suite("What the first release wrote still reads", .ownThread)
struct OldFormatTests {
  /// FNV-1a: Fowler, Noll, Vo.
  private func hash(_ bytes: some Sequence<UInt8>, _ start: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
    bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  @Test("its golden files are what they were, byte for byte")
  func files() throws {
    let names = Golden.firstActions.map { "command.\($0)" } + Golden.firstEvents.map { "event.\($0)" }
    let sum = try names.reduce(hash([])) { sum, name in
      hash(try Data(contentsOf: URL(filePath: "\(Golden.folder)\(name).txt")), sum)
    }
    #expect(sum == 2_112_482_063_044_434_013)
  }

  @Test("its commands say nothing of what came later")
  func commands() throws {
    let commands = try Golden.commands().filter { Golden.firstActions.contains($0.file) }
    #expect(commands.count == Golden.firstActions.count)
    for golden in commands {
      let kept = EncodedCommand(command: golden.command, content: golden.content)
      let command = try decoded(kept, EnvelopeFields(golden.value))
      #expect(command == golden.value)
      switch command.action {
      case .registerAccount(let action): #expect(action.roles.isEmpty && action.createdAt == nil)
      case .createConversation(let action): #expect(action.resource == nil && action.kind != .whiteboard)
      case .endConversation(let action): #expect(action.endedAt == nil)
      case .removeConversation(let action): #expect(action.removedAt == nil)
      case .editMessage(let action): #expect(action.editedAt == nil)
      case .deleteMessage(let action): #expect(action.deletedAt == nil)
      case .pinMessage(let action): #expect(action.pinnedAt == nil)
      default: break
      }
    }
  }

  @Test("its events say nothing of what came later, as one log")
  func events() throws {
    let events = try Golden.events().filter { Golden.firstEvents.contains($0.file) }
    #expect(events.count == Golden.firstEvents.count)
    let log = try decodedEvents(events.flatMap(\.bytes))
    #expect(log == events.map(\.value))
    for event in log {
      switch event {
      case .accountRegistered(let event): #expect(event.roles.isEmpty && event.createdAt == nil)
      case .accountRemoved(let event): #expect(event.removedAt == nil)
      case .conversationCreated(let event): #expect(event.resource == nil)
      case .conversationRemoved(let event): #expect(event.removedAt == nil && !countsResourcesOrRecords(event.removed))
      case .conversationRestored(let event): #expect(!countsResourcesOrRecords(event.restored))
      case .messageEdited(let event): #expect(event.editedAt == nil)
      case .messageDeleted(let event): #expect(event.deletedAt == nil)
      default: break
      }
    }
  }

  private func countsResourcesOrRecords(_ totals: Totals) -> Bool {
    var chat = totals
    chat.whiteboardMessages = 0
    chat.blocks = 0
    chat.sessions = 0
    chat.reports = 0
    chat.chatSettings = 0
    chat.twoStepVerifications = 0
    chat.resources = 0
    return chat != totals
  }
}
