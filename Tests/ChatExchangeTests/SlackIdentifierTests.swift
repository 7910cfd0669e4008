import ChatExchange
import ChatLedger
import TestSupport
import Testing

@Suite("Identifiers of things from Slack", .ownThread)
struct SlackIdentifierTests {
  private let general = SlackIdentifier.conversation(team: "T1", channel: "C1")
  private let time = Timestamp(microseconds: 1_355_517_523_000_005)

  /// Ledgers have them: a change would make every repeated import import everything again.
  @Test("They are the same for ever")
  func golden() {
    let found = [
      SlackIdentifier.account(team: "T1", user: "U1").description,
      SlackIdentifier.account(team: "T1", bot: "B1").description,
      SlackIdentifier.account(team: "T1", botName: "deploy").description,
      general.description,
      SlackIdentifier.conversation(team: "T1", folder: "general").description,
      SlackIdentifier.message(in: general, at: time).description,
      ImportIdentifier.importCommand(format: "slack", source: "export.zip", number: 0).description,
    ]
    #expect(
      found == [
        "1875021c-4d89-8164-afc8-2e43f902e2d5",
        "c7131cbd-47c9-801c-85c3-113b4a6c77c0",
        "37442321-bab8-89ef-964c-088e85f25f68",
        "42ece595-4c07-8cd6-bdb6-9ed81eb075df",
        "6b7b3567-10e6-8d5f-b23f-5b1c646bdec0",
        "1785459a-62bc-8869-ba53-60f5741ca047",
        "8d29952c-c5af-8b91-bf36-5c231f0a2710",
      ])
  }

  @Test("Other workspaces, users, places and times are other things")
  func tellApart() {
    let accounts = [
      SlackIdentifier.account(team: "T1", user: "U1"), SlackIdentifier.account(team: "T2", user: "U1"),
      SlackIdentifier.account(team: "T1", user: "U2"), SlackIdentifier.account(team: "T1", bot: "U1"),
      SlackIdentifier.account(team: "T1", botName: "U1"), SlackIdentifier.account(team: "T1U", user: "1"),
    ]
    #expect(Set(accounts).count == accounts.count)
    let other = SlackIdentifier.conversation(team: "T1", channel: "C2")
    let messages = [
      SlackIdentifier.message(in: general, at: time), SlackIdentifier.message(in: other, at: time),
      SlackIdentifier.message(in: general, at: Timestamp(microseconds: time.microseconds + 1)),
    ]
    #expect(Set(messages).count == messages.count)
  }
}
