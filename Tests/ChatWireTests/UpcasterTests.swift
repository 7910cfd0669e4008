import ChatDomain
import TestSupport
import Testing

@testable import ChatWire

@Suite("Older formats are brought up step by step", .ownThread)
struct UpcasterTests {
  private static let steps = ["first", "second", "third"].map { name in
    Upcaster(command: { command throws(WireError) in command.origin += "-\(name)" })
  }

  @Test("the current version goes through none")
  func current() {
    #expect(Upcaster.path(from: WireFormat.currentVersion).isEmpty)
    #expect(Upcaster.steps.count == Int(WireFormat.currentVersion) - 1)
  }

  @Test("an older one goes through all that follow it, in order")
  func older() throws {
    func origin(from version: UInt16) throws -> String {
      var command = Command(
        id: CommandID(rawValue: 1), actor: .operator("anna"), origin: "web",
        action: .clearEverything(ClearEverything()))
      for upcaster in Upcaster.path(from: version, through: Self.steps) { try upcaster.command(&command) }
      return command.origin
    }
    #expect(try origin(from: 1) == "web-first-second-third")
    #expect(try origin(from: 3) == "web-third")
    #expect(try origin(from: 4) == "web")
  }
}
