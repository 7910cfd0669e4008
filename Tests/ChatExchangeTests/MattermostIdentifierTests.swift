import ChatLedger
import TestSupport
import Testing

@testable import ChatExchange

@Suite(.ownThread) struct MattermostIdentifierTests {
  @Test func areUUIDsOfVersion8() {
    let text = MattermostIdentifier.account(userName: "ann").description
    #expect(Array(text)[14] == "8")
    #expect("89ab".contains(Array(text)[19]))
  }

  /// Written down once: identifiers of imported things must never change.
  @Test func areTheSameForever() {
    #expect(MattermostIdentifier.account(userName: "ann").description == "5403a5e6-aedf-8b48-8ec7-da978898c432")
    #expect(
      MattermostIdentifier.room(team: "acme", channel: "town").description == "6a111025-c67e-82a0-8d02-347f178e827b")
    #expect(
      MattermostIdentifier.direct(members: ["bob", "ann", "bob"]).description == "303a7988-45ba-8cff-bd15-7117ca874045")
    let message = LegacyIdentifier.message(
      in: Archive.town, userName: "ann", createdAtMilliseconds: 1_600_000_000_001, text: "one", root: nil)
    #expect(message.description == "5701669d-12ab-825a-9792-925361a339a3")
    let present = (0...1).map {
      MattermostIdentifier.message(
        in: Archive.town, userName: "ann", createdAtMilliseconds: 1_600_000_000_001, ordinal: $0)
    }
    #expect(
      present.map(\.description) == ["28421201-7cd1-8a3f-a637-88315e32326d", "5406c83a-c4e2-8798-ac65-e749f27e5a3a"])
    let command = ImportIdentifier.importCommand(format: "mattermost", source: "a.jsonl", number: 0)
    #expect(command.description == "fd34a363-9a14-8cce-9167-2dfb52896dba")
    let reply = LegacyIdentifier.message(
      in: Archive.town, userName: "ann", createdAtMilliseconds: 1_600_000_000_001, text: "one", root: message)
    #expect(reply.description == "c919d0c3-fef9-801e-8c13-7a245fe79bd9")
    #expect(
      MattermostIdentifier.reaction(to: message, userName: "bob", emoji: "+1").description
        == "4789cc2d-3dcd-8e25-8481-ec740018c8ff")
    let (account, town) = (MattermostIdentifier.account(userName: "ann").rawValue, Archive.town.rawValue)
    #expect(
      MattermostIdentifier.command("register-account", account).description == "b71bc3bd-3a8d-867d-a56e-56ac516f6a2b")
    #expect(
      MattermostIdentifier.command("add-participant", town, account).description
        == "d6e20b61-7cd2-84f8-8db4-ebe6d6fb6901")
  }

  @Test func tellNamesApart() {
    let names = ["ann", "Ann", "ann ", "\u{e9}", "e\u{301}", "annb"]
    #expect(Set(names.map { MattermostIdentifier.account(userName: $0) }).count == names.count)
    #expect(MattermostIdentifier.room(team: "a", channel: "bc") != MattermostIdentifier.room(team: "ab", channel: "c"))
  }

  @Test func tellMessagesApart() {
    func id(_ user: String, _ time: Int64, _ ordinal: UInt64, _ room: ConversationID) -> MessageID {
      MattermostIdentifier.message(in: room, userName: user, createdAtMilliseconds: time, ordinal: ordinal)
    }
    let other = MattermostIdentifier.room(team: "acme", channel: "other")
    let ids = [
      id("a", 1, 0, Archive.town), id("b", 1, 0, Archive.town), id("a", 2, 0, Archive.town),
      id("a", 1, 1, Archive.town), id("a", 1, 0, other),
    ]
    #expect(Set(ids).count == ids.count)
  }

  @Test func takeMembersInAnyOrder() {
    #expect(MattermostIdentifier.direct(members: ["b", "a"]) == MattermostIdentifier.direct(members: ["a", "b", "a"]))
  }
}

/// The identifiers that messages of Mattermost had before: what they said was a part of them.
enum LegacyIdentifier {
  static func message(
    in conversation: ConversationID, userName: String, createdAtMilliseconds: Int64, text: String, root: MessageID?
  ) -> MessageID {
    var name = ImportName("message")
    name.add(conversation.rawValue)
    name.add(userName)
    name.add(UInt64(bitPattern: createdAtMilliseconds))
    name.addDigest(of: text)
    if let root { name.add(root.rawValue) }
    return MessageID(rawValue: name.value)
  }
}
