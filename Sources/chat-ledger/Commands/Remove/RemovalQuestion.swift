import ChatLedger
import ChatOperations

/// What somebody is asked before something goes or comes back: in which ledger, in which rooms, and how much.
///
/// Whoever answers at night, with three terminals open, has to see that it is the ledger that is meant.
struct RemovalQuestion {
  /// What goes.
  var removed = Totals()
  /// What comes back.
  var restored = Totals()
  /// What happens besides, as the end of a sentence that begins with “This”: nothing that a table counts.
  var besides: [String] = []
  /// What may be typed instead of “yes”; 0 for nothing.
  var number: Int64 = 0
  private var facts = FactSheet()
  private let place: String

  /// Names of one kind that are shown; the others are counted.
  private static let namesShown = 5

  /// - Parameter touched: What the answer is about.
  init(_ flow: RemovalFlow, touching touched: TouchedEntities, in view: LedgerView) throws {
    let path = System.absolutePath(flow.ledger.path)
    let isProduction = try view.configuration().isProduction
    place = "\(path)\(isProduction ? " (PRODUCTION)" : "")"
    let names = Names(view)
    facts.add("ledger", path)
    facts.add("marked as", isProduction ? "PRODUCTION" : nil)
    facts.add("rooms", try Self.list(touched.conversations) { try names.conversation($0) })
    facts.add("accounts", try Self.list(touched.accounts) { try names.account($0) })
    facts.add("resources", try Self.list(touched.resources) { try names.resource($0) })
    for bound in flow.bounds { facts.add(bound.name, bound.value) }
  }

  /// Of what a command or several would do.
  init(_ flow: RemovalFlow, _ preview: Preview, personal: Int64? = nil, in view: LedgerView) throws {
    try self.init(flow, touching: TouchedEntities(preview.events), in: view)
    if let personal, let viewer = flow.viewer {
      number = personal
      let count = Format.count(personal, "message")
      if personal > 0 { besides = ["takes away \(count) from the view of \(SafeText.excerpt(viewer.name)) alone"] }
      return
    }
    removed = preview.removed
    restored = preview.restored
    number = max(removed.messages, restored.messages)
  }

  /// Of a removal with what goes along.
  init(_ flow: RemovalFlow, _ radius: RemovalForecast, in view: LedgerView) throws {
    try self.init(flow, touching: TouchedEntities(radius.plan), in: view)
    removed = radius.plan.removed
    number = removed.messages
  }

  private static func list<ID>(_ ids: [ID], _ name: (ID) throws -> String) rethrows -> String? {
    if ids.isEmpty { return nil }
    // Rooms without a name are called by the people in them, with commas.
    let shown = try ids.prefix(namesShown).map { try SafeText.excerpt(name($0), limit: 60) }.joined(separator: "; ")
    let rest = ids.count - namesShown
    return rest > 0 ? "\(shown) and \(Format.count(rest)) more, \(Format.count(ids.count)) in all" : shown
  }

  /// `takes away 12 messages`; nil where nothing goes or comes back, and so nothing has to be asked.
  private var effect: String? {
    var parts: [String] = []
    if let words = removed.words { parts.append("takes away \(words)") }
    if let words = restored.words { parts.append("brings back \(words)") }
    parts += besides
    return parts.isEmpty ? nil : parts.joined(separator: ", and ")
  }

  // MARK: Asking

  /// Refuses where somebody would have to be asked and nobody is there; before anything is printed.
  func requireAnswers(_ removal: RemovalOptions) throws {
    guard let effect, !removal.force, !System.isTerminal(0) || !OutputChannel.errors.isTerminal else { return }
    throw CommandFailure.usage(
      "This \(effect) in the ledger \(place), and there is nobody to ask.",
      hint: "Look with --dry-run, then say --force."
    )
  }

  /// Asks for the number, or for “yes”; nothing is asked where nothing happens, or with `--force`.
  func ask(_ removal: RemovalOptions) throws {
    guard let effect, !removal.force else { return }
    try requireAnswers(removal)
    facts.print(to: .errors)
    let question: ScreenText = "This \(effect). Type \(number > 0 ? "\(number) or yes" : "yes") to go on: "
    let answer = try OutputChannel.ask(question).filter { $0 != "," && $0 != " " }
    guard answer == "yes" || (number > 0 && answer == String(number)) else {
      throw CommandFailure(.usage, "CANCELLED", "Nothing was done.", hint: "Type what is asked for to go on.")
    }
  }
}

/// The conversations, accounts and resources that a command is about, each once, as it comes to them.
struct TouchedEntities {
  private(set) var conversations: [ConversationID] = []
  private(set) var accounts: [AccountID] = []
  private(set) var resources: [ResourceID] = []
  private var seen: Set<String> = []

  init(_ events: [Event]) {
    for event in events {
      switch event {
      case .conversationCleared(let it): add(it.conversation)
      case .conversationClearReverted(let it): add(it.conversation)
      case .historyCleared(let it): add(it.conversation)
      case .historyClearReverted(let it): add(it.conversation)
      case .conversationRemoved(let it): add(it.conversation)
      case .conversationRestored(let it): add(it.conversation)
      case .participantLeft(let it): add(it.conversation)
      case .participantRestored(let it): add(it.conversation)
      case .messageDeleted(let it): add(it.conversation)
      case .messageRestored(let it): add(it.conversation)
      case .messageEdited(let it): add(it.conversation)
      case .accountRemoved(let it): add(it.account)
      case .accountRestored(let it): add(it.account)
      case .accountDeactivated(let it): add(it.account)
      case .accountReactivated(let it): add(it.account)
      case .resourceRemoved(let it): add(it.resource)
      case .resourceRestored(let it): add(it.resource)
      default: break  // What goes along with these, or is said by the totals.
      }
    }
  }

  init(_ plan: RemovalPlan) {
    for item in plan.items {
      switch item {
      case .conversationRemoved(let id), .conversationCleared(let id, _): add(id)
      case .participantLeft(let id, _), .messageDeleted(let id, _): add(id)
      case .accountRemoved(let id), .accountDeactivated(let id): add(id)
      case .resourceRemoved(let id): add(id)
      default: break
      }
    }
  }

  private mutating func add(_ id: ConversationID) { if isNew("\(id)") { conversations.append(id) } }
  private mutating func add(_ id: AccountID) { if isNew("@\(id)") { accounts.append(id) } }
  private mutating func add(_ id: ResourceID) { if isNew("#\(id)") { resources.append(id) } }
  private mutating func isNew(_ name: String) -> Bool { seen.insert(name).inserted }
}
