import ChatDomain
import ChatLedgerTesting
import ChatWire
import TestSupport
import Testing

@Suite("Hostile bytes are errors, never crashes", .ownThread)
struct HostileBytesTests {
  /// Whatever decodes must encode again: nothing half-read gets through.
  private func feed(_ command: [UInt8], _ content: [UInt8], _ envelope: EnvelopeFields) -> Bool {
    do {
      let command = try CommandCoding.decode(
        command: command.span.bytes, content: content.span.bytes, envelope: envelope)
      return try decoded(CommandCoding.encode(command), envelope) == command
    } catch {
      return error is WireError
    }
  }

  private func feed(_ events: [UInt8]) -> Bool {
    do {
      let events = try EventCoding.decode(events.span.bytes)
      return try decodedEvents(EventCoding.encode(events)) == events
    } catch {
      return error is WireError
    }
  }

  @Test("mutations of every golden file", arguments: 0..<20)
  func mutations(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    for golden in try Golden.commands() {
      for _ in 0..<20 {
        let bytes = (maker.mutated(golden.command), maker.mutated(golden.content ?? []))
        #expect(feed(bytes.0, bytes.1, EnvelopeFields(golden.value)), "seed \(seed), \(bytes)")
      }
    }
    for golden in try Golden.events() {
      for _ in 0..<20 {
        let bytes = maker.mutated(golden.bytes)
        #expect(feed(bytes), "seed \(seed), \(bytes)")
      }
    }
  }

  @Test("random bytes", arguments: 0..<50)
  func randomBytes(seed: Int) {
    var maker = SampleMaker(seed: UInt64(seed))
    for _ in 0..<100 {
      let bytes = maker.list(200) { UInt8(truncatingIfNeeded: $0.next()) }
      #expect(feed(bytes), "seed \(seed)")
      #expect(feed(bytes, bytes, EnvelopeFields(commandID: maker.id(), actor: maker.id())), "seed \(seed)")
    }
  }

  @Test("mutated JSON", arguments: 0..<20)
  func json(seed: Int) throws {
    var maker = SampleMaker(seed: UInt64(seed))
    for golden in try Golden.commands() {
      let text = maker.mutated(Array(golden.json.utf8))
      do {
        let command = try CommandJSON.decode(text)
        #expect(try CommandJSON.decode(CommandJSON.encode(command)) == command)
      } catch {
        #expect(error.code == .invalidJSON, "seed \(seed)")
      }
    }
  }
}

@Suite("Errors name what is wrong", .ownThread)
struct WireErrorTests {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\((error as? WireError)?.message ?? "another error")"
    }
  }

  @Test("a missing identifier")
  func missingIdentifier() {
    // Events { account_updated {} }
    let text = message { _ = try decodedEvents([0x0A, 0x03, 0x8A, 0x01, 0x00]) }
    #expect(text == "The field `account_updated.account` is missing.")
  }

  @Test("an identifier that is too short")
  func shortIdentifier() {
    // Events { account_updated { account: 1 byte } }
    let text = message { _ = try decodedEvents([0x0A, 0x06, 0x8A, 0x01, 0x03, 0x0A, 0x01, 0xFF]) }
    #expect(text == "The field `account_updated.account` has 1 bytes instead of 16.")
  }

  @Test("an event of an unknown kind, and one of none")
  func unknownKind() {
    // Events { 2000: {} } inside an event; and Events { {} }
    #expect(message { _ = try decodedEvents([0x0A, 0x03, 0x82, 0x7D, 0x00]) } == "The event is of an unknown kind.")
    #expect(message { _ = try decodedEvents([0x0A, 0x00]) } == "The event has no kind.")
  }

  @Test("a command and its envelope that disagree about the actor")
  func actorMismatch() throws {
    var maker = SampleMaker(seed: 5)
    var command = maker.command(.pinMessage(PinMessage(message: maker.id())))
    command.actor = .account(maker.id())
    var envelope = EnvelopeFields(command)
    envelope.actor = nil
    #expect(message { _ = try decoded(CommandCoding.encode(command), envelope) } == "The field `actor` is missing.")
    envelope.actor = maker.id()
    command.actor = .operator("anna")
    #expect(
      message { _ = try decoded(CommandCoding.encode(command), envelope) }
        == "The field `is_operator` is set, and the envelope names an account.")
  }

  @Test("a format version that is not read", arguments: [0, 2, 65_535] as [UInt16])
  func version(_ version: UInt16) {
    let empty: [UInt8] = []
    #expect(throws: WireError.self) { try EventCoding.decode(empty.span.bytes, version: version) }
    #expect(throws: WireError.self) { try ContentCoding.reason(empty.span.bytes, version: version) }
    #expect(throws: WireError.self) {
      try CommandCoding.decode(
        command: empty.span.bytes, content: nil,
        envelope: EnvelopeFields(commandID: CommandID(rawValue: 1), actor: nil), version: version)
    }
  }
}
