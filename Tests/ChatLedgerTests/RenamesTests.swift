import ChatDomain
import ChatLedgerTesting
import TestSupport
import Testing

/// `Renames` reads the events that give new texts to what has a name. Which those are is said there by hand.
@Suite(.ownThread) struct RenamesTests {
  @Test("no other action carries the texts of what has a name than those whose events are read")
  func actionsWithNames() {
    var maker = SampleMaker(seed: 1)
    var named: Set<String> = []
    for _ in 0..<20 {
      for action in Action.samples(&maker) where Self.carriesNames(action) { named.insert(action.name) }
    }
    // The first three give first texts, the others change them.
    let known = [
      "registerAccount", "createConversation", "createResource", "updateAccount", "updateConversation",
      "updateResource",
    ]
    #expect(named == Set(known))
  }

  private static func carriesNames(_ action: Action) -> Bool {
    guard let value = Mirror(reflecting: action).children.first?.value else { return false }
    return Mirror(reflecting: value).children.contains { child in
      let type = "\(type(of: child.value))"
      return ["Profile", "ConversationDetails", "ResourceDetails"].contains { type.contains($0) }
    }
  }
}
