import ArgumentParser
import ChatLedger
import TestSupport
import Testing

@testable import chat_ledger

@Suite("What errors suggest, as lines to paste", .ownThread)
struct NextStepTests {
  static let steps: [NextStep] = [
    .look(at: "17"), .createLedger(maximumBodyBytes: nil), .createLedger(maximumBodyBytes: 9_000), .rebuildProjection,
    .verify(levels: []), .verify(levels: ["log", "contents"]), .examineEverything, .takeSnapshot,
    .revert(Position(17)), .revert(nil), .removeConversation, .markProduction(true), .markProduction(false),
    .protectAccount, .protectRoles([]), .protectRoles(["admin", "owner"]), .backfill(policy: "booking-room"),
    .findMadeUp, .foreseeCleanup, .cleanUp, .cleanUpAgain, .showCleanupRules,
    .importArchive(format: "slack", path: "x.zip"),
  ]

  @Test("Each names a verb that there is, with options that it has", arguments: steps)
  func isAVerb(_ step: NextStep) throws {
    let words = step.command.split(separator: " ").map(String.init)
    try #require(words.first == "chat-ledger")
    // Upper-case words stand for what somebody puts there.
    _ = try ChatLedgerCommand.parseAsRoot(Array(words.dropFirst()))
  }

  @Test("Each list has a verb", arguments: NextStep.Listing.allCases)
  func isAList(_ listing: NextStep.Listing) throws { try isAVerb(.list(listing)) }

  @Test("The lines stand where the last sentence ends")
  func texts() {
    #expect(RemedyText("Check it.", []).description == "Check it.")
    #expect(
      RemedyText("Rebuild the projection, then verify it.", [.rebuildProjection, .verify(levels: ["log"])]).description
        == "Rebuild the projection, then verify it: `chat-ledger rebuild`, `chat-ledger verify log`")
    let gone = Rejection(
      .accountInactive, "Gone.", remedy: "Revert the command that did it.", gone: .account(AccountID(rawValue: 1)))
    #expect(
      RemedyText(gone).description
        == "Revert the command that did it: `chat-ledger show 00000000-0000-0000-0000-000000000001`")
  }
}
